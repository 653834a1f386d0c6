package kith.node.app;

/// A write did not become as safe as was asked for in the time that was given. It is applied all
/// the same, and goes on to spread.
public final class NotDurable extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean here;
    private final int others;

    NotDurable(boolean here, int others, int wanted) {
        super(
                (here ? "durable here" : "not durable here yet")
                        + " and on "
                        + others
                        + " of "
                        + wanted
                        + " other peers: are enough of them online?");
        this.here = here;
        this.others = others;
    }

    /// Whether it is on this disk.
    public boolean here() {
        return here;
    }

    /// On how many other disks it is known to be.
    public int others() {
        return others;
    }
}
