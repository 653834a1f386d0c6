package kith.clock;

/// A hybrid logical time: milliseconds since 1970 and a counter, packed into one `long` that
/// orders as a number.
///
/// A wall clock alone orders a reply before its question when the two machines disagree; a logical
/// clock alone tells nobody when something happened. The hybrid is never at or before the time of
/// anything it depends on and otherwise stays with the wall clock.
///
/// Source: Kulkarni et al., *Logical Physical Clocks* (2014), section 3. changed: 48 bits of
/// milliseconds and 16 of counter in one word, as their section 6 suggests with other widths; a
/// counter that runs over moves the milliseconds on by one.
///
/// A `long` costs much in a browser, so times are compared and copied, and taken apart only at the
/// edges.
public final class HybridTime {
    public static final int COUNTER_BITS = 16;

    /// The last millisecond that fits into 63 bits with the counter: in the year 6429.
    public static final long MILLIS_LAST = (1L << 47) - 1;

    private HybridTime() {}

    public static long of(long millis, int counter) {
        if (millis < 0 || millis > MILLIS_LAST || counter < 0 || counter > 0xffff) {
            throw new IllegalArgumentException("no hybrid time: " + millis + " ms, " + counter);
        }
        return millis << COUNTER_BITS | counter;
    }

    public static long millis(long time) {
        return time >>> COUNTER_BITS;
    }

    public static int counter(long time) {
        return (int) time & 0xffff;
    }

    /// The first time that is after `floor` and not before the wall clock.
    public static long after(long floor, long wallMillis) {
        return Math.max(floor + 1, Math.max(0, Math.min(wallMillis, MILLIS_LAST)) << COUNTER_BITS);
    }
}
