package kith.lab.bench;

import java.util.List;
import kith.crdt.Op;
import kith.lang.Bytes;
import kith.log.ChainId;
import kith.log.ChainOrder;
import kith.log.Stamp;
import kith.state.Space;
import kith.value.Path;
import kith.value.Value;

/// What a small cell costs in memory, beyond its value: the heap of a space with a million of them,
/// its names included, in three shapes of tree.
///
/// The values are shared small integers, so they cost nothing. Names are strings of their own, as
/// they come from the decoder. Prints bytes for each cell that holds a value; the goal is at most
/// 200.
public final class MemoryBench {
    private static final int CELLS = 1_000_000;

    private MemoryBench() {}

    public static void main(String[] args) {
        System.out.println("shape                                   bytes per cell");
        measure("1,000,000 children of one cell", i -> List.of("list", name("k", i)));
        measure(
                "100,000 records of 10 fields",
                i -> List.of("list", name("k", i / 10), name("field", i % 10)));
        measure(
                "3 levels of 100 children",
                i -> List.of(name("a", i / 10_000), name("b", i / 100 % 100), name("c", i % 100)));
        measure("every cell alone below its own", i -> List.of("list", name("k", i), "only"));
    }

    private interface Shape {
        List<String> path(int cell);
    }

    private static String name(String prefix, int number) {
        return prefix + number;
    }

    private static void measure(String shape, Shape of) {
        long before = usedBytes();
        Space space = fill(of);
        long after = usedBytes();
        space.settle();
        System.out.println(padded(shape) + Math.round((after - before) / (double) CELLS));
        if (space.shown(Path.of(of.path(CELLS - 1))).isNothing()) {
            throw new IllegalStateException("nothing was written");
        }
    }

    private static String padded(String text) {
        return text + " ".repeat(40 - text.length());
    }

    private static Space fill(Shape of) {
        var space = new Space(new OneChain());
        for (int i = 0; i < CELLS; i++) {
            int seq = i + 1;
            Value value = Value.Int.of(i & 127);
            space.apply(
                    new Stamp(0, seq, seq),
                    List.of(new Op.Set(Path.of(of.path(i)), value)),
                    chain -> seq - 1);
            if (i % 1000 == 0) {
                space.settle();
            }
        }
        space.settle();
        return space;
    }

    private static long usedBytes() {
        Runtime runtime = Runtime.getRuntime();
        long used = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
        }
        return used;
    }

    /// A space with one author.
    static final class OneChain implements ChainOrder {
        private static final ChainId ONLY =
                new ChainId(Bytes.wrap(new byte[ChainId.AUTHOR_BYTES]), 1, Bytes.EMPTY);

        @Override
        public int compare(int chainA, int chainB) {
            return 0;
        }

        @Override
        public ChainId id(int chain) {
            return ONLY;
        }

        @Override
        public int number(ChainId id) {
            return id.equals(ONLY) ? 0 : -1;
        }
    }
}
