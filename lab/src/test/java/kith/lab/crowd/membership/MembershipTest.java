package kith.lab.crowd.membership;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class MembershipTest {
    private static final long SEED = 1;
    private static final Town.Setting LOSSY = new Town.Setting(100, 0.05, 0);
    private static final Town.Setting SLOW = new Town.Setting(100, 0.05, 0.1);

    @Test
    void whoCrashesIsFoundOutByAllWhoCareAndNobodyElseIsRemoved() {
        Calm.Outcome outcome = Calm.run(Town.Kind.PROBE, SLOW, 2, SEED);
        assertEquals(0, outcome.never());
        assertEquals(0, outcome.falseEvents());
        assertTrue(outcome.bytesPerSecond() < 1_500, outcome::toString);
        assertTrue(Calm.Outcome.seconds(outcome.each(), 0.5) < 3, outcome::toString);
    }

    @Test
    void inEachTroubleExactlyThoseAtFaultAreRemovedAndWhoComesBackIsBack() {
        for (Trouble trouble : Trouble.values()) {
            Trouble.Verdict verdict = trouble.run(Town.Kind.PROBE, LOSSY, SEED);
            assertEquals(List.of(), verdict.missed(), verdict::toString);
            assertEquals(0, verdict.falsely(), verdict::toString);
            assertTrue(verdict.pairs() > 0);
        }
    }

    @Test
    void theCheckerSeesWhoIsNotRemoved() {
        assertFalse(Trouble.LOSSY.run(Town.Kind.MEMBERLIST, LOSSY, SEED).missed().isEmpty());
    }

    @Test
    void aRunFollowsFromItsSeed() {
        Calm.Outcome one = Calm.run(Town.Kind.PROBE, SLOW, 2, SEED);
        assertEquals(one, Calm.run(Town.Kind.PROBE, SLOW, 2, SEED));
    }
}
