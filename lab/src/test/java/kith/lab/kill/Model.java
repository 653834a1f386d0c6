package kith.lab.kill;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import kith.value.Json;
import kith.value.Value;

/// What the subtree of one client must show: the slow, obvious twin of the merge, for one author.
final class Model {
    private final TreeMap<String, Long> values = new TreeMap<>();
    private final TreeMap<String, Long> counters = new TreeMap<>();
    private final TreeMap<String, TreeSet<Long>> sets = new TreeMap<>();

    Model copy() {
        var copy = new Model();
        copy.values.putAll(values);
        copy.counters.putAll(counters);
        sets.forEach((path, set) -> copy.sets.put(path, new TreeSet<>(set)));
        return copy;
    }

    void put(String path, long value) {
        values.put(path, value);
    }

    void remove(String path) {
        values.remove(path);
    }

    void add(String path, long delta) {
        counters.merge(path, delta, Long::sum);
    }

    void insert(String path, long value) {
        sets.computeIfAbsent(path, p -> new TreeSet<>()).add(value);
    }

    void take(String path, long value) {
        sets.getOrDefault(path, new TreeSet<>()).remove(value);
    }

    boolean has(String path) {
        return values.containsKey(path);
    }

    /// The smallest member of a set; -1 when it is empty.
    long smallest(String path) {
        TreeSet<Long> set = sets.get(path);
        return set == null || set.isEmpty() ? -1 : set.first();
    }

    /// All leaves by their paths.
    TreeMap<String, String> leaves() {
        var leaves = new TreeMap<String, String>();
        values.forEach((path, value) -> leaves.put(path, value.toString()));
        counters.forEach((path, value) -> leaves.put(path, value.toString()));
        sets.forEach(
                (path, set) -> {
                    if (!set.isEmpty()) {
                        leaves.put(path, set.toString());
                    }
                });
        return leaves;
    }

    /// The leaves of a JSON value in the same form.
    static TreeMap<String, String> leaves(Value value) {
        var leaves = new TreeMap<String, String>();
        collect("", value, leaves);
        return leaves;
    }

    private static void collect(String path, Value value, TreeMap<String, String> leaves) {
        if (value instanceof Value.Obj obj) {
            for (int i = 0; i < obj.size(); i++) {
                String below = path.isEmpty() ? obj.name(i) : path + "/" + obj.name(i);
                collect(below, obj.value(i), leaves);
            }
        } else if (value instanceof Value.Array array) {
            if (array.size() > 0) {
                leaves.put(path, sorted(array).toString());
            }
        } else {
            leaves.put(path, Json.print(value));
        }
    }

    private static List<Long> sorted(Value.Array array) {
        var members = new ArrayList<Long>();
        for (Value item : array.items()) {
            members.add(item instanceof Value.Int(long number) ? number : Long.MIN_VALUE);
        }
        members.sort(null);
        return members;
    }
}
