package kith.crdt.sequence;

import java.util.Arrays;

/// In which leaf of [Spans] a unit is, by its name.
///
/// For the units that were inserted since the merge began that is a table with a place for each:
/// they are asked for with every step between two versions, all over a large tree, where a search
/// waits for memory in each of its steps (measured: a twentieth of a merge of two people who type
/// at once, and half of the time in a tree of ten thousands of spans). It is in pages, and there is
/// none where nothing was inserted: a few deletions may take millions of versions. A long span
/// would cost as many writes as it has units whenever its leaf splits, so spans have a bound
/// ([Sizes]).
///
/// Of the units that stood there before there may be very many, in few spans: for those there is a
/// map from ranges of names to leaves. An entry says where the names from its own up to the next
/// entry's are. The entries are sorted, in pages, so that one put between others moves a page at
/// most.
///
/// Cost: a look into the table, or two binary searches of which the last page is tried first.
final class SpanIndex {
    /// Versions of which one page of the table is.
    private static final int TABLE_BITS = 8;

    private static final int TABLE_MASK = (1 << TABLE_BITS) - 1;
    private static final int[] NO_PAGE = {};

    /// The first version that may be the name of a unit, and the leaf of each from there on.
    private int versionFirst;

    private int[][] table = {NO_PAGE, NO_PAGE};

    private final int pageEntries;
    private int[] firsts = {Spans.BEFORE};
    private int[][] names;
    private int[][] leaves;
    private int[] sizes = {1};
    private int pages = 1;
    private int page;

    /// All names in leaf 0.
    SpanIndex(int versionFirst, int pageEntries) {
        this.versionFirst = versionFirst;
        this.pageEntries = pageEntries;
        names = new int[][] {new int[pageEntries]};
        names[0][0] = Spans.BEFORE;
        leaves = new int[][] {new int[pageEntries]};
    }

    /// Forgets all: names from that version on may come, and the others are in leaf 0. What stands
    /// in the table is of no matter, as nobody asks for a name before it was put there.
    void restart(int fromVersion) {
        versionFirst = fromVersion;
        pages = 1;
        page = 0;
        sizes[0] = 1;
        leaves[0][0] = 0;
    }

    int leafOf(int name) {
        if (name < Spans.BEFORE) {
            int at = name - versionFirst;
            return table[at >> TABLE_BITS][at & TABLE_MASK];
        }
        int at = pageOf(name);
        return leaves[at][entryOf(at, name)];
    }

    /// The names from `first` up to and without `end`, of one span, are in that leaf now.
    void put(int first, int end, int leaf) {
        if (first >= Spans.BEFORE) {
            putBefore(first, end, leaf);
            return;
        }
        int to = end - versionFirst;
        for (int at = first - versionFirst; at < to; ) {
            int[] leavesHere = tablePage(at >> TABLE_BITS);
            int stop = Math.min(to, (at | TABLE_MASK) + 1);
            int from = at & TABLE_MASK;
            Arrays.fill(leavesHere, from, from + stop - at, leaf);
            at = stop;
        }
    }

    private int[] tablePage(int number) {
        if (number >= table.length) {
            int was = table.length;
            table = Arrays.copyOf(table, Math.max(number + 1, 2 * was));
            Arrays.fill(table, was, table.length, NO_PAGE);
        }
        if (table[number].length == 0) {
            table[number] = new int[1 << TABLE_BITS];
        }
        return table[number];
    }

    private void putBefore(int first, int end, int leaf) {
        for (int at = first; at < end; ) {
            at = putSome(at, end, leaf);
        }
    }

    /// The same up to the next entry; returns how far that was.
    private int putSome(int first, int end, int leaf) {
        int at = pageOf(first);
        int entry = entryOf(at, first);
        int before = leaves[at][entry];
        int next = nextName(at, entry);
        if (before == leaf) {
            return next;
        }
        boolean starts = names[at][entry] == first;
        if (starts && next > end && entry > 0 && leaves[at][entry - 1] == leaf) {
            names[at][entry] = end; // the entry before this one reaches farther now
            return end;
        }
        if (starts) {
            leaves[at][entry] = leaf;
        } else {
            add(at, entry + 1, first, leaf);
        }
        if (next > end) {
            at = pageOf(first);
            add(at, entryOf(at, first) + 1, end, before);
        }
        return next;
    }

    private int nextName(int at, int entry) {
        if (entry + 1 < sizes[at]) {
            return names[at][entry + 1];
        }
        return at + 1 < pages ? firsts[at + 1] : Integer.MAX_VALUE;
    }

    private int pageOf(int name) {
        if (name >= firsts[page] && (page + 1 == pages || name < firsts[page + 1])) {
            return page;
        }
        int low = 0;
        int high = pages - 1;
        while (low < high) {
            int middle = low + high + 1 >>> 1;
            if (firsts[middle] <= name) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        page = low;
        return low;
    }

    private int entryOf(int at, int name) {
        int[] of = names[at];
        int low = 0;
        int high = sizes[at] - 1;
        if (of[high] <= name) {
            return high;
        }
        while (low < high) {
            int middle = low + high + 1 >>> 1;
            if (of[middle] <= name) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private void add(int at, int entry, int name, int leaf) {
        if (sizes[at] == pageEntries) {
            split(at);
            if (entry > sizes[at]) {
                add(at + 1, entry - sizes[at], name, leaf);
                return;
            }
        }
        int moved = sizes[at] - entry;
        System.arraycopy(names[at], entry, names[at], entry + 1, moved);
        System.arraycopy(leaves[at], entry, leaves[at], entry + 1, moved);
        names[at][entry] = name;
        leaves[at][entry] = leaf;
        sizes[at]++;
    }

    private void split(int at) {
        if (pages == firsts.length) {
            int room = 2 * pages;
            firsts = Arrays.copyOf(firsts, room);
            names = Arrays.copyOf(names, room);
            leaves = Arrays.copyOf(leaves, room);
            sizes = Arrays.copyOf(sizes, room);
        }
        int moved = pages - at - 1;
        System.arraycopy(firsts, at + 1, firsts, at + 2, moved);
        System.arraycopy(names, at + 1, names, at + 2, moved);
        System.arraycopy(leaves, at + 1, leaves, at + 2, moved);
        System.arraycopy(sizes, at + 1, sizes, at + 2, moved);
        int half = pageEntries / 2;
        names[at + 1] = new int[pageEntries];
        leaves[at + 1] = new int[pageEntries];
        System.arraycopy(names[at], half, names[at + 1], 0, half);
        System.arraycopy(leaves[at], half, leaves[at + 1], 0, half);
        sizes[at] = half;
        sizes[at + 1] = half;
        firsts[at + 1] = names[at + 1][0];
        pages++;
    }
}
