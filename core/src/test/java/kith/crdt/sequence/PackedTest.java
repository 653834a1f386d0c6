package kith.crdt.sequence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import kith.crdt.Chains;
import kith.crdt.Op;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.value.Path;
import org.junit.jupiter.api.Test;

/// What is shown is packed in a checkpoint when it is long, and never in a snapshot.
final class PackedTest {
    private static final int PLAIN = 1;
    private static final int PACKED = 2;

    private static Text text(String shown) {
        var text = new Text(Chains.ORDER);
        text.splice(Chains.at(0, 1, 1, Map.of()), new Op.Splice(Path.of("t"), 0, 0, shown), false);
        return text;
    }

    private static String read(byte[] written) {
        return Text.read(Chains.ORDER, written, 10).text();
    }

    @Test
    void aLongTextIsPackedAndComesBack() {
        String shown = "milk, eggs and €uros\ud83d\ude00\n".repeat(500);
        byte[] written = text(shown).write();
        assertEquals(PACKED, written[0]);
        assertTrue(written.length < shown.length() / 10);
        assertEquals(shown, read(written));
    }

    @Test
    void aShortOneIsNot() {
        byte[] written = text("x".repeat(4000)).write();
        assertEquals(PLAIN, written[0]);
        assertEquals("x".repeat(4000), read(written));
    }

    @Test
    void inASnapshotNoneIs() {
        String shown = "x".repeat(10_000);
        byte[] written = text(shown).writePlain();
        assertEquals(PLAIN, written[0]);
        assertEquals(shown, read(written));
    }

    @Test
    void whatIsSaidOfItsLengthMustBeTrue() {
        byte[] written = text("x".repeat(10_000)).write();
        for (long size : new long[] {0, 1, 9_999, 10_003, 100_000, 1 << 30, 1L << 40}) {
            assertThrows(Malformed.class, () -> read(claiming(written, size)), "" + size);
        }
        assertEquals("x".repeat(10_000), read(claiming(written, 10_002))); // two say the length
    }

    /// The same bytes, but for how long the packed ones say that they are.
    private static byte[] claiming(byte[] written, long size) {
        var in = new Reader(written);
        var out = new Writer().u8(in.u8());
        for (int i = 0; i < 4; i++) {
            out.varint(in.varint()); // one mark
        }
        int past = (int) in.varint();
        out.varint(past).bytes(in.bytes(past));
        in.varint();
        return out.varint(size).bytes(in.bytes(in.remaining())).toArray();
    }
}
