package kith.node.cli.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class TellerTest {
    private final Teller teller = new Teller();
    private final CountDownLatch goesOn = new CountDownLatch(1);
    private final AtomicInteger told = new AtomicInteger();

    private void standStill() {
        try {
            goesOn.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whoTellsATerminalThatStandsStillDoesNotWait() {
        teller.tell(this::standStill);
        for (int i = 0; i < 100_000; i++) {
            teller.tell(told::incrementAndGet);
        }
        assertFalse(teller.finish(1));
        goesOn.countDown();
        boolean finished = teller.finish(1_000); // this may be left out as well
        assertTrue(finished || teller.finish(10_000));
        assertEquals(1_000, told.get(), "so many wait; the others are left out");
    }

    @Test
    void whatIsToldIsWrittenInOrder() {
        var text = new ConcurrentLinkedQueue<Integer>();
        for (int i = 0; i < 5; i++) {
            int number = i;
            teller.tell(() -> text.add(number));
        }
        assertTrue(teller.finish(10_000));
        assertEquals(List.of(0, 1, 2, 3, 4), List.copyOf(text));
    }
}
