package kith.lab.bench;

import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import kith.crdt.Op;
import kith.lab.bench.harness.Costs;
import kith.lab.bench.harness.Options;
import kith.lab.bench.harness.Page;
import kith.lab.bench.harness.Rounds;
import kith.lab.bench.harness.Table;
import kith.lang.Bytes;
import kith.log.ChainId;
import kith.log.ChainOrder;
import kith.log.Stamp;
import kith.state.Space;
import kith.value.Path;
import kith.value.Value;

/// What a small cell costs in memory beyond its value: the heap of a space with a million of them,
/// names included, in four shapes of tree.
///
/// The values are shared small integers, so they cost nothing. Names are strings of their own, as
/// they come from the decoder.
public final class MemoryBench {
    private static final String ABOUT =
            """
            ./dev bench memory [OPTION…]
              bytes of heap for each cell that holds a value, beyond the value, names included, in four
              shapes of tree; beside maps from the path (its text, or a list of names) to the value,
              which know nothing of authors, times and order
            """;

    private static final int CELLS = 1_000_000;
    private static final int CELLS_QUICK = 100_000;

    private final Options options;
    private final int cells;
    private final Table table =
            new Table(
                    "bytes a cell",
                    "Kith",
                    "`ConcurrentHashMap` by `List`",
                    "`ConcurrentHashMap` by text",
                    "`TreeMap` by text");

    private MemoryBench(Options options) {
        this.options = options;
        cells = options.quick() ? CELLS_QUICK : CELLS;
    }

    public static void main(String[] arguments) throws Exception {
        new MemoryBench(Options.parse(ABOUT, List.of(), arguments)).run();
    }

    private void run() throws Exception {
        measure(
                String.format("%,d children of one cell", cells),
                i -> List.of("list", name("k", i)));
        measure(
                String.format("%,d records of 10 fields", cells / 10),
                i -> List.of("list", name("k", i / 10), name("field", i % 10)));
        measure(
                "3 levels of 100 children",
                i -> List.of(name("a", i / 10_000), name("b", i / 100 % 100), name("c", i % 100)));
        measure(
                "every cell alone below one of its own, so two for each",
                i -> List.of("list", name("k", i), "only"));
        Page.publish("memory", table.toString(), options);
    }

    private interface Shape {
        List<String> path(int cell);
    }

    private static String name(String prefix, int number) {
        return prefix + number;
    }

    private void measure(String shape, Shape of) throws Exception {
        var results =
                new Rounds(0, options.rounds())
                        .add("Kith", () -> bytes(of, this::space))
                        .add("by list", () -> bytes(of, this::listMap))
                        .add("by text", () -> bytes(of, this::textMap))
                        .add("sorted", () -> bytes(of, this::sortedMap))
                        .run();
        var row = new String[results.size() + 1];
        row[0] = shape;
        for (int i = 0; i < results.size(); i++) {
            row[i + 1] = Table.figure(results.get(i).median());
        }
        table.row(row);
    }

    private double bytes(Shape shape, Function<Shape, Object> make) {
        long before = Costs.heapBytes();
        Object made = make.apply(shape);
        long after = Costs.heapBytes();
        if (made.hashCode() == before) {
            throw new IllegalStateException("what was made is gone");
        }
        return (after - before) / (double) cells;
    }

    private static Value value(int cell) {
        return Value.Int.of(cell & 127);
    }

    private Object space(Shape of) {
        var space = new Space(new OneChain());
        for (int i = 0; i < cells; i++) {
            int seq = i + 1;
            space.apply(
                    new Stamp(0, seq, seq),
                    List.of(new Op.Set(Path.of(of.path(i)), value(i))),
                    chain -> seq - 1);
            if (i % 1000 == 0) {
                space.settle();
            }
        }
        space.settle();
        return space;
    }

    private Object listMap(Shape of) {
        var map = new ConcurrentHashMap<List<String>, Value>();
        for (int i = 0; i < cells; i++) {
            map.put(of.path(i), value(i));
        }
        return new Kept(map);
    }

    private Object textMap(Shape of) {
        var map = new ConcurrentHashMap<String, Value>();
        for (int i = 0; i < cells; i++) {
            map.put(String.join("/", of.path(i)), value(i));
        }
        return new Kept(map);
    }

    private Object sortedMap(Shape of) {
        var map = new TreeMap<String, Value>();
        for (int i = 0; i < cells; i++) {
            map.put(String.join("/", of.path(i)), value(i));
        }
        return new Kept(map);
    }

    /// Holds a map, whose own hash would take a while.
    private static final class Kept {
        private final Object map;

        Kept(Object map) {
            this.map = map;
        }

        @Override
        public String toString() {
            return "a " + map.getClass();
        }
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
