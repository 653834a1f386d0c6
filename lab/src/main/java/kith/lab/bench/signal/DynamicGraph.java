package kith.lab.bench.signal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Rows of computeds that read neighbours of the row above, some of them now these and now those.
final class DynamicGraph<N> implements SignalWorkload {
    /// `staticFraction` of the computeds always read all `sources`, the rest leaves one out
    /// depending on the first. An effect reads `readFraction` of the last row.
    record Shape(
            int width,
            int layers,
            double staticFraction,
            int sources,
            double readFraction,
            int iterations) {}

    private final SignalEngine<N> engine;
    private final Shape shape;
    private final List<N> heads = new ArrayList<>();
    private final List<N> leaves;
    private long evaluations;
    private double sum;

    DynamicGraph(SignalEngine<N> engine, Shape shape) {
        this.engine = engine;
        this.shape = shape;
        for (int i = 0; i < shape.width; i++) {
            heads.add(engine.signal((double) i));
        }
        var random = new SeedRandom("seed");
        List<N> row = heads;
        for (int i = 1; i < shape.layers; i++) {
            row = nextRow(row, random);
        }
        leaves = thinOut(row);
        engine.effect(leaves, this::readLeaves);
    }

    private List<N> nextRow(List<N> above, SeedRandom random) {
        var row = new ArrayList<N>();
        for (int i = 0; i < shape.width; i++) {
            var sources = new ArrayList<N>();
            for (int k = 0; k < shape.sources; k++) {
                sources.add(above.get((i + k) % shape.width));
            }
            boolean fixed = random.next() < shape.staticFraction;
            Supplier<Object> function = fixed ? () -> sumAll(sources) : () -> sumSome(sources);
            row.add(engine.computed(sources, function));
        }
        return row;
    }

    private double sumAll(List<N> sources) {
        evaluations++;
        double result = 0;
        for (int i = 0; i < sources.size(); i++) {
            result += SmallShapes.number(engine, sources.get(i));
        }
        return result;
    }

    private double sumSome(List<N> sources) {
        evaluations++;
        double result = SmallShapes.number(engine, sources.get(0));
        boolean drop = ((long) result & 1) != 0;
        int dropped = (int) (result % (sources.size() - 1));
        for (int i = 0; i < sources.size() - 1; i++) {
            if (!drop || i != dropped) {
                result += SmallShapes.number(engine, sources.get(i + 1));
            }
        }
        return result;
    }

    private List<N> thinOut(List<N> row) {
        var random = new SeedRandom("seed");
        var left = new ArrayList<>(row);
        long removed = Math.round(row.size() * (1 - shape.readFraction));
        for (long i = 0; i < removed; i++) {
            left.remove((int) (random.next() * left.size()));
        }
        return left;
    }

    private void readLeaves() {
        for (int i = 0; i < leaves.size(); i++) {
            var _ = engine.read(leaves.get(i));
        }
    }

    @Override
    public void run() {
        for (int i = 0; i < shape.iterations; i++) {
            int index = i % shape.width;
            double value = (double) i + index;
            engine.batch(() -> engine.write(heads.get(index), value));
            readLeaves();
        }
        sum = 0;
        for (var leaf : leaves) {
            sum += SmallShapes.number(engine, leaf);
        }
    }

    @Override
    public int updates() {
        return shape.iterations;
    }

    @Override
    public long evaluations() {
        return evaluations;
    }

    @Override
    public double sum() {
        return sum;
    }
}
