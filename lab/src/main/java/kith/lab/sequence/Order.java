package kith.lab.sequence;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;
import kith.lang.Rng;

/// Random orders in which the events of a history can arrive.
final class Order {
    private Order() {}

    /// The wanted events that are not here yet, each after all that are before it. Sometimes as
    /// numbered, sometimes one branch after the other, sometimes quite mixed.
    static List<Integer> of(Graph graph, BitSet wanted, BitSet here, Rng rng) {
        var missing = (BitSet) wanted.clone();
        missing.andNot(here);
        int depthPercent = List.of(0, 50, 95, 100).get(rng.nextInt(4));
        if (rng.chance(25)) {
            return missing.stream().boxed().toList();
        }
        var children = new TreeMap<Integer, List<Integer>>();
        var waiting = new TreeMap<Integer, Integer>();
        var ready = new ArrayList<Integer>();
        for (int number : missing.stream().toArray()) {
            int parents = 0;
            for (int parent : graph.event(number).parents()) {
                if (missing.get(parent)) {
                    children.computeIfAbsent(parent, _ -> new ArrayList<>()).add(number);
                    parents++;
                }
            }
            waiting.put(number, parents);
            if (parents == 0) {
                ready.add(number);
            }
        }
        var order = new ArrayList<Integer>();
        while (!ready.isEmpty()) {
            boolean deep = rng.chance(depthPercent);
            int index = deep ? ready.size() - 1 : rng.nextInt(ready.size());
            int next = ready.set(index, ready.getLast());
            ready.removeLast();
            order.add(next);
            for (int child : children.getOrDefault(next, List.of())) {
                if (waiting.merge(child, -1, Integer::sum) == 0) {
                    ready.add(child);
                }
            }
        }
        return order;
    }
}
