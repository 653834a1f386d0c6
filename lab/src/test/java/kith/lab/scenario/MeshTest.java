package kith.lab.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kith.Answer;
import kith.Command;
import kith.Effect;
import kith.Problem;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lab.SimPeer;
import kith.lab.World;
import kith.lab.check.MeshWhole;
import kith.lang.Bytes;
import kith.lang.Writer;
import kith.overlay.OverlayMessage;
import kith.overlay.OverlayMessage.Answered;
import kith.overlay.OverlayMessage.Forward;
import kith.overlay.OverlayMessage.Kind;
import kith.overlay.OverlayMessage.Linked;
import kith.overlay.OverlayMessage.Neighbour;
import kith.overlay.OverlayMessage.Outcome;
import kith.value.Value;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Tabs that meet on a node, and hold together without it.
@Tag("worlds")
class MeshTest {
    /// Some tabs on the board of a node.
    private static List<SimPeer> tabs(Scene scene, SimPeer node, int count) {
        var tabs = new ArrayList<SimPeer>();
        for (int i = 1; i <= count; i++) {
            SimPeer tab = scene.world.addTab("tab" + i);
            scene.letIn(tab, node);
            tabs.add(tab);
        }
        return tabs;
    }

    private static boolean full(Scene scene, List<SimPeer> tabs) {
        return tabs.stream()
                .allMatch(
                        one ->
                                tabs.stream()
                                        .allMatch(
                                                other ->
                                                        one == other
                                                                || scene.world
                                                                        .network()
                                                                        .isMeshed(one, other)));
    }

    @Test
    void tabsThatMeetOnANodeAreLinkedEachToEachWithinSeconds() {
        Scene.each(
                scene -> {
                    SimPeer node = scene.founder("node");
                    List<SimPeer> tabs = tabs(scene, node, 4);
                    scene.await(() -> full(scene, tabs), 3);
                    new MeshWhole().check(scene.world);
                });
    }

    /// Where all are wanted nobody is there for a while only: of such nobody is told.
    @Test
    void whoComesBackIsANeighbourWhateverItWasDialledFor() {
        Scene.each(
                scene -> {
                    SimPeer node = scene.founder("node");
                    List<SimPeer> tabs = tabs(scene, node, 2);
                    SimPeer tab = tabs.getFirst();
                    scene.await(() -> full(scene, tabs), 3);
                    for (int i = 0; i < 40; i++) {
                        scene.world.network().cut(tab, node);
                        scene.run(0.1 * i);
                        scene.world.network().heal(tab, node);
                        scene.await(() -> scene.world.network().isLinked(tab, node), 60);
                        scene.run(2);
                        Value use = node.read(".peer/links/" + tab.id().text() + "/use");
                        assertEquals(new Value.Text("neighbour"), use, "after cut " + i);
                    }
                });
    }

    @Test
    void whatATabWritesReachesTheOthersWhenTheNodeOnWhichTheyMetIsGone() {
        Scene.each(
                scene -> {
                    SimPeer node = scene.founder("node");
                    List<SimPeer> tabs = tabs(scene, node, 4);
                    scene.await(() -> full(scene, tabs), 3);
                    node.crash();
                    scene.run(1);
                    scene.put(tabs.getFirst(), "milk", 2);
                    scene.run(1);
                    tabs.forEach(tab -> scene.sees(tab, "milk", 2));
                });
    }

    @Test
    void aLinkThatBreaksWhileTheNodeIsGoneIsMadeAgainThroughAnotherTab() {
        Scene.each(
                scene -> {
                    SimPeer node = scene.founder("node");
                    List<SimPeer> tabs = tabs(scene, node, 3);
                    scene.await(() -> full(scene, tabs), 3);
                    node.crash();
                    SimPeer one = tabs.get(0);
                    SimPeer other = tabs.get(1);
                    scene.world.network().cut(one, other);
                    scene.run(5);
                    assertFalse(scene.world.network().isMeshed(one, other));
                    scene.world.network().heal(one, other);
                    scene.await(() -> full(scene, tabs), 30);
                });
    }

    @Test
    void manyTabsHoldTogetherInOnePieceAndNoneHasTooManyLinks() {
        Scene.each(
                scene -> {
                    SimPeer node = scene.founder("node");
                    List<SimPeer> tabs = tabs(scene, node, 24);
                    scene.await(() -> MeshWhole.holds(scene.world), 60);
                    node.crash();
                    for (int i = 0; i < tabs.size(); i += 4) {
                        tabs.get(i).crash();
                    }
                    scene.run(3);
                    scene.await(() -> MeshWhole.holds(scene.world), 60);
                    scene.put(tabs.get(1), "milk", 2);
                    scene.run(2);
                    scene.sees(tabs.get(23), "milk", 2);
                });
    }

    @Test
    void tabsThatComeAndGoAreLinkedAgain() {
        Scene.each(
                scene -> {
                    SimPeer node = scene.founder("node");
                    List<SimPeer> tabs = tabs(scene, node, 5);
                    for (int i = 0; i < 20; i++) {
                        SimPeer tab = tabs.get(i % 5);
                        tab.crash();
                        scene.run(0.7);
                        tab.start();
                        scene.run(0.3);
                    }
                    scene.await(() -> full(scene, tabs), 60);
                });
    }

    @Test
    void whoeverIsReachedThroughWhomStandsInTheStatus() {
        Scene.each(
                scene -> {
                    SimPeer node = scene.founder("node");
                    SimPeer ann = tabs(scene, node, 1).getFirst();
                    SimPeer ben = scene.member("ben", node);
                    scene.world.network().cut(ann, ben);
                    scene.run(2);
                    String found = scene.health(ann, "discovered/home/" + ben.id().text());
                    assertTrue(found.contains(node.id().text()), found);
                    assertEquals("", scene.health(ann, "discovered/home/" + node.id().text()));
                });
    }

    @Test
    void whatIsPassedOnComesToItsReceiverAndToNobodyElse() {
        Scene.each(
                scene -> {
                    SimPeer node = scene.founder("node");
                    List<SimPeer> tabs = tabs(scene, node, 2);
                    SimPeer ann = tabs.get(0);
                    SimPeer ben = tabs.get(1);
                    scene.world.network().cut(ann, ben);
                    scene.run(1);
                    Bytes bytes = scene.world.rng().bytes(500_000);
                    assertEquals(new Answer.Done(), forward(scene, ann, ben, bytes));
                    List<Effect.Forwarded> taken = new ArrayList<>(ben.parcels());
                    taken.removeIf(one -> one.kind() == Kind.SIGNAL); // they try to be linked
                    assertEquals(1, taken.size());
                    assertEquals(ann.id(), taken.getFirst().from());
                    assertEquals(bytes, taken.getFirst().bytes());
                    assertEquals(List.of(), node.parcels());
                });
    }

    @Test
    void whatCannotBePassedOnIsAnsweredOnceWithAReason() {
        Scene.each(
                scene -> {
                    SimPeer node = scene.founder("node");
                    SimPeer ann = tabs(scene, node, 1).getFirst();
                    SimPeer ben = scene.member("ben", node);
                    SimPeer far = scene.world.addTab("far");
                    Bytes word = Bytes.of((byte) 1);
                    scene.refused(Problem.FORWARD_UNWANTED, forward(scene, ann, ben, word));
                    scene.refused(Problem.NOT_CONNECTED, forward(scene, ann, far, word));
                    Bytes large = scene.world.rng().bytes(Kind.RELAYED.bytesMax() + 1);
                    scene.refused(Problem.VALUE_MALFORMED, forward(scene, ann, ben, large));
                });
    }

    private static Answer forward(Scene scene, SimPeer from, SimPeer to, Bytes bytes) {
        return scene.call(from, new Command.Forward(null, to.id(), Kind.RELAYED, bytes));
    }

    /// What a tab says beside its own words, once, over its link to the node.
    private void says(Scene scene, OverlayMessage... messages) {
        SimPeer node = scene.founder("node");
        SimPeer eve = tabs(scene, node, 2).getLast();
        var out = new ArrayList<Bytes>();
        for (OverlayMessage message : messages) {
            var frame = new Writer();
            message.write(frame);
            out.add(frame.toBytes());
        }
        eve.tap(
                (link, frame) -> {
                    var frames = new ArrayList<>(List.of(frame));
                    frames.addAll(out);
                    out.clear();
                    return frames;
                });
        scene.put(eve, "milk", 2);
        scene.run(2);
        assertTrue(eve.noted("message-malformed"), () -> "" + eve.notes());
        boolean found =
                scene.world.peers().stream()
                        .anyMatch(peer -> peer != eve && peer.noted("message-malformed"));
        assertTrue(found);
    }

    @Test
    void whoSpeaksForAnotherLosesItsLink() {
        var board = new BoardId(Bytes.wrap(new byte[32]));
        var one = new PeerId(Bytes.wrap(new byte[32]));
        Scene.each(scene -> says(scene, new Forward(1, board, one, one, Kind.SIGNAL, Bytes.EMPTY)));
    }

    @Test
    void whoAnswersWhatNobodySaidLosesItsLink() {
        Scene.each(scene -> says(scene, new Answered(1_000, Outcome.DELIVERED)));
    }

    @Test
    void whoTellsNeighboursWithoutEndLosesItsLink() {
        var board = new BoardId(Bytes.wrap(new byte[32]));
        var many = new ArrayList<Neighbour>();
        for (int i = 0; i < OverlayMessage.IDS_MAX; i++) {
            var key = new byte[32];
            key[0] = (byte) i;
            many.add(new Neighbour(new PeerId(Bytes.wrap(key)), true));
        }
        var flood = new OverlayMessage[2_000];
        Arrays.fill(flood, new Linked(board, true, many));
        Scene.each(2, World.Config.DEFAULT, scene -> says(scene, flood));
    }
}
