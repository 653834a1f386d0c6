package kith.port;

import java.util.List;
import kith.identity.Check;

/// Several signatures that must all hold.
public final class Checks {
    private int left;
    private boolean good = true;

    private Checks(int count) {
        left = count;
    }

    /// Asks for all of them and goes on once, when all are answered; at once when there are none.
    public static void all(List<Check> checks, Effects effects, Effects.Then<Boolean> then) {
        if (checks.isEmpty()) {
            then.accept(true);
            return;
        }
        var pending = new Checks(checks.size());
        for (Check check : checks) {
            effects.check(
                    check.key().key(),
                    check.message(),
                    check.signature(),
                    good -> pending.answered(good, then));
        }
    }

    private void answered(boolean one, Effects.Then<Boolean> then) {
        good &= one;
        if (--left == 0) {
            then.accept(good);
        }
    }
}
