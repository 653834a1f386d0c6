package kith.crdt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import kith.log.Stamp;
import kith.value.Value;
import org.junit.jupiter.api.Test;

final class AddWinsSetTest {
    private static final Value A = new Value.Text("a");
    private static final Value B = new Value.Text("b");
    private static final Value ONE = Value.Int.of(1);

    private final AddWinsSet set = new AddWinsSet(Chains.ORDER);

    @Test
    void elementsStandInTheOrderOfTheirEncodings() {
        set.insert(Chains.at(0, 1, 10, Map.of()), B);
        set.insert(Chains.at(0, 1, 10, Map.of()), A);
        set.insert(Chains.at(0, 1, 10, Map.of()), ONE);
        assertEquals(Value.Array.of(ONE, A, B), set.value());
    }

    @Test
    void anElementPutInConcurrentlyWithTakingItOutStays() {
        set.insert(Chains.at(0, 1, 10, Map.of()), A);
        set.insert(Chains.at(1, 1, 10, Map.of()), A);
        assertTrue(set.take(Chains.at(2, 1, 11, Map.of(0, 1)), A));
        assertTrue(set.contains(A));
        assertTrue(set.take(Chains.at(2, 2, 12, Map.of(1, 1)), A));
        assertTrue(set.isEmpty());
    }

    @Test
    void takingOutWhatOneHasNotSeenDoesNothing() {
        set.insert(Chains.at(0, 1, 10, Map.of()), A);
        assertFalse(set.take(Chains.at(1, 1, 11, Map.of()), A));
        assertFalse(set.take(Chains.at(1, 1, 11, Map.of()), B));
        assertEquals(Value.Array.of(A), set.value());
    }

    @Test
    void puttingInAgainReplacesTheInsertionsSeen() {
        set.insert(Chains.at(0, 1, 10, Map.of()), A);
        set.insert(Chains.at(1, 1, 11, Map.of(0, 1)), A);
        set.forEach((_, marks) -> assertEquals(1, marks.size()));
        assertFalse(set.take(Chains.at(2, 1, 12, Map.of(0, 1)), A));
        assertTrue(set.take(Chains.at(2, 1, 12, Map.of(1, 1)), A));
    }

    @Test
    void hidingAllKeepsWhatWasNotSeen() {
        set.insert(Chains.at(0, 1, 10, Map.of()), A);
        set.insert(Chains.at(1, 1, 10, Map.of()), B);
        assertTrue(set.hide(Chains.at(2, 1, 11, Map.of(0, 1))));
        assertEquals(Value.Array.of(B), set.value());
        assertFalse(set.hide(Chains.at(2, 2, 12, Map.of(0, 1))));
    }

    @Test
    void theNewestMarkIsFoundAgainAfterItWasHidden() {
        assertNull(set.newest());
        set.insert(Chains.at(0, 1, 10, Map.of()), A);
        set.insert(Chains.at(1, 1, 12, Map.of()), B);
        assertEquals(new Stamp(1, 1, 12), set.newest());
        set.take(Chains.at(2, 1, 13, Map.of(1, 1)), B);
        assertEquals(new Stamp(0, 1, 10), set.newest());
    }

    @Test
    void aMarkIsRestoredOnce() {
        assertTrue(set.restore(A, new Stamp(0, 1, 10)));
        assertTrue(set.restore(A, new Stamp(1, 1, 10)));
        assertFalse(set.restore(A, new Stamp(0, 1, 10)));
    }
}
