package kith.port;

/// What may be used in a second; a second's worth may be saved. In millionths, so that small
/// budgets that are looked at often are filled as well as large ones.
public final class Budget {
    private static final long WHOLE = 1_000_000;

    /// No budget is larger, so that nothing runs over. More than any link brings.
    private static final long PER_SECOND_MAX = 1L << 40;

    private final long perSecond;
    private long left;
    private long filledAtMicros;

    /// With a second's worth in it.
    public Budget(long perSecond, Now now) {
        this.perSecond = Math.min(perSecond, PER_SECOND_MAX);
        this.left = this.perSecond * WHOLE;
        this.filledAtMicros = now.nanos() / 1_000;
    }

    public void spend(long count) {
        left -= count * WHOLE;
    }

    /// Time has passed.
    public void fill(Now now) {
        long micros = now.nanos() / 1_000;
        long passed = Math.min(micros - filledAtMicros, WHOLE);
        filledAtMicros = micros;
        left = Math.min(perSecond * WHOLE, left + perSecond * passed);
    }

    /// Whether more was spent than there was.
    public boolean isOver() {
        return left < 0;
    }
}
