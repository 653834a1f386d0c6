package kith.node.app;

/// A write did not become as safe as was asked for in the time that was given. It is applied all
/// the same, and goes on to spread.
///
/// ```java
/// try {
///     tasks.at("a").set(1).durable(1).await(Duration.ofSeconds(5));
/// } catch (NotDurable not) {
///     System.out.println(not.here() + " " + not.others());   // true 0
/// }
/// ```
public final class NotDurable extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean here;
    private final int others;

    NotDurable(String why, boolean here, int others, int wanted) {
        super(why + (here ? "durable here" : "not durable here yet") + onOthers(others, wanted));
        this.here = here;
        this.others = others;
    }

    private NotDurable(NotDurable told) {
        super(told.getMessage(), told);
        here = told.here;
        others = told.others;
    }

    private static String onOthers(int others, int wanted) {
        return wanted == 0
                ? ""
                : " and on "
                        + others
                        + " of "
                        + wanted
                        + " other peers: are enough of them online?";
    }

    /// The same, thrown on this thread.
    NotDurable again() {
        return new NotDurable(this);
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
