package kith.dht;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kith.dht.RoutingTable.Entry;
import kith.lang.Rng;
import org.junit.jupiter.api.Test;

class RoutingTableTest {
    private static final int OWN_WALL = -1;

    private final RoutingTable table =
            new RoutingTable(Some.contact(0, OWN_WALL), DirectoryRules.DEFAULT);

    private void link(int head, int wall) {
        assertTrue(table.up(head, Some.contact(head, wall), ""));
    }

    private long next(int head) {
        Entry next = table.next(Some.place(head), link -> true);
        return next == null ? 0 : next.link;
    }

    @Test
    void aBucketHoldsThoseThatShareSoManyBits() {
        assertEquals(0, table.bucket(Some.contact(0x80000001, 1)));
        assertEquals(3, table.bucket(Some.contact(0x1fffffff, 1)));
        link(0x80000001, 1);
        link(0x90000001, 2);
        link(0x10000001, 3);
        assertEquals(2, table.linksIn(0));
        assertEquals(1, table.linksIn(3));
    }

    @Test
    void theNextHopIsTheOneThatIsTheNearest() {
        link(0x40000000, 1);
        link(0x60000000, 2);
        assertEquals(0x60000000, next(0x70000000));
        assertEquals(0x40000000, next(0x40000001));
    }

    @Test
    void theNextHopIsTheOneThatIsLinkedToTheNearest() {
        link(0x40000000, 1);
        link(0x60000000, 2);
        table.told(0x40000000, List.of(Some.contact(0x70000001, 3)));
        assertEquals(0x40000000, next(0x70000000));
    }

    @Test
    void whoTellsOfMoreThanItCanBeLinkedToIsBelievedSoFarOnly() {
        link(0x40000000, 1);
        link(0x60000000, 2);
        var claimed = new ArrayList<Contact>();
        for (int i = 1; i <= 60; i++) {
            claimed.add(Some.contact(0x60000000 + i, 3));
        }
        claimed.add(Some.contact(0x70000000, 3));
        table.told(0x40000000, claimed);
        assertEquals(0x60000000, next(0x70000000));
    }

    @Test
    void overWhomNothingCameBackIsFartherAway() {
        link(0x40000000, 1);
        link(0x60000000, 2);
        Entry near = requireNonNull(table.entry(0x60000000));
        near.failed();
        near.failed();
        assertEquals(0x40000000, next(0x70000000));
        near.failed = 0;
        assertEquals(0x60000000, next(0x70000000));
        assertNull(table.next(Some.place(1), link -> false));
    }

    @Test
    void oneInvitationGetsAQuarterOfTheLinksAndOnesOwnHalfOfThem() {
        var rng = new Rng(1);
        int theirs = 0;
        int own = 0;
        for (int i = 0; i < 300 && table.size() < 60; i++) {
            boolean one = rng.chance(50);
            int wall = rng.chance(60) ? 1 : rng.chance(60) ? OWN_WALL : 10 + i;
            int head = rng.nextInt() | (one ? 1 : 0);
            if (table.up(i, Some.contact(head, wall), "")) {
                theirs += wall == 1 ? 1 : 0;
                own += wall == OWN_WALL ? 1 : 0;
            }
        }
        assertEquals(60, table.size());
        assertTrue(theirs <= 15 + 1, theirs + " of 60");
        assertTrue(own <= 30 + 1, own + " of 60");
    }

    @Test
    void aBucketThatWouldBeEmptyTakesWhomThereIs() {
        for (int i = 0; i < 4; i++) {
            link(0x80000001 + i, 1);
        }
        assertFalse(table.up(9, Some.contact(0x80000009, 1), ""));
        assertTrue(table.up(10, Some.contact(0x40000000, 1), ""));
    }

    @Test
    void replicasAreTheNearestBehindDifferentWalls() {
        for (int i = 1; i <= 20; i++) {
            int head = 0x70000000 + i;
            table.up(i, Some.contact(head, i <= 4 ? 1 : i), "");
        }
        List<Contact> replicas = table.replicas(Some.place(0x70000000));
        assertEquals(DirectoryRules.DEFAULT.replicas(), replicas.size());
        assertEquals(Some.peer(0x70000001), replicas.getFirst().peer());
        assertFalse(Some.peers(replicas).contains(Some.peer(0x70000002)));
        assertTrue(Some.peers(replicas).contains(Some.peer(0x70000005)));
    }
}
