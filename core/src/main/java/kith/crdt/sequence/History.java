package kith.crdt.sequence;

import kith.lang.Deflated;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;

/// The history of a text in bytes: what its operations were, in columns, packed.
///
/// Each column has numbers that are like each other: how many versions each run has, how far its
/// position is from where the one before it ended, where lines begin and what they follow, which
/// changes they came with; at last all units that were ever inserted. So little is left of what is
/// regular, and packing does the rest. The format is in `docs/protocol/state.md`.
///
/// Reading checks everything that the engine relies on: a damaged or invented history is
/// [Malformed], and never more than was said.
final class History {
    final EventGraph graph;
    final Ops ops;
    final Store store;

    History(EventGraph graph, Ops ops, Store store) {
        this.graph = graph;
        this.ops = ops;
        this.store = store;
    }

    History() {
        this(new EventGraph(), new Ops(), new Store());
    }

    byte[] write() {
        var out = new Writer(64 + 4 * ops.count + store.count());
        ops.write(out);
        graph.write(out);
        out.string(new String(store.units(), 0, store.count()));
        byte[] packed = Deflated.pack(out.shared(), 0, out.size());
        var whole = new Writer(packed.length + 10);
        whole.varint(out.size()).bytes(packed, 0, packed.length);
        return whole.toArray();
    }

    /// Chain numbers must be below `chainsEnd`.
    static History read(byte[] from, int chainsEnd) {
        var in = new Reader(from);
        int size = in.count(UNPACKED_MAX, "bytes of a history");
        byte[] bytes = Deflated.unpack(from, in.position(), from.length, size);
        var unpacked = new Reader(bytes);
        Ops ops = Ops.read(unpacked);
        EventGraph graph = EventGraph.read(unpacked, ops.end, chainsEnd);
        String text = unpacked.string(unpacked.remaining(), "text of a history");
        unpacked.expectEnd();
        if (text.length() != ops.units) {
            throw new Malformed(text.length() + " units in a history of " + ops.units);
        }
        return new History(graph, ops, new Store(text.toCharArray(), text.length()));
    }

    /// The most bytes of a history before it is packed. Guess: twice the longest text in three
    /// bytes a unit.
    private static final int UNPACKED_MAX = 1 << 28;
}
