package kith.sync.sketch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import kith.lang.Bytes;
import kith.lang.Rng;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/// What holds for all sets: what is found is what differs, and how many cells that takes.
class SketchProperties {
    private static final int ALL = 1 << 22;

    private static SketchKey key(Rng rng) {
        return new SketchKey(rng.nextLong(), rng.nextLong(), rng.nextLong(), rng.nextLong());
    }

    private static List<Bytes> ids(Rng rng, int count) {
        var ids = new ArrayList<Bytes>(count);
        for (int i = 0; i < count; i++) {
            ids.add(rng.bytes(32));
        }
        return ids;
    }

    private static Sketch sketch(SketchKey key, List<Bytes> common, List<Bytes> own) {
        var sketch = new Sketch(key, common.size() + own.size());
        common.forEach(sketch::add);
        own.forEach(sketch::add);
        return sketch;
    }

    /// How many cells it took, doubled until they told; and that they told what differs.
    private static int reconciled(
            SketchKey key, List<Bytes> common, List<Bytes> ours, List<Bytes> theirs) {
        Sketch one = sketch(key, common, ours);
        Sketch other = sketch(key, common, theirs);
        for (int cells = 1; cells <= Cells.CELLS_MAX; cells *= 2) {
            long @Nullable [] found = difference(one, other, cells);
            if (found != null) {
                assertEquals(symbols(key, ours, theirs), sorted(found));
                return cells;
            }
        }
        return Integer.MAX_VALUE;
    }

    private static long @Nullable [] difference(Sketch one, Sketch other, int cells) {
        one.extend(cells, ALL);
        other.extend(cells, ALL);
        var difference = Difference.of(one, other.cells());
        assertTrue(difference.work(ALL));
        return difference.symbols();
    }

    private static List<Long> symbols(SketchKey key, List<Bytes> ours, List<Bytes> theirs) {
        var symbols = new TreeSet<Long>();
        ours.forEach(id -> symbols.add(key.symbol(id)));
        theirs.forEach(id -> symbols.add(key.symbol(id)));
        return new ArrayList<>(symbols);
    }

    private static List<Long> sorted(long[] found) {
        var all = new ArrayList<Long>();
        Arrays.stream(found).sorted().forEach(all::add);
        return all;
    }

    @Property(tries = 60)
    void whatIsFoundIsWhatDiffers(
            @ForAll long seed,
            @ForAll @IntRange(max = 300) int common,
            @ForAll @IntRange(max = 120) int ours,
            @ForAll @IntRange(max = 120) int theirs) {
        var rng = new Rng(seed);
        int cells = reconciled(key(rng), ids(rng, common), ids(rng, ours), ids(rng, theirs));
        int most = 8 * (ours + theirs) + 256;
        assertTrue(cells <= most, () -> cells + " cells, seed " + seed);
    }

    @Property(tries = 20)
    void aRowInPiecesIsTheRowAtOnce(@ForAll long seed, @ForAll @IntRange(min = 1) int piece) {
        var rng = new Rng(seed);
        SketchKey key = key(rng);
        List<Bytes> ids = ids(rng, 50);
        Sketch atOnce = sketch(key, ids, List.of());
        Sketch pieces = sketch(key, ids, List.of());
        atOnce.extend(40, ALL);
        int step = 1 + piece % 60;
        for (int cells : new int[] {1, 2, 17, 40}) {
            while (!pieces.extend(cells, step)) {
                assertTrue(step < ids.size());
            }
        }
        for (int cell = 0; cell < 40; cell++) {
            assertEquals(atOnce.cells().sum(cell), pieces.cells().sum(cell));
            assertEquals(atOnce.cells().check(cell), pieces.cells().check(cell));
        }
    }

    @Example
    void equalSetsAreEqualInTheFirstCell() {
        var rng = new Rng(1);
        assertEquals(1, reconciled(key(rng), ids(rng, 1_000), List.of(), List.of()));
        assertEquals(1, reconciled(key(rng), List.of(), List.of(), List.of()));
        assertEquals(1, reconciled(key(rng), ids(rng, 1_000), ids(rng, 1), List.of()));
    }

    /// Section 5 of the paper: from 1.72 at the worst for few, down to 1.35 for very many.
    @Example
    void theCellsThatItTakesAreThoseOfThePaper() {
        assertOverhead(10, 200, 1.60, 1.86);
        assertOverhead(100, 60, 1.38, 1.53);
        assertOverhead(4_000, 3, 1.32, 1.40);
    }

    private static void assertOverhead(int differing, int runs, double least, double most) {
        var rng = new Rng(differing);
        double sum = 0;
        for (int run = 0; run < runs; run++) {
            sum += cellsNeeded(key(rng), ids(rng, differing));
        }
        double overhead = sum / runs / differing;
        assertTrue(least < overhead && overhead < most, () -> differing + ": " + overhead);
    }

    /// The shortest row that tells: what a longer one does not tell a shorter one does not.
    private static int cellsNeeded(SketchKey key, List<Bytes> ids) {
        int low = 1;
        int high = 4 * ids.size() + 64;
        while (low < high) {
            int middle = low + high >>> 1;
            Sketch none = sketch(key, List.of(), List.of());
            boolean tells = difference(sketch(key, List.of(), ids), none, middle) != null;
            low = tells ? low : middle + 1;
            high = tells ? middle : high;
        }
        return low;
    }

    /// Who prepares ids knows the algorithm and not the key. Under one key all these are in cell 0
    /// and in none of the next 200, so that those tell nothing; under another they are as good as
    /// any.
    @Example
    void idsThatWerePreparedForOneKeyAreHarmlessUnderAnother() {
        var rng = new Rng(7);
        SketchKey known = key(rng);
        var prepared = new ArrayList<Bytes>();
        while (prepared.size() < 20) {
            Bytes id = rng.bytes(32);
            long seed = known.seed(known.symbol(id));
            if (Mapping.next(0, seed + Mapping.STEP) > 200) {
                prepared.add(id);
            }
        }
        List<Bytes> common = ids(rng, 100);
        assertTrue(reconciled(known, common, prepared, List.of()) >= 256);
        for (int run = 0; run < 20; run++) {
            assertTrue(reconciled(key(rng), common, prepared, List.of()) <= 128);
        }
    }

    @Example
    void oneSideMayHaveNothing() {
        var rng = new Rng(3);
        assertTrue(reconciled(key(rng), List.of(), ids(rng, 1_000), List.of()) <= 2_048);
    }

    /// A million ids of any kind on both sides, such as the names of blobs; ten differ.
    @Example
    void aMillionIdsWithTenThatDifferTakeAFewCells() {
        var rng = new Rng(11);
        SketchKey key = key(rng);
        var ours = new Sketch(key, 1_000_000);
        var theirs = new Sketch(key, 1_000_000);
        var only = new ArrayList<Bytes>();
        for (int i = 0; i < 1_000_000; i++) {
            Bytes id = rng.bytes(32);
            ours.add(id);
            if (i % 100_000 == 0) {
                only.add(id);
            } else {
                theirs.add(id);
            }
        }
        long[] found = Objects.requireNonNull(difference(ours, theirs, 48));
        assertEquals(symbols(key, only, List.of()), sorted(found));
    }

    @Property(tries = 200)
    void cellsWithoutSenseComeToAnEnd(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 200) int count) {
        var rng = new Rng(seed);
        SketchKey key = key(rng);
        var cells = new Cells();
        for (int i = 0; i < count; i++) {
            long symbol = rng.nextInt(8);
            boolean pure = rng.chance(70);
            cells.add(symbol, pure ? SketchKey.check(key.seed(symbol)) : rng.nextInt());
        }
        Sketch none = sketch(key, List.of(), List.of());
        none.extend(count, 1);
        var difference = Difference.of(none, cells);
        assertTrue(difference.work(100 * count + 100), () -> "seed " + seed);
        long @Nullable [] symbols = difference.symbols();
        assertTrue(symbols == null || symbols.length <= count);
    }

    @Example
    void aTableFindsWhatWasPutIn() {
        var table = new SymbolTable(100, 5);
        for (int i = 0; i < 100; i++) {
            table.put((long) i << 40, i);
        }
        var found = new int[100];
        var expected = new int[100];
        for (int i = 0; i < 100; i++) {
            found[i] = table.number((long) i << 40);
            expected[i] = i;
        }
        assertArrayEquals(expected, found);
        assertEquals(SymbolTable.NONE, table.number(7));
        assertEquals(100, table.size());
    }
}
