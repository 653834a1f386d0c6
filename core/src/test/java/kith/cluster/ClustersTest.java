package kith.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import kith.cluster.ClusterMessage.Claim;
import kith.cluster.ClusterMessage.Of;
import kith.cluster.ClusterMessage.Report;
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
    void manyWhoHangOnOneAreItsGuestsAndCostLittle() {
        Hamlet star = Hamlet.star(Collections.nCopies(121, ""));
        star.run(120 * Now.SECOND);
        assertEquals(List.of(121), List.copyOf(star.sizes().values()));
        assertEquals(List.of(star.peers.getFirst()), star.leaders());
        assertEquals(120, star.peers.getFirst().clusters.guests());
        star.peers.forEach(peer -> peer.sent = 0);
        star.run(60 * Now.SECOND);
        int sent = star.peers.stream().mapToInt(peer -> peer.sent).sum();
        assertTrue(sent < 8 * 121, sent + " messages a minute");
    }

    @Test
    void aGuestsNumbersCountAndItLearnsWhatAllAreTogether() {
        Hamlet star = Hamlet.star(Collections.nCopies(31, ""));
        star.run(60 * Now.SECOND);
        for (int i = 0; i < 31; i++) {
            star.peers.get(i).clusters.set(List.of(Figure.one("ten", 10L * i, i)));
        }
        star.run(12 * Now.SECOND);
        for (Hamlet.Peer peer : star.peers) {
            assertEquals(10 * 30 * 31 / 2, sum(peer));
        }
        star.peers.getLast().clusters.set(List.of(Figure.one("ten", 0, 99)));
        star.run(12 * Now.SECOND);
        for (Hamlet.Peer peer : star.peers) {
            assertEquals(10 * 29 * 30 / 2, sum(peer));
        }
    }

    private static long sum(Hamlet.Peer peer) {
        return peer.clusters.sums().sums().getFirst().board().sum();
    }

    /// Whatever its hub led before: there the epochs were others.
    @Test
    void ofAGuestTheLaterReportCountsAlsoUnderAnEarlierEpoch() {
        Hamlet star = Hamlet.star(Collections.nCopies(3, ""));
        star.peers.forEach(peer -> peer.clusters.set(List.of(Figure.one("one", 1, 1))));
        star.run(60 * Now.SECOND);
        reports(star, 5, Long.MAX_VALUE - 2, Figure.one("one", 10, 1));
        reports(star, 1, Long.MAX_VALUE - 1, Figure.one("one", 20, 1));
        star.run(12 * Now.SECOND);
        assertEquals(22, sum(star.peers.getFirst()));
    }

    /// That nothing is older than everything can be keeps nobody from reading it.
    @Test
    void aNumberAsOldAsCanBeIsToldOn() {
        Hamlet star = Hamlet.star(Collections.nCopies(3, ""));
        star.peers.forEach(peer -> peer.clusters.set(List.of()));
        star.run(60 * Now.SECOND);
        var old = new Figure("old", Long.MAX_VALUE, Aggregate.one(7, 1));
        reports(star, 1, Long.MAX_VALUE - 1, old);
        star.run(12 * Now.SECOND);
        star.peers.forEach(peer -> assertEquals(7, sum(peer)));
    }

    private static void reports(Hamlet star, long epoch, long number, Figure figure) {
        Hamlet.Peer hub = star.peers.getFirst();
        long cluster = hub.clusters.cluster();
        hub.clusters.received(
                star.peers.getLast().id,
                new Report(Hamlet.BOARD, Of.MEMBER, cluster, epoch, number, List.of(figure)));
    }

    @Test
    void aGuestThatIsGoneCountsNoMore() {
        Hamlet star = Hamlet.star(Collections.nCopies(11, ""));
        star.peers.forEach(peer -> peer.clusters.set(List.of(Figure.one("one", 1, 1))));
        star.run(60 * Now.SECOND);
        assertEquals(11, sum(star.peers.getFirst()));
        star.peers.getLast().down = true;
        star.run(Election.GUEST_SILENT_NANOS + 10 * Now.SECOND);
        assertEquals(10, sum(star.peers.getFirst()));
        assertEquals(9, star.peers.getFirst().clusters.guests());
    }

    @Test
    void aGuestIsNoneAtBothEndsOfALinkThatEnds() {
        Hamlet star = Hamlet.star(Collections.nCopies(5, ""));
        star.run(60 * Now.SECOND);
        Hamlet.Peer hub = star.peers.getFirst();
        Hamlet.Peer leaf = star.peers.getLast();
        hub.clusters.linkDown(leaf.id);
        assertEquals(3, hub.clusters.guests());
        leaf.clusters.linkDown(hub.id);
        assertEquals(0, leaf.clusters.cluster());
        hub.clusters.linkUp(leaf.id);
        leaf.clusters.linkUp(hub.id);
        star.run(10 * Now.SECOND);
        assertEquals(4, hub.clusters.guests());
    }

    @Test
    void aGuestWhoseHostIsGoneLooksForAnother() {
        Hamlet star = Hamlet.star(Collections.nCopies(5, ""));
        star.run(60 * Now.SECOND);
        star.peers.getFirst().down = true;
        star.run(Election.GUEST_SILENT_NANOS + 60 * Now.SECOND);
        for (Hamlet.Peer peer : star.peers.subList(1, 5)) {
            assertNotNull(peer.clusters.leader());
            assertNotEquals(star.peers.getFirst().id, peer.clusters.leader());
        }
    }

    /// They are near enough to each other for one cluster, which only one of them would lead.
    @Test
    void eachOfSeveralHostsLeadsItsGuestsAndAllAreCounted() {
        Hamlet hamlet = Hamlet.hubs(3, 63);
        hamlet.peers.forEach(peer -> peer.clusters.set(List.of(Figure.one("one", 1, 1))));
        hamlet.run(120 * Now.SECOND);
        for (Hamlet.Peer hub : hamlet.peers.subList(0, 3)) {
            assertTrue(hub.clusters.leads());
            assertEquals(20, hub.clusters.guests());
        }
        hamlet.peers.forEach(peer -> assertEquals(63, sum(peer)));
    }

    /// They were linked to each other, and one of them led.
    @Test
    void membersThatBecomeLeavesAreGuestsOfTheOneThatIsNone() {
        for (int count : new int[] {5, 40}) {
            var hamlet = new Hamlet(count);
            hamlet.run(120 * Now.SECOND);
            hamlet.becomeStar();
            hamlet.run(180 * Now.SECOND);
            assertEquals(List.of(hamlet.peers.getFirst()), hamlet.leaders());
            assertEquals(count - 1, hamlet.peers.getFirst().clusters.guests());
            assertEquals(List.of(count), List.copyOf(hamlet.sizes().values()));
            hamlet.becomeMesh();
            hamlet.run(180 * Now.SECOND);
            hamlet.peers.forEach(peer -> assertTrue(peer.clusters.members().size() > 4));
            hamlet.peers.forEach(peer -> assertEquals(0, peer.clusters.guests()));
        }
    }

    /// The one on whom they hang is of another region, and they find each other through it.
    @Test
    void whoHangsOnOneOfAnotherRegionIsLedInItsOwn() {
        var regions = new ArrayList<>(Collections.nCopies(13, "us"));
        regions.set(0, "eu");
        Hamlet star = Hamlet.star(regions);
        star.run(120 * Now.SECOND);
        assertEquals(List.of(1, 12), List.copyOf(new TreeSet<>(star.sizes().values())));
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
