package kith.crdt.sequence.units;

import java.util.Arrays;
import kith.crdt.Op;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;

/// Which elements a list shows, one after the other, each by its place in [Elements].
///
/// An array with a gap where it was edited last (Finseth, *The Craft of Text Editing*, 1991,
/// chapter 6). A list is far shorter than a text, so one gap will do: cost of an edit elsewhere is
/// moving what lies between, four bytes an element.
public final class ListBuffer {
    private int[] units = new int[8];
    private int gap;
    private int length;

    /// An empty list.
    public ListBuffer() {}

    public int length() {
        return length;
    }

    public int unit(int at) {
        return units[at < gap ? at : at + units.length - length];
    }

    /// Inserts `count` elements, of which the first is `from` and each next one is one more.
    public void insert(int at, int from, int count) {
        if (at < 0 || at > length) {
            throw new IllegalArgumentException("position " + at + " in a list of " + length);
        }
        makeRoom(count);
        moveGap(at);
        for (int i = 0; i < count; i++) {
            units[gap++] = from + i;
        }
        length += count;
    }

    public void delete(int at, int count) {
        if (at < 0 || count < 0 || at > length - count) {
            throw new IllegalArgumentException(count + " at " + at + " in a list of " + length);
        }
        moveGap(at);
        length -= count;
    }

    public void move(int from, int to) {
        int unit = unit(from);
        delete(from, 1);
        insert(to, unit, 1);
    }

    private void makeRoom(int count) {
        if (units.length - length < count) {
            moveGap(length);
            units = Arrays.copyOf(units, Math.max(length + count, 2 * length));
        }
    }

    private void moveGap(int at) {
        int hole = units.length - length;
        if (at < gap) {
            System.arraycopy(units, at, units, at + hole, gap - at);
        } else if (at > gap) {
            System.arraycopy(units, gap + hole, units, gap, at - gap);
        }
        gap = at;
    }

    /// Runs of elements that were inserted one after the other: how many; then for each how far
    /// its first is from where the one before it ended, and how many elements it has.
    public void write(Writer out) {
        int runs = 0;
        for (int at = 0; at < length; at = runEnd(at)) {
            runs++;
        }
        out.varint(runs);
        int before = 0;
        for (int at = 0; at < length; ) {
            int end = runEnd(at);
            out.signed(unit(at) - before).varint(end - at);
            before = unit(end - 1) + 1;
            at = end;
        }
    }

    private int runEnd(int start) {
        int at = start + 1;
        while (at < length && unit(at) == unit(at - 1) + 1) {
            at++;
        }
        return at;
    }

    /// What was written, into an empty one.
    public void read(Reader in) {
        long before = 0;
        for (int runs = in.count(in.remaining(), "runs of elements"); runs > 0; runs--) {
            long first = before + in.signed();
            int count = in.count(Op.LIST_LENGTH_MAX - length, "elements of a list");
            if (first < 0 || first > Integer.MAX_VALUE - count || count == 0) {
                throw new Malformed(count + " elements from " + first + " on");
            }
            insert(length, (int) first, count);
            before = first + count;
        }
    }

    /// What was read must be among the elements of its history.
    public void checkUnits(int end) {
        for (int at = 0; at < length; at++) {
            if (unit(at) >= end) {
                throw new Malformed("element " + unit(at) + " of " + end);
            }
        }
    }
}
