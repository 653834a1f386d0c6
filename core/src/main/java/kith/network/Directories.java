package kith.network;

import java.util.List;
import java.util.TreeMap;
import kith.board.Board;
import kith.dht.Contact;
import kith.dht.DirectoryMessage;
import kith.dht.DirectoryRules;
import kith.dht.Found;
import kith.dht.RecordKind;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.overlay.Use;
import kith.port.About;
import kith.port.Gauge;
import kith.port.Now;
import kith.replica.Context;
import kith.sync.Session;
import kith.sync.SyncMessage;
import org.jspecify.annotations.Nullable;

/// The directories of all boards of this peer: one for each on which it is a member, over those
/// links on which the board is shared and directories are spoken.
///
/// Used by the owner of the engine only.
public final class Directories {
    /// How long an end in order waits until what is taken back is signed and on its way. Guess: a
    /// hundred signatures on a busy machine.
    private static final long LEAVE_NANOS = Now.SECOND / 2;

    /// Then so long until it has arrived: a link that is ended may lose what is on its way. Guess:
    /// a connection to the other end of the world.
    private static final long ARRIVAL_NANOS = 150 * Now.MILLI;

    private final Context context;
    private final Door door;
    private final TreeMap<BoardId, BoardDirectory> all = new TreeMap<>();
    private long leaveUntilNanos = Now.NEVER;

    /// Until when what left last is on its way.
    private long arrivedNanos;

    /// What directories ask of the door.
    public interface Door {
        @Nullable Board board(BoardId id);

        /// Whether that board is shared over that link.
        boolean shares(long link, BoardId board);

        /// What that link is there for.
        Use use(long link);

        /// That link, which was there for something else, is needed for a directory from now on.
        void needs(long link);

        /// Whether there is a link to that peer.
        boolean isLinked(PeerId peer);

        /// Where the other side of a link can be dialled: there, if we did, else as the board says.
        /// Empty when that is not known.
        String addressOf(Session session, Board board);

        /// Where this peer listens.
        List<String> addresses();

        /// What it says of itself.
        About about();
    }

    public Directories(Context context, Door door) {
        this.context = context;
        this.door = door;
    }

    // Links

    /// A board is shared over that link.
    public void shared(Session session, BoardId id) {
        Board board = door.board(id);
        BoardDirectory directory =
                board == null || session.version() < DirectoryMessage.VERSION_MIN
                        ? null
                        : of(board);
        if (board != null && directory != null) {
            directory.linkUp(session, door.addressOf(session, board));
        }
    }

    public void unshared(Session session, BoardId id) {
        BoardDirectory directory = all.get(id);
        if (directory != null) {
            directory.linkDown(session.link(), false);
        }
    }

    /// `full`: the other side ended it, since it has too many.
    public void linkDown(long link, boolean full) {
        all.values().forEach(directory -> directory.linkDown(link, full));
    }

    /// What that link is there for is another thing than before.
    public void useChanged(long link) {
        all.values().forEach(directory -> directory.useChanged(link));
    }

    /// Whether some directory needs a link to that peer of its own.
    public boolean needs(PeerId peer) {
        for (BoardDirectory directory : all.values()) {
            if (directory.needs(peer)) {
                return true;
            }
        }
        return false;
    }

    public void dialFailed(String address) {
        all.values().forEach(directory -> directory.dialFailed(address));
    }

    /// To whom the other side of a link says that it is linked on a board.
    public void told(long link, BoardId id, List<PeerId> peers) {
        BoardDirectory directory = all.get(id);
        if (directory != null) {
            directory.told(link, peers);
        }
    }

    /// Takes in what follows on a type that is one of [DirectoryMessage]. What is wrong with it is
    /// [Malformed].
    public void received(Session session, SyncMessage.Other other) {
        if (session.version() < DirectoryMessage.VERSION_MIN) {
            throw new Malformed("a message of version 3 over a link of an earlier one");
        }
        var message = DirectoryMessage.read(other.type(), new Reader(other.body()));
        BoardDirectory directory = all.get(message.board());
        if (directory != null) {
            directory.received(session.link(), message);
        }
    }

    // What changes here

    /// More is known of who is on that board.
    public void rosterChanged(Board board) {
        BoardDirectory directory = all.get(board.id());
        if (directory != null && directory.isAt(self(board))) {
            directory.rosterChanged();
        } else {
            begin(board);
        }
    }

    /// Where this peer listens, or which spaces of a board it has.
    public void changed() {
        all.values().forEach(directory -> directory.sayings().changed());
    }

    /// The directory of that board; null where we are no member as far as the records say, or take
    /// no part.
    private @Nullable BoardDirectory of(Board board) {
        BoardDirectory directory = all.get(board.id());
        return directory != null ? directory : begin(board);
    }

    /// Begins, also anew where we were let in by another way: then we stand elsewhere.
    private @Nullable BoardDirectory begin(Board board) {
        BoardDirectory before = all.remove(board.id());
        if (before != null) {
            before.end();
        }
        Contact self = self(board);
        DirectoryRules rules = rules(board);
        if (self == null || rules == null) {
            return null;
        }
        var directory = new BoardDirectory(board, context, door, self, rules);
        all.put(board.id(), directory);
        for (Session session : context.links().sessions()) {
            boolean may = session.version() >= DirectoryMessage.VERSION_MIN;
            if (may && door.shares(session.link(), board.id())) {
                directory.linkUp(session, door.addressOf(session, board));
            }
        }
        return directory;
    }

    /// Null where the founder said what is no rules: then nobody takes part.
    private static @Nullable DirectoryRules rules(Board board) {
        try {
            return DirectoryRules.of(board.proof().founding().rules());
        } catch (Malformed malformed) {
            return null;
        }
    }

    private @Nullable Contact self(Board board) {
        return new Contacts(board, context.hasher()).of(new PeerId(context.self()));
    }

    // What is asked for

    /// Looks something up on a board. False when we take no part in its directory.
    public boolean find(
            Board board, RecordKind kind, Bytes subject, boolean traced, Found.Then then) {
        BoardDirectory directory = of(board);
        if (directory == null) {
            return false;
        }
        directory.find(kind, subject, traced, then);
        return true;
    }

    // Time

    public void wake() {
        all.values().forEach(BoardDirectory::wake);
    }

    /// Takes back what was said everywhere.
    public void leave() {
        all.values().forEach(directory -> directory.sayings().leave());
        long now = context.now().nanos();
        leaveUntilNanos = now + LEAVE_NANOS;
        if (isSigning()) {
            arrivedNanos = now + ARRIVAL_NANOS;
        }
    }

    /// Whether what is taken back may still wait to be signed, or be on its way.
    public boolean isLeaving() {
        long now = context.now().nanos();
        if (isSigning()) {
            arrivedNanos = now + ARRIVAL_NANOS;
        }
        boolean leaving = now < Math.min(leaveUntilNanos, arrivedNanos);
        if (leaving) {
            context.effects().wakeAt(Math.min(leaveUntilNanos, arrivedNanos));
        }
        return leaving;
    }

    private boolean isSigning() {
        boolean signing = false;
        for (BoardDirectory directory : all.values()) {
            signing |= directory.isSigning();
        }
        return signing;
    }

    public void measure(List<Gauge> out) {
        all.values().forEach(directory -> directory.measure(out));
    }
}
