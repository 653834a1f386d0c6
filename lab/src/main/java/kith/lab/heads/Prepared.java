package kith.lab.heads;

import java.util.function.Predicate;
import kith.lang.Bytes;
import kith.sync.sketch.Cells;
import kith.sync.sketch.Sketch;
import kith.sync.sketch.SketchKey;

/// Ids as somebody would choose them who wants reconciliation to be dear, and who has to guess the
/// key: under the guessed one they are in cell 0 and in none of the next, so that those tell
/// nothing.
public final class Prepared {
    private Prepared() {}

    /// Whether an id is in cell 0 alone of so many.
    public static Predicate<Bytes> against(SketchKey guessed, int cells) {
        return id -> {
            var sketch = new Sketch(guessed, 1);
            sketch.add(id);
            sketch.extend(cells, 1);
            Cells row = sketch.cells();
            boolean alone = true;
            for (int cell = 1; cell < cells && alone; cell++) {
                alone = row.sum(cell) == 0;
            }
            return alone;
        };
    }
}
