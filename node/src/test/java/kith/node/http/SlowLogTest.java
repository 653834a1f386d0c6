package kith.node.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import kith.node.Node;
import kith.node.Peers;
import kith.node.Waiting;
import kith.node.http.RawHttp.Reply;
import kith.port.Gauge;
import kith.store.Disk;
import kith.store.DiskFailure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Questions about a log while its disk does not read.
final class SlowLogTest {
    /// More than what a space keeps of its log in memory.
    private static final int CHANGES = 6;

    private static final String LARGE = '"' + "x".repeat(900_000) + '"';

    /// After this the peer has looked once whether a client is still there.
    private static final long LOOK_NANOS = 1_200_000_000L;

    private final Peers peers = new Peers();

    /// Reads wait until they are let go on, and some fail.
    private final CountDownLatch free = new CountDownLatch(1);

    private final AtomicInteger failing = new AtomicInteger();
    private volatile boolean stuck;

    @AfterEach
    void stop() {
        free.countDown();
        peers.close();
    }

    private Disk over(Disk disk) {
        return (Disk)
                Proxy.newProxyInstance(
                        Disk.class.getClassLoader(),
                        new Class<?>[] {Disk.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals("read")) {
                                beforeRead();
                            }
                            try {
                                return method.invoke(disk, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    private void beforeRead() throws InterruptedException {
        if (stuck) {
            free.await();
        }
        if (failing.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new DiskFailure(DiskFailure.Reason.IO, "not just now");
        }
    }

    private Node filled() {
        Node ada = peers.start("ada", config -> config.withDisk(this::over));
        for (int i = 0; i < CHANGES; i++) {
            RawHttp.put(ada.http().port(), "/big/k" + i + "?durable=0", LARGE);
        }
        return ada;
    }

    private static Reply log(Node node) {
        return RawHttp.get(node.http().port(), "/big?log&oldest");
    }

    private static long waiting(Node node) {
        return node.driver().look(engine -> engine.gauges()).orElseThrow().stream()
                .filter(gauge -> gauge.name().equals("questions about the log"))
                .mapToLong(Gauge::value)
                .sum();
    }

    @Test
    void aReadThatFailsForAMomentMakesNothingLost() {
        Node ada = filled();
        failing.set(1);
        Reply log = log(ada);
        assertEquals(0, failing.get(), "it was read from the disk");
        assertEquals(200, log.status());
        assertTrue(log.text().contains("\"total\":" + CHANGES), log.text());
        assertFalse(log.text().contains("lost"), log.text());
    }

    @Test
    void questionsOfClientsThatAreGoneAreDropped() throws IOException {
        Node ada = filled();
        stuck = true;
        var clients = new ArrayList<RawHttp>();
        for (int i = 0; i < 4; i++) {
            var client = new RawHttp(ada.http().port());
            client.send("GET", "/big?log&oldest", "");
            clients.add(client);
            int before = i;
            Waiting.until("question " + i, () -> waiting(ada) == before);
        }
        for (RawHttp client : clients) {
            client.socket().shutdownOutput();
        }
        for (RawHttp client : clients) {
            assertTrue(client.ended(), "not within 10 s");
            client.close();
        }
        Waiting.until("nobody waits, though the disk still reads", () -> waiting(ada) == 0);
        free.countDown();
        assertEquals(200, log(ada).status());
    }

    @Test
    void aClientThatWaitsIsAnsweredHoweverLongItTakes() {
        Node ada = filled();
        stuck = true;
        try (var client = new RawHttp(ada.http().port())) {
            client.send("GET", "/big?log&oldest", "");
            client.send("GET", "/big/k0?cells", ""); // sent ahead
            long begun = System.nanoTime();
            Waiting.until("a look", () -> System.nanoTime() - begun > LOOK_NANOS);
            free.countDown();
            assertEquals(200, client.reply("GET").status());
            assertEquals(200, client.reply("GET").status());
        }
    }
}
