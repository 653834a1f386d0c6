package kith.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import kith.Address;
import kith.Command;
import kith.node.measure.Metrics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class VitalsTest {
    @Test
    @Timeout(Waiting.SECONDS_MAX)
    void whoWakesTheEngineDoesNotWaitForADiskThatHangs() throws InterruptedException {
        var begun = new CountDownLatch(1);
        var free = new CountDownLatch(1);
        var times = new AtomicInteger();
        var metrics = new Metrics();
        metrics.add(
                out -> {
                    times.incrementAndGet();
                    begun.countDown();
                    try {
                        free.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        var told = new LinkedBlockingQueue<Command>();
        var vitals = new Vitals(() -> false, told::add, metrics);
        vitals.woken(true);
        assertTrue(begun.await(Waiting.SECONDS_MAX, TimeUnit.SECONDS));
        vitals.asked(Command.Read.all(Address.parse(".peer/metrics")));
        assertEquals(1, times.get(), "nobody else waits for it");
        assertTrue(told.isEmpty());
        free.countDown();
        assertNotNull(told.poll(Waiting.SECONDS_MAX, TimeUnit.SECONDS));
    }
}
