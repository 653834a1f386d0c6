package kith.log;

import java.util.ArrayList;
import java.util.List;
import kith.identity.Hasher;
import kith.identity.JdkHasher;
import kith.lang.Bytes;
import kith.lang.Writer;
import kith.log.Change.Place;
import org.jspecify.annotations.Nullable;

/// What tests of the log share: a space, authors, and a model of signatures: 64 bytes that are a
/// hash of key and message, so that checking is cheap and a wrong one is wrong.
final class Fixture {
    static final Hasher HASHER = JdkHasher.HASHER;
    static final Headers HEADERS = new Headers(HASHER);
    static final Bytes SPACE = bytes(32, 0x5a);
    static final int WINDOW = 64;

    /// A wall clock that all changes of tests are near to.
    static final long WALL_MILLIS = 1_000_000;

    static final long AHEAD_MAX_MILLIS = 3_600_000;

    private Fixture() {}

    /// What is expected to be there.
    static <T> T must(@Nullable T found) {
        if (found == null) {
            throw new AssertionError("it is not there");
        }
        return found;
    }

    static Bytes bytes(int size, int value) {
        var array = new byte[size];
        java.util.Arrays.fill(array, (byte) value);
        return Bytes.wrap(array);
    }

    static ChainId author(int number) {
        return new ChainId(bytes(32, number + 1), 0, Bytes.EMPTY);
    }

    static ChangeGraph graph() {
        return new ChangeGraph(SPACE, HASHER, WINDOW);
    }

    static Intake intake(ChangeGraph graph) {
        return new Intake(graph, AHEAD_MAX_MILLIS, chain -> true);
    }

    static Bytes content(int number) {
        return new Writer().varint(number).toBytes();
    }

    /// A time that many ticks after the start.
    static long time(int tick) {
        return (WALL_MILLIS << 16) + tick;
    }

    static Bytes sign(Bytes author, Bytes message) {
        Bytes half = HASHER.sha256(new Writer().bytes(author).bytes(message).toBytes());
        return new Writer().bytes(half).bytes(half).toBytes();
    }

    static boolean holds(Bytes author, Bytes message, Bytes signature) {
        return sign(author, message).equals(signature);
    }

    /// The head that the author of `chain` would sign at its end.
    static Head head(ChangeGraph graph, int chain) {
        return head(graph.id(chain), graph.last(chain), graph.tip(chain).hash());
    }

    static Head head(ChainId id, int seq, Bytes hash) {
        Bytes message = Headers.headMessage(SPACE, id.incarnation(), seq, hash);
        return new Head(seq, sign(id.author(), message));
    }

    /// Writes one change after all that `graph` holds, or after `deps`.
    static Verified write(ChangeGraph graph, int chain, int tick, @Nullable List<Place> deps) {
        List<Place> after = deps == null ? graph.depsFor(chain) : deps;
        Verified made = graph.compose(chain, time(tick), after, null, content(tick));
        graph.append(made);
        return made;
    }

    /// A chain of `count` changes without deps, appended to `graph`; the run of them.
    static Run writeRun(ChangeGraph graph, int chain, int tickFirst, int count) {
        var changes = new ArrayList<Change>();
        for (int i = 0; i < count; i++) {
            changes.addAll(write(graph, chain, tickFirst + i, List.of()).run().changes());
        }
        return new Run(chain, changes);
    }
}
