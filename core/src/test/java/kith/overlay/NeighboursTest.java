package kith.overlay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.overlay.OverlayMessage.Linked;
import kith.overlay.OverlayMessage.Neighbour;
import kith.port.Now;
import org.junit.jupiter.api.Test;

final class NeighboursTest {
    private final Town town = new Town();
    private final Town.Peer hub = town.add(1_000, 0);

    private List<Town.Peer> tabs(int count) {
        var tabs = new ArrayList<Town.Peer>();
        for (int i = 1; i <= count; i++) {
            tabs.add(town.add(i, 8));
            town.link(tabs.getLast(), hub);
        }
        return tabs;
    }

    private Linked last(Town.Peer from, Town.Peer to) {
        return (Linked) town.said(from, to).getLast();
    }

    private static TreeSet<PeerId> ids(Linked message) {
        var ids = new TreeSet<PeerId>();
        message.peers().forEach(one -> ids.add(one.peer()));
        return ids;
    }

    @Test
    void eachIsToldOfTheOthersAndNotOfItself() {
        List<Town.Peer> tabs = tabs(3);
        town.pass(Now.SECOND);
        var others =
                List.of(new Neighbour(tabs.get(1).id, true), new Neighbour(tabs.get(2).id, true));
        assertEquals(new Linked(Town.BOARD, false, others), last(hub, tabs.get(0)));
        assertEquals(new Linked(Town.BOARD, true, List.of()), last(tabs.get(0), hub));
    }

    @Test
    void whoHasNobodyElseAndCannotBeDialledSaysNothing() {
        town.link(town.add(1, 0), hub);
        town.pass(Now.SECOND);
        assertEquals(List.of(), town.said);
    }

    @Test
    void whatIsTheSameIsNotToldAgain() {
        List<Town.Peer> tabs = tabs(3);
        town.pass(Now.SECOND);
        town.said.clear();
        town.pass(60 * Now.SECOND);
        town.link(tabs.get(0), hub); // a second link to one who is known
        town.pass(Now.SECOND);
        assertEquals(List.of(), town.said(hub, tabs.get(1)));
    }

    @Test
    void manyChangesWithinAMomentAreToldAtOnce() {
        Town.Peer first = tabs(1).getFirst();
        town.pass(Now.SECOND);
        town.said.clear();
        for (int i = 100; i < 120; i++) {
            town.link(town.add(i, 8), hub);
            town.settle();
        }
        town.pass(Now.SECOND);
        List<OverlayMessage> told = town.said(hub, first);
        assertEquals(2, told.size()); // the first of them, and all the others
        assertEquals(20, last(hub, first).peers().size());
    }

    @Test
    void whoIsKeptIsToldOfOthersAtOnceAndVisitsNowAndThen() {
        Town.Peer ann = town.add(1, 8);
        long visit = town.link(ann, hub).toLink();
        hub.uses.put(visit, Use.VISIT);
        town.pass(Now.SECOND);
        town.link(town.add(2, 8), hub);
        town.pass(Now.SECOND);
        town.link(town.add(3, 8), hub);
        town.pass(Now.SECOND);
        assertEquals(List.of(Town.id(2)), discovered(ann));
        assertTrue(hub.keep(visit));
        town.pass(Now.SECOND / 4);
        assertEquals(List.of(Town.id(2), Town.id(3)), discovered(ann));
    }

    @Test
    void whatWasToldGoesWithTheLinkOverWhichItCame() {
        Town.Peer ann = town.add(1, 8);
        Town.Ends ends = town.link(ann, hub);
        town.link(town.add(2, 8), hub);
        town.pass(Now.SECOND);
        assertEquals(List.of(Town.id(2)), discovered(ann));
        ends.breakDown();
        assertEquals(List.of(), discovered(ann));
    }

    private static List<PeerId> discovered(Town.Peer peer) {
        var ids = new ArrayList<PeerId>();
        peer.overlay.discovered(Town.BOARD).forEach(one -> ids.add(one.peer()));
        return ids;
    }

    @Test
    void whoIsNoMemberIsNotDiscovered() {
        Town.Peer ann = town.add(1, 8);
        town.link(ann, hub);
        town.link(town.add(2, 8), hub);
        town.link(town.add(3, 8), hub);
        ann.strangers.add(Town.id(2));
        town.pass(Now.SECOND);
        assertEquals(List.of(Town.id(3)), discovered(ann));
    }

    @Test
    void ofAHundredEachIsToldSixtyFourWhoStayWhileOthersComeAndGo() {
        List<Town.Peer> tabs = tabs(100);
        town.pass(2 * Now.SECOND);
        Town.Peer first = tabs.getFirst();
        var before = ids(last(hub, first));
        assertEquals(OverlayMessage.IDS_MAX, before.size());
        town.said.clear();
        town.link(town.add(500, 8), hub);
        town.pass(Now.SECOND);
        assertEquals(List.of(), town.said(hub, first));

        Town.Peer gone = tabs.get(1);
        for (Town.Peer tab : tabs) {
            gone = before.contains(tab.id) ? tab : gone;
        }
        hub.hangUp(gone);
        town.pass(Now.SECOND);
        var after = ids(last(hub, first));
        assertEquals(OverlayMessage.IDS_MAX, after.size());
        before.remove(gone.id);
        assertTrue(after.containsAll(before));
        assertFalse(after.contains(gone.id));
    }

    @Test
    void notAllAreToldOfTheSame() {
        List<Town.Peer> tabs = tabs(100);
        town.pass(2 * Now.SECOND);
        var all = new TreeSet<PeerId>();
        tabs.forEach(tab -> all.addAll(ids(last(hub, tab))));
        assertEquals(100, all.size());
    }

    @Test
    void whoCanBeDialledIsToldOfBeforeWhoCannot() {
        for (int i = 1; i <= 64; i++) {
            town.link(town.add(i, 0), hub);
        }
        town.pass(Now.SECOND);
        List<Town.Peer> tabs = new ArrayList<>();
        for (int i = 101; i <= 110; i++) {
            tabs.add(town.add(i, 8));
            town.link(tabs.getLast(), hub);
        }
        town.pass(2 * Now.SECOND);
        var told = ids(last(hub, tabs.getLast()));
        tabs.removeLast();
        tabs.forEach(tab -> assertTrue(told.contains(tab.id), tab.name));
    }

    @Test
    void whatIsToldBeforeTheBoardIsSharedIsRememberedUntilThen() {
        var other = new BoardId(Town.id(9).key());
        Town.Peer ann = town.add(1, 8);
        Town.Ends ends = town.link(ann, hub);
        town.settle();
        hub.say(ann, new Linked(other, false, List.of(new Neighbour(Town.id(7), true))));
        town.settle();
        assertEquals(List.of(), ann.overlay.discovered(other));
        ends.share(other);
        assertEquals(Town.id(7), ann.overlay.discovered(other).getFirst().peer());
    }

    @Test
    void whoTellsWithoutEndIsFoundOut() {
        Town.Peer ann = town.add(1, 8);
        town.link(ann, hub);
        town.settle();
        var many = new ArrayList<Neighbour>();
        for (int i = 100; i < 164; i++) {
            many.add(new Neighbour(Town.id(i), true));
        }
        for (int i = 0; i < 1_500; i++) { // 97,500 ids
            hub.say(ann, new Linked(Town.BOARD, false, many));
        }
        town.settle();
        assertEquals(List.of(), ann.ends);
        for (int i = 0; i < 100; i++) {
            hub.say(ann, new Linked(Town.BOARD, false, many));
        }
        town.settle();
        assertTrue(ann.ends.getFirst().contains("more neighbours told"), ann.ends::toString);
    }

    @Test
    void whoSaysOneThingAndTheOtherInTurnPaysForAllWhoHaveToBeTold() {
        Town.Peer ann = tabs(100).getFirst();
        town.pass(Now.SECOND);
        for (int i = 0; i < 900; i++) { // 101 for each, which are 90,900
            ann.say(hub, new Linked(Town.BOARD, i % 2 == 0, List.of()));
        }
        town.settle();
        assertEquals(List.of(), hub.ends);
        for (int i = 0; i < 100; i++) {
            ann.say(hub, new Linked(Town.BOARD, i % 2 == 0, List.of()));
        }
        town.settle();
        assertTrue(hub.ends.getFirst().contains("more neighbours told"), hub.ends::toString);
    }
}
