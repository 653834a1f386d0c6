package kith.crdt.sequence.units;

import java.util.Arrays;

/// A text that is edited at many places: pages of UTF-16 units, each with a gap.
///
/// One array for the whole text would be moved for each edit, and one gap buffer moves all that
/// lies between two people who type at its two ends. So the text is cut into pages, and each page
/// is a gap buffer (Finseth, *The Craft of Text Editing*, 1991, chapter 6): units, a gap, units.
/// The next edit at the same place only makes the gap smaller or larger.
///
/// ```
///   pages   [abc....def] [ghi...] [....jkl]       the gap stands where the page was edited last
/// ```
///
/// The page that was used last is remembered with its position; another one is found by walking
/// from there or from an end. Cost: an edit at the same place a few nanoseconds, elsewhere up to
/// one page of moving, and a step for each page that lies between.
public final class TextBuffer {
    private final int pageUnits;

    /// How full a page is when a long text is cut into pages: most have room for edits.
    private final int fillUnits;

    /// A page with less than this is joined with its neighbour when both fit into one.
    private final int sparseUnits;

    private char[][] pages = new char[4][];
    private int[] lengths = new int[4];
    private int[] gaps = new int[4];
    private int count = 1;
    private int length;

    /// The page that was used last, and the position of its first unit.
    private int page;

    private int pageStart;

    /// An empty text, in pages of so many units: 16 or more.
    public TextBuffer(int pageUnits) {
        this.pageUnits = pageUnits;
        fillUnits = pageUnits * 3 / 4;
        sparseUnits = pageUnits / 8;
        pages[0] = new char[pageUnits];
    }

    /// In UTF-16 units.
    public int length() {
        return length;
    }

    public void insert(int at, char[] from, int start, int units) {
        checkRange(at, 0);
        int done = 0;
        while (done < units) {
            int position = at + done;
            seek(position);
            int room = pageUnits - lengths[page];
            boolean atEnd = position - pageStart == lengths[page];
            if (room == 0 || units - done > room && !atEnd) {
                split(position);
                continue;
            }
            int part = Math.min(units - done, room);
            moveGap(position - pageStart);
            if (part == 1) {
                pages[page][gaps[page]] = from[start + done];
            } else {
                System.arraycopy(from, start + done, pages[page], gaps[page], part);
            }
            gaps[page] += part;
            lengths[page] += part;
            length += part;
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
            cut(offset, part);
            left -= part;
        }
    }

    /// Takes units out of the page: the gap swallows them.
    private void cut(int offset, int units) {
        int gap = gaps[page];
        if (gap >= offset && gap <= offset + units) {
            gaps[page] = offset; // they lie on both sides of the gap
        } else {
            moveGap(offset);
        }
        lengths[page] -= units;
        length -= units;
        if (lengths[page] < sparseUnits && count > 1) {
            join();
        }
        if (lengths[page] == 0 && count > 1) {
            removePage(page);
            page = 0;
            pageStart = 0;
        }
    }

    private void checkRange(int at, int units) {
        if (at < 0 || units < 0 || at > length - units) {
            throw new IllegalArgumentException(
                    units + " units at " + at + " of a text of " + length);
        }
    }

    /// Makes that page the current one in which `position` lies, or ends.
    private void seek(int position) {
        int at = page;
        int start = pageStart;
        if (position < start && position < start - position) {
            at = 0;
            start = 0;
        }
        while (position < start) {
            start -= lengths[--at];
        }
        while (position > start + lengths[at]) {
            start += lengths[at++];
        }
        page = at;
        pageStart = start;
    }

    /// The same for the unit at `position`, which is there.
    private void seekUnit(int position) {
        seek(position);
        while (position - pageStart == lengths[page]) {
            pageStart += lengths[page++];
        }
    }

    /// Moves the gap of the current page to `offset`.
    private void moveGap(int offset) {
        int gap = gaps[page];
        if (gap == offset) {
            return;
        }
        char[] units = pages[page];
        int hole = pageUnits - lengths[page];
        if (offset < gap) {
            System.arraycopy(units, offset, units, offset + hole, gap - offset);
        } else {
            System.arraycopy(units, gap + hole, units, gap, offset - gap);
        }
        gaps[page] = offset;
    }

    /// Cuts the current page in two at `position`; a full one in the middle when that is its
    /// beginning.
    private void split(int position) {
        int offset = position - pageStart;
        boolean full = offset == 0 && lengths[page] == pageUnits;
        int at = full ? pageUnits / 2 : offset;
        moveGap(at);
        int moved = lengths[page] - at;
        addPage(page + 1);
        char[] from = pages[page];
        System.arraycopy(from, pageUnits - moved, pages[page + 1], 0, moved);
        lengths[page] = at;
        lengths[page + 1] = moved;
        gaps[page + 1] = moved;
        if (offset == at && moved == 0) {
            pageStart += lengths[page++];
        }
    }

    private void addPage(int at) {
        if (count == pages.length) {
            pages = Arrays.copyOf(pages, 2 * count);
            lengths = Arrays.copyOf(lengths, 2 * count);
            gaps = Arrays.copyOf(gaps, 2 * count);
        }
        System.arraycopy(pages, at, pages, at + 1, count - at);
        System.arraycopy(lengths, at, lengths, at + 1, count - at);
        System.arraycopy(gaps, at, gaps, at + 1, count - at);
        pages[at] = new char[pageUnits];
        lengths[at] = 0;
        gaps[at] = 0;
        count++;
    }

    /// The current page has become sparse: it goes into the one before it or the one after it.
    private void join() {
        int left = page > 0 && lengths[page - 1] + lengths[page] <= fillUnits ? page - 1 : page;
        if (left + 1 >= count || lengths[left] + lengths[left + 1] > fillUnits) {
            return;
        }
        if (left < page) {
            pageStart -= lengths[left];
            page = left;
        }
        moveGap(lengths[left]);
        copy(left + 1, 0, lengths[left + 1], pages[left], lengths[left]);
        lengths[left] += lengths[left + 1];
        gaps[left] = lengths[left];
        removePage(left + 1);
    }

    private void removePage(int at) {
        count--;
        System.arraycopy(pages, at + 1, pages, at, count - at);
        System.arraycopy(lengths, at + 1, lengths, at, count - at);
        System.arraycopy(gaps, at + 1, gaps, at, count - at);
        pages[count] = null;
    }

    /// Copies a part of one page.
    private void copy(int of, int offset, int units, char[] to, int start) {
        char[] from = pages[of];
        int before = Math.max(0, Math.min(units, gaps[of] - offset));
        System.arraycopy(from, offset, to, start, before);
        int hole = pageUnits - lengths[of];
        System.arraycopy(from, offset + before + hole, to, start + before, units - before);
    }

    /// The units from `at` on.
    public char[] units(int at, int units) {
        checkRange(at, units);
        var out = new char[units];
        int start = 0;
        int done = 0;
        for (int i = 0; i < count && done < units; i++) {
            int offset = at + done - start;
            if (offset < lengths[i]) {
                int part = Math.min(units - done, lengths[i] - offset);
                copy(i, offset, part, out, done);
                done += part;
            }
            start += lengths[i];
        }
        return out;
    }

    public char unit(int at) {
        checkRange(at, 1);
        seekUnit(at);
        int offset = at - pageStart;
        int hole = offset < gaps[page] ? 0 : pageUnits - lengths[page];
        return pages[page][offset + hole];
    }

    public String text(int at, int units) {
        return new String(units(at, units));
    }

    /// All of it.
    public String text() {
        return text(0, length);
    }
}
