package kith.lab.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kith.lab.SimPeer;
import kith.lab.World;
import kith.value.Value;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Who is gone is found out by all who are linked to it, and nobody else is thought to be.
@Tag("worlds")
class WatchingTest {
    private static final int PEERS = 8;
    private static final String GONE = "peer-gone";

    private static List<SimPeer> board(Scene scene) {
        var peers = new ArrayList<SimPeer>();
        peers.add(scene.founder("p0"));
        for (int i = 1; i < PEERS; i++) {
            peers.add(scene.member("p" + i, peers.getFirst()));
        }
        scene.run(10);
        return peers;
    }

    /// Whether anybody shares the board with that one over a link. A link alone says nothing: one
    /// that is opened to who stands still is up, and nothing comes over it.
    private static boolean isNeighbour(List<SimPeer> peers, SimPeer one) {
        String name = one.id().text();
        return peers.stream()
                .filter(peer -> peer != one)
                .anyMatch(
                        peer ->
                                peer.read(".peer/network/home/neighbours/" + name)
                                        instanceof Value.Obj);
    }

    /// How often a peer ended a link because its other side was gone.
    private static long found(SimPeer peer) {
        return peer.notes().stream().filter(note -> note.detail().startsWith(GONE)).count();
    }

    private static long found(List<SimPeer> peers) {
        return peers.stream().mapToLong(WatchingTest::found).sum();
    }

    @Test
    void whoStandsStillIsGoneForAllWithinSixSecondsAndBackSoonAfterItGoesOn() {
        Scene.each(
                scene -> {
                    List<SimPeer> peers = board(scene);
                    SimPeer still = peers.get(3);
                    still.suspend();
                    scene.await(() -> !isNeighbour(peers, still), 6);
                    long found = found(peers);
                    scene.run(20);
                    still.resume();
                    scene.await(() -> isNeighbour(peers, still), 10);
                    scene.run(20);
                    assertEquals(0, found(still), "who stood still thought others gone");
                    assertEquals(found, found(peers), "somebody was gone who was there");
                    peers.getFirst().put("a", "after", Value.Bool.TRUE, answer -> {});
                    scene.await(() -> scene.at(still, "after") != null, 10);
                });
    }

    @Test
    void whoStandsStillForASecondIsNotGone() {
        Scene.each(
                scene -> {
                    List<SimPeer> peers = board(scene);
                    for (int i = 1; i < PEERS; i++) {
                        peers.get(i).suspend();
                        scene.run(1);
                        peers.get(i).resume();
                        scene.run(1);
                    }
                    assertEquals(0, found(peers));
                });
    }

    @Test
    void aWallClockThatJumpsMakesNobodyGone() {
        Scene.each(
                scene -> {
                    List<SimPeer> peers = board(scene);
                    for (long jump : new long[] {86_400_000, -86_400_000, 0}) {
                        peers.get(2).wallOff(jump);
                        scene.run(10);
                    }
                    assertEquals(0, found(peers));
                });
    }

    @Test
    void aQuietHourMakesNobodyGone() {
        Scene.each(
                1,
                World.Config.DEFAULT,
                scene -> {
                    List<SimPeer> peers = board(scene);
                    scene.run(3_600);
                    assertEquals(0, found(peers));
                });
    }

    @Test
    void whoSpeaksVersionTwoIsNotWatchedAndSharesAsBefore() {
        Scene.each(
                scene -> {
                    List<SimPeer> peers = board(scene);
                    SimPeer older = scene.speaking("older", 1, 2);
                    scene.letIn(older, peers.getFirst());
                    scene.run(10);
                    String seen = scene.health(peers.getFirst(), "network/home/neighbours");
                    assertFalse(seen.contains(older.id().text()), seen);
                    assertTrue(seen.contains(peers.get(1).id().text()), seen);
                    assertTrue(scene.health(older, "network/home").contains("\"neighbours\":{}"));
                    scene.put(older, "milk", 2);
                    scene.run(2);
                    peers.forEach(peer -> scene.sees(peer, "milk", 2));
                });
    }
}
