package kith.lab.sequence;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The merge of a history by its definition: FugueMax as a tree of single units.
///
/// Every inserted unit is a node. Its *left origin* is the visible unit just left of it when it
/// was inserted, or the root, which is the beginning; its *right origin* the unit that came after
/// the left origin among all that its author knew, deleted ones included, or the end. When the
/// author knew no right child of the left origin, the new unit becomes one, otherwise a left child
/// of the right origin. The sequence is the walk through the tree: left children, node, right
/// children. Left siblings stand in the order of their ids; right siblings in the reverse order of
/// their right origins, and by id where that is the same one. An id is (author, which of the
/// author's events, which unit of the event).
///
/// A moved element gets one more unit, a *place*, inserted like any other while the element is
/// taken out. It is shown at the place of the newest move that counts (time, then id), else where
/// it was inserted, and nowhere when somebody who saw it deleted it.
///
/// Source: Weidner and Kleppmann, *The Art of the Fugue* (arXiv 2305.00583), section 4 and the
/// part on FugueMax. Changed: one author may write events that are concurrent to each other, so
/// that ids are compared whole and not by author only. Moves and void events are ours.
///
/// Cost: an event costs one walk through all units if its author's version is not that of the
/// event before, and one pass over what the author knows for each edit.
public final class TreeTwin {
    /// What was inserted or written into a list; it stands at one of its places.
    private static final class Element {
        final int value;
        final List<Unit> places = new ArrayList<>();
        final BitSet deleters = new BitSet();

        Element(int value) {
            this.value = value;
        }

        /// The place of the newest move among the events that count.
        Unit place(BitSet counting) {
            Unit newest = places.getFirst();
            for (Unit place : places) {
                if (counting.get(place.event) && BY_TIME.compare(place, newest) > 0) {
                    newest = place;
                }
            }
            return newest;
        }

        boolean isAlive(BitSet counting) {
            return counting.get(places.getFirst().event) && !deleters.intersects(counting);
        }
    }

    private static final class Unit {
        final int event;
        final int author;
        final int sequence;
        final int index;
        final long time;
        final @Nullable Element element;
        @Nullable Unit rightOrigin;
        final List<Unit> lefts = new ArrayList<>();
        final List<Unit> rights = new ArrayList<>();

        Unit(Graph graph, int event, int index, Element element) {
            this.event = event;
            author = graph.event(event).author();
            sequence = graph.sequence(event);
            time = graph.event(event).time();
            this.index = index;
            this.element = element;
        }

        Unit() {
            event = -1;
            author = -1;
            sequence = -1;
            index = -1;
            time = -1;
            element = null;
        }

        boolean isShown(BitSet counting) {
            return element != null && element.isAlive(counting) && element.place(counting) == this;
        }
    }

    private static final Comparator<Unit> BY_ID =
            Comparator.comparingInt((Unit unit) -> unit.author)
                    .thenComparingInt(unit -> unit.sequence)
                    .thenComparingInt(unit -> unit.index);
    private static final Comparator<Unit> BY_TIME =
            Comparator.comparingLong((Unit unit) -> unit.time).thenComparing(BY_ID);

    private final Graph graph;
    private final Unit root = new Unit();
    private int taken;

    /// What the author of the event at hand knows, beginning with the root, and which events
    /// these are. Kept from one event to the next, for an author who goes on.
    private List<Unit> known = new ArrayList<>(List.of(root));
    private BitSet knownEvents = new BitSet();
    private int unitsOfEvent;

    public TreeTwin(Graph graph) {
        this.graph = graph;
        catchUp();
    }

    /// What a version shows as a text.
    public String text(BitSet version) {
        var text = new StringBuilder();
        list(version, graph.voids()).forEach(unit -> text.append((char) (int) unit));
        return text.toString();
    }

    /// What a version shows: the values of its elements, or the units of its text.
    public List<Integer> list(BitSet version) {
        return list(version, graph.voids());
    }

    /// What authors who know this version count their positions in: void events are as others.
    public List<Integer> positions(BitSet version) {
        return list(version, new BitSet());
    }

    /// What a version shows when these events are void.
    public List<Integer> list(BitSet version, BitSet voids) {
        catchUp();
        var counting = (BitSet) version.clone();
        counting.andNot(voids);
        var shown = new ArrayList<Integer>();
        for (Unit unit : walk(version)) {
            if (unit.element != null && unit.isShown(counting)) {
                shown.add(unit.element.value);
            }
        }
        return shown;
    }

    /// Takes in the events that were added to the graph.
    private void catchUp() {
        for (; taken < graph.size(); taken++) {
            carryOut(taken);
        }
    }

    private void carryOut(int number) {
        BitSet past = graph.past(number);
        if (!past.equals(knownEvents)) {
            known = walk(past);
            knownEvents = past;
        }
        knownEvents.set(number);
        unitsOfEvent = 0;
        for (Edit edit : graph.event(number).edits()) {
            switch (edit) {
                case Edit.Splice splice ->
                        replace(number, splice.at(), splice.delete(), Edit.units(splice.insert()));
                case Edit.Values values ->
                        replace(number, values.at(), values.delete(), values.insert());
                case Edit.Move move -> move(number, move);
                case Edit.Clear _ -> clear(number);
            }
        }
    }

    private void replace(int event, int at, int delete, List<Integer> insert) {
        Unit left = visibleBefore(at, null);
        int index = known.indexOf(left);
        for (int deleted = 0; deleted < delete; ) {
            index++;
            if (index == known.size()) {
                throw new IllegalArgumentException("event " + event + " deletes past the end");
            }
            Unit unit = known.get(index);
            if (unit.element != null && unit.isShown(knownEvents)) {
                unit.element.deleters.set(event);
                deleted++;
            }
        }
        for (int value : insert) {
            left = insert(event, left, new Element(value));
        }
    }

    private void move(int event, Edit.Move move) {
        Element element = visibleBefore(move.from() + 1, null).element;
        if (element == null) {
            throw new IllegalStateException("the root was found at " + move);
        }
        insert(event, visibleBefore(move.to(), element), element);
    }

    private void clear(int event) {
        var shown = new ArrayList<Element>();
        for (Unit unit : known) {
            if (unit.element != null && unit.isShown(knownEvents)) {
                shown.add(unit.element);
            }
        }
        shown.forEach(element -> element.deleters.set(event));
    }

    /// The unit that the author sees just before a position, or the root; one element may be
    /// taken out.
    private Unit visibleBefore(int at, @Nullable Element without) {
        Unit last = root;
        int left = at;
        for (int i = 1; i < known.size() && left > 0; i++) {
            Unit unit = known.get(i);
            if (unit.element != without && unit.isShown(knownEvents)) {
                last = unit;
                left--;
            }
        }
        if (left > 0) {
            throw new IllegalArgumentException("position " + at + " is past the end by " + left);
        }
        return last;
    }

    private Unit insert(int event, Unit left, Element element) {
        var unit = new Unit(graph, event, unitsOfEvent++, element);
        element.places.add(unit);
        int index = known.indexOf(left) + 1;
        Unit right = index < known.size() ? known.get(index) : null;
        boolean hasRightChild = left.rights.stream().anyMatch(u -> knownEvents.get(u.event));
        if (hasRightChild && right != null) {
            addLeft(right, unit);
        } else {
            unit.rightOrigin = right;
            addRight(left, unit);
        }
        known.add(index, unit);
        return unit;
    }

    private static void addLeft(Unit parent, Unit unit) {
        int index = 0;
        while (index < parent.lefts.size() && BY_ID.compare(parent.lefts.get(index), unit) < 0) {
            index++;
        }
        parent.lefts.add(index, unit);
    }

    private void addRight(Unit parent, Unit unit) {
        int index = 0;
        while (index < parent.rights.size() && isFirst(parent.rights.get(index), unit)) {
            index++;
        }
        parent.rights.add(index, unit);
    }

    /// Whether one right sibling stands before another: the one with the later right origin does.
    private boolean isFirst(Unit one, Unit other) {
        if (one.rightOrigin == other.rightOrigin) {
            return BY_ID.compare(one, other) < 0;
        }
        if (one.rightOrigin == null || other.rightOrigin == null) {
            return one.rightOrigin == null;
        }
        List<Unit> all = walk(graph.all());
        return all.indexOf(one.rightOrigin) > all.indexOf(other.rightOrigin);
    }

    /// All units of a version in the order of the sequence, after the root. What an author does
    /// not know has nothing below it that the author knows.
    private List<Unit> walk(BitSet version) {
        var order = new ArrayList<Unit>();
        order.add(root);
        var open = new ArrayDeque<Step>();
        push(open, root.rights, version);
        while (!open.isEmpty()) {
            Step step = open.pop();
            if (step.entered) {
                order.add(step.unit);
            } else {
                push(open, step.unit.rights, version);
                open.push(new Step(step.unit, true));
                push(open, step.unit.lefts, version);
            }
        }
        return order;
    }

    private record Step(Unit unit, boolean entered) {}

    private static void push(ArrayDeque<Step> open, List<Unit> siblings, BitSet version) {
        for (Unit unit : siblings.reversed()) {
            if (version.get(unit.event)) {
                open.push(new Step(unit, false));
            }
        }
    }
}
