package kith.crdt.sequence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import kith.crdt.Chains;
import kith.crdt.Op;
import kith.crdt.sequence.units.Document;
import kith.lang.Rng;
import kith.log.Stamp;
import kith.value.Path;
import org.junit.jupiter.api.Test;

/// What two wrote at two places is merged without a tracker, and nothing else is.
final class ApartTest {
    private static final Path PATH = Path.of("t");
    private static final int SHARED = 6;
    private static final String BEFORE = "......";

    /// A text that begins with six units, all that somebody had seen who wrote later.
    private static Text begun() {
        var text = new Text(Chains.ORDER, Sizes.NORMAL);
        assertTrue(write(text, new int[0], 2, 1, 0, 0, BEFORE));
        return text;
    }

    private static boolean write(
            Text text, int[] version, int chain, int seq, int at, int delete, String insert) {
        return text.splice(version, new Stamp(chain, seq, seq), at, delete, insert, false);
    }

    private static int last(Text text) {
        return text.sequence().graph().end() - 1;
    }

    private static final class Shown implements Document {
        private final Text of;
        private final StringBuilder shown = new StringBuilder(BEFORE);

        Shown(Text of) {
            this.of = of;
        }

        @Override
        public int length() {
            return shown.length();
        }

        @Override
        public void insert(int at, int from, int count) {
            shown.insert(at, of.history().store.units(), from, count);
        }

        @Override
        public void delete(int at, int count) {
            shown.delete(at, at + count);
        }

        @Override
        public void move(int from, int to) {
            throw new AssertionError("a move in a text");
        }
    }

    /// What comes of what was written later; nothing when that was refused.
    private static String merged(Text text) {
        var shown = new Shown(text);
        var apart = new Apart(text.sequence().graph(), text.history().ops);
        boolean done = apart.merge(SHARED, text.sequence().graph().end(), shown);
        assertEquals(done ? text.text() : BEFORE, shown.shown.toString());
        return done ? text.text() : "";
    }

    /// One deletes the unit at 1, another does something two or one units behind.
    private static String afterDeletion(int at, int delete, String insert) {
        Text text = begun();
        int[] seen = {SHARED - 1};
        assertTrue(write(text, seen, 0, 1, 1, 1, ""));
        assertTrue(write(text, seen, 1, 1, at, delete, insert));
        return merged(text);
    }

    @Test
    void aUnitBetweenTwoPlacesIsEnough() {
        assertEquals("..x...", afterDeletion(3, 0, "x"));
        assertEquals("....", afterDeletion(3, 1, ""));
        assertEquals("", afterDeletion(2, 0, "x"));
        assertEquals("", afterDeletion(2, 1, ""));
        assertEquals("", afterDeletion(1, 0, "x"));
        assertEquals("", afterDeletion(0, 2, ""));
        assertEquals("", afterDeletion(0, 1, "x"));
    }

    @Test
    void twoInsertionsAtOnePlaceAreNotApart() {
        Text text = begun();
        int[] seen = {SHARED - 1};
        assertTrue(write(text, seen, 0, 1, 3, 0, "one"));
        assertTrue(write(text, seen, 1, 1, 3, 0, "other"));
        assertEquals("", merged(text));
    }

    @Test
    void threeWritersAreNotTwo() {
        Text text = begun();
        int[] seen = {SHARED - 1};
        for (int writer = 0; writer < 3; writer++) {
            assertTrue(write(text, seen, writer, writer == 2 ? 2 : 1, 2 * writer, 0, "x"));
        }
        assertEquals("", merged(text));
    }

    /// The one in front has deleted as much as he inserted: what the one behind wrote in between
    /// has to be moved by nothing, though its author saw it elsewhere.
    @Test
    void whatIsMovedIsByWhatItsAuthorHadSeen() {
        Text text = begun();
        int[] seen = {SHARED - 1};
        assertTrue(write(text, seen, 0, 1, 0, 0, "xyz"));
        int inserted = last(text);
        assertTrue(write(text, seen, 1, 1, 6, 0, "a"));
        int other = last(text);
        assertTrue(write(text, new int[] {inserted}, 0, 2, 0, 3, ""));
        assertTrue(write(text, new int[] {inserted, other}, 1, 2, 10, 0, "b"));
        assertEquals("......ab", merged(text));
    }

    /// One who edits a string of his own, before or behind a unit that nobody touches.
    private static final class Writer {
        private final int chain;
        private final StringBuilder own = new StringBuilder("..");

        /// How long it was after each of his changes.
        private final List<Integer> lengths = new ArrayList<>(List.of(2));

        /// The newest change of the other one that he has seen.
        private int seen;

        Writer(int chain) {
            this.chain = chain;
        }

        /// His next change: what he sees of the other one's string stands before his, or not.
        void edit(Text text, Writer other, boolean isBehind, Rng rng) {
            seen = rng.between(seen, other.lengths.size());
            int at = rng.nextInt(own.length() + 1);
            int delete = rng.nextInt(Math.min(4, own.length() - at + 1));
            String insert = "abc".substring(rng.nextInt(delete == 0 ? 3 : 4));
            int before = isBehind ? other.lengths.get(seen) + 1 : 0;
            var view = Map.of(2, 1, chain, lengths.size() - 1, other.chain, seen);
            var by = Chains.at(chain, lengths.size(), lengths.size(), view);
            assertTrue(text.splice(by, new Op.Splice(PATH, before + at, delete, insert), false));
            own.replace(at, at + delete, insert);
            lengths.add(own.length());
        }
    }

    @Test
    void eachOfTwoFindsHisOwnStringAsHeLeftIt() {
        for (int seed = 0; seed < 300; seed++) {
            var rng = new Rng(seed);
            var text = new Text(Chains.ORDER, Sizes.NORMAL);
            assertTrue(write(text, new int[0], 2, 1, 0, 0, "..|.."));
            var front = new Writer(0);
            var behind = new Writer(1);
            for (int i = rng.between(2, 40); i > 0; i--) {
                boolean isBehind = rng.chance(50);
                (isBehind ? behind : front).edit(text, isBehind ? front : behind, isBehind, rng);
            }
            String expected = front.own + "|" + behind.own;
            assertEquals(expected, text.text(), "seed " + seed);
            byte[] history = text.historyBytes();
            assertEquals(expected, Text.replayed(Chains.ORDER, history, 10).text(), "seed " + seed);
        }
    }
}
