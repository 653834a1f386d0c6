package kith.lab.bed.wire;

import java.util.concurrent.TimeUnit;

/// What a way does to what passes it, in one direction.
///
/// @param delayNanos how long it takes at least
/// @param jitterNanos up to so much longer; what was sent first still comes first
/// @param lossPercent so many of a hundred packets are lost
/// @param bytesPerSecond how much passes; 0: as much as comes
public record Shape(long delayNanos, long jitterNanos, double lossPercent, long bytesPerSecond) {
    public static final Shape NONE = new Shape(0, 0, 0, 0);

    public Shape {
        if (delayNanos < 0 || jitterNanos < 0 || bytesPerSecond < 0) {
            throw new IllegalArgumentException("a shape with something below 0");
        }
        if (!(lossPercent >= 0 && lossPercent <= 100)) {
            throw new IllegalArgumentException("a loss of " + lossPercent + " %");
        }
    }

    public static Shape delay(double millis) {
        return NONE.with("delay", millis);
    }

    /// With one property as somebody types it: `delay` and `jitter` in milliseconds, `loss` in
    /// percent, `rate` in megabits a second.
    public Shape with(String property, double value) {
        long nanos = (long) (value * TimeUnit.MILLISECONDS.toNanos(1));
        return switch (property) {
            case "delay" -> new Shape(nanos, jitterNanos, lossPercent, bytesPerSecond);
            case "jitter" -> new Shape(delayNanos, nanos, lossPercent, bytesPerSecond);
            case "loss" -> new Shape(delayNanos, jitterNanos, value, bytesPerSecond);
            case "rate" ->
                    new Shape(delayNanos, jitterNanos, lossPercent, (long) (value * 1e6 / 8));
            default -> throw new IllegalArgumentException("no property of a way: " + property);
        };
    }
}
