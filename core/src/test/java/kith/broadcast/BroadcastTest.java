package kith.broadcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import kith.broadcast.Neighbourhood.Peer;
import org.junit.jupiter.api.Test;

/// What reaches whom, over how many copies.
final class BroadcastTest {
    private static final int SMALL = 100;
    private static final int LARGER = 10_000;

    @Test
    void eachWantsToBeFedByTwoAndToldByThree() {
        var all = new Neighbourhood(30, false, 1).linked(8);
        for (Peer peer : all.peers) {
            int fed = 0;
            int told = 0;
            for (var wish : peer.wishes) {
                fed += wish.fed() ? 1 : 0;
                told += wish.told() ? 1 : 0;
            }
            assertTrue(fed >= Broadcast.FEEDERS, fed + " feed");
            assertEquals(Broadcast.ANNOUNCERS, told);
        }
    }

    @Test
    void aSmallUpdateReachesAllWithAboutTwoCopiesForEach() {
        var all = new Neighbourhood(200, false, 2).linked(8);
        all.peers.getFirst().publish(1, SMALL);
        all.run(5);
        assertEquals(200, all.have(1));
        assertTrue(all.copies(1) < 2.3 * 200, all.copies(1) + " copies");
    }

    @Test
    void aLargerUpdateIsSentToEachOnce() {
        for (boolean wide : new boolean[] {true, false}) {
            var all = new Neighbourhood(200, wide, 3).linked(8);
            all.peers.getFirst().publish(1, LARGER);
            all.run(10);
            assertEquals(200, all.have(1));
            assertTrue(all.copies(1) < 1.1 * 199, all.copies(1) + " copies");
        }
    }

    @Test
    void nobodySendsMoreThanEightCopies() {
        for (int sizeBytes : new int[] {SMALL, LARGER}) {
            var all = new Neighbourhood(60, true, 4).linked(30);
            for (int update = 0; update < 10; update++) {
                all.peers.get(update).publish(update, sizeBytes);
            }
            all.run(10);
            for (int update = 0; update < 10; update++) {
                assertEquals(60, all.have(update));
                for (Peer peer : all.peers) {
                    int sent = peer.sent.getOrDefault((long) update, 0);
                    assertTrue(sent <= Broadcast.COPIES_MAX, sent + " copies");
                }
            }
        }
    }

    @Test
    void oneMoreGoesWhenAllWhoGotItAreGone() {
        var all = new Neighbourhood(20, true, 10);
        Peer author = all.peers.getFirst();
        for (int peer = 1; peer <= 12; peer++) {
            all.link(0, peer);
            all.link(peer, peer == 1 ? 17 : peer - 1);
        }
        all.run(1);
        author.publish(1, SMALL);
        all.run(1);
        assertEquals(Broadcast.PASSED_MAX, author.sent.getOrDefault(1L, 0));
        for (int peer = 1; peer <= 12; peer++) {
            all.crash(peer);
            all.cut(0, peer);
        }
        for (int peer = 13; peer <= 15; peer++) {
            all.link(0, peer);
            all.peers.get(peer).broadcast.announced(0, new long[] {1});
            all.run(1);
            assertTrue(all.peers.get(peer).has(1), peer + " has it");
            if (peer < 15) {
                all.crash(peer);
                all.cut(0, peer);
            }
        }
        all.link(0, 16);
        all.link(15, 16);
        all.peers.get(16).broadcast.announced(0, new long[] {1});
        all.peers.get(16).broadcast.announced(15, new long[] {1});
        all.run(10);
        assertTrue(all.peers.get(16).has(1), "16 gets it from 15");
        assertEquals(Broadcast.PASSED_MAX + 3, author.sent.getOrDefault(1L, 0));
    }

    @Test
    void whoHasNobodyElseIsFedHoweverManyTheyAre() {
        for (int sizeBytes : new int[] {SMALL, LARGER}) {
            var all = new Neighbourhood(31, false, 12);
            for (int peer = 1; peer <= 30; peer++) {
                all.link(0, peer);
            }
            all.run(1);
            all.peers.getFirst().publish(1, sizeBytes);
            all.run(1);
            assertEquals(31, all.have(1), "of " + sizeBytes + " bytes");
        }
    }

    /// Three on whom sixty hang, each on all of them: none has room for more than a few.
    private static Neighbourhood hubs(long seed) {
        var all = new Neighbourhood(63, false, seed);
        for (int hub = 0; hub < 3; hub++) {
            all.link(hub, (hub + 1) % 3);
            for (int peer = 3; peer < 63; peer++) {
                all.link(hub, peer);
            }
        }
        all.run(1);
        return all;
    }

    @Test
    void whoHangsOnAFewThatAllDeclineIsFedByOneOfThem() {
        for (int sizeBytes : new int[] {SMALL, LARGER}) {
            Neighbourhood all = hubs(14);
            all.peers.getLast().publish(1, sizeBytes);
            all.run(1);
            assertEquals(63, all.have(1), "of " + sizeBytes + " bytes");
        }
    }

    @Test
    void whileOthersAreAskedAgainWhoFedGoesOn() {
        Neighbourhood all = hubs(15);
        for (int times = 0; times < 10; times++) {
            all.peers.forEach(peer -> peer.broadcast.chooseAgain());
            for (int i = 0; i < 100; i++) {
                all.run(0.005);
                for (int peer = 3; peer < 63; peer++) {
                    assertTrue(isFed(all, peer), peer + " is fed by nobody");
                }
            }
        }
    }

    /// By one of the hubs, as both say.
    private static boolean isFed(Neighbourhood all, int peer) {
        boolean fed = false;
        for (int hub = 0; hub < 3; hub++) {
            boolean wants = all.peers.get(peer).broadcast.gets(hub) == Role.FEEDS;
            fed |= wants && all.peers.get(hub).broadcast.gives(peer) == Role.FEEDS;
        }
        return fed;
    }

    /// It would be asked again and again.
    @Test
    void whoDeclinesAlthoughItMustNotIsLeftAloneForAWhile() {
        var all = new Neighbourhood(2, false, 16);
        all.link(0, 1);
        all.run(1);
        Peer one = all.peers.getFirst();
        int wishes = one.wishes.size();
        for (int i = 0; i < 100; i++) {
            one.broadcast.received(1, new BroadcastMessage.Declined(Neighbourhood.BOARD));
        }
        assertTrue(one.wishes.size() <= wishes + 2, one.wishes.size() + " wishes");
        one.broadcast.chooseAgain();
        assertEquals(Role.FEEDS, one.broadcast.gets(1));
    }

    @Test
    void whoHasAnotherByNowNeedNotBeFed() {
        var all = new Neighbourhood(32, false, 13);
        for (int peer = 1; peer <= 31; peer++) {
            all.link(0, peer);
        }
        all.run(1);
        for (int peer = 1; peer <= 31; peer++) {
            all.link(peer, peer % 31 + 1);
        }
        all.chooseAgain();
        all.peers.getFirst().publish(1, SMALL);
        all.run(5);
        assertEquals(32, all.have(1));
        int sent = all.peers.getFirst().sent.getOrDefault(1L, 0);
        assertTrue(sent <= Broadcast.COPIES_MAX, sent + " copies");
    }

    @Test
    void whatDoesNotGoIsNotCounted() {
        var all = new Neighbourhood(2, false, 11);
        Peer author = all.peers.getFirst();
        author.publish(1, SMALL);
        all.link(0, 1);
        author.delivers = false;
        for (int times = 0; times < 20; times++) {
            author.broadcast.fetched(1, 1, 1);
        }
        author.delivers = true;
        author.broadcast.fetched(1, 1, 1);
        all.run(1);
        assertEquals(2, all.have(1));
    }

    @Test
    void whoseFeedersAreGoneGetsItFromWhoAnnouncedIt() {
        for (int sizeBytes : new int[] {SMALL, LARGER}) {
            var all = new Neighbourhood(100, false, 5).linked(10);
            for (int gone = 50; gone < 80; gone++) {
                all.crash(gone);
            }
            all.peers.getFirst().publish(1, sizeBytes);
            all.run(10);
            assertTrue(all.have(1) >= 69, all.have(1) + " of 70");
        }
    }

    @Test
    void inTheMiddleOfAStreamAnyPeerMayGo() {
        var all = new Neighbourhood(40, false, 6).linked(8);
        for (int update = 0; update < 100; update++) {
            all.peers.getFirst().publish(update, update % 2 == 0 ? SMALL : LARGER);
            all.run(0.05);
            if (update % 10 == 9) {
                int gone = update / 10 + 10;
                all.crash(gone);
                for (Integer other : new ArrayList<>(all.peers.get(gone).links)) {
                    all.cut(gone, other);
                }
            }
        }
        all.run(10);
        for (long update = 0; update < 100; update++) {
            assertTrue(all.have(update) >= 30, update + " is at " + all.have(update));
        }
    }

    @Test
    void whoPromisesAndNeverDeliversIsPassedBy() {
        var all = new Neighbourhood(60, true, 7).linked(10);
        for (int liar = 1; liar <= 12; liar++) {
            all.peers.get(liar).delivers = false;
        }
        all.peers.getFirst().publish(1, LARGER);
        all.run(20);
        assertEquals(60, all.have(1));
    }

    @Test
    void aFloodOfAnnouncementsIsForgottenWithinItsBound() {
        var all = new Neighbourhood(2, false, 8);
        all.link(0, 1);
        all.run(1);
        Peer victim = all.peers.getFirst();
        for (long update = 0; update < 5_000; update++) {
            victim.broadcast.announced(1, new long[] {update});
            victim.broadcast.promised(100_000 + update, 1, 0);
        }
        var gauge = victim.gauge("updates that are waited for");
        assertEquals(Broadcast.ALONE_MAX, gauge.value());
        all.run(10);
        assertEquals(0, victim.gauge("updates that are waited for").value());
    }

    @Test
    void whoIsWantedByManyDeclinesAndTheyFindOthers() {
        var all = new Neighbourhood(20, false, 9);
        for (int peer = 1; peer < 20; peer++) {
            all.link(0, peer);
        }
        all.run(1);
        for (int peer = 1; peer < 20; peer++) {
            for (int other = peer + 1; other < 20; other++) {
                all.link(peer, other);
            }
        }
        all.chooseAgain();
        all.peers.getFirst().publish(1, SMALL);
        all.run(5);
        assertEquals(20, all.have(1));
        int sent = all.peers.getFirst().sent.getOrDefault(1L, 0);
        assertTrue(sent <= Broadcast.FED_MAX, sent + " copies of the first");
    }
}
