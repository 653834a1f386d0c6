package kith.crdt.sequence;

import java.util.Arrays;

/// In which leaf of [Spans] a unit is, by its name.
///
/// A map from ranges of names to leaves: an entry says where the names from its own up to the next
/// entry's are. Units that are inserted one after the other mostly stand in one leaf, so there are
/// far fewer entries than units. The entries are sorted, in pages, so that one put between others
/// moves a page at most.
///
/// Cost: two binary searches; the last page is tried first.
final class SpanIndex {
    private final int pageEntries;
    private int[] firsts = {0};
    private int[][] names;
    private int[][] leaves;
    private int[] sizes = {1};
    private int pages = 1;
    private int page;

    /// All names in leaf 0.
    SpanIndex(int pageEntries) {
        this.pageEntries = pageEntries;
        names = new int[][] {new int[pageEntries]};
        leaves = new int[][] {new int[pageEntries]};
    }

    int leafOf(int name) {
        int at = pageOf(name);
        return leaves[at][entryOf(at, name)];
    }

    /// The names from `first` up to and without `end` are in that leaf now.
    void put(int first, int end, int leaf) {
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
