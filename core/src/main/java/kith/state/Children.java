package kith.state;

import java.util.Arrays;
import java.util.Iterator;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The children of one cell, found by name and walked in the order of their names.
///
/// A general map costs an entry object for each child, which in a tree of small cells is a third of
/// all memory; and its order must not depend on a host. So: up to [#SMALL_MAX] children are an
/// array, beside which stands a byte of each one's hash: a look-up compares those and goes to one
/// cell, not to all (each is a walk through memory of its own). More are an open-addressed table
/// with linear probing (Knuth, *The Art of Computer Programming* 3, section 6.4, algorithms L and
/// R) on `String.hashCode`, which is the same everywhere. The order of either is made when somebody
/// asks: what came since the last time to a table is sorted and merged in, so a list that is read
/// after each of many insertions is never sorted anew. Names can be made to collide on purpose;
/// when a probe gets too long, the table gives way to a search tree for good.
///
/// Cost: a look-up is constant (log n among hostile names), an insertion amortised constant; the
/// order takes n steps after a change, n log n the first time. Order: by UTF-16 units.
final class Children {
    /// Up to how many children are searched one by one. Guess: a record of an application.
    static final int SMALL_MAX = 16;

    /// From how many children on a byte of each hash is kept beside the array: fewer are looked
    /// through as fast, and a cell with one child is frequent. Guess.
    private static final int TAGGED_MIN = 5;

    /// The longest probe in steps. At two thirds full, a million ordinary names need about 190
    /// (Knuth, section 6.4, expected longest run).
    private static final int PROBES_MAX = 256;

    /// 2^32 divided by the golden ratio: the multiplier that spreads hashes best (Knuth, 6.4).
    private static final int GOLDEN = 0x9e3779b9;

    /// Fewer new ones than one part of so many that are there are sorted in later.
    private static final int ADOPTED_PART = 8;

    private static final Cell[] NONE = {};
    private static final byte[] NO_TAGS = {};

    /// The tag of an empty place in the table; a name has another one.
    private static final byte EMPTY = 0;

    /// Sorted by name, exact, and never written to again: whoever walks it is not disturbed. While
    /// few children are [stale][#stale], they stand here as they came, before empty places.
    private Cell[] ordered = NONE;

    /// A byte of each name's hash, beside the array when there is room for [enough][#TAGGED_MIN] in
    /// it, and beside the table: of those in the way, a look-up mostly sees only this.
    private byte[] tags = NO_TAGS;

    private boolean stale; // `ordered` is in no order, misses additions or has what was removed
    private Cell @Nullable [] table;
    private @Nullable TreeMap<String, Cell> tree;
    private int size;

    /// How many children live: hold something or have living children themselves. Kept by [Merge].
    int living;

    /// Where those that are noted begin, while a transaction is planned. Kept by [Wish.Puts].
    int noted;

    int size() {
        return size;
    }

    @Nullable Cell find(String name) {
        if (table != null) {
            return table[slot(table, tags, name)];
        }
        if (tree != null) {
            return tree.get(name);
        }
        byte tag = tag(spread(name));
        boolean tagged = tags.length > 0;
        for (int i = 0; i < size; i++) {
            if (!tagged || tags[i] == tag) {
                Cell cell = ordered[i];
                if (cell != null && same(cell.name, name)) {
                    return cell;
                }
            }
        }
        return null;
    }

    private void tagAll() {
        tags = ordered.length < TAGGED_MIN ? NO_TAGS : new byte[ordered.length];
        for (int i = 0; i < tags.length; i++) {
            Cell cell = ordered[i];
            tags[i] = cell == null ? EMPTY : tag(spread(cell.name));
        }
    }

    /// Other bits than those that choose the place, in all but very large tables. Never [#EMPTY].
    private static byte tag(int spread) {
        return (byte) (spread >>> 8 | 1);
    }

    /// Adds a cell whose name is not there yet.
    void add(Cell cell) {
        size++;
        if (table != null) {
            addToTable(cell);
        } else if (tree != null) {
            tree.put(cell.name, cell);
            addStale(cell);
        } else if (size <= SMALL_MAX) {
            addToFew(cell);
        } else {
            makeTable(4 * SMALL_MAX, ordered);
            if (stale) {
                markUnordered(ordered);
                ordered = NONE;
            }
            addToTable(cell);
        }
    }

    private static void markUnordered(Cell[] cells) {
        for (Cell cell : cells) {
            if (cell != null) {
                cell.flags |= Cell.UNORDERED;
            }
        }
    }

    /// Behind the others: the room doubles, so that many who come at once are not copied for each.
    private void addToFew(Cell cell) {
        if (!stale || size > ordered.length) {
            ordered = Arrays.copyOf(ordered, Math.max(size, Math.min(2 * (size - 1), SMALL_MAX)));
            tagAll();
        }
        stale = true;
        ordered[size - 1] = cell;
        if (tags.length > 0) {
            tags[size - 1] = tag(spread(cell.name));
        }
    }

    /// Whether all names that are there come before this one, as far as is known without sorting.
    boolean endBefore(String name) {
        Cell last = stale || ordered.length == 0 ? null : ordered[ordered.length - 1];
        return !stale && (last == null || last.name.compareTo(name) < 0);
    }

    /// Adds cells whose names ascend and [come behind][#endBefore] all others. Takes the array
    /// over.
    ///
    /// Their order is known, so it is kept, unless they are few beside those that are there: then
    /// moving all of these would cost more than sorting a few later.
    void adopt(Cell[] cells) {
        if (cells.length < ordered.length / ADOPTED_PART) {
            for (Cell cell : cells) {
                add(cell);
            }
            return;
        }
        int before = ordered.length;
        if (before == 0) {
            ordered = cells;
        } else {
            ordered = Arrays.copyOf(ordered, before + cells.length);
            System.arraycopy(cells, 0, ordered, before, cells.length);
        }
        size += cells.length;
        if (tree != null) {
            for (Cell cell : cells) {
                tree.put(cell.name, cell);
            }
        } else if (size <= SMALL_MAX) {
            tagAll();
        } else {
            adoptInTable(cells);
        }
    }

    private void adoptInTable(Cell[] cells) {
        Cell[] all = table;
        if (all == null || 3 * size > 2 * all.length) {
            int places = 4 * SMALL_MAX;
            while (3 * size > 2 * places) {
                places *= 2;
            }
            cells = ordered;
            all = new Cell[places];
            tags = new byte[places];
            table = all;
        }
        for (Cell cell : cells) {
            int at = put(all, tags, cell);
            if ((at - home(all, spread(cell.name)) & all.length - 1) > PROBES_MAX) {
                plant(ordered);
                return;
            }
        }
    }

    private void addStale(Cell cell) {
        cell.flags |= Cell.UNORDERED;
        stale = true;
    }

    private void addToTable(Cell cell) {
        Cell[] all = table;
        if (all == null) {
            throw new IllegalStateException("no table for " + cell.name);
        }
        addStale(cell);
        if (3 * size > 2 * all.length) {
            all = makeTable(2 * all.length, all);
        }
        int at = put(all, tags, cell);
        if ((at - home(all, spread(cell.name)) & all.length - 1) > PROBES_MAX) {
            plant(all);
        }
    }

    /// A table of that many places with those cells in it.
    private Cell[] makeTable(int places, @Nullable Cell[] cells) {
        var all = new Cell[places];
        var marks = new byte[places];
        for (Cell cell : cells) {
            if (cell != null) {
                put(all, marks, cell);
            }
        }
        table = all;
        tags = marks;
        return all;
    }

    /// Puts a cell whose name is not there into its place, and says which: no name is compared.
    private static int put(Cell[] all, byte[] tags, Cell cell) {
        int spread = spread(cell.name);
        int at = home(all, spread);
        while (tags[at] != EMPTY) {
            at = at + 1 & all.length - 1;
        }
        all[at] = cell;
        tags[at] = tag(spread);
        return at;
    }

    private void plant(Cell[] all) {
        var planted = new TreeMap<String, Cell>();
        for (Cell cell : all) {
            if (cell != null) {
                planted.put(cell.name, cell);
            }
        }
        tree = planted;
        table = null;
        tags = NO_TAGS;
    }

    private static final java.util.Comparator<Cell> BY_NAME = (a, b) -> a.name.compareTo(b.name);

    /// Takes a cell out that is there.
    void remove(Cell cell) {
        size--;
        cell.flags |= Cell.DETACHED;
        if (table != null) {
            removeFromTable(table, tags, slot(table, tags, cell.name));
            stale = true;
        } else if (tree != null) {
            tree.remove(cell.name);
            stale = true;
        } else {
            removeFromFew(cell);
        }
    }

    private void removeFromFew(Cell cell) {
        var shorter = new Cell[size];
        int count = 0;
        for (Cell other : ordered) {
            if (other != null && other != cell) {
                shorter[count++] = other;
            }
        }
        ordered = shorter;
        tagAll();
    }

    /// Algorithm R: what stands behind the gap and could not be found across it moves into it.
    private static void removeFromTable(Cell[] all, byte[] tags, int gap) {
        int mask = all.length - 1;
        int at = gap;
        while (true) {
            all[gap] = null;
            tags[gap] = EMPTY;
            Cell cell;
            do {
                at = at + 1 & mask;
                cell = all[at];
                if (cell == null) {
                    return;
                }
            } while ((at - home(all, spread(cell.name)) & mask) < (at - gap & mask));
            all[gap] = cell;
            tags[gap] = tags[at];
            gap = at;
        }
    }

    /// All children in the order of their names. The array is not written to again.
    Cell[] ordered() {
        if (stale) {
            order();
        }
        return ordered;
    }

    private void order() {
        if (table == null && tree == null) {
            ordered = Arrays.copyOf(ordered, size);
            Arrays.sort(ordered, BY_NAME);
            tagAll();
        } else {
            mergeFresh();
        }
        stale = false;
    }

    private void mergeFresh() {
        var fresh = new Cell[size];
        int count = 0;
        for (Cell cell : unordered()) {
            if (cell != null && (cell.flags & Cell.UNORDERED) != 0) {
                cell.flags &= ~Cell.UNORDERED;
                fresh[count++] = cell;
            }
        }
        Arrays.sort(fresh, 0, count, BY_NAME);
        ordered = merged(fresh, count);
    }

    private Cell[] merged(Cell[] fresh, int count) {
        var out = new Cell[size];
        int next = 0;
        int length = 0;
        for (Cell old : ordered) {
            if ((old.flags & Cell.DETACHED) != 0) {
                continue;
            }
            while (next < count && fresh[next].name.compareTo(old.name) < 0) {
                out[length++] = fresh[next++];
            }
            out[length++] = old;
        }
        System.arraycopy(fresh, next, out, length, count - next);
        return out;
    }

    /// All children in no particular order, with nulls between them: for where order is nothing.
    Cell[] unordered() {
        if (table != null) {
            return table;
        }
        if (tree == null) {
            return ordered;
        }
        var all = new Cell[tree.size()];
        Iterator<Cell> cells = tree.values().iterator();
        for (int i = 0; i < all.length; i++) {
            all[i] = cells.next();
        }
        return all;
    }

    /// Where `name` is in the table, or the empty place where it would be.
    private static int slot(Cell[] all, byte[] tags, String name) {
        int spread = spread(name);
        byte tag = tag(spread);
        int at = home(all, spread);
        while (tags[at] != EMPTY && !(tags[at] == tag && same(all[at].name, name))) {
            at = at + 1 & all.length - 1;
        }
        return at;
    }

    private static boolean same(String a, String b) {
        return a.hashCode() == b.hashCode() && a.equals(b);
    }

    /// Knuth's multiplicative method (section 6.4): hash times golden ratio.
    private static int spread(String name) {
        return name.hashCode() * GOLDEN;
    }

    /// The high bits of it.
    private static int home(Cell[] all, int spread) {
        return spread >>> Integer.numberOfLeadingZeros(all.length) + 1;
    }
}
