package kith.crdt.sequence.units;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Reader;
import kith.lang.Rng;
import kith.lang.Writer;
import org.junit.jupiter.api.Test;

/// What a text or list shows, in pages, beside the obvious way to keep it.
final class BuffersTest {
    private static final int STEPS = 2_000;
    private static final int SEEDS = 20;

    private static List<Integer> shown(ListBuffer buffer) {
        var units = new ArrayList<Integer>();
        for (int i = 0; i < buffer.length(); i++) {
            units.add(buffer.unit(i));
        }
        return units;
    }

    private static ListBuffer reread(ListBuffer buffer) {
        var out = new Writer();
        buffer.write(out);
        var read = new ListBuffer(16);
        read.read(new Reader(out.toBytes()));
        return read;
    }

    /// How much is inserted or deleted at once: mostly little, sometimes some pages.
    private static int some(Rng rng, int most) {
        return Math.min(most, rng.nextInt(rng.chance(10) ? 100 : 4));
    }

    @Test
    void aListInPagesIsTheSameAsOneArray() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            var rng = new Rng(seed);
            var buffer = new ListBuffer(16);
            var model = new ArrayList<Integer>();
            int next = 0;
            for (int step = 0; step < STEPS; step++) {
                int at = rng.nextInt(model.size() + 1);
                if (rng.chance(model.size() > 300 ? 20 : 50)) {
                    int count = some(rng, 100);
                    buffer.insert(at, next, count);
                    for (int i = 0; i < count; i++) {
                        model.add(at + i, next++);
                    }
                } else if (at < model.size() && rng.chance(50)) {
                    int to = rng.nextInt(model.size());
                    buffer.move(at, to);
                    int moved = model.get(at);
                    model.subList(at, at + 1).clear();
                    model.add(to, moved);
                } else {
                    int count = some(rng, model.size() - at);
                    buffer.delete(at, count);
                    model.subList(at, at + count).clear();
                }
                assertEquals(model.size(), buffer.length());
            }
            assertEquals(model, shown(buffer), "seed " + seed);
            assertEquals(model, shown(reread(buffer)), "seed " + seed);
        }
    }

    @Test
    void aTextInPagesIsTheSameAsOneString() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            var rng = new Rng(seed);
            var buffer = new TextBuffer(16);
            var model = new StringBuilder();
            for (int step = 0; step < STEPS; step++) {
                int at = rng.chance(20) ? 0 : rng.nextInt(model.length() + 1);
                if (rng.chance(model.length() > 300 ? 20 : 60)) {
                    String more = "abcdefghij".repeat(10).substring(0, some(rng, 100));
                    buffer.insert(at, more.toCharArray(), 0, more.length());
                    model.insert(at, more);
                } else {
                    int count = some(rng, model.length() - at);
                    buffer.delete(at, count);
                    model.delete(at, at + count);
                }
            }
            assertEquals(model.toString(), buffer.text(), "seed " + seed);
        }
    }

    @Test
    void aLongListIsNotMovedForEachOfItsElements() {
        int length = 1 << 20;
        var buffer = new ListBuffer(2048);
        buffer.insert(0, 0, length);
        for (int i = 0; i < 10_000; i++) {
            buffer.move(i % 2 == 0 ? 0 : length - 1, i % 2 == 0 ? length - 1 : 0);
        }
        assertEquals(length, buffer.length());
        assertTrue(buffer.unit(0) < 2 && buffer.unit(length / 2) == length / 2);
    }
}
