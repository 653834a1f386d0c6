package kith.node.measure;

import kith.lang.Histogram;

/// How long something took, each time. Any thread.
public final class Timing {
    private final Histogram nanos = new Histogram();

    /// With nothing measured.
    public Timing() {}

    public synchronized void record(long tookNanos) {
        nanos.record(tookNanos);
    }

    /// What was measured until now.
    public synchronized Histogram taken() {
        return nanos.copy();
    }
}
