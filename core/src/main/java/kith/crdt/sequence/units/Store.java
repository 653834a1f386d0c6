package kith.crdt.sequence.units;

import java.util.Arrays;
import kith.lang.Reader;
import kith.lang.Writer;

/// Every unit of a text that was ever inserted, in the order of the insertions.
public final class Store implements Stored {
    private char[] units = new char[16];
    private int count;

    /// Nothing yet.
    public Store() {}

    /// Not to be written to.
    public char[] units() {
        return units;
    }

    @Override
    public int count() {
        return count;
    }

    public void add(String text) {
        int length = text.length();
        if (units.length - count < length) {
            units = Arrays.copyOf(units, Math.max(count + length, count + (count >> 1)));
        }
        text.getChars(0, length, units, count);
        count += length;
    }

    @Override
    public void write(Writer out) {
        out.string(new String(units, 0, count));
    }

    @Override
    public void read(Reader in, int expected) {
        units = in.units(expected, "text of a history");
        count = expected;
    }
}
