package kith.node.app;

import static kith.node.app.Local.take;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import kith.Command;
import kith.node.NodeConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// How observers are fed, and how that ends.
@Timeout(30)
class ObserversTest {
    @TempDir private Path folder;
    private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
    private Peer peer;

    @BeforeEach
    void open() {
        peer = Local.at(folder.resolve("home")).tellFailures(failures::add).open();
    }

    @AfterEach
    void close() {
        peer.close();
    }

    /// Waits for a board that nobody has founded yet.
    private void await(Runnable feeding) {
        Space soon = peer.board("home").space("soon");
        Observers.Turns turns = peer.observers().turns(Runnable::run, () -> {}, () -> {});
        peer.observers().begin(turns, soon, waited -> feeding.run());
    }

    @Test
    void whoWaitsForABoardIsFedOnceHoweverItComes() throws InterruptedException {
        var fed = new LinkedBlockingQueue<Integer>();
        for (int i = 0; i < 3; i++) {
            int number = i;
            await(() -> fed.add(number));
        }
        peer.board("home").space("another").at("a").set(1);
        var all = new TreeSet<>(List.of(take(fed), take(fed), take(fed)));
        assertEquals("[0, 1, 2]", all.toString());
        assertEquals(null, fed.poll(50, TimeUnit.MILLISECONDS));
    }

    @Test
    void whoCannotBeFedHoldsUpNobodyWhoWaits() throws InterruptedException {
        var fed = new LinkedBlockingQueue<String>();
        await(
                () -> {
                    throw new AssertionError("an error");
                });
        await(() -> fed.add("fed"));
        peer.ask(new Command.Found("home")); // as when it comes from elsewhere: nobody looks now
        assertEquals("an error", take(failures).getMessage());
        assertEquals("fed", take(fed));
    }

    @Test
    void whoHasLeftAnAggregateIsNotPokedWhileOthersStay() {
        Space tasks = peer.board("home").space("tasks");
        tasks.at("there").set(true);
        Signal.Source count = tasks.root().count().sources().getFirst();
        var stays = new AtomicInteger();
        var leaves = new AtomicInteger();
        Watch staying = watch(count, stays);
        Watch leaving = watch(count, leaves);
        peer.observers().release(leaving::close);
        tasks.at("another").set(true);
        assertEquals(1, stays.get());
        assertEquals(0, leaves.get());
        peer.observers().release(staying::close);
        tasks.at("one more").set(true);
        assertEquals(1, stays.get());
    }

    private Watch watch(Signal.Source source, AtomicInteger pokes) {
        return peer.observers().look(engine -> source.watch(pokes::incrementAndGet));
    }

    @Test
    void aPeerWithEverythingChosenHasTheExecutorThatNobodyChose() {
        NodeConfig config = NodeConfig.of(folder.resolve("other")).listening("127.0.0.1", 0);
        try (Peer other = Peer.of(config).open()) {
            assertSame(Observers.VIRTUAL, other.observers().executor());
        }
    }
}
