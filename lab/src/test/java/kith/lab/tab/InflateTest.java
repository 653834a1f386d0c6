package kith.lab.tab;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;
import kith.browser.library.Inflate;
import kith.lang.Deflated;
import kith.lang.Malformed;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What unpacks in a tab, beside what unpacks on the JVM.
final class InflateTest {
    private static final int[] STRATEGIES = {
        Deflater.DEFAULT_STRATEGY, Deflater.FILTERED, Deflater.HUFFMAN_ONLY
    };

    private static byte[] packed(byte[] of, int level, int strategy) {
        var deflater = new Deflater(level, true);
        deflater.setStrategy(strategy);
        deflater.setInput(of);
        deflater.finish();
        var out = new byte[of.length + 1000];
        int size = 0;
        while (!deflater.finished()) { // the first call may do no more than to set the strategy
            size += deflater.deflate(out, size, out.length - size);
        }
        deflater.end();
        return Arrays.copyOf(out, size);
    }

    /// Bytes of all kinds: nothing, noise, words over and over, numbers with a slope.
    private static byte[] some(Random random, int size) {
        var out = new byte[size];
        byte[] words = "the quick brown fox jumps ".getBytes(StandardCharsets.UTF_8);
        int kind = random.nextInt(4);
        for (int i = 0; i < size; i++) {
            out[i] =
                    switch (kind) {
                        case 0 -> 0;
                        case 1 -> (byte) random.nextInt();
                        case 2 -> random.nextInt(9) == 0 ? 1 : words[i % words.length];
                        default -> (byte) (Math.abs(random.nextGaussian()) * 40);
                    };
        }
        return out;
    }

    @Test
    void whatWasPackedComesBackWhateverTheLevelAndTheStrategy() {
        var random = new Random(1);
        for (int round = 0; round < 300; round++) {
            byte[] bytes = some(random, random.nextInt(1 + (1 << random.nextInt(17))));
            byte[] packed =
                    packed(
                            bytes,
                            random.nextInt(10),
                            STRATEGIES[random.nextInt(STRATEGIES.length)]);
            assertArrayEquals(bytes, Inflate.unpacked(packed, 0, packed.length, bytes.length));
        }
    }

    /// What comes out; null when it is refused.
    private static byte @Nullable [] tried(boolean inTab, byte[] packed, int size) {
        try {
            return inTab
                    ? Inflate.unpacked(packed, 0, packed.length, size)
                    : Deflated.unpack(packed, 0, packed.length, size);
        } catch (Malformed refused) {
            return null;
        }
    }

    @Test
    void whatIsDamagedIsRefusedByBothOrByNone() {
        var random = new Random(2);
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = some(random, 1 + random.nextInt(400));
            byte[] packed = packed(bytes, random.nextInt(10), STRATEGIES[random.nextInt(3)]);
            int size = bytes.length;
            switch (random.nextInt(4)) {
                case 0 -> packed = Arrays.copyOf(packed, random.nextInt(packed.length));
                case 1 -> packed = Arrays.copyOf(packed, packed.length + 1 + random.nextInt(3));
                case 2 -> size += random.nextBoolean() ? 1 : -1;
                default -> {
                    for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                        packed[random.nextInt(packed.length)] ^= (byte) (1 << random.nextInt(8));
                    }
                }
            }
            byte[] expected = tried(false, packed, size);
            assertArrayEquals(expected, tried(true, packed, size), "round " + round);
            refused += expected == null ? 1 : 0;
        }
        assertTrue(refused > 10_000, "only " + refused + " were damaged");
    }

    @Test
    void aCodeOfOneBitMayBeAllTheDistancesThatThereAre() {
        var bytes = new byte[100_000];
        byte[] packed = packed(bytes, 9, Deflater.DEFAULT_STRATEGY);
        assertArrayEquals(bytes, Inflate.unpacked(packed, 0, packed.length, bytes.length));
    }
}
