package kith.lab.crowd.membership;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import kith.port.Now;

/// Who has removed whom, and when. What observers think is compared with what is so.
final class Ledger {
    /// What is removed again so soon is the same false removal, found by others. Guess.
    private static final long SAME_NANOS = 60 * Now.SECOND;

    private final long[] crashedAt;
    private final long[] falseAt;
    private final BitSet[] removedBy; // of each subject the observers
    private final BitSet faulty = new BitSet();
    private final List<Found> found = new ArrayList<>();
    private int falseRemovals;
    private int falseEvents;

    /// Somebody found out that another one has crashed.
    record Found(int observer, int subject, long afterNanos) {}

    Ledger(int size) {
        crashedAt = new long[size];
        falseAt = new long[size];
        removedBy = new BitSet[size];
        Arrays.fill(crashedAt, Now.NEVER);
        Arrays.fill(falseAt, Long.MIN_VALUE / 2);
        Arrays.setAll(removedBy, subject -> new BitSet());
    }

    void crashed(int peer, long now) {
        crashedAt[peer] = now;
    }

    /// To remove these is right.
    BitSet faulty() {
        return faulty;
    }

    void removed(int observer, int subject, long now) {
        if (removedBy[subject].get(observer)) {
            return;
        }
        removedBy[subject].set(observer);
        if (now >= crashedAt[subject]) {
            found.add(new Found(observer, subject, now - crashedAt[subject]));
        } else if (!isRight(observer, subject)) {
            falseRemovals++;
            falseEvents += now - falseAt[subject] > SAME_NANOS ? 1 : 0;
            falseAt[subject] = now;
        }
    }

    /// With some cut off, either side is right to remove the other.
    private boolean isRight(int observer, int subject) {
        return cut ? faulty.get(observer) != faulty.get(subject) : faulty.get(subject);
    }

    private boolean cut;

    void cut(boolean isCut) {
        cut = isCut;
    }

    void returned(int observer, int subject) {
        removedBy[subject].clear(observer);
    }

    boolean isRemoved(int observer, int subject) {
        return removedBy[subject].get(observer);
    }

    List<Found> found() {
        return found;
    }

    /// By how many observers somebody was removed who was there.
    int falseRemovals() {
        return falseRemovals;
    }

    /// How often somebody was removed, by whomever, who was there.
    int falseEvents() {
        return falseEvents;
    }
}
