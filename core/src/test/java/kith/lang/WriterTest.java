package kith.lang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class WriterTest {
    @Test
    void wholeNumbersAreLittleEndian() {
        var out = new Writer().u8(0x1ff).u32(0x01020304).u64(0x0102030405060708L).flag(true);
        assertEquals("ff" + "04030201" + "0807060504030201" + "01", out.toBytes().hex());
    }

    @Test
    void aVarintTakesNoByteTooMany() {
        assertEquals("00", new Writer().varint(0).toBytes().hex());
        assertEquals("7f", new Writer().varint(127).toBytes().hex());
        assertEquals("8001", new Writer().varint(128).toBytes().hex());
        assertEquals("ffffff7f", new Writer().varint((1 << 28) - 1).toBytes().hex());
        assertEquals("8080808001", new Writer().varint(1 << 28).toBytes().hex());
        assertEquals("ffffffffffffffffff01", new Writer().varint(-1).toBytes().hex());
    }

    @Test
    void signedNumbersAreZigzag() {
        assertEquals("01", new Writer().signed(-1).toBytes().hex());
        assertEquals("02", new Writer().signed(1).toBytes().hex());
        assertEquals("ffffffffffffffffff01", new Writer().signed(Long.MIN_VALUE).toBytes().hex());
    }

    /// Small numbers are written in arithmetic of 32 bits; beside it, all of them in that of 64.
    @Test
    void aNumberIsSmallWhenItHasNoMoreThan32Bits() {
        for (long small : new long[] {0, -1, 1L << 30, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertTrue(Writer.isSmall(small), "" + small);
            assertEquals(small, Writer.small(small));
        }
        for (int bits = 31; bits < 63; bits++) {
            assertFalse(Writer.isSmall(1L << bits), "2^" + bits);
            assertFalse(Writer.isSmall(-1 - (1L << bits)), "-1 - 2^" + bits);
        }
        assertFalse(Writer.isSmall(Long.MAX_VALUE));
        assertFalse(Writer.isSmall(Long.MIN_VALUE));
    }

    @Test
    void numbersOfEverySizeAreSevenBitsToAByte() {
        for (int bits = 0; bits < 64; bits++) {
            for (long number : new long[] {(1L << bits) - 1, 1L << bits, -(1L << bits) - 1}) {
                assertEquals(leb128(number), new Writer().varint(number).toBytes().hex());
                int low = (int) number;
                assertEquals(leb128(low), new Writer().varint(low).toBytes().hex());
                long zigzag = number < 0 ? -2 * number - 1 : 2 * number;
                assertEquals(leb128(zigzag), new Writer().signed(number).toBytes().hex());
            }
        }
    }

    private static String leb128(long number) {
        long low = number & 0x7f;
        long rest = number >>> 7;
        String first = Bytes.of((byte) (rest == 0 ? low : low | 0x80)).hex();
        return rest == 0 ? first : first + leb128(rest);
    }

    @Test
    void textsAndBytesHaveTheirSizeBefore() {
        assertEquals("02c3a9", new Writer().string("é").toBytes().hex());
        assertEquals("020a0b", new Writer().sized(Bytes.fromHex("0a0b")).toBytes().hex());
        assertEquals("0b", new Writer().bytes(new byte[] {10, 11, 12}, 1, 2).toBytes().hex());
    }

    @Test
    void aTextThatIsNotAllAsciiIsWrittenFromItsBeginning() {
        assertEquals("046162c3a9", new Writer().string("abé").toBytes().hex());
        String wide = "a".repeat(100) + "é" + "b".repeat(100);
        byte[] bytes = new Writer(8).string(wide).toArray();
        assertEquals(wide, new Reader(Bytes.wrap(bytes)).string(1_000, "text"));
        assertEquals(204, bytes.length);
    }

    @Test
    void theEndCanBeForgotten() {
        var out = new Writer().u8(1).u8(2).u8(3);
        out.truncate(1);
        assertEquals("0109", out.u8(9).toBytes().hex());
        assertThrows(IllegalArgumentException.class, () -> out.truncate(3));
        assertThrows(IllegalArgumentException.class, () -> out.truncate(-1));
    }

    @Test
    void itGrowsAsFarAsIsNeeded() {
        var out = new Writer(0);
        for (int i = 0; i < 1000; i++) {
            out.u8(i);
        }
        out.bytes(Bytes.wrap(new byte[5000]));
        assertEquals(6000, out.size());
        assertEquals((byte) 999, out.toArray()[999]);
        out.clear();
        assertEquals(Bytes.EMPTY, out.toBytes());
    }

    @Test
    void aLengthCanBeFilledInLater() {
        var out = new Writer().u8(7).u32(0).u8(9);
        out.setU32(1, 0x04030201);
        assertEquals("070102030409", out.toBytes().hex());
        assertThrows(IllegalArgumentException.class, () -> out.setU32(3, 0));
        assertThrows(IllegalArgumentException.class, () -> out.setU32(-1, 0));
    }

    @Test
    void aRangeOutsideTheArrayIsRefused() {
        var out = new Writer();
        var array = new byte[3];
        assertThrows(IllegalArgumentException.class, () -> out.bytes(array, 0, 4));
        assertThrows(IllegalArgumentException.class, () -> out.bytes(array, 2, 1));
        assertThrows(IllegalArgumentException.class, () -> out.bytes(array, -1, 1));
        assertEquals(0, out.size());
    }
}
