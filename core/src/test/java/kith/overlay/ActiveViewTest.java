package kith.overlay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import kith.port.Now;
import org.junit.jupiter.api.Test;

/// Links that are dialled at addresses, where all who listen are wanted. What becomes of many is
/// shown in whole worlds.
final class ActiveViewTest {
    private final Town town = new Town();
    private final Town.Peer ann = town.add(1, 0);
    private final Town.Peer ben = town.add(2, 0);

    @Test
    void whoListensIsDialled() {
        wants(ben);
        town.pass(Now.SECOND);
        assertEquals(1, ann.dials.size());
        assertTrue(ann.dials.contains("peer2:1"));
    }

    @Test
    void whoIsVisitedIsKept() {
        town.pass(Now.SECOND);
        visits(ben);
        wants(ben);
        allAreKept();
    }

    @Test
    void whoIsDialledAndVisitedAtOneAddressIsKept() {
        wants(ben);
        town.pass(Now.SECOND);
        assertEquals(1, ann.dials.size());
        visits(ben);
        allAreKept();
    }

    @Test
    void whoVisitsIsItsDiallersToKeep() {
        wants(ben);
        long link = town.link(ben, ann).toLink();
        ann.uses.put(link, Use.VISIT);
        town.pass(Now.SECOND);
        assertEquals(Map.of(link, Use.VISIT), ann.uses);
    }

    private void allAreKept() {
        town.pass(Now.SECOND);
        assertEquals(Map.of(), ann.uses);
    }

    private void wants(Town.Peer one) {
        ann.listening.put(one.id, one.name + ":1");
        ann.overlay.membersChanged();
    }

    private void visits(Town.Peer one) {
        ann.uses.put(town.link(ann, one).fromLink(), Use.VISIT);
    }
}
