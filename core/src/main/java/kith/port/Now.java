package kith.port;

/// The time, which the core is told and never asks for.
///
/// @param nanos a monotonic clock with an arbitrary start: for how long things take
/// @param wallMillis milliseconds since 1970, which may jump: for what people and other peers see
public record Now(long nanos, long wallMillis) {
    public static final long MILLI = 1_000_000;
    public static final long SECOND = 1_000 * MILLI;

    /// Later than any deadline.
    public static final long NEVER = Long.MAX_VALUE;
}
