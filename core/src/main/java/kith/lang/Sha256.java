package kith.lang;

/// SHA-256 in plain Java, for hosts that have no synchronous hash of their own.
///
/// A browser answers questions of cryptography later, in a callback; a change's name must be known
/// at once. So the hash is ours. Where the platform has one at hand (the JDK has), the host passes
/// that one in: it uses instructions of the processor and is several times as fast.
///
/// Source: FIPS 180-4, sections 4.1.2, 4.2.2, 5.1.1, 5.3.3 and 6.2; the names are the standard's.
/// Cost: 64 rounds for each 64 bytes; besides the answer one schedule and one state are allocated
/// for a whole message. Thread-safe: nothing is shared.
///
/// changed: `Ch` and `Maj` in the forms with one operation less. The rounds are not written out:
/// measured, that gains nothing, neither on the JDK nor in a browser's engine.
public final class Sha256 {
    /// The size of a hash.
    public static final int SIZE_BYTES = 32;

    private static final int BLOCK_BYTES = 64;

    /// Where the length of the message stands in the last block.
    private static final int LENGTH_AT = 56;

    private static final int ROUNDS = 64;

    /// The first 32 bits of the fractions of the square roots of the first 8 primes.
    private static final int[] H = {
        0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
        0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
    };

    /// The first 32 bits of the fractions of the cube roots of the first 64 primes.
    private static final int[] K = {
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5,
        0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
        0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc,
        0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
        0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
        0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3,
        0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5,
        0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
        0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    };

    private final int[] state = H.clone();
    private final int[] w = new int[ROUNDS];

    private Sha256() {}

    /// The hash of `message`.
    public static Bytes hash(Bytes message) {
        return Bytes.wrap(hash(message.shared(), 0, message.size()));
    }

    /// The hash of `from[start..end)`, 32 bytes.
    public static byte[] hash(byte[] from, int start, int end) {
        if (start < 0 || end < start || end > from.length) {
            throw new IllegalArgumentException(
                    "range " + start + ".." + end + " outside an array of " + from.length);
        }
        var hash = new Sha256();
        int at = start;
        for (; end - at >= BLOCK_BYTES; at += BLOCK_BYTES) {
            hash.load(from, at);
            hash.compress();
        }
        hash.finish(from, at, end, end - start);
        return hash.digest();
    }

    /// The rest of the message, a one bit, zeros, and the length in bits: section 5.1.1.
    private void finish(byte[] from, int at, int end, int size) {
        loadPadded(from, at, end);
        if (end - at >= LENGTH_AT) {
            compress();
            loadPadded(from, end + 1, end); // the one bit is out already: zeros only
        }
        w[14] = size >>> 29;
        w[15] = size << 3;
        compress();
    }

    private void load(byte[] from, int at) {
        for (int i = 0; i < 16; i++, at += 4) {
            w[i] =
                    from[at] << 24
                            | (from[at + 1] & 0xff) << 16
                            | (from[at + 2] & 0xff) << 8
                            | from[at + 3] & 0xff;
        }
    }

    private void loadPadded(byte[] from, int at, int end) {
        for (int i = 0; i < 16; i++) {
            int word = 0;
            for (int k = 0; k < 4; k++, at++) {
                int next = at < end ? from[at] & 0xff : at == end ? 0x80 : 0;
                word = word << 8 | next;
            }
            w[i] = word;
        }
    }

    private void compress() {
        schedule();
        int a = state[0];
        int b = state[1];
        int c = state[2];
        int d = state[3];
        int e = state[4];
        int f = state[5];
        int g = state[6];
        int h = state[7];
        for (int t = 0; t < ROUNDS; t++) {
            int t1 = h + sigma1AndCh(e, f, g) + K[t] + w[t];
            int t2 = sigma0AndMaj(a, b, c);
            h = g;
            g = f;
            f = e;
            e = d + t1;
            d = c;
            c = b;
            b = a;
            a = t1 + t2;
        }
        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
        state[5] += f;
        state[6] += g;
        state[7] += h;
    }

    private void schedule() {
        for (int t = 16; t < ROUNDS; t++) {
            int x = w[t - 15];
            int y = w[t - 2];
            int sigma0 = Integer.rotateRight(x, 7) ^ Integer.rotateRight(x, 18) ^ x >>> 3;
            int sigma1 = Integer.rotateRight(y, 17) ^ Integer.rotateRight(y, 19) ^ y >>> 10;
            w[t] = sigma1 + w[t - 7] + sigma0 + w[t - 16];
        }
    }

    /// The standard's `Sigma1(e) + Ch(e, f, g)`.
    private static int sigma1AndCh(int e, int f, int g) {
        int sigma =
                Integer.rotateRight(e, 6) ^ Integer.rotateRight(e, 11) ^ Integer.rotateRight(e, 25);
        return sigma + (g ^ e & (f ^ g));
    }

    /// The standard's `Sigma0(a) + Maj(a, b, c)`.
    private static int sigma0AndMaj(int a, int b, int c) {
        int sigma =
                Integer.rotateRight(a, 2) ^ Integer.rotateRight(a, 13) ^ Integer.rotateRight(a, 22);
        return sigma + (a & b | c & (a | b));
    }

    private byte[] digest() {
        var out = new byte[SIZE_BYTES];
        for (int i = 0; i < SIZE_BYTES; i++) {
            out[i] = (byte) (state[i >> 2] >>> (24 - 8 * (i & 3)));
        }
        return out;
    }
}
