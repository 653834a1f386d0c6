package kith.sync.flow;

/// How many changes a link has carried since it is up: what went out over it, and what came in over
/// it and was taken into the log. What came in over another link first is not counted, so the
/// counts tell the way that changes really took.
public final class Traffic {
    private long sent;
    private long taken;

    /// With nothing counted.
    public Traffic() {}

    public void send(int changes) {
        sent += changes;
    }

    public void take(int changes) {
        taken += changes;
    }

    public long sent() {
        return sent;
    }

    public long taken() {
        return taken;
    }
}
