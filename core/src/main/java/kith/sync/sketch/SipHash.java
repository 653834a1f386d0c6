package kith.sync.sketch;

/// A keyed hash of 64 bits: SipHash-2-4.
///
/// Who does not know the key cannot tell which ids have equal or related hashes, which an unkeyed
/// hash of that length would let anybody search for. Not meant to hide or to sign anything.
///
/// Source: Aumasson and Bernstein, *SipHash: a fast short-input PRF* (INDOCRYPT 2012). The key is
/// two little-endian words.
final class SipHash {
    private static final int WORD_BYTES = 8;
    private static final int BLOCK_ROUNDS = 2;
    private static final int LAST_ROUNDS = 4;

    private long v0;
    private long v1;
    private long v2;
    private long v3;

    private SipHash(long k0, long k1) {
        v0 = k0 ^ 0x736f6d6570736575L;
        v1 = k1 ^ 0x646f72616e646f6dL;
        v2 = k0 ^ 0x6c7967656e657261L;
        v3 = k1 ^ 0x7465646279746573L;
    }

    /// The hash of a whole array.
    static long of(long k0, long k1, byte[] data) {
        var hash = new SipHash(k0, k1);
        int whole = data.length - data.length % WORD_BYTES;
        for (int at = 0; at < whole; at += WORD_BYTES) {
            hash.block(word(data, at, WORD_BYTES));
        }
        long rest = word(data, whole, data.length - whole);
        return hash.last(rest | (long) data.length << 56);
    }

    /// The hash of one word, as its eight bytes.
    static long of(long k0, long k1, long word) {
        var hash = new SipHash(k0, k1);
        hash.block(word);
        return hash.last((long) WORD_BYTES << 56);
    }

    private static long word(byte[] data, int from, int bytes) {
        long word = 0;
        for (int i = 0; i < bytes; i++) {
            word |= (data[from + i] & 0xffL) << 8 * i;
        }
        return word;
    }

    private void block(long word) {
        v3 ^= word;
        rounds(BLOCK_ROUNDS);
        v0 ^= word;
    }

    private long last(long word) {
        block(word);
        v2 ^= 0xff;
        rounds(LAST_ROUNDS);
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private void rounds(int count) {
        for (int i = 0; i < count; i++) {
            v0 += v1;
            v2 += v3;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v1;
            v0 += v3;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 = Long.rotateLeft(v2, 32);
        }
    }
}
