package kith.lab.crowd;

/// How long a message takes from one peer to another: the same in both directions, and always.
public interface Delays {
    int micros(int a, int b);

    /// Each pair by lot, evenly between two bounds.
    static Delays uniform(int minMicros, int maxMicros, long seed) {
        long span = (long) maxMicros - minMicros + 1;
        return (a, b) -> {
            long pair = (long) Math.min(a, b) << 32 | Math.max(a, b);
            return minMicros + (int) Math.unsignedMultiplyHigh(mix(pair ^ seed), span);
        };
    }

    /// Spreads a number over 64 bits (the finalizer of SplitMix64).
    static long mix(long number) {
        long z = number + 0x9e3779b97f4a7c15L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
