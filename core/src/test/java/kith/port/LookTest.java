package kith.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LookTest {
    private final List<Long> asked = new ArrayList<>();
    private final Look look = new Look(asked::add);

    @Test
    void theEarliestTimeCountsAndIsTakenOnce() {
        look.at(30);
        look.at(20);
        look.at(40);
        assertEquals(List.of(30L, 20L, 20L), asked);
        assertFalse(look.takeDue(new Now(19, 0)));
        assertTrue(look.takeDue(new Now(20, 0)));
        assertFalse(look.takeDue(new Now(50, 0)), "nothing was asked for since");
    }

    @Test
    void whoeverComesTooEarlyIsAskedToComeAgain() {
        look.at(20);
        look.takeDue(new Now(10, 0));
        assertEquals(List.of(20L, 20L), asked);
    }
}
