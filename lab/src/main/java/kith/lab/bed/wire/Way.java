package kith.lab.bed.wire;

import kith.lang.Rng;

/// One direction between two ports: when what enters now comes out, if it does.
///
/// A rate is a queue that empties at that rate; what finds more than 200 ms in it is lost, as in a
/// router with that much memory.
public final class Way {
    /// Longer than this nothing waits for its turn. Source: common for a router at the edge.
    private static final long QUEUE_NANOS_MAX = 200_000_000;

    /// Lost.
    public static final long NEVER = Long.MAX_VALUE;

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final Rng rng;
    private Shape shape = Shape.NONE;
    private boolean cut;
    private long freeAtNanos = Long.MIN_VALUE;
    private long lastOutNanos = Long.MIN_VALUE;

    public Way(Rng rng) {
        this.rng = rng;
    }

    public void shape(Shape other) {
        shape = other;
    }

    public Shape shape() {
        return shape;
    }

    public void cut(boolean is) {
        cut = is;
    }

    /// When so many bytes that enter now come out.
    public long outNanos(long nowNanos, int bytes) {
        if (cut || isLost()) {
            return NEVER;
        }
        long sent = nowNanos;
        if (shape.bytesPerSecond() > 0) {
            sent = Math.max(nowNanos, freeAtNanos);
            if (sent - nowNanos > QUEUE_NANOS_MAX) {
                return NEVER;
            }
            sent += bytes * NANOS_PER_SECOND / shape.bytesPerSecond();
            freeAtNanos = sent;
        }
        lastOutNanos = Math.max(lastOutNanos, sent + shape.delayNanos() + jitter());
        return lastOutNanos;
    }

    private boolean isLost() {
        double parts = shape.lossPercent() / 100 * (1 << 24);
        return parts > 0 && rng.nextInt(1 << 24) < parts;
    }

    private long jitter() {
        long micros = shape.jitterNanos() / 1_000;
        return micros == 0 ? 0 : 1_000 * rng.nextInt((int) micros + 1);
    }
}
