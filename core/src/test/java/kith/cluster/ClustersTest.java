package kith.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.TreeSet;
import kith.cluster.ClusterMessage.Claim;
import kith.cluster.Figure.Total;
import kith.lang.Bytes;
import kith.port.Now;
import org.junit.jupiter.api.Test;

/// Clusters of a few peers, what befalls their leaders, and what those do.
final class ClustersTest {
    private static final Bytes ITEM = Bytes.of((byte) 1, (byte) 2);

    private static Hamlet settled(int count) {
        var hamlet = new Hamlet(count);
        assertTrue(hamlet.runUntil(hamlet::isOne, 120 * Now.SECOND), "no cluster of all");
        return hamlet;
    }

    @Test
    void peersThatAreNearFormOneClusterUnderOneLeader() {
        assertEquals(5, settled(5).peers.getFirst().clusters.members().size());
    }

    @Test
    void thoseOfDifferentRegionsAreNeverInOneCluster() {
        var hamlet = new Hamlet("eu", "us", "eu", "us", "eu", "us");
        hamlet.run(120 * Now.SECOND);
        var eu = new TreeSet<Long>();
        var us = new TreeSet<Long>();
        for (int i = 0; i < 6; i++) {
            (i % 2 == 0 ? eu : us).add(hamlet.peers.get(i).clusters.cluster());
        }
        assertEquals(1, eu.size());
        assertEquals(1, us.size());
        assertNotEquals(eu, us);
    }

    @Test
    void aClusterOfSixtyFourIsSplit() {
        var hamlet = new Hamlet(70);
        hamlet.run(180 * Now.SECOND);
        var clusters = new TreeSet<Long>();
        for (Hamlet.Peer peer : hamlet.peers) {
            clusters.add(peer.clusters.cluster());
            assertTrue(peer.clusters.members().size() < Clusters.SIZE_MAX);
        }
        assertTrue(clusters.size() > 1, "one cluster of 70");
    }

    @Test
    void anotherOneLeadsWithinEightSecondsOfACrash() {
        Hamlet hamlet = settled(5);
        Hamlet.Peer before = hamlet.leaders().getFirst();
        long epoch = before.clusters.epoch();
        before.down = true;
        assertTrue(hamlet.runUntil(() -> !hamlet.leaders().isEmpty(), 8 * Now.SECOND));
        assertTrue(hamlet.leaders().getFirst().clusters.epoch() > epoch);
    }

    @Test
    void aLeaderThatHearsNobodyStopsBeforeAnotherLeads() {
        Hamlet hamlet = settled(5);
        Hamlet.Peer deaf = hamlet.leaders().getFirst();
        hamlet.peers.forEach(peer -> deaf.deafTo.add(peer.id));
        boolean changed = false;
        for (int i = 0; i < 300; i++) {
            hamlet.run(100 * Now.MILLI);
            assertTrue(hamlet.leaders().size() <= 1, "two leaders");
            changed |= hamlet.leaders().size() == 1 && hamlet.leaders().getFirst() != deaf;
        }
        assertTrue(changed, "nobody took its place");
    }

    @Test
    void whoClaimsToLeadOutOfTurnIsRefused() {
        Hamlet hamlet = settled(5);
        Hamlet.Peer leader = hamlet.leaders().getFirst();
        Hamlet.Peer liar = hamlet.peers.get(leader == hamlet.peers.getFirst() ? 1 : 0);
        long epoch = leader.clusters.epoch();
        for (Hamlet.Peer peer : hamlet.peers) {
            if (peer != liar) {
                for (long more : new long[] {0, 1, 1L << 40}) {
                    liar.send(
                            peer.id,
                            new Claim(Hamlet.BOARD, leader.clusters.cluster(), epoch + more, 1, 1));
                }
            }
        }
        hamlet.run(10 * Now.SECOND);
        assertEquals(List.of(leader), hamlet.leaders());
        assertEquals(epoch, leader.clusters.epoch());
    }

    @Test
    void aChangeOfOnePeerComesToAllOnce() {
        Hamlet hamlet = settled(5);
        hamlet.peers.getLast().clusters.offer(ITEM, false);
        hamlet.run(10 * Now.SECOND);
        for (Hamlet.Peer peer : hamlet.peers) {
            assertEquals(List.of(ITEM), peer.came);
        }
    }

    @Test
    void aChangeForTheClusterAloneDoesNotLeaveIt() {
        var hamlet = new Hamlet("eu", "us", "eu", "us");
        hamlet.run(120 * Now.SECOND);
        hamlet.peers.get(0).clusters.offer(ITEM, true);
        hamlet.peers.get(1).clusters.offer(Bytes.of((byte) 9), false);
        hamlet.run(30 * Now.SECOND);
        for (int i = 0; i < 4; i++) {
            assertEquals(i % 2 == 0, hamlet.peers.get(i).came.contains(ITEM));
            assertTrue(hamlet.peers.get(i).came.contains(Bytes.of((byte) 9)));
        }
    }

    @Test
    void allLearnWhatTheirNumbersAreTogether() {
        Hamlet hamlet = settled(4);
        for (int i = 0; i < 4; i++) {
            hamlet.peers.get(i).clusters.set(List.of(Figure.one("ten", 10L * i, i)));
        }
        hamlet.run(30 * Now.SECOND);
        for (Hamlet.Peer peer : hamlet.peers) {
            Figure.Sum sum = peer.clusters.sums().sums().getFirst();
            assertEquals("ten", sum.name());
            for (Figure.Total total : List.of(sum.cluster(), sum.board())) {
                assertEquals(new Total(total.ageMillis(), 4, 60, 3, 30, 4), total);
                assertTrue(total.ageMillis() < 10_000, total::toString);
            }
        }
    }
}
