package kith.lang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

final class Crc32cTest {
    /// RFC 3720, appendix B.4: the bytes of the checksum are given there in the order of the wire,
    /// low byte first.
    @Test
    void theExamplesOfTheStandard() {
        var zeros = new byte[32];
        var ones = new byte[32];
        var rising = new byte[32];
        var falling = new byte[32];
        for (int i = 0; i < 32; i++) {
            ones[i] = (byte) 0xff;
            rising[i] = (byte) i;
            falling[i] = (byte) (31 - i);
        }
        assertEquals(0x8a9136aa, of(zeros));
        assertEquals(0x62a8ab43, of(ones));
        assertEquals(0x46dd794e, of(rising));
        assertEquals(0x113fdb5c, of(falling));
        String read =
                "01c00000"
                        + "00000000"
                        + "00000000"
                        + "00000000"
                        + "14000000"
                        + "00000400"
                        + "00000014"
                        + "00000018"
                        + "28000000"
                        + "00000000"
                        + "02000000"
                        + "00000000";
        assertEquals(0xd9963a56, of(Bytes.fromHex(read).toArray()));
        assertEquals(0xe3069283, of("123456789".getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void anyRangeOfAnyBytesGivesWhatThePlatformGives() {
        var rng = new Rng(1);
        byte[] bytes = rng.bytes(500).toArray();
        for (int i = 0; i < 2_000; i++) {
            int start = rng.nextInt(bytes.length + 1);
            int end = rng.between(start, bytes.length + 1);
            var twin = new CRC32C();
            twin.update(bytes, start, end - start);
            assertEquals((int) twin.getValue(), Crc32c.of(bytes, start, end), start + ".." + end);
        }
    }

    @Test
    void aWordIsItsFourBytesLowFirst() {
        var word = new byte[] {0x78, 0x56, 0x34, 0x12};
        assertEquals(Crc32c.update(5, word, 0, 4), Crc32c.updateWord(5, 0x12345678));
    }

    @Test
    void aShiftIsThatManyZeroBytes() {
        var rng = new Rng(2);
        for (int count : new int[] {0, 1, 2, 255, 256, 257, 65_535, 65_536, 1_310_721}) {
            int register = rng.nextInt();
            int expected = Crc32c.update(register, new byte[count], 0, count);
            assertEquals(expected, Crc32c.shift(register, count), count + " bytes");
        }
        assertThrows(IllegalArgumentException.class, () -> Crc32c.shift(1, -1));
        assertThrows(IllegalArgumentException.class, () -> Crc32c.shift(1, 1 << 24));
    }

    @Test
    void aRangeOutsideOfTheArrayIsRefused() {
        var four = new byte[4];
        assertThrows(IllegalArgumentException.class, () -> Crc32c.of(four, -1, 2));
        assertThrows(IllegalArgumentException.class, () -> Crc32c.of(four, 3, 2));
        assertThrows(IllegalArgumentException.class, () -> Crc32c.of(four, 0, 5));
    }

    private static int of(byte[] bytes) {
        int whole = Crc32c.of(bytes, 0, bytes.length);
        byte[] moved = Arrays.copyOf(new byte[3], bytes.length + 3);
        System.arraycopy(bytes, 0, moved, 3, bytes.length);
        assertEquals(whole, Crc32c.of(moved, 3, moved.length), "wherever it starts");
        return whole;
    }
}
