package kith.network;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.overlay.Use;
import kith.port.Now;
import org.junit.jupiter.api.Test;

final class WaysTest {
    private static final PeerId PEER = new PeerId(Bytes.wrap(new byte[32]));
    private static final Now BEGIN = new Now(0, 0);
    private static final Now LATER = new Now(Now.SECOND, 0);

    private final Ways ways = new Ways();
    private final Ways.Way way = new Ways.Way(1, PEER, BEGIN);

    @Test
    void whatALinkIsNeededForIsNewsWhenItIsAnotherThing() {
        ways.all().add(way);
        assertTrue(ways.uses(way, Use.VISIT));
        assertFalse(ways.uses(way, Use.VISIT));
        assertTrue(ways.uses(way, Use.DIRECTORY));
    }

    @Test
    void whoNeedsALinkForTooManyThingsInASecondBreaksTheRules() {
        for (int i = 0; i < Ways.USES_PER_SECOND; i++) {
            way.usedOtherwise(BEGIN);
        }
        assertThrows(Malformed.class, () -> way.usedOtherwise(BEGIN));
        way.usedOtherwise(LATER);
    }
}
