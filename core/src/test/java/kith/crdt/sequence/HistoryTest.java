package kith.crdt.sequence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.function.Consumer;
import kith.crdt.Chains;
import kith.crdt.Op;
import kith.crdt.sequence.units.Document;
import kith.crdt.sequence.units.Store;
import kith.lang.Deflated;
import kith.lang.Malformed;
import kith.lang.Writer;
import kith.log.RunCodec.Numbering;
import kith.log.Stamp;
import kith.value.Path;
import org.junit.jupiter.api.Test;

/// Histories that nobody wrote: what is said of them, and that it is said before harm is done.
final class HistoryTest {
    private static byte[] packed(Writer out) {
        byte[] packed = Deflated.pack(out.shared(), 0, out.size());
        return new Writer().varint(out.size()).bytes(packed, 0, packed.length).toArray();
    }

    private static History<Store> read(Consumer<Writer> columns) {
        var out = new Writer();
        columns.accept(out);
        return History.read(packed(out), new Numbering.Below(10), new Store());
    }

    private static String refusal(Consumer<Writer> columns) {
        return String.valueOf(assertThrows(Malformed.class, () -> read(columns)).getMessage());
    }

    /// One run of `length` operations at `position`, in one line that begins with `before` units.
    private static Consumer<Writer> run(long length, int kind, int position, int before) {
        return out -> {
            out.varint(1).varint(length << 2 | kind).signed(position);
            if (kind == Ops.MOVE) {
                out.signed(0).signed(1);
            }
            out.varint(1).varint(length).varint(0).varint(before);
            out.varint(1).varint(0).varint(1).varint(1).varint(length);
            out.varint(0);
            out.string(kind == Ops.INSERT ? "x".repeat((int) length) : "");
        };
    }

    @Test
    void whatWasWrittenIsRead() {
        assertEquals(3, read(run(3, Ops.INSERT, 0, 0)).ops.units);
    }

    @Test
    void operationsWhereThereIsNothingAreRefused() {
        for (int kind = Ops.INSERT; kind <= Ops.MOVE; kind++) {
            assertEquals("1 operations at 1 in a document of 0 units", refusal(run(1, kind, 1, 0)));
        }
        assertEquals("3 operations at 0 in a document of 0 units", refusal(run(3, 1, 0, 0)));
        assertEquals("a document of 5 units, expected 0", refusal(run(1, Ops.INSERT, 1, 5)));
    }

    @Test
    void aRunThatClaimsMoreThanThereCanBeIsRefused() {
        assertTrue(refusal(run(1L << 58, Ops.DELETE, 0, 0)).contains("length of a run"));
        assertTrue(refusal(run(1L << 28, Ops.DELETE, 0, 0)).contains("length of a run"));
        assertTrue(refusal(run(2, Ops.MOVE, 0, 0)).contains("2 operations of kind 3"));
    }

    @Test
    void aFewBytesThatPromiseManyAreRefusedBeforeThereIsMemoryForThem() {
        byte[] bytes = new Writer().varint(1 << 28).bytes(new byte[100], 0, 100).toArray();
        var refused =
                assertThrows(
                        Malformed.class,
                        () -> History.read(bytes, new Numbering.Below(10), new Store()));
        assertEquals("100 packed bytes promise 268435456", refused.getMessage());
    }

    @Test
    void aMergeThatSaysAnotherLengthIsFoundWhenItIsCarriedOut() {
        History<Store> history =
                read(
                        out -> {
                            out.varint(3).varint(1 << 2).varint(1 << 2).varint(1 << 2 | 1);
                            out.signed(0).signed(-1).signed(6);
                            out.varint(3);
                            out.varint(1).varint(0).varint(0);
                            out.varint(1).varint(0).varint(0);
                            out.varint(1).varint(2).varint(2).varint(1).varint(9);
                            out.varint(1).varint(0).varint(1).varint(3).varint(1).varint(0);
                            out.string("xy");
                        });
        var text = new TextOf(history);
        var refused = assertThrows(Malformed.class, () -> text.sequence.replay(new int[] {2}));
        assertEquals("a history speaks of 9 units, there are 2", refused.getMessage());
    }

    @Test
    void aTextThatIsNotThatOfItsHistoryIsFoundWhenItIsMerged() {
        var text = new Text(Chains.ORDER);
        text.splice(Chains.at(0, 1, 1, Map.of()), new Op.Splice(Path.of("t"), 0, 0, "abc"), false);
        byte[] past = text.history().write();
        var out = new Writer().u8(1).varint(0).varint(past.length).bytes(past, 0, past.length);
        Text other = Text.read(Chains.ORDER, out.string("ab").toArray(), 10);
        assertEquals("ab", other.text());
        var splice = new Op.Splice(Path.of("t"), 0, 0, "x");
        assertThrows(
                Malformed.class, () -> other.splice(Chains.at(1, 1, 1, Map.of()), splice, false));
    }

    /// A document that only counts.
    private static final class TextOf implements Document {
        final Sequence sequence;
        private int length;

        TextOf(History<Store> history) {
            sequence = new Sequence(Chains.ORDER, this, history, Sizes.NORMAL);
        }

        @Override
        public int length() {
            return length;
        }

        @Override
        public void insert(int at, int from, int count) {
            length += count;
        }

        @Override
        public void delete(int at, int count) {
            length -= count;
        }

        @Override
        public void move(int from, int to) {}
    }

    @Test
    void tenThousandHeadsAreMergedByOneOperation() {
        var text = Feed.text(Chains.ORDER, false);
        var heads = new int[10_000];
        String before = "ab".repeat(heads.length / 2);
        assertTrue(text.splice(new int[0], new Stamp(0, 1, 1), false, 0, 0, before));
        int[] seen = text.frontier();
        for (int i = 0; i < heads.length; i++) {
            var by = new Stamp(1, i + 1, 2);
            assertTrue(text.splice(seen, by, false, i, 1, "x"));
            heads[i] = text.end() - 1;
        }
        int at = heads.length;
        assertTrue(text.splice(heads, new Stamp(2, 1, 3), false, at, 0, "!"));
        assertEquals("x".repeat(heads.length) + "!", text.text());
        assertEquals(text.text(), text.read(text.write(), 10).replayed().text());
        assertEquals(heads.length + 1, text.lengthAt(text.frontier()));
    }
}
