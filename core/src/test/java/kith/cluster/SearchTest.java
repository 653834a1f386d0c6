package kith.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import kith.identity.Check;
import kith.lang.Rng;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Whom a peer asks that belongs nowhere, when it founds a cluster, and whose cards it looks at.
final class SearchTest {
    private final Hamlet star = Hamlet.star(List.of("", "", ""));
    private final Hamlet.Peer hub = star.peers.getFirst();
    private final Hamlet.Peer leaf = star.peers.getLast();
    private final Cards cards = new Cards(leaf, Hamlet.BOARD, new Rng(1));
    private final Neighbours neighbours = new Neighbours(leaf, "", new Rng(3));
    private final Search search = search(leaf.coordinates);

    @BeforeEach
    void begins() {
        search.beat();
    }

    private Search search(Coordinates at) {
        return new Search(leaf, Hamlet.BOARD, cards, at, neighbours, "", new Rng(2));
    }

    private Card card(long cluster, int size, String region) {
        Coordinate here = leaf.coordinates.here();
        return new Card(cluster, 1, 1, hub.id, size, here, region, Check.UNSIGNED);
    }

    private void knows(Card card) {
        cards.put(card, leaf.coordinates.here());
    }

    /// At how many of so many beats it looks, and does not found a cluster.
    private int looks(int beats) {
        int looks = 0;
        for (int i = 0; i < beats; i++) {
            if (search.looks()) {
                looks++;
                assertFalse(search.mayFound());
            }
            search.beat();
        }
        return looks;
    }

    @Test
    void whoHangsOnOneWaitsWhereAllPlacesAreTakenAndAsksSeldom() {
        knows(card(1, Clusters.SIZE_MAX, ""));
        assertEquals(31, looks(31));
        assertEquals(2, looks(120));
        assertNull(search.nearest());
        knows(card(2, 3, ""));
        assertNotNull(search.nearest());
    }

    @Test
    void itFoundsOneWhereNoneIsForIt() {
        knows(card(1, 3, "us"));
        int beats = 0;
        while (!search.looks() || !search.mayFound()) {
            search.beat();
            assertTrue(++beats < 10, "it waits for a cluster of another region");
        }
    }

    /// It hears of clusters only after it has asked, and what it hears is old a minute later.
    @Test
    void whoAsksSeldomLooksWhenItHasHeard() {
        knows(card(1, Clusters.SIZE_MAX, ""));
        looks(31);
        cards.forget(1);
        boolean asked = false;
        for (int i = 0; i < 300; i++) {
            boolean looks = search.looks();
            assertEquals(asked, looks);
            if (looks) {
                assertNotNull(search.nearest());
                cards.forget(2);
            }
            asked = search.isDue();
            if (asked) {
                knows(card(2, 3, ""));
            }
            search.beat();
        }
    }

    /// No time passes in which it could found one.
    @Test
    void whoCannotSayWhereItIsDoesNotGetImpatient() {
        var lost = new Coordinates(7);
        Search early = search(lost);
        for (int i = 0; i < 100; i++) {
            early.beat();
            assertFalse(early.looks());
        }
        assertTrue(early.isDue());
        assertFalse(early.mayFound());
    }

    @Test
    void cardsOfOneWhoLiesKeepNobodysFromBeingLookedAt() {
        Coordinate here = leaf.coordinates.here();
        for (int i = 0; i < 100; i++) {
            cards.hear(leaf.id, List.of(card(100 + i, 3, "")), here);
        }
        Card honest = card(1, 3, "");
        hear(honest);
        assertEquals(1, cards.all().size());
    }

    @Test
    void aCardOfWhichNothingNewCameIsNotTakenAgain() {
        Card card = card(1, 3, "");
        hear(card);
        star.run(Cards.LIFE_NANOS + 1);
        cards.beat();
        hear(card);
        assertEquals(List.of(), cards.all());
        Card later = new Card(1, 1, 2, hub.id, 3, card.middle(), "", Check.UNSIGNED);
        hear(later);
        assertEquals(1, cards.all().size());
    }

    private void hear(Card card) {
        hub.sign(
                card.statement(Hamlet.BOARD),
                by -> cards.hear(hub.id, List.of(card.signed(by)), leaf.coordinates.here()));
    }

    @Test
    void ofOneWhoTellsOfManyOnlySomeAreLookedAtInATime() {
        for (int i = 0; i < 100; i++) {
            hear(card(100 + i, 3, ""));
        }
        assertEquals(Cards.CHECKED_OF_ONE, cards.all().size());
        cards.beat();
        hear(card(1, 3, ""));
        assertEquals(Cards.CHECKED_OF_ONE + 1, cards.all().size());
    }
}
