package kith.crdt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Rng;
import kith.lang.Writer;
import kith.value.Path;
import kith.value.Value;
import org.junit.jupiter.api.Test;

final class ContentTest {
    private static final Path A = Path.of("a");

    private static String refusal(Bytes content) {
        return String.valueOf(
                assertThrows(Malformed.class, () -> Content.read(content)).getMessage());
    }

    @Test
    void aChangeIsFullAtTenThousandOperationsAndStaysAsItWas() {
        var content = new Content();
        for (int i = 0; i < Content.OPS_MAX; i++) {
            assertTrue(content.add(new Op.Add(A, 1)));
        }
        int size = content.sizeBytes();
        assertFalse(content.add(new Op.Add(A, 1)));
        assertEquals(size, content.sizeBytes());
        assertEquals(Content.OPS_MAX, Content.read(content.toBytes()).size());
    }

    @Test
    void aChangeIsFullAtOneMebibyte() {
        var content = new Content();
        var half = new Op.Set(A, new Value.Text("x".repeat(1 << 19)));
        assertTrue(content.add(half));
        assertFalse(content.add(half));
        assertTrue(content.add(new Op.Set(A, Value.Int.of(1))));
    }

    @Test
    void anOperationThatFitsIntoNoChangeIsRefusedWithWhatToDo() {
        var large = new Op.Set(A, new Value.Text("x".repeat(Content.OP_BYTES_MAX)));
        Malformed refused = assertThrows(Malformed.class, () -> new Content().add(large));
        assertTrue(String.valueOf(refused.getMessage()).contains("divide its value into cells"));
    }

    @Test
    void kindsThatAreNotKnownAreRefused() {
        assertEquals(
                "operation of kind 9 at 0, expected 1-8, 16, 24 or 25",
                refusal(Bytes.of((byte) 9, (byte) 0)));
        for (int kind : new int[] {0, 9, 15, 17, 23, 26, 255}) {
            assertTrue(refusal(Bytes.of((byte) kind)).startsWith("operation of kind " + kind));
        }
    }

    @Test
    void whatIsNeverStoredIsNotWritten() {
        Bytes presence = Content.of(List.of(new Op.Remove(Path.of(".presence", "x"))));
        assertEquals("a change writes to .presence, which is never stored", refusal(presence));
        Bytes peer = Content.of(List.of(new Op.Remove(Path.of(".peer"))));
        assertEquals("a change writes to .peer, which is never stored", refusal(peer));
        assertEquals(1, Content.read(Content.of(List.of(new Op.Remove(Path.ROOT)))).size());
    }

    @Test
    void aZeroHasPartsAndTheyAscend() {
        var twice = new Writer().u8(5).varint(0).varint(0).varint(2);
        for (int i = 0; i < 2; i++) {
            twice.bytes(Bytes.wrap(new byte[32])).varint(1).varint(0).varint(0);
        }
        assertTrue(refusal(twice.toBytes()).contains("do not ascend"));
        var none = new Writer().u8(5).varint(0).varint(0).varint(0);
        assertTrue(refusal(none.toBytes()).contains("without parts"));
    }

    @Test
    void anElementIsNestedOneLessThanAValue() {
        Value deep = Value.Int.of(1);
        for (int i = 0; i < Op.ELEMENT_DEPTH_MAX; i++) {
            deep = Value.Array.of(deep);
        }
        assertEquals(1, Content.read(Content.of(List.of(new Op.Insert(A, deep)))).size());
        Value deeper = Value.Array.of(deep);
        assertThrows(IllegalArgumentException.class, () -> new Op.Insert(A, deeper));
        var out = new Writer().u8(6).varint(0).varint(0);
        deeper.write(out);
        assertTrue(refusal(out.toBytes()).contains("nested 64 deep, at most 63"));
    }

    @Test
    void tooManyOperationsAreRefused() {
        var out = new Writer();
        for (int i = 0; i <= Content.OPS_MAX; i++) {
            out.u8(2).varint(0).varint(0);
        }
        assertEquals("over 10000 operations in one change", refusal(out.toBytes()));
    }

    @Test
    void whatIsWrittenIsReadBack() {
        for (long seed = 0; seed < 300; seed++) {
            List<Op> ops = ops(new Rng(seed));
            Bytes content = Content.of(ops);
            assertEquals(ops, Content.read(content), "seed " + seed);
            assertEquals(content, Content.of(Content.read(content)), "seed " + seed);
        }
    }

    @Test
    void damagedBytesAreRefusedOrHaveNoOtherEncoding() {
        for (long seed = 0; seed < 6000; seed++) {
            var rng = new Rng(seed);
            byte[] bytes = Content.of(ops(rng)).toArray();
            for (int i = rng.between(1, 4); i > 0 && bytes.length > 0; i--) {
                bytes[rng.nextInt(bytes.length)] = (byte) rng.nextInt();
            }
            if (rng.chance(20) && bytes.length > 0) {
                bytes = Arrays.copyOf(bytes, rng.nextInt(bytes.length));
            }
            readOrRefuse(Bytes.wrap(bytes), seed);
            readOrRefuse(rng.bytes(rng.nextInt(40)), seed);
        }
    }

    private static void readOrRefuse(Bytes bytes, long seed) {
        List<Op> ops;
        try {
            ops = Content.read(bytes);
        } catch (Malformed expected) {
            return;
        }
        assertEquals(bytes, Content.of(ops), "seed " + seed);
    }

    private static List<Op> ops(Rng rng) {
        var ops = new ArrayList<Op>();
        for (int i = rng.nextInt(8); i > 0; i--) {
            ops.add(op(rng));
        }
        return ops;
    }

    private static Op op(Rng rng) {
        Path path = Path.ROOT;
        for (int i = rng.nextInt(4); i > 0; i--) {
            path = path.child("abc".substring(rng.nextInt(3)));
        }
        Value value = rng.chance(50) ? Value.Int.of(rng.nextInt()) : new Value.Text("é\ud800");
        return switch (rng.nextInt(11)) {
            case 0 -> new Op.Set(path, value);
            case 1 -> new Op.Unset(path);
            case 2 -> new Op.Remove(path);
            case 3 -> new Op.Add(path, rng.nextLong() >> rng.nextInt(64));
            case 4 -> new Op.Zero(path, parts(rng));
            case 5 -> new Op.Insert(path, value);
            case 6 -> new Op.Take(path, value);
            case 7 ->
                    new Op.Splice(
                            path,
                            rng.nextInt(300),
                            rng.nextInt(300),
                            "é\ud800".substring(rng.nextInt(3)));
            case 8 ->
                    new Op.ListSplice(
                            path,
                            rng.nextInt(300),
                            rng.nextInt(300),
                            List.of(value, value).subList(0, rng.nextInt(3)));
            case 9 -> new Op.ListMove(path, rng.nextInt(300), rng.nextInt(300));
            default -> new Op.Notice(rng.bytes(rng.nextInt(5)));
        };
    }

    private static List<Op.Zero.Part> parts(Rng rng) {
        var parts = new ArrayList<Op.Zero.Part>();
        for (int chain = 9; chain >= 0; chain--) { // ascending by name
            if (parts.isEmpty() || rng.chance(30)) {
                parts.add(new Op.Zero.Part(Chains.ORDER.id(chain), rng.nextInt()));
            }
        }
        return parts;
    }

    @Test
    void anOperationOfALaterProgramIsToldFromNonsense() {
        Bytes known = Content.of(List.of(new Op.Set(Path.of("a"), Value.Int.of(1))));
        byte[] later = Arrays.copyOf(known.toArray(), known.size() + 2);
        later[known.size()] = 99;
        assertTrue(Content.isNewer(Bytes.wrap(later)));
        assertFalse(Content.isNewer(known));
        byte[] nonsense = later.clone();
        nonsense[1] = 77; // a path that shares more than there is
        assertFalse(Content.isNewer(Bytes.wrap(nonsense)));
    }
}
