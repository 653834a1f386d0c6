package kith.lab.bench.signal;

/// The random numbers of the dynamic graphs, so that everybody builds the same ones: a string is
/// hashed to 128 bits (a variant of MurmurHash3's mixing known as xmur3a), which seed sfc32 of
/// PractRand. Our own [kith.lang.Rng] seeds itself differently.
final class SeedRandom {
    private int hash;
    private int a;
    private int b;
    private int c;
    private int counter;

    SeedRandom(String seed) {
        hash = 0x811c9dc5;
        for (int i = 0; i < seed.length(); i++) {
            int k = Integer.rotateLeft(seed.charAt(i) * 0xcc9e2d51, 15);
            hash = Integer.rotateLeft(hash ^ k * 0x1b873593, 13) * 5 + 0xe6546b64;
        }
        hash ^= seed.length();
        a = nextHash();
        b = nextHash();
        c = nextHash();
        counter = nextHash();
    }

    private int nextHash() {
        hash = (hash ^ hash >>> 16) * 0x85ebca6b;
        hash = (hash ^ hash >>> 13) * 0xc2b2ae35;
        hash ^= hash >>> 16;
        return hash;
    }

    /// From 0 up to, but not including, 1.
    double next() {
        counter++;
        int out = a + b + counter;
        a = b ^ b >>> 9;
        b = c + (c << 3);
        c = Integer.rotateLeft(c, 21) + out;
        return (out & 0xffffffffL) / 4294967296.0;
    }
}
