package kith.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kith.lang.Distinct;
import kith.lang.Rng;
import kith.lang.Sha256;
import kith.lang.Writer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// The laws of what is put together, and of the median.
final class AggregateProperties {
    private static Distinct sketch(int from, int end) {
        Distinct sketch = Distinct.empty();
        for (int i = from; i < end; i++) {
            sketch = sketch.with(Distinct.of(Sha256.hash(new Writer().u32(i).toBytes())));
        }
        return sketch;
    }

    private static Aggregate any(Rng rng) {
        int from = rng.nextInt(100);
        return new Aggregate(
                rng.nextInt(100),
                rng.nextInt(),
                rng.nextInt(3),
                rng.nextInt(),
                sketch(from, from + rng.nextInt(20)));
    }

    @Property(tries = 200)
    void theOrderInWhichTheyArePutTogetherDoesNotMatter(@ForAll long seed) {
        var rng = new Rng(seed);
        Aggregate a = any(rng);
        Aggregate b = any(rng);
        Aggregate c = any(rng);
        assertEquals(a.with(b), b.with(a));
        assertEquals(a.with(b).with(c), a.with(b.with(c)));
        assertEquals(a, a.with(Aggregate.NOTHING));
    }

    @Property(tries = 200)
    void whatASketchHasSeenTwiceItHasSeenOnce(@ForAll long seed) {
        Aggregate a = any(new Rng(seed));
        assertEquals(a.different(), a.different().with(a.different()));
    }

    /// The middle one of five, within three times the error that Flajolet gives for one: single
    /// ones are farther off now and then, and rather too large.
    @Property(tries = 30)
    void aSketchIsOffByLittle(@ForAll long seed) {
        var rng = new Rng(seed);
        int count = 1 + rng.nextInt(rng.chance(50) ? 300 : 8_000);
        var told = new double[5];
        for (int i = 0; i < told.length; i++) {
            int from = rng.nextInt() >>> 1;
            told[i] = sketch(from, from + count).count();
        }
        Arrays.sort(told);
        assertEquals(count, told[2], Math.max(2, 3 * 0.065 * count));
    }

    @Property(tries = 200)
    void fewerThanHalfDoNotMoveTheMedianBeyondTheOthers(@ForAll long seed) {
        var rng = new Rng(seed);
        int low = rng.nextInt(8);
        int high = low + rng.nextInt(8);
        var said = new ArrayList<Measures>();
        for (int i = 0; i < 4; i++) {
            said.add(mark(low + rng.nextInt(high - low + 1)));
        }
        for (int i = 0; i < 3; i++) {
            said.add(mark(rng.chance(50) ? 0 : Measures.MARK_MAX));
        }
        int median = Measures.median(List.copyOf(said)).up();
        assertEquals(Math.max(low, Math.min(high, median)), median);
    }

    private static Measures mark(int all) {
        return new Measures(all, all, all, all, all);
    }
}
