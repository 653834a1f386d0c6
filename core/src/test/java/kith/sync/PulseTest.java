package kith.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import kith.port.Look;
import kith.port.Now;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PulseTest {
    private static final long BEAT = 3 * Now.SECOND;

    private final Pulse pulse = new Pulse(BEAT, 5 * BEAT, at(0), new Look(nanos -> {}));

    private static Now at(double seconds) {
        return new Now((long) (seconds * Now.SECOND), 0);
    }

    @BeforeEach
    void greeted() {
        pulse.heard(at(0.1));
    }

    /// Asks whenever it is due, up to that time; how often.
    private int pass(double until) {
        int asked = 0;
        while (pulse.nextNanos(true) <= at(until).nanos()) {
            pulse.ping(new Now(pulse.nextNanos(true), 0));
            asked++;
        }
        return asked;
    }

    @Test
    void aSilentLinkIsAskedOncePerHeartbeatOnACommonTick() {
        assertEquals(at(3.3).nanos(), pulse.nextNanos(true)); // a tenth of a beat is a tick
        assertEquals(3, pass(9.5));
    }

    @Test
    void whoIsHeardAnywayIsNotAsked() {
        for (int second = 1; second < 60; second++) {
            assertEquals(0, pass(second));
            pulse.heard(at(second));
        }
    }

    @Test
    void whoIsAskedInVainForFourHeartbeatsIsStaleUntilItIsHeard() {
        pass(15.2);
        assertFalse(pulse.isStale(at(15.2)));
        assertTrue(pulse.isStale(at(15.3)));
        pulse.heard(at(16));
        assertFalse(pulse.isStale(at(16)));
    }

    @Test
    void whoIsAskedInVainForNineIsGivenUp() {
        pass(30.2);
        assertEquals("", pulse.silence(true, at(30.2)));
        assertEquals("link-silent: nothing was heard for 30 s", pulse.silence(true, at(30.3)));
    }

    @Test
    void whoIsStaleLaterIsGivenUpLater() {
        var patient = new Pulse(BEAT, 20 * BEAT, at(0), new Look(nanos -> {}));
        patient.heard(at(0.1));
        patient.ping(at(3.3));
        assertFalse(patient.isStale(at(60.2)));
        assertTrue(patient.isStale(at(60.3)));
        assertEquals("", patient.silence(true, at(120.2)));
        assertEquals("link-silent: nothing was heard for 120 s", patient.silence(true, at(120.3)));
    }

    @Test
    void whoSleptItselfAsksBeforeItThinksWorseOfTheOther() {
        Now late = at(3_600);
        assertFalse(pulse.isStale(late));
        assertEquals("", pulse.silence(true, late));
        pulse.ping(late);
        assertFalse(pulse.isStale(at(3_611)));
        assertTrue(pulse.isStale(at(3_612)));
    }

    @Test
    void whoMayRestIsAskedLaterAndFoundOutAsSoonFromThenOn() {
        pulse.rest(at(30).nanos());
        assertEquals(at(30.3).nanos(), pulse.nextNanos(true));
        assertEquals(1, pass(33.2));
        assertFalse(pulse.isStale(at(36.2)));
        assertEquals(2, pass(36.3));
        assertTrue(pulse.isStale(at(36.3)));
        assertEquals("", pulse.silence(true, at(45.2)));
        assertEquals("link-silent: nothing was heard for 45 s", pulse.silence(true, at(45.3)));
        pulse.rest(0);
        pulse.heard(at(43.5));
        assertEquals(at(46.5).nanos(), pulse.nextNanos(true));
    }

    @Test
    void aLittleMoreRestMakesNobodyStaleLater() {
        pulse.rest(at(6).nanos());
        pass(15.2);
        assertFalse(pulse.isStale(at(15.2)));
        assertTrue(pulse.isStale(at(15.3)));
    }

    @Test
    void whoNeverGreetedIsGivenUpSooner() {
        var stranger = new Pulse(BEAT, 5 * BEAT, at(0), new Look(nanos -> {}));
        assertEquals("", stranger.silence(false, at(8.9)));
        assertEquals("link-silent: no greeting for 9 s", stranger.silence(false, at(9)));
    }
}
