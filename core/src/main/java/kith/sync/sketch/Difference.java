package kith.sync.sketch;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Finds the symbols in a row of cells: *peeling*.
///
/// A cell whose check is that of its sum holds one symbol, but for one chance in 2^32. It is taken
/// out of all cells that it is mapped to; what that leaves with one symbol is next. When all cells
/// are empty all symbols were found. When no cell has one symbol left and not all are empty, a
/// longer row is needed.
///
/// The row came from somebody who may have made it up. So at most as many symbols are taken out as
/// there are cells, whatever comes out: an honest row gives fewer. What was made up is either
/// found to be no difference at all, or gives symbols of which nobody knows the id.
///
/// Cost: for each symbol about 2 ln(m/2) cells of 40 ns; in pieces.
public final class Difference {
    private final SketchKey key;
    private final Cells cells;

    /// Cells to be looked at: at most all, and all that were changed since.
    private int[] open;

    private int openCount;
    private long[] found = new long[16];
    private int foundCount;
    private boolean over;

    private Difference(SketchKey key, Cells cells) {
        this.key = key;
        this.cells = cells;
        open = new int[Math.max(16, cells.size())];
        for (int cell = cells.size() - 1; cell >= 0; cell--) {
            open[openCount++] = cell;
        }
    }

    /// What only one of two sets has. The other side's row is as long as ours was made.
    public static Difference of(Sketch ours, Cells theirs) {
        return new Difference(ours.key(), Cells.difference(ours.cells(), theirs));
    }

    /// Looks at no more than so many cells; true when it is over.
    public boolean work(int cellsMax) {
        for (int i = 0; i < cellsMax && !over; i++) {
            if (openCount == 0 || foundCount > cells.size()) {
                over = true;
            } else {
                look(open[--openCount]);
            }
        }
        return over;
    }

    private void look(int cell) {
        if (cells.isZero(cell)) {
            return;
        }
        long symbol = cells.sum(cell);
        long seed = key.seed(symbol);
        if (SketchKey.check(seed) == cells.check(cell)) {
            takeOut(symbol, seed);
        }
    }

    private void takeOut(long symbol, long seed) {
        if (foundCount == found.length) {
            found = Arrays.copyOf(found, 2 * foundCount);
        }
        found[foundCount++] = symbol;
        int check = SketchKey.check(seed);
        long state = seed;
        int cell = 0;
        while (cell < cells.size()) {
            cells.toggle(cell, symbol, check);
            open(cell);
            state += Mapping.STEP;
            cell = Mapping.next(cell, state);
        }
    }

    private void open(int cell) {
        if (cells.isZero(cell)) {
            return;
        }
        if (openCount == open.length) {
            open = Arrays.copyOf(open, 2 * openCount);
        }
        open[openCount++] = cell;
    }

    /// The symbols that only one of the two has, each once; null when these cells do not tell. Only
    /// when it is over.
    public long @Nullable [] symbols() {
        if (!over) {
            throw new IllegalStateException("there is more to look at");
        }
        for (int cell = 0; cell < cells.size(); cell++) {
            if (!cells.isZero(cell)) {
                return null;
            }
        }
        return foundCount > cells.size() ? null : Arrays.copyOf(found, foundCount);
    }
}
