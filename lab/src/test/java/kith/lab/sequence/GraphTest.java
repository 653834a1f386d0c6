package kith.lab.sequence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/// A small diamond: 0 before 1 and 2, both before 3, and 4 apart.
class GraphTest {
    private final Graph graph = new Graph();

    GraphTest() {
        graph.add(0, List.of());
        graph.add(0, List.of(0));
        graph.add(1, List.of(0));
        graph.add(0, List.of(1, 2));
        graph.add(1, List.of());
    }

    @Test
    void theHeadsOfAVersionAreTheEventsWithNothingAfterThem() {
        assertEquals(List.of(3, 4), graph.heads(graph.all()));
        assertEquals(List.of(1, 2), graph.heads(graph.past(3)));
        assertEquals(List.of(), graph.heads(graph.past(0)));
    }

    @Test
    void aVersionHoldsAllThatIsBeforeItsHeads() {
        assertEquals("{0, 2, 4}", graph.version(List.of(2, 4)).toString());
        assertTrue(graph.isBefore(0, 3));
        assertFalse(graph.isBefore(1, 2));
    }

    @Test
    void theEventsOfEachAuthorAreCounted() {
        assertEquals(2, graph.sequence(3));
        assertEquals(1, graph.sequence(4));
    }

    @Test
    void anEventIsLaterThanItsParents() {
        assertEquals(3, graph.event(3).time());
        var early = new Event(0, 3, List.of(3), List.of());
        assertThrows(IllegalArgumentException.class, () -> graph.add(early));
        var lost = new Event(0, 9, List.of(5), List.of());
        assertThrows(IllegalArgumentException.class, () -> graph.add(lost));
    }
}
