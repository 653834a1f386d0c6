package kith.network;

import kith.port.Budget;
import kith.port.Now;
import kith.sync.Session;

/// A link as the directory of one board has it: what its other side may cost us.
final class Line {
    /// Questions in a second; a second's worth may be saved. Guess: what a member of a board of
    /// fifty is handed when it comes, at a tenth of a processor's time.
    static final int SEEKS_PER_SECOND = 256;

    /// Signatures that are being checked because of it. Guess: those of all replicas of something
    /// of which each tells sixteen records, twice.
    static final int CHECKS_MAX = 256;

    final Session session;

    /// Where its other side can be dialled, or empty.
    final String address;

    private final Budget seeks;
    private int checking;

    /// Whether the directory has no use for it.
    boolean released;

    Line(Session session, String address, Now now) {
        this.session = session;
        this.address = address;
        this.seeks = new Budget(SEEKS_PER_SECOND, now);
    }

    /// False when more was asked over it than it may be.
    boolean mayAsk(Now now) {
        seeks.fill(now);
        seeks.spend(1);
        return !seeks.isOver();
    }

    /// False when as many are being checked for it as may be, or as there is room left for: so
    /// however many lines ask for all they can, there is room for one more (Choudhury and Hahne,
    /// *Dynamic Queue Length Thresholds*, 1998).
    boolean mayCheck(int more, int left) {
        return checking + more <= Math.min(CHECKS_MAX, left);
    }

    void checking(int more) {
        checking += more;
    }
}
