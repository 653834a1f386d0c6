package kith.lab.sequence;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// [WalkTwin] in the place of the engine: so the twins check each other and the fuzzer itself.
public final class WalkSubject implements Subject {
    public static final Kind KIND =
            new Kind() {
                @Override
                public String name() {
                    return "walk";
                }

                @Override
                public Subject open(Graph graph, int author) {
                    return new WalkSubject(graph);
                }
            };

    private final Graph graph;
    private final List<Integer> order = new ArrayList<>();
    private BitSet voids = new BitSet();
    private WalkTwin walk;

    private WalkSubject(Graph graph) {
        this.graph = graph;
        walk = new WalkTwin(graph, voids);
    }

    @Override
    public void receive(List<Integer> numbers) {
        for (int number : numbers) {
            order.add(number);
            walk.replay(number);
        }
    }

    @Override
    public void write(int number) {
        receive(List.of(number));
    }

    @Override
    public void makeVoid(BitSet numbers) {
        voids = (BitSet) numbers.clone();
        reopen();
    }

    @Override
    public void reopen() {
        var all = new BitSet();
        order.forEach(all::set);
        walk = replayed(all);
    }

    @Override
    public List<Integer> list() {
        return walk.list();
    }

    @Override
    public List<Integer> list(BitSet version) {
        return replayed(version).list();
    }

    private WalkTwin replayed(BitSet version) {
        var other = new WalkTwin(graph, voids);
        order.stream().filter(version::get).forEach(other::replay);
        return other;
    }
}
