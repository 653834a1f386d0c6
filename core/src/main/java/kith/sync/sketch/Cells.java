package kith.sync.sketch;

import java.util.Arrays;

/// A row of cells, from the first one on: 12 bytes each.
public final class Cells {
    /// What a cell takes on the wire.
    public static final int CELL_BYTES = 12;

    /// The longest row.
    public static final int CELLS_MAX = Mapping.CELLS_MAX;

    private long[] sums = new long[16];
    private int[] checks = new int[16];
    private int size;

    /// A row without a cell yet.
    public Cells() {}

    public int size() {
        return size;
    }

    public long sum(int cell) {
        return sums[checked(cell)];
    }

    public int check(int cell) {
        return checks[checked(cell)];
    }

    private int checked(int cell) {
        if (cell < 0 || cell >= size) {
            throw new IndexOutOfBoundsException("cell " + cell + " of " + size);
        }
        return cell;
    }

    /// The next cell.
    public void add(long sum, int check) {
        grow(size + 1);
        sums[size - 1] = sum;
        checks[size - 1] = check;
    }

    /// Makes the row longer, by cells in which there is nothing.
    void grow(int sizeWanted) {
        if (sizeWanted > CELLS_MAX) {
            throw new IllegalArgumentException(sizeWanted + " cells, at most " + CELLS_MAX);
        }
        if (sizeWanted > sums.length) {
            int room = Math.max(sizeWanted, 2 * sums.length);
            sums = Arrays.copyOf(sums, room);
            checks = Arrays.copyOf(checks, room);
        }
        size = Math.max(size, sizeWanted);
    }

    /// Puts a symbol into a cell, or takes it out.
    void toggle(int cell, long symbol, int check) {
        sums[cell] ^= symbol;
        checks[cell] ^= check;
    }

    boolean isZero(int cell) {
        return sums[cell] == 0 && checks[cell] == 0;
    }

    /// What is in one of two rows of the same length and not in the other.
    static Cells difference(Cells one, Cells other) {
        if (one.size != other.size) {
            throw new IllegalArgumentException("rows of " + one.size + " and " + other.size);
        }
        var cells = new Cells();
        cells.sums = Arrays.copyOf(one.sums, one.size);
        cells.checks = Arrays.copyOf(one.checks, one.size);
        cells.size = one.size;
        for (int cell = 0; cell < one.size; cell++) {
            cells.toggle(cell, other.sums[cell], other.checks[cell]);
        }
        return cells;
    }
}
