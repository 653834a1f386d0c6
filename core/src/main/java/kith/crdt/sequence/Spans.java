package kith.crdt.sequence;

import java.util.Arrays;

/// All units that matter while versions are merged, in their one order, the deleted ones too: spans
/// of them in the leaves of a B-tree that counts.
///
/// A span is a range of units with one state. It has two widths: how many of its units there are in
/// the *prepared* version, the one in which the next operation was made, and how many there are in
/// the *effect*, the merge of all that was carried out. So a position in the prepared version is
/// looked for by the one sum, and turned into a position in the result by the other. The units that
/// stood there before the merge began are one span with names of their own ([#BEFORE]), cut where
/// needed.
///
/// All is kept in a few arrays of integers, a fixed number of them for each node, as an object for
/// each span would cost more than the work on it. A node knows its parent and its two sums; leaves
/// are linked in their order.
///
/// ```
///   span   NAME  of its first unit; those after it count on
///          SIZE  units
///          LEFT  the unit that stood left of the first one when it was inserted, or NONE; of the
///                others it is the one before
///          RIGHT the unit that stood right of all of them, or NONE
///          STATE times ONCE: 0 not inserted (in the prepared version), 1 there, more: deleted
///                bits: GONE deleted (in the effect), AWAY moved elsewhere (in the effect),
///                OFF moved elsewhere (in the prepared version), MOVED one of several places of
///                one element, a span of its own, whose state [Places] works out
/// ```
///
/// Source: Gentle and Kleppmann, *Collaborative Text Editing with Eg-walker* (EuroSys 2025),
/// sections 3.2 to 3.4. Cost: log(spans) an operation.
final class Spans {
    static final int NONE = -1;

    /// The name of the first unit that stood there before.
    static final int BEFORE = Ops.VERSIONS_MAX;

    static final int SIZE = 1;
    static final int LEFT = 2;
    static final int RIGHT = 3;
    static final int STATE = 4;

    static final int GONE = 1;
    static final int AWAY = 2;
    static final int OFF = 4;
    static final int MOVED = 8;
    static final int ONCE = 16;

    private static final int STRIDE = 5;
    private static final int NODE = STRIDE * Sizes.ENTRIES_MAX;

    private final int entriesMax;
    private final int childrenMax;

    /// The most units in one span, but for those that stood there before.
    private final int unitsMax;

    private int[] nodes = new int[2 * NODE];
    private int[] counts = new int[2];
    private int[] parents = new int[2];
    private int[] nexts = new int[2];
    private int[] prepared = new int[2];
    private int[] effects = new int[2];
    private int size = 1;
    private int root;
    private int height;
    private final SpanIndex index;

    /// The cursor: a span, and how many of its units stand before it.
    int leaf;

    int entry;
    int offset;

    /// Where a position was looked for last, a leaf, and how many units stand before it, prepared
    /// and in the effect: the next one is mostly there too. NONE when another leaf changed since.
    private int finger = NONE;

    private int fingerPrepared;
    private int fingerEffect;

    /// A document of `length` units that stood there before. Others will be named by versions from
    /// `versionFirst` on.
    Spans(int length, int versionFirst, Sizes sizes) {
        entriesMax = sizes.entries();
        childrenMax = sizes.children();
        unitsMax = sizes.spanUnits();
        index = new SpanIndex(versionFirst, sizes.indexed());
        restart(length, versionFirst);
    }

    /// Forgets all, for another document.
    void restart(int length, int versionFirst) {
        index.restart(versionFirst);
        size = 1;
        root = 0;
        height = 0;
        finger = NONE;
        parents[0] = NONE;
        nexts[0] = NONE;
        counts[0] = length > 0 ? 1 : 0;
        prepared[0] = length;
        effects[0] = length;
        write(0, 0, BEFORE, length, NONE, NONE, ONCE);
    }

    /// Units in the prepared version.
    int preparedLength() {
        return prepared[root];
    }

    int effectLength() {
        return effects[root];
    }

    private int base(int of, int at) {
        return of * NODE + at * STRIDE;
    }

    int get(int field) {
        return nodes[leaf * NODE + entry * STRIDE + field];
    }

    int name() {
        return nodes[leaf * NODE + entry * STRIDE];
    }

    int sizeHere() {
        return get(SIZE);
    }

    /// Whether the units at the cursor belong to the prepared version.
    boolean isPrepared() {
        return preparedWidth(get(STATE), 1) == 1;
    }

    private static int preparedWidth(int state, int units) {
        return (state & ~(GONE | AWAY | MOVED)) == ONCE ? units : 0;
    }

    private static int effectWidth(int state, int units) {
        return (state & (GONE | AWAY)) == 0 ? units : 0;
    }

    private void write(int leafAt, int at, int name, int units, int left, int right, int state) {
        int base = base(leafAt, at);
        nodes[base] = name;
        nodes[base + SIZE] = units;
        nodes[base + LEFT] = left;
        nodes[base + RIGHT] = right;
        nodes[base + STATE] = state;
    }

    /// Puts the cursor before the first span.
    void seekStart() {
        int at = root;
        for (int level = height; level > 0; level--) {
            at = nodes[at * NODE];
        }
        leaf = at;
        entry = 0;
        offset = 0;
    }

    /// Puts the cursor before the unit that is at `position` in the prepared version.
    void seek(int position) {
        int left = position - fingerPrepared;
        if (finger == NONE || left < 0 || left >= prepared[finger]) {
            seekLeaf(position);
            left = position - fingerPrepared;
        }
        int start = finger * NODE;
        int base = start;
        while (true) {
            int width = preparedWidth(nodes[base + STATE], nodes[base + SIZE]);
            if (left < width) {
                break;
            }
            left -= width;
            base += STRIDE;
        }
        leaf = finger;
        entry = (base - start) / STRIDE;
        offset = left;
    }

    /// Puts the finger on the leaf with that position.
    private void seekLeaf(int position) {
        int at = root;
        int left = position;
        int before = 0;
        for (int level = height; level > 0; level--) {
            int child = at * NODE;
            at = nodes[child];
            int width = prepared[at];
            while (left >= width) {
                left -= width;
                before += effects[at];
                at = nodes[++child];
                width = prepared[at];
            }
        }
        finger = at;
        fingerPrepared = position - left;
        fingerEffect = before;
    }

    /// Puts the cursor before the unit that is at `position` in the effect.
    void seekEffect(int position) {
        int at = root;
        int left = position;
        for (int level = height; level > 0; level--) {
            int child = at * NODE;
            while (left >= effects[nodes[child]]) {
                left -= effects[nodes[child++]];
            }
            at = nodes[child];
        }
        leaf = at;
        for (entry = 0; ; entry++) {
            int width = effectWidth(get(STATE), get(SIZE));
            if (left < width) {
                offset = left;
                return;
            }
            left -= width;
        }
    }

    /// Puts the cursor before that unit.
    void seekName(int name) {
        leaf = index.leafOf(name);
        int base = leaf * NODE;
        int end = base + counts[leaf] * STRIDE;
        int start = base;
        while (Integer.compareUnsigned(name - nodes[base], nodes[base + SIZE]) >= 0) {
            base += STRIDE;
            if (base >= end) {
                throw new IllegalStateException("unit " + name + " is not in leaf " + leaf);
            }
        }
        entry = (base - start) / STRIDE;
        offset = name - nodes[base];
    }

    /// The position of the cursor in the effect.
    int effectPosition() {
        int base = leaf * NODE;
        int end = base + entry * STRIDE;
        int sum = effectWidth(nodes[end + STATE], offset);
        for (; base < end; base += STRIDE) {
            sum += effectWidth(nodes[base + STATE], nodes[base + SIZE]);
        }
        return sum + (leaf == finger ? fingerEffect : sumBefore(effects, leaf));
    }

    /// The position of the cursor in the prepared version.
    int preparedPosition() {
        int base = leaf * NODE;
        int end = base + entry * STRIDE;
        int sum = preparedWidth(nodes[end + STATE], offset);
        for (; base < end; base += STRIDE) {
            sum += preparedWidth(nodes[base + STATE], nodes[base + SIZE]);
        }
        return sum + sumBefore(prepared, leaf);
    }

    private int sumBefore(int[] sums, int node) {
        int sum = 0;
        int at = node;
        for (int parent = parents[at]; parent != NONE; parent = parents[at]) {
            for (int child = parent * NODE; nodes[child] != at; child++) {
                sum += sums[nodes[child]];
            }
            at = parent;
        }
        return sum;
    }

    /// Whether there is a span at the cursor, of those in this leaf.
    boolean inLeaf() {
        return entry < counts[leaf];
    }

    /// Moves the cursor from the end of a span, or of a leaf, before the next one. False at the end
    /// of all: then it stays.
    boolean settleForward() {
        while (entry >= counts[leaf] || offset == get(SIZE)) {
            if (entry + 1 < counts[leaf]) {
                entry++;
                offset = 0;
            } else if (nexts[leaf] != NONE) {
                leaf = nexts[leaf];
                entry = 0;
                offset = 0;
            } else {
                return false;
            }
        }
        return true;
    }

    /// Whether unit A stands before unit B.
    boolean isBefore(int nameA, int nameB) {
        int leafWas = leaf;
        int entryWas = entry;
        int offsetWas = offset;
        seekName(nameA);
        int leafA = leaf;
        int entryA = entry;
        int offsetA = offset;
        seekName(nameB);
        boolean before =
                leafA == leaf
                        ? entryA == entry ? offsetA < offset : entryA < entry
                        : leafBefore(leafA, leaf);
        leaf = leafWas;
        entry = entryWas;
        offset = offsetWas;
        return before;
    }

    private boolean leafBefore(int leafA, int leafB) {
        int a = leafA;
        int b = leafB;
        while (parents[a] != parents[b]) {
            a = parents[a];
            b = parents[b];
        }
        int child = parents[a] * NODE;
        while (nodes[child] != a && nodes[child] != b) {
            child++;
        }
        return nodes[child] == a;
    }

    /// Inserts units at the cursor, which may stand within a span. The cursor is undefined
    /// afterwards.
    void insert(int name, int units, int left, int right, int state) {
        int part = Math.min(units, unitsMax);
        insertSpan(name, part, left, right, state);
        for (int done = part; done < units; done += part) {
            seekName(name + done - 1);
            offset++;
            part = Math.min(units - done, unitsMax);
            insertSpan(name + done, part, name + done - 1, right, state);
        }
    }

    private void insertSpan(int name, int units, int left, int right, int state) {
        if (entry < counts[leaf] && offset > 0 && offset < get(SIZE)) {
            cut();
        } else if (entry < counts[leaf] && offset > 0) {
            int base = base(leaf, entry);
            if (left == nodes[base] + nodes[base + SIZE] - 1
                    && name == left + 1
                    && right == nodes[base + RIGHT]
                    && state == nodes[base + STATE]
                    && (state & MOVED) == 0
                    && nodes[base + SIZE] <= unitsMax - units) {
                nodes[base + SIZE] += units;
                index.put(name, name + units, leaf);
                grow(preparedWidth(state, units), effectWidth(state, units));
                return;
            }
            entry++;
        }
        open();
        write(leaf, entry, name, units, left, right, state);
        index.put(name, name + units, leaf);
        grow(preparedWidth(state, units), effectWidth(state, units));
    }

    /// Adds to the sums of the leaf at the cursor and of the nodes above it.
    private void grow(int byPrepared, int byEffect) {
        finger = leaf == finger ? leaf : NONE;
        for (int at = leaf; at != NONE; at = parents[at]) {
            prepared[at] += byPrepared;
            effects[at] += byEffect;
        }
    }

    /// Cuts the span in two at the cursor, which stands before the second part then.
    private void cut() {
        entry++;
        open();
        int base = base(leaf, entry);
        int first = base - STRIDE;
        int name = nodes[first] + offset;
        int units = nodes[first + SIZE] - offset;
        nodes[first + SIZE] = offset;
        write(leaf, entry, name, units, name - 1, nodes[first + RIGHT], nodes[first + STATE]);
        offset = 0;
    }

    /// Makes room for a span before the one at the cursor, in the leaf of the one before that if
    /// there is one.
    private void open() {
        if (counts[leaf] == entriesMax) {
            splitLeaf();
        }
        int from = base(leaf, entry);
        System.arraycopy(nodes, from, nodes, from + STRIDE, base(leaf, counts[leaf]) - from);
        counts[leaf]++;
    }

    private void splitLeaf() {
        int half = entriesMax / 2;
        int fresh = addNode();
        System.arraycopy(
                nodes, base(leaf, half), nodes, fresh * NODE, (entriesMax - half) * STRIDE);
        counts[leaf] = half;
        counts[fresh] = entriesMax - half;
        nexts[fresh] = nexts[leaf];
        nexts[leaf] = fresh;
        int byPrepared = 0;
        int byEffect = 0;
        for (int i = 0; i < counts[fresh]; i++) {
            int base = base(fresh, i);
            byPrepared += preparedWidth(nodes[base + STATE], nodes[base + SIZE]);
            byEffect += effectWidth(nodes[base + STATE], nodes[base + SIZE]);
            index.put(nodes[base], nodes[base] + nodes[base + SIZE], fresh);
        }
        prepared[fresh] = byPrepared;
        effects[fresh] = byEffect;
        prepared[leaf] -= byPrepared;
        effects[leaf] -= byEffect;
        hang(leaf, fresh);
        if (entry > half) {
            leaf = fresh;
            entry -= half;
        }
    }

    private int addNode() {
        if (size == counts.length) {
            int room = 2 * size;
            nodes = Arrays.copyOf(nodes, room * NODE);
            counts = Arrays.copyOf(counts, room);
            parents = Arrays.copyOf(parents, room);
            nexts = Arrays.copyOf(nexts, room);
            prepared = Arrays.copyOf(prepared, room);
            effects = Arrays.copyOf(effects, room);
        }
        nexts[size] = NONE;
        return size++;
    }

    /// Hangs a node that was split off into the parent of the other part, which has the sums of
    /// both.
    private void hang(int left, int fresh) {
        int parent = parents[left];
        if (parent == NONE) {
            growRoot(left, fresh);
            return;
        }
        if (counts[parent] == childrenMax) {
            splitNode(parent, left, fresh);
            parent = parents[left];
        }
        int child = parent * NODE;
        int end = child + counts[parent];
        while (nodes[child] != left) {
            child++;
        }
        System.arraycopy(nodes, child + 1, nodes, child + 2, end - child - 1);
        nodes[child + 1] = fresh;
        parents[fresh] = parent;
        counts[parent]++;
    }

    private void growRoot(int left, int fresh) {
        int top = addNode();
        parents[top] = NONE;
        nodes[top * NODE] = left;
        nodes[top * NODE + 1] = fresh;
        counts[top] = 2;
        parents[left] = top;
        parents[fresh] = top;
        prepared[top] = prepared[left] + prepared[fresh];
        effects[top] = effects[left] + effects[fresh];
        root = top;
        height++;
    }

    /// Splits a full node below which `fresh` is to hang, beside `left`.
    private void splitNode(int node, int left, int freshChild) {
        int half = childrenMax / 2;
        int fresh = addNode();
        int byPrepared = 0;
        int byEffect = 0;
        for (int i = 0; i < childrenMax - half; i++) {
            int child = nodes[node * NODE + half + i];
            nodes[fresh * NODE + i] = child;
            parents[child] = fresh;
            byPrepared += prepared[child];
            byEffect += effects[child];
        }
        if (parents[left] == fresh) {
            byPrepared += prepared[freshChild];
            byEffect += effects[freshChild];
        }
        counts[node] = half;
        counts[fresh] = childrenMax - half;
        prepared[fresh] = byPrepared;
        effects[fresh] = byEffect;
        prepared[node] -= byPrepared;
        effects[node] -= byEffect;
        hang(node, fresh);
    }

    /// Gives up to `units` units from the cursor on, of one span, another state; says how many. The
    /// cursor is undefined afterwards.
    int restate(int units, int state) {
        if (offset > 0) {
            cut();
        }
        int base = base(leaf, entry);
        int here = nodes[base + SIZE];
        if (here > units) {
            base = cutBehind(units);
            here = units;
        }
        int was = nodes[base + STATE];
        nodes[base + STATE] = state;
        grow(
                preparedWidth(state, here) - preparedWidth(was, here),
                effectWidth(state, here) - effectWidth(was, here));
        return here;
    }

    /// Gives the span of one unit with that name another state.
    void restateName(int name, int state) {
        seekName(name);
        restate(1, state);
    }

    /// Adds to the prepared state of those units, wherever they stand, up to the first that was
    /// moved; says how many these were.
    int shift(int name, int units, int by) {
        int done = 0;
        while (done < units) {
            seekName(name + done);
            if ((get(STATE) & MOVED) != 0) {
                return done;
            }
            if (offset > 0) {
                cut();
            }
            done += shiftHere(name + done, units - done, by);
        }
        return done;
    }

    /// The same for units of which the first is at the cursor, as far as they stand one after the
    /// other in this leaf; says how many.
    private int shiftHere(int name, int units, int by) {
        int base = base(leaf, entry);
        int done = 0;
        int delta = 0;
        do {
            int here = nodes[base + SIZE];
            if (here > units - done) {
                widen(delta);
                delta = 0;
                here = units - done;
                base = cutBehind(here);
            }
            int was = nodes[base + STATE];
            nodes[base + STATE] = was + by;
            delta += preparedWidth(was + by, here) - preparedWidth(was, here);
            done += here;
            entry++;
            base += STRIDE;
        } while (done < units
                && entry < counts[leaf]
                && nodes[base] == name + done
                && (nodes[base + STATE] & MOVED) == 0);
        widen(delta);
        return done;
    }

    /// Cuts the span at the cursor behind so many units, and says where the first part is.
    private int cutBehind(int units) {
        offset = units;
        cut();
        entry--;
        return base(leaf, entry);
    }

    private void widen(int byPrepared) {
        if (byPrepared != 0) {
            finger = leaf == finger ? leaf : NONE;
            for (int at = leaf; at != NONE; at = parents[at]) {
                prepared[at] += byPrepared;
            }
        }
    }
}
