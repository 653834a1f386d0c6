package kith.crdt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import kith.value.Value;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RegisterTest {
    private static final Value ONE = Value.Int.of(1);
    private static final Value TWO = Value.Int.of(2);
    private static final Value THREE = Value.Int.of(3);

    private final Register register = new Register();

    private List<Value> living() {
        return register.newestFirst(Chains.ORDER).stream().map(Register.Write::value).toList();
    }

    private @Nullable Value shown() {
        Register.Write shown = register.shown(Chains.ORDER);
        return shown == null ? null : shown.value();
    }

    @Test
    void aWriteReplacesExactlyTheWritesThatItsAuthorHadSeen() {
        register.set(Chains.at(0, 1, 10, Map.of()), ONE);
        register.set(Chains.at(1, 1, 11, Map.of()), TWO);
        register.set(Chains.at(2, 1, 12, Map.of(0, 1)), THREE);
        assertEquals(List.of(THREE, TWO), living());
    }

    @Test
    void theNewestOfConcurrentWritesIsShownAndTheOthersAreKept() {
        register.set(Chains.at(0, 1, 11, Map.of()), ONE);
        register.set(Chains.at(1, 1, 10, Map.of()), TWO);
        assertEquals(List.of(ONE, TWO), living());
        assertEquals(ONE, shown());
    }

    @Test
    void ofTwoAtOneTimeTheChainWithTheLaterNameIsShown() {
        register.set(Chains.at(0, 1, 10, Map.of()), ONE);
        register.set(Chains.at(1, 1, 10, Map.of()), TWO);
        assertEquals(ONE, shown()); // chain 0 has the later name
    }

    @Test
    void aLaterWriteOfTheSameChangeReplacesTheEarlier() {
        Viewpoint change = Chains.at(0, 1, 10, Map.of());
        register.set(change, ONE);
        register.set(change, TWO);
        assertEquals(List.of(TWO), living());
    }

    @Test
    void twoWritesOfOneChainCanBeConcurrentWhenTheSecondWasMadeAgainstAnOldView() {
        register.set(Chains.at(0, 1, 10, Map.of()), ONE);
        register.set(Chains.at(0, 2, 11, Map.of()), TWO);
        assertEquals(List.of(TWO, ONE), living());
    }

    @Test
    void hidingDropsWhatWasSeenAndSaysWhetherAnythingWas() {
        register.set(Chains.at(0, 1, 10, Map.of()), ONE);
        register.set(Chains.at(1, 1, 10, Map.of()), TWO);
        assertTrue(register.hide(Chains.at(2, 1, 11, Map.of(1, 1))));
        assertEquals(List.of(ONE), living());
        assertFalse(register.hide(Chains.at(2, 2, 12, Map.of(1, 1))));
        assertTrue(register.hide(Chains.at(2, 3, 13, Map.of(0, 1))));
        assertNull(register.shown(Chains.ORDER));
    }
}
