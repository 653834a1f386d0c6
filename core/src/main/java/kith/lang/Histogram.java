package kith.lang;

/// How often values of which size came: counts in buckets that grow with the size.
///
/// A bucket is a quarter of a power of two, so what is told of a value is a quarter too large at
/// most, and all that a `long` can hold takes 250 numbers. To record costs a handful of
/// operations and never allocates. The idea is that of HdrHistogram (Tene) with two bits of
/// precision.
///
/// Owner only.
public final class Histogram {
    private static final int BITS = 2;
    private static final int PARTS = 1 << BITS;
    private static final int BUCKETS = (Long.SIZE - BITS) * PARTS;

    private final long[] counts = new long[BUCKETS];
    private long count;
    private long sum;
    private long max;

    /// With nothing in it.
    public Histogram() {}

    /// One more; less than nothing counts as nothing.
    public void record(long value) {
        long size = Math.max(0, value);
        counts[bucket(size)]++;
        count++;
        sum += size;
        max = Math.max(max, size);
    }

    private static int bucket(long value) {
        if (value < PARTS) {
            return (int) value;
        }
        int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(value);
        int part = (int) (value >>> exponent - BITS) & PARTS - 1;
        return (exponent - BITS + 1) * PARTS + part;
    }

    /// The largest value that counts into that bucket.
    private static long last(int bucket) {
        if (bucket < PARTS) {
            return bucket;
        }
        int shift = bucket / PARTS - 1;
        return ((long) PARTS + bucket % PARTS << shift) + (1L << shift) - 1;
    }

    public long count() {
        return count;
    }

    public long sum() {
        return sum;
    }

    public long max() {
        return max;
    }

    /// How many were below that power of two.
    public long countBelow(int exponent) {
        if (exponent < 0 || exponent >= Long.SIZE) {
            throw new IllegalArgumentException("2^" + exponent + ", expected 0 to 63");
        }
        long end = exponent == Long.SIZE - 1 ? Long.MAX_VALUE : (1L << exponent) - 1;
        long below = 0;
        for (int i = 0; i < BUCKETS && last(i) >= 0 && last(i) <= end; i++) {
            below += counts[i];
        }
        return below;
    }

    /// A value that `part` of `whole` were not above, and at most a quarter too large; 0 when
    /// there are none.
    public long quantile(int part, int whole) {
        if (whole < 1 || part < 0 || part > whole) {
            throw new IllegalArgumentException(part + " of " + whole);
        }
        long rank = Math.max(1, count / whole * part + (count % whole * part + whole - 1) / whole);
        long seen = 0;
        for (int i = 0; i < BUCKETS; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return Math.min(max, last(i));
            }
        }
        return 0;
    }

    /// The same as it is now, which goes on by itself.
    public Histogram copy() {
        var copy = new Histogram();
        System.arraycopy(counts, 0, copy.counts, 0, BUCKETS);
        copy.count = count;
        copy.sum = sum;
        copy.max = max;
        return copy;
    }
}
