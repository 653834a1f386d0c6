package kith.lang;

/// A small, fast random generator with a sequence that is the same on every host: sfc32.
///
/// Source: Chris Doty-Humphrey's PractRand, `sfc` with 32-bit words (shifts 9, 3, 21). It works in
/// `int`, which a browser runs at full speed. Not for secrets.
public final class Rng {
    private int a;
    private int b;
    private int c;
    private int counter;

    public Rng(long seed) {
        a = (int) seed;
        b = (int) (seed >>> 32);
        c = 0x9e3779b9;
        counter = 1;
        for (int i = 0; i < 12; i++) { // 12 rounds mix the seed, as the author's seeding does
            nextInt();
        }
    }

    public int nextInt() {
        int out = a + b + counter++;
        a = b ^ b >>> 9;
        b = c + (c << 3);
        c = Integer.rotateLeft(c, 21) + out;
        return out;
    }

    /// A number from 0 up to, but not including, `end`, without bias.
    public int nextInt(int end) {
        if (end <= 0) {
            throw new IllegalArgumentException("end must be positive: " + end);
        }
        int bits;
        int value;
        do {
            bits = nextInt() >>> 1;
            value = bits % end;
        } while (bits - value + (end - 1) < 0);
        return value;
    }

    /// A number from `start` up to, but not including, `end`.
    public int between(int start, int end) {
        return start + nextInt(end - start);
    }

    public long nextLong() {
        return (long) nextInt() << 32 | nextInt() & 0xffffffffL;
    }

    /// True in `percent` of a hundred cases.
    public boolean chance(int percent) {
        return nextInt(100) < percent;
    }

    public Bytes bytes(int size) {
        var out = new byte[size];
        for (int i = 0; i < size; i++) {
            out[i] = (byte) nextInt();
        }
        return Bytes.wrap(out);
    }

    /// A generator for something else that goes its own way from here.
    public Rng fork() {
        return new Rng(nextLong());
    }
}
