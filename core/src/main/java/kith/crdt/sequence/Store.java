package kith.crdt.sequence;

import java.util.Arrays;

/// Every unit of a text that was ever inserted, in the order of the insertions.
final class Store {
    private char[] units;
    private int count;

    Store() {
        this(new char[16], 0);
    }

    Store(char[] units, int count) {
        this.units = units;
        this.count = count;
    }

    char[] units() {
        return units;
    }

    int count() {
        return count;
    }

    void add(String text) {
        int length = text.length();
        if (units.length - count < length) {
            units = Arrays.copyOf(units, Math.max(count + length, count + (count >> 1)));
        }
        text.getChars(0, length, units, count);
        count += length;
    }

    /// Forgets the last ones, which nobody used.
    void drop(int length) {
        count -= length;
    }
}
