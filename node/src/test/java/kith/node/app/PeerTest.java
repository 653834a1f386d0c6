package kith.node.app;

import static kith.node.app.Local.take;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import kith.value.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class PeerTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir private Path folder;
    private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
    private Peer peer;
    private Space tasks;

    @BeforeEach
    void open() {
        peer = open("first");
        tasks = peer.board("home").space("tasks");
    }

    private Peer open(String name) {
        return Local.at(folder.resolve(name)).tellFailures(failures::add).open();
    }

    @AfterEach
    void close() {
        peer.close();
    }

    @Test
    void whoWroteReadsWhatItWrote() {
        tasks.at("groceries/milk").set("2 litres");
        assertEquals(Optional.of("2 litres"), tasks.at("groceries/milk").read(Kind.TEXT));
        assertEquals(List.of("milk"), tasks.at("groceries").children());
        assertEquals(
                Optional.of(Json.parse("{\"groceries\":{\"milk\":\"2 litres\"}}")),
                tasks.root().value());
        tasks.at("groceries").remove();
        assertEquals(Optional.empty(), tasks.at("groceries/milk").value());
    }

    @Test
    void whatWasWrittenIsThereAfterARestart() {
        tasks.at("a").set(1).durable().await(SOON);
        peer.close();
        open();
        assertEquals(Optional.of(1L), tasks.at("a").read(Kind.LONG));
    }

    record Window(String title, long width, Optional<Boolean> maximised) {}

    @Test
    void recordsListsMapsAndBytesAreValues() {
        var written = new Window("Kith", 800, Optional.of(true));
        tasks.at("window").set(written);
        Window read = tasks.at("window").read(Kind.record(Window.class)).orElseThrow();
        assertEquals(
                "Kith 800 Optional[true]",
                read.title() + " " + read.width() + " " + read.maximised());
        tasks.at("icon").set(new byte[] {1, 2});
        byte[] icon = tasks.at("icon").read(Kind.BYTES).orElseThrow();
        assertArrayEquals(new byte[] {1, 2}, icon);
        tasks.at("list").set(List.of("a", "b"));
        assertEquals(Optional.of(List.of("a", "b")), tasks.at("list").read(Kind.list(Kind.TEXT)));
        tasks.at("map").set(Map.of("deep", Map.of("down", 1.5)));
        assertEquals(Optional.of(1.5), tasks.at("map/deep/down").read(Kind.DOUBLE));
    }

    @Test
    void whatIsNoValueIsRefusedAndSaysWhy() {
        Refused refused = assertThrows(Refused.class, () -> tasks.at("a").set(new Object()));
        assertEquals("value-malformed", refused.code());
        assertThrows(Refused.class, () -> tasks.at("a").set(Double.NaN));
        assertEquals(
                "address-malformed", assertThrows(Refused.class, () -> tasks.at("../x")).code());
        assertEquals(
                "invitation-malformed",
                assertThrows(Refused.class, () -> peer.join("kith:rubbish")).code());
    }

    @Test
    void aValueOfAnotherKindIsTheFallbackOrAnError() {
        tasks.at("port").set("eighty");
        assertThrows(WrongKind.class, () -> tasks.at("port").read(Kind.LONG));
        Typed<Long> port = tasks.at("port").as(Kind.LONG, 8080L);
        assertEquals(8080L, port.value());
        assertTrue(port.isOfAnotherKind());
        port.set(80L);
        assertEquals(80L, port.value());
        assertFalse(port.isOfAnotherKind());
    }

    @Test
    void anObserverIsToldOfEachTransaction() throws InterruptedException {
        var told = new LinkedBlockingQueue<Changes>();
        try (Watch _ = tasks.at("groceries").observe(told::add)) {
            tasks.transaction(
                    t -> {
                        t.at("groceries/milk").set("2 litres");
                        t.at("groceries/bread").set(1);
                        t.at("elsewhere").set(true);
                    });
            assertEquals(
                    "[groceries has cells, groceries/bread = 1, groceries/milk = \"2 litres\"]",
                    take(told).list().toString());
            tasks.at("groceries/milk").remove();
            assertEquals("[groceries/milk gone]", take(told).list().toString());
        }
        tasks.at("groceries/bread").set(2);
        assertEquals(null, told.poll(50, TimeUnit.MILLISECONDS));
    }

    @Test
    void aSlowObserverIsToldTheLatestOnly() throws InterruptedException {
        var told = new LinkedBlockingQueue<Changes>();
        var go = new CountDownLatch(1);
        tasks.at("n").set(-1);
        try (Watch _ =
                tasks.root()
                        .observe(
                                changes -> {
                                    told.add(changes);
                                    await(go);
                                })) {
            tasks.at("n").set(0);
            take(told);
            for (int i = 1; i <= 1_000; i++) {
                tasks.at("n").set(i);
            }
            go.countDown();
            assertEquals("[n = 1000]", take(told).list().toString());
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void anObserverMayThrowWriteAndClose() throws InterruptedException {
        var closed = new CountDownLatch(1);
        tasks.at("trigger").set(0);
        tasks.at("trigger")
                .observe(
                        changes -> {
                            throw new IllegalStateException("mine");
                        });
        tasks.at("trigger").observe(changes -> tasks.at("copy").set("written"));
        tasks.at("copy")
                .observe(
                        changes -> {
                            peer.close();
                            closed.countDown();
                        });
        tasks.at("trigger").set(1);
        assertEquals("mine", take(failures).getMessage());
        assertTrue(closed.await(10, TimeUnit.SECONDS));
        assertThrows(Refused.class, () -> tasks.at("a").set(1));
        assertThrows(Refused.class, () -> tasks.at("a").value());
    }

    @Test
    void anObserverThatBlocksForEverHoldsUpNobody() throws InterruptedException {
        var never = new CountDownLatch(1);
        var told = new LinkedBlockingQueue<Changes>();
        tasks.at("a").set(0);
        tasks.root().observe(changes -> await(never));
        tasks.root().observe(told::add);
        tasks.at("a").set(1);
        take(told);
        tasks.at("a").set(2);
        assertEquals("[a = 2]", take(told).list().toString());
        never.countDown();
    }

    @Test
    void aggregatesFollowTheirCells() throws InterruptedException {
        Cell items = tasks.at("items");
        Signal<Long> count = items.count();
        Signal<String> title = count.with(items.sum(), (n, sum) -> n + " for " + sum);
        assertEquals("0 for 0.0", title.value());
        var told = new LinkedBlockingQueue<String>();
        try (Watch _ = title.observe(told::add)) {
            assertEquals("0 for 0.0", take(told));
            tasks.transaction(
                    t -> {
                        t.at("items/a").set(2);
                        t.at("items/b").set(3);
                    });
            assertEquals("2 for 5.0", take(told));
        }
        items.at("c").set(10);
        assertEquals("3 for 15.0", title.value());
        assertEquals(Optional.of(10.0), items.max().value());
        assertEquals(Optional.of(5.0), items.average().value());
        assertEquals(null, told.poll(50, TimeUnit.MILLISECONDS));
    }

    @Test
    void aTransactionThatThrowsWritesNothing() {
        assertThrows(
                IllegalStateException.class,
                () ->
                        tasks.transaction(
                                t -> {
                                    t.at("a").set(1);
                                    throw new IllegalStateException("changed my mind");
                                }));
        assertEquals(Optional.empty(), tasks.at("a").value());
    }

    @Test
    void aQuorumThatCannotBeSaysHowFarItGot() {
        Written written = tasks.at("a").set(1);
        NotDurable not =
                assertThrows(
                        NotDurable.class, () -> written.durable(2).await(Duration.ofMillis(200)));
        assertEquals(0, not.others());
    }

    @Test
    void countersAndSetsOfTwoThreadsAddUp() throws InterruptedException {
        Thread other = Thread.startVirtualThread(() -> count(500));
        count(500);
        other.join();
        assertEquals(Optional.of(1_000L), tasks.at("n").read(Kind.LONG));
        tasks.at("set").insert("a");
        tasks.at("set").insert("b");
        tasks.at("set").take("a");
        assertEquals(Optional.of(List.of("b")), tasks.at("set").read(Kind.list(Kind.TEXT)));
    }

    private void count(int times) {
        for (int i = 0; i < times; i++) {
            tasks.at("n").add(1);
        }
    }

    @Test
    void whatOnePeerWritesTheOtherObserves() throws InterruptedException {
        tasks.at("a").set("from the first");
        try (Peer second = open("second")) {
            Space theirs = second.join(peer.board("home").invite()).space("tasks");
            var told = new LinkedBlockingQueue<Optional<String>>();
            theirs.at("b").signal().map(v -> v.map(Object::toString)).observe(told::add);
            assertEquals(Optional.empty(), take(told));
            tasks.at("b").set(7).durable(1).await(SOON);
            assertEquals(Optional.of("7"), take(told));
            assertEquals(Optional.of("from the first"), theirs.at("a").read(Kind.TEXT));
            assertEquals(2, peer.board("home").members().size());
        }
    }
}
