package kith.node.app;

import static kith.node.app.Local.take;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What an application does wrong, or did not think of.
@Timeout(30)
class MisuseTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final BlockingQueue<Throwable> FAILURES = new LinkedBlockingQueue<>();

    @TempDir private static Path folder;
    private static Peer peer;
    private Space space;

    @BeforeAll
    static void open() {
        peer = local("shared").tellFailures(FAILURES::add).open();
    }

    private static Peer.Options local(String name) {
        return Local.at(folder.resolve(name));
    }

    @AfterAll
    static void close() {
        peer.close();
    }

    @BeforeEach
    void anotherSpace(TestInfo test) {
        FAILURES.clear();
        space = peer.board("home").space(test.getTestMethod().orElseThrow().getName());
        space.at("there").set(true);
    }

    private static String message(Throwable thrown) {
        return String.valueOf(thrown.getMessage());
    }

    private static String code(Runnable refused) {
        return assertThrows(Refused.class, refused::run).code();
    }

    // Observers

    @Test
    void anObserverThatWritesWhatItObservesIsSlowedDownAndTold() throws InterruptedException {
        var last = new AtomicInteger();
        var told = new LinkedBlockingQueue<Changes>();
        try (Watch _ =
                space.at("n").observe(changes -> space.at("n").set(last.incrementAndGet()))) {
            space.at("n").set(0);
            String failure = message(take(FAILURES));
            assertTrue(failure.contains("set each other off 1000 times"), failure);
            int then = last.get();
            try (Watch _ = space.at("other").observe(told::add)) {
                space.at("other").set("still told");
                take(told);
            }
            assertTrue(last.get() - then < 100, "it goes on as fast: " + (last.get() - then));
        }
        assertTrue(FAILURES.isEmpty(), "told more than once: " + FAILURES);
    }

    @Test
    void twoObserversThatAgreeComeToAnEnd() throws InterruptedException {
        var done = new CountDownLatch(1);
        Cell a = space.at("a");
        Cell b = space.at("b");
        try (Watch _ = a.signal().observe(now -> now.ifPresent(b::set));
                Watch _ = b.signal().observe(now -> now.ifPresent(a::set));
                Watch _ = b.signal().observe(now -> now.ifPresent(any -> done.countDown()))) {
            a.set("x");
            assertTrue(done.await(10, TimeUnit.SECONDS));
        }
        assertEquals(Optional.of("x"), a.read(Kind.TEXT));
        assertTrue(FAILURES.isEmpty(), FAILURES.toString());
    }

    @Test
    void anObserverOnTheThreadThatWritesIsNoTrouble() throws InterruptedException {
        var told = new LinkedBlockingQueue<String>();
        try (Watch _ = space.root().observe(Runnable::run, c -> told.add(c.list().toString()))) {
            for (int i = 0; i < 1_000; i++) {
                space.at("n").set(i);
            }
            String all = take(told);
            while (!all.contains("n = 999")) {
                all = take(told);
            }
        }
    }

    @Test
    void anExecutorThatTakesNothingIsToldOnceAndTriedUntilItDoes() throws InterruptedException {
        var refusing = new AtomicInteger(2);
        var told = new LinkedBlockingQueue<Changes>();
        try (Watch _ =
                space.root()
                        .observe(
                                task -> {
                                    if (refusing.getAndDecrement() > 0) {
                                        throw new RejectedExecutionException("full");
                                    }
                                    Thread.startVirtualThread(task);
                                },
                                told::add)) {
            space.at("a").set(1);
            assertEquals("full", take(FAILURES).getMessage());
            assertEquals("[a = 1]", take(told).list().toString());
            assertTrue(FAILURES.isEmpty(), "told more than once: " + FAILURES);
        }
    }

    @Test
    void anObserverThatThrowsIsToldOfTheNextAllTheSame() throws InterruptedException {
        var told = new LinkedBlockingQueue<Changes>();
        try (Watch _ =
                space.root()
                        .observe(
                                changes -> {
                                    told.add(changes);
                                    throw new AssertionError("also an error");
                                })) {
            space.at("a").set(1);
            take(told);
            space.at("a").set(2);
            take(told);
            assertEquals("also an error", take(FAILURES).getMessage());
            assertEquals("also an error", take(FAILURES).getMessage());
        }
    }

    @Test
    void whoObservesNothingYetIsToldWhenItIsThere() throws InterruptedException {
        try (Peer early = local("early").open();
                Peer inside = local("inside").open()) {
            var told = new LinkedBlockingQueue<Changes>();
            var counts = new LinkedBlockingQueue<Long>();
            Space soon = early.board("home").space("soon");
            soon.root().observe(told::add);
            soon.root().count().observe(counts::add);
            assertEquals(0L, take(counts));
            assertEquals(List.of(), early.boards(), "to observe founds nothing");
            inside.board("home").space("soon").at("a").set(1);
            assertEquals("home", early.join(inside.board("home").invite()).name());
            var seen = new ArrayList<String>();
            while (!seen.toString().contains("a = 1")) {
                take(told).list().forEach(change -> seen.add(change.toString()));
            }
            assertEquals(1L, take(counts));
            early.found("other");
            assertEquals(List.of("home", "other"), early.boards());
        }
    }

    @Test
    void howThisPeerIsCanBeObserved() throws InterruptedException {
        var told = new LinkedBlockingQueue<Long>();
        Signal<Long> spaces = peer.health().at("spaces/home").count();
        try (Watch _ = spaces.observe(told::add)) {
            long before = take(told);
            peer.board("home").space("one more").at("a").set(1);
            assertEquals(before + 1, take(told));
        }
        assertEquals("path-reserved", code(() -> peer.health().at("a").set(1)));
    }

    // Writing

    @Test
    void twoThreadsThatWriteOneCellLoseNoTransaction() throws InterruptedException {
        space.at("left").set(1_000);
        Runnable buy =
                () -> {
                    for (int i = 0; i < 200; i++) {
                        space.transaction(
                                t -> {
                                    long left = t.at("left").read(Kind.LONG).orElseThrow();
                                    t.at("left").set(left - 1);
                                });
                    }
                };
        Thread other = Thread.startVirtualThread(buy);
        buy.run();
        other.join();
        assertEquals(Optional.of(600L), space.at("left").read(Kind.LONG));
        assertEquals(1, space.at("left").conflicts().size());
    }

    @Test
    void aTransactionThatIsOvertakenEachTimeIsRefused() {
        var runs = new AtomicInteger();
        space.at("n").set(0);
        Runnable late =
                () ->
                        space.transaction(
                                t -> {
                                    t.at("n").value();
                                    space.at("n").set(runs.incrementAndGet());
                                    t.at("n").set("never");
                                });
        assertEquals("transaction-overtaken", code(late));
        assertEquals(Optional.of(runs.get()), space.at("n").read(Kind.INT));
        assertEquals(1, space.at("n").conflicts().size());
        assertTrue(runs.get() > 1, "it was tried " + runs + " times");
    }

    @Test
    void twoThreadsThatSetOneCellLeaveOneOfTheTwo() throws InterruptedException {
        Thread other = Thread.startVirtualThread(() -> setMany("b"));
        setMany("a");
        other.join();
        String last = space.at("x").read(Kind.TEXT).orElseThrow();
        assertTrue(last.equals("a") || last.equals("b"), last);
        assertEquals(1, space.at("x").conflicts().size());
    }

    private void setMany(String text) {
        for (int i = 0; i < 500; i++) {
            space.at("x").set(text);
        }
    }

    @Test
    void aTransactionIsOverWithItsBodyAndReadsBeforeItWrites() {
        var kept = new ArrayList<Transaction>();
        assertEquals("", space.transaction(kept::add).version());
        space.transaction(kept::add).durable(5).await(Duration.ZERO);
        assertThrows(IllegalStateException.class, () -> kept.getFirst().at("a").set(1));
        assertThrows(IllegalStateException.class, () -> kept.getFirst().at("a").value());
        assertThrows(
                IllegalStateException.class,
                () ->
                        space.transaction(
                                t -> {
                                    t.at("a/b").set(1);
                                    t.at("a").value();
                                }));
        assertFalse(space.at("a").exists());
    }

    @Test
    void whatFitsIntoNoChangeIsRefused() {
        assertEquals("change-too-large", code(() -> space.at("a").set("x".repeat(1 << 21))));
        assertEquals(
                "change-too-large",
                code(
                        () ->
                                space.transaction(
                                        t -> {
                                            for (int i = 0; i < 10_001; i++) {
                                                t.at("n" + i).set(i);
                                            }
                                        })));
        var itself = new ArrayList<Object>();
        itself.add(itself);
        assertEquals("value-malformed", code(() -> space.at("a").set(itself)));
        assertEquals("value-malformed", code(() -> space.at("a").set(new HashSet<>())));
        assertEquals("value-malformed", code(() -> space.at("a").set(Map.of(1, 2))));
        assertFalse(space.at("a").exists());
    }

    @Test
    void whatIsNoNameOrAddressIsRefused() {
        assertEquals("address-malformed", code(() -> space.at("a\0b")));
        assertEquals("address-malformed", code(() -> space.root().child("x".repeat(2_000))));
        assertEquals("board-unknown", code(() -> peer.board("none").space("a").at("a").set(1)));
        assertEquals(
                Optional.empty(), peer.board("none").space("a").at("a").value(), "and is empty");
        Board home = peer.board("home");
        assertEquals("address-malformed", code(() -> home.space("").at("x").set(1)));
        assertEquals("path-reserved", code(() -> home.space(".x").at("x").set(1)));
        assertEquals("path-reserved", code(() -> space.at(".access/x").set(1)));
        assertEquals("peer-unknown", code(() -> home.remove("nobody")));
        assertEquals("value-malformed", code(() -> home.invite(-1, Duration.ZERO, "")));
        assertEquals("value-malformed", code(() -> space.at("there").add(1)));
        assertEquals("address-malformed", code(() -> home.serve("", task -> task)));
        Board none = peer.board("none");
        assertEquals("board-unknown", code(() -> none.serve("twice", task -> task)));
        assertEquals("a/b", space.root().child("a/b").name());
    }

    @Test
    @NullUnmarked // as from a program that knows nothing of it
    void nullsAreToldWhereTheyAreGiven() {
        List<Runnable> all =
                List.of(
                        () -> peer.board(null),
                        () -> peer.board("home").space(null),
                        () -> space.at((String) null),
                        () -> space.root().child(null),
                        () -> space.root().observe(null),
                        () -> space.root().count().observe(null),
                        () -> space.root().read(null),
                        () -> space.transaction(null),
                        () -> space.at("a").as(Kind.TEXT, null),
                        () -> peer.join(null));
        for (int i = 0; i < all.size(); i++) {
            assertThrows(NullPointerException.class, all.get(i)::run, "number " + i);
        }
        space.at("null is a value").set(null);
        assertEquals("Optional[null]", space.at("null is a value").value().toString());
    }

    // Waiting

    @Test
    void aQuorumOfMoreThanAllIsToldAtOnce() {
        Written.Durable never = space.at("a").set(1).durable(3);
        NotDurable not = assertThrows(NotDurable.class, () -> never.await(Duration.ofHours(1)));
        assertTrue(not.here());
        assertTrue(message(not).startsWith("the board has 0 other members"), not.toString());
        var later =
                assertThrows(
                        CompletionException.class, () -> never.within(Duration.ofDays(400)).join());
        assertTrue(later.getCause() instanceof NotDurable, later.toString());
        assertThrows(IllegalArgumentException.class, () -> space.at("a").set(2).durable(-1));
    }

    private static void end(Peer ended) {
        ended.close();
    }

    @Test
    void aThreadThatIsInterruptedStopsWaiting() {
        try (Peer alone = local("alone").open();
                Peer other = local("other").open()) {
            other.join(alone.board("home").invite());
            end(other);
            Written written = alone.board("home").space("a").at("a").set(1);
            Thread.currentThread().interrupt();
            NotDurable not = assertThrows(NotDurable.class, () -> written.durable(1).await(SOON));
            assertTrue(Thread.interrupted(), "it stays interrupted");
            assertTrue(message(not).startsWith("interrupted: "), message(not));
        }
    }

    @Test
    void aThreadThatIsInterruptedReadsAndWritesAllTheSame() {
        Thread.currentThread().interrupt();
        space.at("a").set(1);
        assertEquals(Optional.of(1), space.at("a").read(Kind.INT));
        assertTrue(Thread.interrupted(), "it stays interrupted");
    }

    // Reading

    record Port(int number, List<String> hosts, Map<String, Port> others, Optional<Port> next) {
        Port {
            if (number > 0xffff) {
                throw new IllegalArgumentException("port " + number);
            }
        }
    }

    @Test
    void aRecordThatRefusesWhatIsThereIsOfAnotherKind() {
        var port =
                new Port(
                        80,
                        List.of("a", "b"),
                        Map.of("x", new Port(81, List.of(), Map.of(), Optional.empty())),
                        Optional.empty());
        space.at("port").set(port);
        assertEquals(Optional.of(port), space.at("port").read(Kind.record(Port.class)));
        space.at("port/number").set(100_000);
        assertThrows(WrongKind.class, () -> space.at("port").read(Kind.record(Port.class)));
        assertEquals(port, space.at("port").as(Kind.record(Port.class), port).value());
        space.at("port/number").set(1L << 40);
        assertTrue(space.at("port").as(Kind.record(Port.class), port).isOfAnotherKind());
    }

    record Odd(StringBuilder text) {}

    @Test
    void aRecordThatCannotBeReadIsToldWhereItsKindIsMade() {
        assertThrows(IllegalArgumentException.class, () -> Kind.record(Odd.class));
    }

    @Test
    void aLargeSubtreeIsReadWhole() {
        for (int page = 0; page < 6; page++) {
            int from = page * 5_000;
            space.transaction(
                    t -> {
                        for (int i = from; i < from + 5_000; i++) {
                            t.at("n/" + i).set(i);
                        }
                    });
        }
        assertEquals(30_000, space.at("n").children().size());
        assertEquals(30_000L, space.at("n").count().value());
        assertEquals(30_000, space.at("n").read(Kind.map(Kind.INT)).orElseThrow().size());
    }

    // The end

    @Test
    void whatIsClosedRefusesEverything() {
        Peer closed = local("closed").open();
        Cell cell = closed.board("home").space("a").at("a");
        Written written = cell.set(1);
        Watch watch = cell.observe(changes -> {});
        end(closed);
        end(closed);
        watch.close();
        for (Runnable use :
                List.<Runnable>of(
                        () -> cell.set(1),
                        cell::value,
                        cell::exists,
                        cell::children,
                        cell::conflicts,
                        () -> cell.observe(changes -> {}),
                        () -> cell.count().value(),
                        () -> cell.count().observe(changes -> {}),
                        closed::boards,
                        () -> closed.board("home").invite(),
                        () -> closed.join(peer.board("home").invite()))) {
            assertEquals("stopping", code(use));
        }
        assertThrows(NotDurable.class, () -> written.durable().await(SOON));
    }

    @Test
    void aHomeThatIsOpenIsLocked() {
        assertEquals("home-locked", code(() -> local("shared").open()));
    }

    @Test
    void twoProgramsNeedNotAgreeOnAPort() {
        int port;
        try (Peer first = Peer.at(folder.resolve("one")).host("127.0.0.1").open();
                Peer second = Peer.at(folder.resolve("two")).host("127.0.0.1").open()) {
            port = second.node().linkPort();
            assertFalse(port == first.node().linkPort());
        }
        try (Peer second = Peer.at(folder.resolve("two")).host("127.0.0.1").open()) {
            assertEquals(port, second.node().linkPort(), "others look for it there");
        }
        assertEquals(
                "port-in-use",
                code(
                        () ->
                                Peer.at(folder.resolve("three"))
                                        .host("127.0.0.1")
                                        .port(peer.node().linkPort())
                                        .open()));
    }

    @Test
    void aHomeIsFoundWhereItWasAlsoWhenThePlaceOfItsHttpIsTaken() throws IOException {
        Path home = folder.resolve("again");
        int port;
        try (Peer first = Peer.at(home).host("127.0.0.1").open()) {
            port = first.node().linkPort();
        }
        try (var _ = taken(port + 1);
                Peer again = Peer.at(home).host("127.0.0.1").open()) {
            assertEquals(port, again.node().linkPort());
        }
    }

    /// Null when somebody else has it, which is as good.
    private static @Nullable ServerSocket taken(int port) throws IOException {
        try {
            return new ServerSocket(port);
        } catch (BindException already) {
            return null;
        }
    }

    @Test
    void whatOneShowsIsSeenUntilItEndsIt() throws InterruptedException {
        var told = new LinkedBlockingQueue<Long>();
        try (Watch _ = space.presence().count().observe(told::add)) {
            assertEquals(0L, take(told));
            space.show(Map.of("name", "Ada"));
            assertEquals(1L, take(told));
            space.show(null);
            assertEquals(0L, take(told));
        }
    }

    @Test
    void anInvitationThatWasTakenBackLetsNobodyIn() {
        String link = peer.board("home").invite();
        peer.board("home").revoke(link);
        try (Peer late = local("late").open()) {
            assertEquals("invitation-revoked", code(() -> late.join(link)));
        }
    }
}
