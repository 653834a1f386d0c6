package kith.crdt.sequence;

import java.util.Arrays;
import kith.crdt.Recency;
import kith.log.ChainOrder;

/// Where elements stand that were moved while a [Tracker] looked on: all their places.
///
/// An element that is moved gets one more place, which is inserted like an element of its own. It
/// is shown at the place of the newest move, so that two people who move it at the same time do not
/// make two of it; where it was inserted is the oldest of its places. Deletions count for the
/// element, wherever they met it. So the state of such a place does not follow from what happened
/// to it alone, and instead of counting up and down it is worked out here:
///
/// - in the prepared version: the place stands there when its move (or insertion) belongs to that
///   version; it is OFF when a newer place of the element does too; deleted when an operation
///   of that version deleted the element;
/// - in the effect: AWAY when a newer place that counts is known, GONE when the element was
/// deleted.
///
/// Only the newest place of each version has a width, so a change touches the place that was the
/// newest and the one that is. What was never moved is no affair of this class, which costs
/// nothing then.
///
/// The rule is that of Kleppmann, *Moving Elements in List CRDTs* (PaPoC 2020): a position is a
/// register of the element, the last writer wins. changed: the newest move by the hybrid clock,
/// among those that belong to the version that is looked at, so that moves can be retreated.
final class Places {
    private static final int NONE = -1;

    private final EventGraph graph;
    private final Ops ops;
    private final ChainOrder order;
    private final Spans spans;

    /// Of places: the name of the unit, its element, the next older place, whether a move made
    /// it, whether it belongs to the prepared version.
    private int[] names = new int[4];

    private int[] elements = new int[4];
    private int[] older = new int[4];
    private boolean[] isMove = new boolean[4];
    private boolean[] isPrepared = new boolean[4];
    private int placeCount;

    /// Of elements: the newest place of all, of the prepared version, and of the effect; how often
    /// it is deleted in the prepared version, and whether in the effect.
    private int[] newest = new int[2];

    private int[] newestPrepared = new int[2];
    private int[] newestEffect = new int[2];
    private int[] deletions = new int[2];
    private boolean[] isGone = new boolean[2];
    private int elementCount;

    /// Place by name: open addressing, a power of two, at most half full; 0 is no place.
    private int[] table = new int[8];

    Places(EventGraph graph, Ops ops, ChainOrder order, Spans spans) {
        this.graph = graph;
        this.ops = ops;
        this.order = order;
        this.spans = spans;
    }

    /// Whether nothing was moved yet.
    boolean isEmpty() {
        return placeCount == 0;
    }

    /// The element that has the unit at the cursor as one of its places. When it was never moved,
    /// that is its first one: it is in the prepared version and not deleted there.
    int elementHere() {
        int name = spans.name() + spans.offset;
        if ((spans.get(Spans.STATE) & Spans.MOVED) != 0) {
            return elements[placeOf(name)];
        }
        int state = spans.get(Spans.STATE);
        int element = addElement((state & Spans.GONE) != 0);
        int place = addPlace(name, element, false);
        newest[element] = place;
        newestPrepared[element] = place;
        newestEffect[element] = place;
        spans.restate(1, state | Spans.MOVED);
        return element;
    }

    /// The state with which a place is put in that was not added yet.
    static int stateOfNew() {
        return Spans.ONCE | Spans.MOVED | Spans.OFF | Spans.AWAY;
    }

    /// A new place, of a move that is made in the prepared version and so is newer than all others
    /// there. False when the effect goes on to show the element at another one.
    boolean add(int move, int element, boolean isVoid) {
        int place = addPlace(move, element, true);
        link(place, element);
        int before = newestPrepared[element];
        newestPrepared[element] = place;
        boolean wins = !isVoid && isNewer(place, newestEffect[element]);
        int shown = newestEffect[element];
        if (wins) {
            newestEffect[element] = place;
            restate(shown);
        }
        restate(before);
        restate(place);
        return wins;
    }

    /// The name of the place at which the effect shows the element, or would.
    int shown(int element) {
        return names[newestEffect[element]];
    }

    boolean isGone(int element) {
        return isGone[element];
    }

    /// The element is deleted by an operation that is made in the prepared version.
    void delete(int element, boolean isVoid) {
        deletions[element]++;
        isGone[element] |= !isVoid;
        restate(newestEffect[element]);
        restate(newestPrepared[element]);
    }

    /// A deletion of the element at that place joins the prepared version, or leaves it.
    void shiftDeletion(int name, int by) {
        int element = elements[placeOf(name)];
        deletions[element] += by > 0 ? 1 : -1;
        if (newestPrepared[element] != NONE) {
            restate(newestPrepared[element]);
        }
    }

    /// The insertion or the move that made that place joins the prepared version, or leaves it. Of
    /// many that leave one after the other each older place is passed once.
    void shiftPlace(int name, int by) {
        int place = placeOf(name);
        int element = elements[place];
        int before = newestPrepared[element];
        isPrepared[place] = by > 0;
        int now = before;
        if (by > 0) {
            now = before == NONE || isNewer(place, before) ? place : before;
        } else if (before == place) {
            now = older[place];
            while (now != NONE && !isPrepared[now]) {
                now = older[now];
            }
        }
        newestPrepared[element] = now;
        restate(place);
        if (before != NONE && before != place) {
            restate(before);
        }
        if (now != NONE && now != place && now != before) {
            restate(now);
        }
    }

    private void restate(int place) {
        int element = elements[place];
        int state = Spans.MOVED;
        if (isPrepared[place]) {
            boolean deleted = newestPrepared[element] == place && deletions[element] > 0;
            state |= deleted ? 2 * Spans.ONCE : Spans.ONCE;
        }
        state |= newestPrepared[element] == place ? 0 : Spans.OFF;
        state |= newestEffect[element] == place ? 0 : Spans.AWAY;
        state |= isGone[element] ? Spans.GONE : 0;
        spans.restateName(names[place], state);
    }

    /// Puts a place into the list of the element's places, the newest first.
    private void link(int place, int element) {
        int newer = NONE;
        int at = newest[element];
        while (at != NONE && isNewer(at, place)) {
            newer = at;
            at = older[at];
        }
        older[place] = at;
        if (newer == NONE) {
            newest[element] = place;
        } else {
            older[newer] = place;
        }
    }

    /// Whether the move that made one place is newer than the one that made the other; where the
    /// element was inserted is the oldest.
    private boolean isNewer(int place, int other) {
        if (!isMove[place] || !isMove[other]) {
            return isMove[place];
        }
        int a = names[place];
        int b = names[other];
        int chainA = graph.chainOf(a);
        int chainB = graph.chainOf(b);
        int byChange =
                Recency.compare(
                        ops.timeOf(a),
                        chainA,
                        graph.seqOf(a),
                        ops.timeOf(b),
                        chainB,
                        graph.seqOf(b),
                        order);
        return byChange == 0 ? a > b : byChange > 0;
    }

    private int addElement(boolean gone) {
        if (elementCount == newest.length) {
            int room = 2 * elementCount;
            newest = Arrays.copyOf(newest, room);
            newestPrepared = Arrays.copyOf(newestPrepared, room);
            newestEffect = Arrays.copyOf(newestEffect, room);
            deletions = Arrays.copyOf(deletions, room);
            isGone = Arrays.copyOf(isGone, room);
        }
        isGone[elementCount] = gone;
        return elementCount++;
    }

    private int addPlace(int name, int element, boolean ofMove) {
        if (placeCount == names.length) {
            int room = 2 * placeCount;
            names = Arrays.copyOf(names, room);
            elements = Arrays.copyOf(elements, room);
            older = Arrays.copyOf(older, room);
            isPrepared = Arrays.copyOf(isPrepared, room);
            isMove = Arrays.copyOf(isMove, room);
        }
        int place = placeCount++;
        names[place] = name;
        elements[place] = element;
        older[place] = NONE;
        isPrepared[place] = true;
        isMove[place] = ofMove;
        if (2 * placeCount > table.length) {
            table = new int[2 * table.length];
            for (int i = 0; i < place; i++) {
                table[slotOf(names[i])] = i + 1;
            }
        }
        table[slotOf(name)] = place + 1;
        return place;
    }

    private int placeOf(int name) {
        return table[slotOf(name)] - 1;
    }

    /// Where that name is in the table, or the free slot where it belongs.
    private int slotOf(int name) {
        int hash = name * 0x9e3779b9;
        int slot = (hash ^ hash >>> 16) & table.length - 1;
        while (table[slot] != 0 && names[table[slot] - 1] != name) {
            slot = slot + 1 & table.length - 1;
        }
        return slot;
    }
}
