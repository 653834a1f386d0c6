package kith.lab.sequence;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Makes a history that fails as small as it can: whoever reads it must see why.
///
/// Greedy: events, edits, units, parents and marks of void events are taken away one after the
/// other, in halves first, and whatever still fails is kept. What is left is mended so that every
/// position is valid again and, when the history was honest, no surrogate pair is split.
final class Shrink {
    /// A bound on the attempts, of which each costs one comparison; measured: a history of 200
    /// events needs some thousand.
    private static final int ATTEMPTS_MAX = 20_000;

    private final Predicate<Graph> fails;
    private final boolean honest;
    private Graph smallest;
    private int attempts;

    private Shrink(Graph graph, Predicate<Graph> fails) {
        this.fails = fails;
        smallest = graph;
        List<Event> events = events(graph);
        honest = events(mended(events, graph.voids(), true)).equals(events);
    }

    /// The smallest history found that still fails, beginning with one that does.
    static Graph of(Graph graph, Predicate<Graph> fails) {
        var shrink = new Shrink(graph, fails);
        boolean smaller = true;
        while (smaller && shrink.attempts < ATTEMPTS_MAX) {
            smaller = shrink.fewerEvents();
            smaller |= shrink.smallerEvents();
            smaller |= shrink.fewerVoids();
            smaller |= shrink.earlierEvents();
        }
        return shrink.smallest;
    }

    private boolean fewerEvents() {
        boolean smaller = false;
        for (int size = Math.max(1, smallest.size() / 2); size > 0; size /= 2) {
            for (int start = smallest.size() - size; start >= 0; start -= size) {
                start = Math.min(start, smallest.size() - size);
                smaller |= start >= 0 && without(start, start + size);
            }
        }
        return smaller;
    }

    /// Without the events of a range; what came after them comes after what they came after.
    private boolean without(int start, int end) {
        var events = new ArrayList<Event>();
        var voids = new BitSet();
        var numbers = new int[smallest.size()];
        for (int number = 0; number < smallest.size(); number++) {
            if (number >= start && number < end) {
                continue;
            }
            BitSet past = smallest.past(number);
            past.clear(start, end);
            var parents = new ArrayList<Integer>();
            for (int head : smallest.heads(past)) {
                parents.add(numbers[head]);
            }
            numbers[number] = events.size();
            voids.set(events.size(), smallest.voids().get(number));
            Event event = smallest.event(number);
            events.add(new Event(event.author(), event.time(), parents, event.edits()));
        }
        return keepIfFails(events, voids);
    }

    private boolean smallerEvents() {
        boolean smaller = false;
        for (int number = smallest.size() - 1; number >= 0; number--) {
            for (int i = smallest.event(number).edits().size() - 1; i >= 0; i--) {
                smaller |= smallerEdit(number, i);
            }
            for (int i = smallest.event(number).parents().size() - 1; i >= 0; i--) {
                Event event = smallest.event(number);
                var parents = new ArrayList<>(event.parents());
                parents.subList(i, i + 1).clear();
                smaller |= replaced(number, parents, event.edits());
            }
        }
        return smaller;
    }

    private boolean smallerEdit(int number, int index) {
        Event event = smallest.event(number);
        var edits = new ArrayList<>(event.edits());
        Edit edit = edits.remove(index);
        if (replaced(number, event.parents(), edits)) {
            return true;
        }
        for (Edit less : smaller(edit)) {
            if (honest && tearsPair(less)) {
                continue;
            }
            var others = new ArrayList<>(event.edits());
            others.set(index, less);
            int fewer = inserted(edit) - inserted(less);
            if (shifted(number, index, less, at(edit), fewer)
                    || replaced(number, event.parents(), others)) {
                return true;
            }
        }
        return false;
    }

    private static boolean tearsPair(Edit edit) {
        return edit instanceof Edit.Splice splice
                && !Laws.pairsAreWhole(Edit.units(splice.insert()));
    }

    private static int at(Edit edit) {
        return switch (edit) {
            case Edit.Splice splice -> splice.at();
            case Edit.Values values -> values.at();
            case Edit.Move _, Edit.Clear _ -> 0;
        };
    }

    private static int inserted(Edit edit) {
        return switch (edit) {
            case Edit.Splice splice -> splice.insert().length();
            case Edit.Values values -> values.insert().size();
            case Edit.Move _, Edit.Clear _ -> 0;
        };
    }

    /// What is a little less than an edit, the boldest first.
    private static List<Edit> smaller(Edit edit) {
        var less = new ArrayList<Edit>();
        switch (edit) {
            case Edit.Splice(int at, int delete, String text) -> {
                int half = text.length() / 2;
                if (!text.isEmpty()) {
                    less.add(new Edit.Splice(at, delete, text.substring(0, half)));
                    less.add(new Edit.Splice(at, delete, text.substring(text.length() - half)));
                    less.add(new Edit.Splice(at, delete, text.substring(1)));
                }
                if (delete > 0) {
                    less.add(new Edit.Splice(at, delete / 2, text));
                    less.add(new Edit.Splice(at, delete - 1, text));
                }
            }
            case Edit.Values(int at, int delete, List<Integer> values) -> {
                int size = values.size();
                if (size > 0) {
                    less.add(new Edit.Values(at, delete, values.subList(0, size / 2)));
                    less.add(new Edit.Values(at, delete, values.subList(size - size / 2, size)));
                    less.add(new Edit.Values(at, delete, values.subList(1, size)));
                }
                if (delete > 0) {
                    less.add(new Edit.Values(at, delete / 2, values));
                    less.add(new Edit.Values(at, delete - 1, values));
                }
            }
            case Edit.Move _, Edit.Clear _ -> {}
        }
        return less;
    }

    private boolean replaced(int number, List<Integer> parents, List<Edit> edits) {
        List<Event> events = events(smallest);
        Event event = events.get(number);
        events.set(number, new Event(event.author(), event.time(), parents, edits));
        return keepIfFails(events, smallest.voids());
    }

    /// An edit that inserts less, while those who saw it write so many places further left: a
    /// guess at where the same units are then.
    private boolean shifted(int number, int index, Edit less, int at, int by) {
        List<Event> events = events(smallest);
        for (int later = number; later < events.size() && by > 0; later++) {
            Event event = events.get(later);
            var edits = new ArrayList<>(event.edits());
            for (int i = 0; i < edits.size(); i++) {
                boolean seen = later > number ? smallest.isBefore(number, later) : i > index;
                if (later == number && i == index) {
                    edits.set(i, less);
                } else if (seen) {
                    edits.set(i, shifted(edits.get(i), at, by));
                }
            }
            events.set(later, new Event(event.author(), event.time(), event.parents(), edits));
        }
        return by > 0 && keepIfFails(events, smallest.voids());
    }

    private static Edit shifted(Edit edit, int at, int by) {
        return switch (edit) {
            case Edit.Splice(int from, int delete, String insert) ->
                    new Edit.Splice(shifted(from, at, by), delete, insert);
            case Edit.Values(int from, int delete, List<Integer> insert) ->
                    new Edit.Values(shifted(from, at, by), delete, insert);
            case Edit.Move(int from, int to) ->
                    new Edit.Move(shifted(from, at, by), shifted(to, at, by));
            case Edit.Clear clear -> clear;
        };
    }

    private static int shifted(int position, int at, int by) {
        return position > at ? Math.max(at, position - by) : position;
    }

    private boolean earlierEvents() {
        boolean smaller = false;
        for (int number = 0; number < smallest.size(); number++) {
            List<Event> events = events(smallest);
            Event event = events.get(number);
            events.set(number, new Event(event.author(), 1, event.parents(), event.edits()));
            smaller |= keepIfFails(events, smallest.voids());
        }
        return smaller;
    }

    private boolean fewerVoids() {
        boolean smaller = false;
        for (int number : smallest.voids().stream().toArray()) {
            BitSet voids = smallest.voids();
            voids.clear(number);
            smaller |= keepIfFails(events(smallest), voids);
        }
        return smaller;
    }

    private boolean keepIfFails(List<Event> events, BitSet voids) {
        if (++attempts > ATTEMPTS_MAX) {
            return false;
        }
        Graph graph = mended(events, voids, honest);
        boolean same = events(graph).equals(events(smallest)) && voids.equals(smallest.voids());
        if (same || !fails.test(graph)) {
            return false;
        }
        smallest = graph;
        return true;
    }

    private static List<Event> events(Graph graph) {
        var events = new ArrayList<Event>();
        for (int number = 0; number < graph.size(); number++) {
            events.add(graph.event(number));
        }
        return events;
    }

    /// The history of these events with positions that exist and times that grow.
    private static Graph mended(List<Event> events, BitSet voids, boolean honest) {
        var graph = new Graph();
        var twin = new TreeTwin(graph);
        for (Event event : events) {
            var seen = new ArrayList<>(twin.positions(graph.version(event.parents())));
            var edits = new ArrayList<Edit>();
            for (Edit edit : event.edits()) {
                Edit mended = mended(edit, seen, honest);
                if (mended != null) {
                    edits.add(mended);
                }
            }
            long time = event.time();
            for (int parent : event.parents()) {
                time = Math.max(time, graph.event(parent).time() + 1);
            }
            graph.add(new Event(event.author(), time, event.parents(), edits));
        }
        voids.stream().forEach(graph::makeVoid);
        return graph;
    }

    /// The edit where it can be made, carried out on what is seen; null when it cannot.
    private static @Nullable Edit mended(Edit edit, List<Integer> seen, boolean honest) {
        return switch (edit) {
            case Edit.Splice(int at, int delete, String insert) -> {
                int start = place(at, seen, honest);
                int end = place(Math.max(start, at + delete), seen, honest);
                replace(seen, start, end, Edit.units(insert));
                yield new Edit.Splice(start, end - start, insert);
            }
            case Edit.Values(int at, int delete, List<Integer> insert) -> {
                int start = Math.min(at, seen.size());
                int end = Math.min(start + delete, seen.size());
                replace(seen, start, end, insert);
                yield new Edit.Values(start, end - start, insert);
            }
            case Edit.Move(int from, int to) -> {
                if (seen.isEmpty()) {
                    yield null;
                }
                int mendedFrom = Math.min(from, seen.size() - 1);
                int value = seen.get(mendedFrom);
                seen.subList(mendedFrom, mendedFrom + 1).clear();
                int mendedTo = Math.min(to, seen.size());
                seen.add(mendedTo, value);
                yield new Edit.Move(mendedFrom, mendedTo);
            }
            case Edit.Clear clear -> {
                seen.clear();
                yield clear;
            }
        };
    }

    private static void replace(List<Integer> seen, int start, int end, List<Integer> insert) {
        seen.subList(start, end).clear();
        seen.addAll(start, insert);
    }

    private static int place(int wanted, List<Integer> seen, boolean honest) {
        int at = Math.min(wanted, seen.size());
        boolean splits =
                honest
                        && at > 0
                        && at < seen.size()
                        && Character.isHighSurrogate((char) (int) seen.get(at - 1))
                        && Character.isLowSurrogate((char) (int) seen.get(at));
        return splits ? at - 1 : at;
    }
}
