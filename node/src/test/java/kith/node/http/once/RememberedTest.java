package kith.node.http.once;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import kith.node.Waiting;
import org.junit.jupiter.api.Test;

final class RememberedTest {
    private final Remembered<Integer> remembered = new Remembered<>(2);
    private final AtomicInteger writes = new AtomicInteger();

    @Test
    void aNameIsWrittenOnceAndAnsweredAgain() {
        assertEquals(1, remembered.once("a", writes::incrementAndGet));
        assertEquals(1, remembered.once("a", writes::incrementAndGet));
        assertEquals(2, remembered.once("b", writes::incrementAndGet));
    }

    @Test
    void theOldestIsForgottenWhenThereAreTooMany() {
        for (String name : new String[] {"a", "b", "c"}) {
            remembered.once(name, writes::incrementAndGet);
        }
        assertEquals(3, remembered.once("c", writes::incrementAndGet));
        assertEquals(4, remembered.once("a", writes::incrementAndGet));
    }

    @Test
    void oneThatFailedIsTriedAgain() {
        assertThrows(
                IllegalStateException.class,
                () ->
                        remembered.once(
                                "a",
                                () -> {
                                    throw new IllegalStateException("no");
                                }));
        assertEquals(1, remembered.once("a", writes::incrementAndGet));
    }

    @Test
    void whoComesWhileItIsWrittenWaitsForTheSameAnswer() throws InterruptedException {
        var begun = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var first =
                CompletableFuture.supplyAsync(
                        () ->
                                remembered.once(
                                        "a",
                                        () -> {
                                            begun.countDown();
                                            await(goOn);
                                            return writes.incrementAndGet();
                                        }));
        assertTrue(begun.await(Waiting.SECONDS_MAX, TimeUnit.SECONDS));
        var second =
                CompletableFuture.supplyAsync(() -> remembered.once("a", writes::incrementAndGet));
        goOn.countDown();
        assertEquals(1, first.join());
        assertEquals(1, second.join());
        assertEquals(1, writes.get());
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(Waiting.SECONDS_MAX, TimeUnit.SECONDS)) {
                throw new AssertionError("nobody came");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
