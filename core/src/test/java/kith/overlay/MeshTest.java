package kith.overlay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import kith.port.Now;
import org.junit.jupiter.api.Test;

final class MeshTest {
    private final Town town = new Town();
    private final Town.Peer hub = town.add(1_000, 0);
    private final Town.Peer ann = at(1);
    private final Town.Peer ben = at(2);

    /// A tab that is linked to the hub.
    private Town.Peer at(int number) {
        Town.Peer tab = town.add(number, 8);
        town.link(tab, hub);
        return tab;
    }

    private static List<String> calls(Town.Peer... peers) {
        var calls = new ArrayList<String>();
        for (Town.Peer peer : peers) {
            calls.add(Overlay.address(peer.id));
        }
        return calls;
    }

    @Test
    void ofTwoTheSmallerDialsAtOnceAndTheOtherWhenNothingCameOfIt() {
        town.pass(Now.SECOND);
        assertEquals(calls(ben), ann.dials);
        assertEquals(List.of(), ben.dials);
        town.pass(5 * Now.SECOND);
        assertEquals(calls(ann), ben.dials);
        assertEquals(List.of(), hub.dials);
    }

    @Test
    void whoIsLinkedOrBeingDialledIsNotDialledAgain() {
        town.pass(Now.SECOND);
        town.mesh(ann, ben);
        town.pass(600 * Now.SECOND);
        assertEquals(1, ann.dials.size());
        assertEquals(0, ben.dials.size());
    }

    @Test
    void anotherKindOfLinkDoesNotStandInTheWay() {
        town.link(ann, ben);
        town.pass(Now.SECOND);
        assertEquals(calls(ben), ann.dials);
    }

    @Test
    void whoIsNotReachedIsDialledLessAndLessOften() {
        town.pass(Now.SECOND);
        ben.dials.clear();
        var pauses = new ArrayList<Long>();
        for (int i = 0; i < 10; i++) {
            int before = ann.dials.size();
            ann.overlay.dialFailed(Overlay.address(ben.id), "nobody there", false);
            long waited = 0;
            while (ann.dials.size() == before && waited < 1_000) {
                town.pass(100 * Now.MILLI);
                waited++;
            }
            pauses.add(waited / 10);
        }
        for (int i = 0; i < 10; i++) {
            long seconds = Math.min(60, 1 << i);
            assertTrue(pauses.get(i) >= seconds / 2, pauses::toString);
            assertTrue(pauses.get(i) <= seconds + seconds / 2 + 1, pauses::toString);
        }
        assertTrue(new TreeSet<>(pauses.subList(6, 10)).size() > 1, "by lot: " + pauses);
    }

    @Test
    void whoIsNotWaitedForIsDialledAtOnce() {
        town.pass(Now.SECOND);
        for (int i = 0; i < 10; i++) {
            ann.overlay.dialFailed(Overlay.address(ben.id), "nobody there", false);
            ann.overlay.dialNow();
            town.pass(100 * Now.MILLI);
        }
        assertEquals(11, ann.dials.size());
    }

    @Test
    void anAddressWithoutAPeerInItFailsAndNothingElse() {
        town.pass(Now.SECOND);
        ann.overlay.dialFailed("mesh:rubbish", "address-kind", false);
        ann.overlay.dialFailed(
                "mesh:" + "1".repeat(52), "address-kind", false); // as long as one is
        town.mesh(ann, ben);
        town.pass(Now.SECOND);
        assertEquals(calls(ben), ann.dials);
    }

    @Test
    void whyThereIsNoLinkIsTold() {
        town.pass(Now.SECOND);
        ann.overlay.dialFailed(Overlay.address(ben.id), "no way there", false);
        Overlay.Discovered found = ann.overlay.discovered(Town.BOARD).getFirst();
        assertEquals("no way there", found.because());
        assertTrue(found.againNanos() > ann.now().nanos());
        assertEquals(List.of(hub.id), found.through());
        town.mesh(ben, ann);
        assertEquals("", ann.overlay.discovered(Town.BOARD).getFirst().because());
    }

    @Test
    void aLinkThatBreaksIsMadeAgain() {
        town.pass(Now.SECOND);
        Town.Ends ends = town.mesh(ann, ben);
        town.pass(10 * Now.SECOND);
        ends.breakDown();
        town.pass(3 * Now.SECOND);
        assertEquals(calls(ben, ben), ann.dials);
    }

    @Test
    void amongManyEachDialsHalfAsManyAsItWants() {
        var tabs = new ArrayList<Town.Peer>();
        for (int i = 10; i < 30; i++) {
            tabs.add(at(i));
        }
        town.pass(60 * Now.SECOND);
        var drawn = new TreeSet<String>();
        for (Town.Peer tab : tabs) {
            assertEquals(4, tab.dials.size(), tab.name);
            assertEquals(4, new TreeSet<>(tab.dials).size(), "nobody twice: " + tab.dials);
            drawn.addAll(tab.dials);
        }
        assertTrue(drawn.size() > 15, "by lot: " + drawn.size());
    }

    @Test
    void whoeverComesBeyondTwiceAsManyIsRefused() {
        for (int i = 10; i < 26; i++) {
            town.mesh(town.add(i, 8), ann);
        }
        assertEquals(List.of(), ann.ends);
        town.mesh(town.add(26, 8), ann);
        assertEquals(List.of("mesh-full"), ann.ends);
    }

    @Test
    void ofTheLinksThatOnePeerDialledTheNewestStay() {
        var dialled = new ArrayList<Long>();
        for (int i = 0; i < 5; i++) {
            town.mesh(ben, ann);
            dialled.add(town.mesh(ann, ben).toLink());
            assertEquals(List.copyOf(dialled.subList(0, Math.max(0, i - 1))), ben.ended());
        }
        assertEquals("mesh-full", ben.ends.getFirst());
    }

    @Test
    void whoTakesNoPartDialsNobodyAndRefusesWhoDialsIt() {
        town.pass(60 * Now.SECOND);
        assertEquals(List.of(), hub.dials);
        town.mesh(ann, hub);
        assertEquals(List.of("mesh-full"), hub.ends);
    }

    @Test
    void whoIsNoMemberIsNotDialled() {
        ann.strangers.add(ben.id);
        town.pass(60 * Now.SECOND);
        assertEquals(List.of(), ann.dials);
        ann.strangers.clear();
        ann.overlay.membersChanged();
        town.pass(Now.SECOND);
        assertEquals(calls(ben), ann.dials);
    }
}
