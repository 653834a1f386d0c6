package kith.lab.crowd.overlay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import kith.lab.crowd.overlay.Town.Kind;
import kith.lang.Rng;
import kith.port.Now;
import org.junit.jupiter.api.Test;

final class OverlayTest {
    private static final int PEERS = 200;
    private static final long SEED = 1;

    private static Town town(Kind kind, int seconds) {
        return run(new Town(kind, new Town.Setting(PEERS), SEED), seconds);
    }

    private static Town run(Town town, int seconds) {
        town.run(seconds * Now.SECOND);
        return town;
    }

    @Test
    void whenFourInFiveCrashAtOnceTheRestIsSoonInOnePieceAgain() {
        Crash.Outcome outcome = Crash.run(town(Kind.KITH, 10), 0.8);
        assertEquals(40, outcome.left());
        assertEquals(1, outcome.before());
        assertTrue(outcome.atOnce() < 1, outcome::toString); // else there was nothing to heal
        assertTrue(outcome.wholeSeconds() < 15, outcome::toString);
        assertEquals(1, outcome.end());
    }

    @Test
    void eachHasLinksEnoughAndNobodyMoreThanItCanBear() {
        Shape shape = town(Kind.KITH, 30).shape();
        assertEquals(PEERS, shape.size());
        assertTrue(shape.isWhole());
        // Each dials four, or five while it tries another; what one dials another has inbound.
        assertTrue(shape.meanLinks() >= 8 && shape.meanLinks() <= 10, shape::toString);
        assertTrue(shape.mostDialled() <= 5, () -> "dialled " + shape.mostDialled());
        // One may be so new that nobody was ended for it yet.
        assertTrue(shape.mostLinks() <= 16 + 1, () -> "linked to " + shape.mostLinks());
    }

    @Test
    void whoComesByAnInvitationHasItsLinksWithinSeconds() {
        var setting = new Town.Setting(PEERS, 5, Station.PATIENCE_NANOS);
        Town town = run(new Town(Kind.KITH, setting, SEED), 10);
        Life.Arrivals arrivals = new Life(town).newcomers();
        assertEquals(5, arrivals.enough().size());
        // Six trips for the first, two for the roster, six for the others, of 100 ms at most.
        assertTrue(arrivals.first().getLast() <= 620 * Now.MILLI, arrivals::toString);
        assertTrue(arrivals.enough().getLast() <= 4 * Now.SECOND, arrivals::toString);
    }

    @Test
    void theViewsOfHyParViewAreSymmetricAndWithinTheirBounds() {
        Town town = town(Kind.HYPARVIEW, 60);
        assertEquals(List.of(), Views.violations(town));
        Shape shape = town.shape();
        assertTrue(shape.isWhole());
        assertEquals(HyParView.ACTIVE_MAX, shape.mostLinks());
        assertTrue(shape.meanLinks() > 4.5, () -> "links " + shape.meanLinks());
        town.crash(PEERS / 2);
        assertFalse(Views.violations(town).isEmpty()); // nobody is missed yet
        run(town, 60);
        assertEquals(List.of(), Views.violations(town));
        assertEquals(PEERS / 2, town.shape().size());
        assertTrue(town.shape().meanLinks() > 4, () -> "links " + town.shape().meanLinks());
    }

    @Test
    void aRunFollowsFromItsSeed() {
        for (Kind kind : Kind.values()) {
            assertEquals(crashed(kind), crashed(kind));
        }
    }

    private static Crash.Outcome crashed(Kind kind) {
        Town town = run(new Town(kind, new Town.Setting(PEERS / 4), SEED), 5);
        return Crash.run(town, 0.5);
    }

    /// A ring of six: from each two are one pass away, two are two, and one is three.
    @Test
    void theWaysOfARingAreThoseThatOneCounts() {
        var links = new int[6][];
        for (int i = 0; i < 6; i++) {
            links[i] = new int[] {(i + 1) % 6, (i + 5) % 6};
        }
        var ring = new Shape(links, new int[6]);
        assertEquals(new Shape.Paths(1.8, 3), ring.paths(3, new Rng(SEED)));
        assertEquals(0, ring.clustering());
        assertTrue(ring.isWhole());
    }

    @Test
    void aTriangleWithATailAndOneAloneIsClusteredAsWattsAndStrogatzSay() {
        int[][] links = {{1, 2}, {0, 2}, {0, 1, 3}, {2}, {}};
        var shape = new Shape(links, new int[] {0, 1, 2, 1, 0});
        assertEquals(0.8, shape.largestPiece());
        assertEquals((1 + 1 + 1 / 3.0) / 3, shape.clustering(), 1e-12);
        assertEquals(8 / 5.0, shape.meanLinks(), 1e-12);
        assertEquals(3, shape.mostLinks());
        assertEquals(2, shape.mostDialled());
        assertEquals(2, shape.mostInbound());
    }
}
