package kith.crdt.sequence.units;

import java.util.Arrays;
import kith.crdt.Op;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;

/// Which elements a list shows, one after the other, each by its place in [Elements].
///
/// One array would be moved for each edit: half a millisecond in the longest lists, and one change
/// may move 10,000 elements from one end to the other. So the list is cut into pages, as a text is
/// ([TextBuffer]); a page has no gap, being short, and a small list is one page that is no larger
/// than it must be. The page that was used last is remembered.
///
/// Cost: half a page of moving, and a step for each page that lies between two edits.
public final class ListBuffer {
    private static final int PAGE_FIRST = 8;

    private final int pageUnits;

    /// A page with less than this is joined with its neighbour when both fill no more than that.
    private final int sparseUnits;

    private final int joinedUnits;

    private int[][] pages = {new int[PAGE_FIRST]};
    private int[] lengths = new int[1];
    private int count = 1;
    private int length;

    /// The page that was used last, and the position of its first element.
    private int page;

    private int pageStart;

    /// An empty list, in pages of so many elements: 16 or more.
    public ListBuffer(int pageUnits) {
        this.pageUnits = pageUnits;
        sparseUnits = pageUnits / 8;
        joinedUnits = pageUnits * 3 / 4;
    }

    public int length() {
        return length;
    }

    public int unit(int at) {
        checkRange(at, 1);
        seekUnit(at);
        return pages[page][at - pageStart];
    }

    /// Inserts `count` elements, of which the first is `from` and each next one is one more.
    public void insert(int at, int from, int units) {
        checkRange(at, 0);
        int done = 0;
        while (done < units) {
            int position = at + done;
            seek(position);
            int offset = position - pageStart;
            int room = pageUnits - lengths[page];
            if (room == 0 || units - done > room && offset < lengths[page]) {
                split(offset);
                continue;
            }
            int part = Math.min(units - done, room);
            makeRoom(offset, part);
            for (int i = 0; i < part; i++) {
                pages[page][offset + i] = from + done + i;
            }
            done += part;
        }
    }

    public void delete(int at, int units) {
        checkRange(at, units);
        int left = units;
        while (left > 0) {
            seekUnit(at);
            int offset = at - pageStart;
            int part = Math.min(left, lengths[page] - offset);
            int[] here = pages[page];
            int behind = lengths[page] - offset - part;
            System.arraycopy(here, offset + part, here, offset, behind);
            lengths[page] -= part;
            length -= part;
            left -= part;
            if (lengths[page] < sparseUnits && count > 1) {
                join();
            }
        }
    }

    public void move(int from, int to) {
        int unit = unit(from);
        delete(from, 1);
        insert(to, unit, 1);
    }

    private void checkRange(int at, int units) {
        if (at < 0 || units < 0 || at > length - units) {
            throw new IllegalArgumentException(
                    units + " elements at " + at + " of a list of " + length);
        }
    }

    /// Makes that page the current one in which `position` lies, or ends.
    private void seek(int position) {
        if (position < pageStart && position < pageStart - position) {
            page = 0;
            pageStart = 0;
        }
        while (position < pageStart) {
            pageStart -= lengths[--page];
        }
        while (position > pageStart + lengths[page]) {
            pageStart += lengths[page++];
        }
    }

    /// The same for the element at `position`, which is there.
    private void seekUnit(int position) {
        seek(position);
        while (position - pageStart == lengths[page]) {
            pageStart += lengths[page++];
        }
    }

    /// Makes room in the current page, which has it.
    private void makeRoom(int offset, int units) {
        int now = lengths[page] + units;
        if (now > pages[page].length) {
            int larger = Math.min(pageUnits, Math.max(now, 2 * pages[page].length));
            pages[page] = Arrays.copyOf(pages[page], larger);
        }
        int[] here = pages[page];
        System.arraycopy(here, offset, here, offset + units, lengths[page] - offset);
        lengths[page] = now;
        length += units;
    }

    /// Cuts the current page in two there; a full one in the middle when that is its beginning.
    private void split(int offset) {
        boolean full = offset == 0 && lengths[page] == pageUnits;
        int at = full ? pageUnits / 2 : offset;
        var behind = new int[pageUnits];
        System.arraycopy(pages[page], at, behind, 0, lengths[page] - at);
        addPage(page + 1, behind, lengths[page] - at);
        lengths[page] = at;
        if (offset == at && lengths[page + 1] == 0) {
            pageStart += lengths[page++];
        }
    }

    private void addPage(int at, int[] units, int used) {
        if (count == pages.length) {
            pages = Arrays.copyOf(pages, 2 * count);
            lengths = Arrays.copyOf(lengths, 2 * count);
        }
        System.arraycopy(pages, at, pages, at + 1, count - at);
        System.arraycopy(lengths, at, lengths, at + 1, count - at);
        pages[at] = units;
        lengths[at] = used;
        count++;
    }

    /// The current page has become sparse: it goes into the one before it or the one after it.
    private void join() {
        int left = page > 0 && lengths[page - 1] + lengths[page] <= joinedUnits ? page - 1 : page;
        if (left + 1 < count && lengths[left] + lengths[left + 1] <= joinedUnits) {
            if (left < page) {
                pageStart -= lengths[left];
                page = left;
            }
            int behind = lengths[left + 1];
            pages[left] = Arrays.copyOf(pages[left], pageUnits);
            System.arraycopy(pages[left + 1], 0, pages[left], lengths[left], behind);
            lengths[left] += behind;
            removePage(left + 1);
        } else if (lengths[page] == 0) {
            removePage(page);
            page = 0;
            pageStart = 0;
        }
    }

    private void removePage(int at) {
        count--;
        System.arraycopy(pages, at + 1, pages, at, count - at);
        System.arraycopy(lengths, at + 1, lengths, at, count - at);
        pages[count] = new int[0];
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
