package kith.network;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kith.board.Board;
import kith.dht.Directory;
import kith.dht.Found;
import kith.dht.RecordKind;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Utf8;
import kith.lang.Writer;
import kith.port.About;
import kith.port.Gauge;
import kith.port.Now;
import kith.replica.Context;
import kith.replica.Replica;

/// What this peer has the directory of a board say of it: where it is reached, what it can, which
/// spaces it has. What changes is said anew, a few things at a time; on a clean end all is taken
/// back.
final class Sayings {
    /// Spaces of one board. Guess: each is said anew every half hour over four ways.
    static final int SPACES_MAX = 256;

    /// All together: also the addresses, and everything that a peer can.
    static final int MAX = SPACES_MAX + 1 + About.Can.values().length;

    /// Said in one go, with a second between: a look-up each, of which a directory does some at a
    /// time. Guess.
    private static final int AT_ONCE = 8;

    private static final long PAUSE_NANOS = Now.SECOND;

    /// After the first link: by then it knows some of those who keep what it says. Guess.
    private static final long FIRST_NANOS = 3 * Now.SECOND;

    /// When nobody else took it. Guess.
    private static final long AGAIN_NANOS = 30 * Now.SECOND;

    /// Taken back on a clean end: as many as a directory looks up at a time, less those that are
    /// under way. What else was said ends with its time; that the addresses are gone says enough.
    private static final int TAKEN_BACK_MAX = 48;

    private final Board board;
    private final Context context;
    private final Directories.Door door;
    private final Directory directory;
    private final TreeMap<Bytes, Saying> said = new TreeMap<>();
    private long dueNanos = Now.NEVER;
    private boolean joined;
    private boolean leaving;

    private record Saying(RecordKind kind, Bytes subject, Bytes body) {}

    Sayings(Board board, Context context, Directories.Door door, Directory directory) {
        this.board = board;
        this.context = context;
        this.door = door;
        this.directory = directory;
    }

    /// There is somebody to say it to.
    void joined() {
        joined = true;
        lookAt(context.now().nanos() + FIRST_NANOS);
    }

    /// Something that is said may be another thing now.
    void changed() {
        if (joined) {
            lookAt(context.now().nanos() + PAUSE_NANOS);
        }
    }

    private void lookAt(long nanos) {
        if (!leaving) {
            dueNanos = Math.min(dueNanos, nanos);
            context.effects().wakeAt(dueNanos);
        }
    }

    /// Takes back what was said, the addresses first, and says nothing more.
    void leave() {
        leaving = true;
        dueNanos = Now.NEVER;
        int left = TAKEN_BACK_MAX;
        for (Saying one : said.values()) {
            if (left-- > 0) {
                directory.withdraw(one.kind(), one.subject());
            }
        }
        said.clear();
    }

    void wake() {
        if (context.now().nanos() >= dueNanos) {
            dueNanos = Now.NEVER;
            say();
        } else if (dueNanos != Now.NEVER) {
            lookAt(dueNanos);
        }
    }

    private void say() {
        Map<Bytes, Saying> wanted = wanted();
        said.entrySet()
                .removeIf(
                        one -> {
                            boolean over = !wanted.containsKey(one.getKey());
                            if (over) {
                                Saying gone = one.getValue();
                                directory.withdraw(gone.kind(), gone.subject());
                            }
                            return over;
                        });
        int left = AT_ONCE;
        for (Map.Entry<Bytes, Saying> one : wanted.entrySet()) {
            if (one.getValue().equals(said.get(one.getKey()))) {
                continue;
            }
            if (left-- == 0) {
                lookAt(context.now().nanos() + PAUSE_NANOS);
                return;
            }
            say(one.getKey(), one.getValue());
        }
    }

    private void say(Bytes key, Saying one) {
        said.put(key, one);
        directory.announce(one.kind(), one.subject(), one.body(), found -> heard(key, one, found));
    }

    private void heard(Bytes key, Saying one, Found found) {
        var self = new PeerId(context.self());
        for (PeerId by : found.by()) {
            if (!by.equals(self)) {
                return;
            }
        }
        if (one.equals(said.get(key))) {
            said.remove(key);
            lookAt(context.now().nanos() + AGAIN_NANOS);
        }
    }

    private Map<Bytes, Saying> wanted() {
        var wanted = new LinkedHashMap<Bytes, Saying>();
        About about = door.about();
        Bytes body = Whereabouts.of(door.addresses(), about).bytes();
        add(wanted, RecordKind.ADDRESSES, context.self(), body);
        for (String word : about.words()) {
            add(wanted, RecordKind.CAPABILITY, capability(word), body);
        }
        for (Replica replica : board.spaces().values()) {
            if (!replica.name().equals(Board.FACTS) && wanted.size() < MAX) {
                add(wanted, RecordKind.REPLICA, replica.space(), body);
            }
        }
        return wanted;
    }

    private static void add(Map<Bytes, Saying> to, RecordKind kind, Bytes subject, Bytes body) {
        Bytes key = new Writer(72).u8(kind.code()).bytes(subject).toBytes();
        to.put(key, new Saying(kind, subject, body));
    }

    static Bytes capability(String word) {
        return Bytes.wrap(Utf8.encode(word));
    }

    void measure(List<Gauge> out) {
        out.add(new Gauge("things said in a directory", said.size(), MAX));
    }
}
