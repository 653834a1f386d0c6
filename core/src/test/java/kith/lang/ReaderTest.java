package kith.lang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class ReaderTest {
    private static Reader reader(String hex) {
        return new Reader(Bytes.fromHex(hex));
    }

    private static void assertRefused(String expected, String hex, Consumer<Reader> read) {
        var error = assertThrows(Malformed.class, () -> read.accept(reader(hex)));
        assertTrue(String.valueOf(error.getMessage()).contains(expected), error.getMessage());
    }

    @Test
    void wholeNumbersAreLittleEndian() {
        var in = reader("ff04030201" + "0807060504030201");
        assertEquals(255, in.u8());
        assertEquals(0x01020304, in.u32());
        assertEquals(0x0102030405060708L, in.u64());
        in.expectEnd();
    }

    @Test
    void theUpperHalfOfALongDoesNotLoseItsSign() {
        assertEquals(0x80000000ffffffffL, reader("ffffffff00000080").u64());
    }

    @Test
    void aVarintHasSevenBitsInEachByte() {
        assertEquals(0, reader("00").varint());
        assertEquals(127, reader("7f").varint());
        assertEquals(128, reader("8001").varint());
        assertEquals(300, reader("ac02").varint());
        assertEquals(-1L, reader("ffffffffffffffffff01").varint());
        assertEquals(Long.MIN_VALUE, reader("80808080808080808001").varint());
    }

    @Test
    void aVarintThatIsLongerThanItMustBeIsRefused() {
        assertRefused("padded", "8000", Reader::varint);
        assertRefused("padded", "ff8000", Reader::varint);
        assertRefused("padded", "80808080808080808000", Reader::varint);
        assertRefused("over 64 bits", "ffffffffffffffffff02", Reader::varint);
        assertRefused("over 64 bits", "ffffffffffffffffffff01", Reader::varint);
        assertRefused("wanted 1 bytes at 2, 0 are left", "8080", Reader::varint);
    }

    @Test
    void signedNumbersAreZigzag() {
        assertEquals(0, reader("00").signed());
        assertEquals(-1, reader("01").signed());
        assertEquals(1, reader("02").signed());
        assertEquals(Long.MAX_VALUE, reader("feffffffffffffffff01").signed());
        assertEquals(Long.MIN_VALUE, reader("ffffffffffffffffff01").signed());
    }

    @Test
    void aFlagIsZeroOrOne() {
        assertFalse(reader("00").flag());
        assertTrue(reader("01").flag());
        assertRefused("flag is 2 at 0", "02", Reader::flag);
    }

    @Test
    void aCountIsHeldAgainstItsBound() {
        assertEquals(5, reader("05").count(5, "peers"));
        assertRefused("peers is 6, at most 5", "06", in -> in.count(5, "peers"));
        assertRefused(
                "peers is 18446744073709551615, at most 5",
                "ffffffffffffffffff01",
                in -> in.count(5, "peers"));
    }

    @Test
    void aSizeIsHeldAgainstItsBoundAndAgainstWhatIsLeft() {
        assertEquals("0102", reader("020102").sized(2, "note").hex());
        assertRefused("note size in bytes is 3, at most 2", "03010203", in -> in.sized(2, "note"));
        assertRefused(
                "wanted 2147483647 bytes at 5, 0 are left",
                "ffffffff07",
                in -> in.sized(Integer.MAX_VALUE, "note"));
        assertRefused("wanted -1 bytes", "00", in -> in.bytes(-1));
        assertRefused("wanted 2 bytes at 0, 1 are left", "00", in -> in.skip(2));
    }

    @Test
    void aTextIsUtf8WithItsSizeBefore() {
        assertEquals("é", reader("02c3a9").string(2, "name"));
        assertRefused("name size in bytes is 2, at most 1", "02c3a9", in -> in.string(1, "name"));
        assertRefused("wanted 9 bytes at 1, 1 are left", "0961", in -> in.string(99, "name"));
        assertRefused("not UTF-8 at 1: byte 0xff", "01ff", in -> in.string(9, "name"));
    }

    @Test
    void aSubReaderEndsWhereItShouldAndIsSkipped() {
        var in = reader("0102030405");
        in.skip(1);
        var sub = in.sub(2);
        assertEquals(2, sub.remaining());
        assertEquals(2, sub.u8());
        assertEquals(3, sub.u8());
        assertTrue(sub.atEnd());
        assertThrows(Malformed.class, sub::u8);
        assertEquals(3, in.position());
        assertEquals(4, in.u8());
        assertThrows(Malformed.class, () -> in.sub(2));
    }

    @Test
    void whatIsLeftOverIsTold() {
        assertRefused("2 bytes left over at 0", "0102", Reader::expectEnd);
        reader("").expectEnd();
    }

    @Test
    void aRangeOutsideTheArrayIsOurOwnMistake() {
        var array = new byte[3];
        assertThrows(IllegalArgumentException.class, () -> new Reader(array, 0, 4));
        assertThrows(IllegalArgumentException.class, () -> new Reader(array, -1, 2));
        assertThrows(IllegalArgumentException.class, () -> new Reader(array, 2, 1));
    }
}
