package kith.crdt.sequence;

import kith.crdt.sequence.units.Stored;
import kith.lang.Deflated;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.log.RunCodec.Numbering;

/// The history of a sequence in bytes: what its operations were, in columns, packed.
///
/// Each column has numbers that are like each other: how many versions each run has, how far its
/// position is from where the one before it ended, where lines begin and what they follow, which
/// changes they came with; at last all units that were ever inserted. So little is left of what is
/// regular, and packing does the rest. The format is in `docs/protocol/state.md`.
///
/// Reading checks everything that the engine relies on, except how long a document is that was
/// merged: that the [Tracker] finds when it merges it. A damaged or invented history is
/// [Malformed], then or there, and nothing worse.
final class History<S extends Stored> {
    /// The most bytes of a history before it is packed: as many units as there can be, in three
    /// bytes each, and the operations that made them.
    private static final int UNPACKED_MAX = 1 << 30;

    /// Stands in the place of the size of a history that is not packed.
    private static final int PLAIN = 0;

    final EventGraph graph;
    final Ops ops;
    final Voids voids;
    final S store;

    private History(EventGraph graph, Ops ops, Voids voids, S store) {
        this.graph = graph;
        this.ops = ops;
        this.voids = voids;
        this.store = store;
    }

    /// Nothing happened yet.
    History(S store) {
        this(new EventGraph(), new Ops(), new Voids(), store);
    }

    byte[] write() {
        var out = new Writer(64 + 4 * ops.count + store.count());
        writeTo(out);
        byte[] packed = Deflated.pack(out.shared(), 0, out.size());
        var whole = new Writer(packed.length + 10);
        whole.varint(out.size()).bytes(packed, 0, packed.length);
        return whole.toArray();
    }

    /// The same unpacked: packers differ in what they make of it, and a snapshot must not.
    byte[] writePlain() {
        var out = new Writer(64 + 4 * ops.count + store.count());
        writeTo(out.varint(PLAIN));
        return out.toArray();
    }

    /// Whether those bytes are not packed.
    static boolean isPlain(byte[] written) {
        return written.length > 0 && written[0] == PLAIN;
    }

    private void writeTo(Writer out) {
        ops.write(out);
        graph.write(out);
        voids.write(out);
        store.write(out);
    }

    /// What was written, into an empty store, under the numbers of now.
    static <S extends Stored> History<S> read(byte[] from, Numbering numbers, S store) {
        var in = new Reader(from);
        int size = in.count(UNPACKED_MAX, "bytes of a history");
        if (size == PLAIN) {
            return read(in, numbers, store);
        }
        byte[] bytes = Deflated.unpack(from, in.position(), from.length, size);
        return read(new Reader(bytes), numbers, store);
    }

    private static <S extends Stored> History<S> read(Reader unpacked, Numbering numbers, S store) {
        Ops ops = Ops.read(unpacked);
        EventGraph graph = EventGraph.read(unpacked, ops.end, numbers);
        Voids voids = Voids.read(unpacked, ops.end);
        store.read(unpacked, ops.units);
        unpacked.expectEnd();
        var history = new History<>(graph, ops, voids, store);
        history.checkPositions();
        return history;
    }

    /// How long the document was after that version, when only its line had been edited since the
    /// line began.
    int lengthAfter(int version) {
        if (version < 0) {
            return 0;
        }
        int line = graph.lineOf(version);
        int length = graph.lengthBefore(line);
        int at = graph.lineStart(line);
        for (int run = ops.find(at); at <= version; run++) {
            int stop = Math.min(ops.end(run), version + 1);
            length += ops.growth(run) * (stop - at);
            at = stop;
        }
        return length;
    }

    /// Each operation must be possible in the document that its line says there was.
    private void checkPositions() {
        var before = new int[ops.count]; // the length of the document where the run begins
        int run = 0;
        for (int line = 0; line < graph.lines(); line++) {
            int length = graph.lengthBefore(line);
            checkLength(line, length, before);
            int stop = graph.lineEnd(line);
            while (run < ops.count && ops.start[run] < stop) {
                int units = ops.length(run);
                if (ops.start[run] + units > stop) {
                    throw new Malformed("a run that begins in line " + line + " ends in another");
                }
                checkRun(run, units, length);
                before[run] = length;
                length += ops.growth(run) * units;
                run++;
            }
        }
    }

    /// What a line that follows one version only must say.
    private void checkLength(int line, int length, int[] before) {
        int parents = graph.parentCount(line);
        if (parents > 1) {
            return;
        }
        int expected = 0;
        if (parents == 1) {
            int seen = graph.parent(line, 0);
            int run = ops.find(seen);
            expected = before[run] + ops.growth(run) * (seen + 1 - ops.start[run]);
        }
        if (length != expected) {
            throw new Malformed("a document of " + length + " units, expected " + expected);
        }
    }

    private void checkRun(int run, int units, int length) {
        int at = ops.at[run];
        boolean possible =
                switch (ops.kind[run]) {
                    case Ops.INSERT -> at <= length && length <= Ops.VERSIONS_MAX - units;
                    case Ops.DELETE -> at <= length - units;
                    case Ops.ERASE -> at < length;
                    default -> at < length && ops.unit[run] < length;
                };
        if (!possible) {
            throw new Malformed(
                    units + " operations at " + at + " in a document of " + length + " units");
        }
    }
}
