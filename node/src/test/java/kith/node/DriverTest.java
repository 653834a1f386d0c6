package kith.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import kith.Answer;
import kith.Command;
import kith.Event;
import kith.Problem;
import kith.port.Note;
import kith.state.Query;
import kith.state.Subscription;
import kith.state.Writing;
import kith.store.Disk;
import kith.value.Value;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DriverTest {
    private final Peers peers = new Peers();

    @AfterEach
    void stop() {
        peers.close();
    }

    private static Command.Write write(String address, Value value) {
        var at = Peers.address(address);
        return new Command.Write(at, List.of(new Writing.Put(at.path(), value)), List.of(), false);
    }

    @Test
    void whoWritesReadsItsOwnWriteAtOnce() {
        Driver driver = peers.start("ada").driver();
        for (int i = 0; i < 100; i++) {
            assertInstanceOf(Answer.Written.class, driver.call(write("tasks/n", Value.Int.of(i))));
            Answer read = driver.call(Command.Read.all(Peers.address("tasks/n")));
            assertEquals(
                    Value.Int.of(i), assertInstanceOf(Answer.Found.class, read).cells().value());
        }
    }

    @Test
    void manyThreadsWriteAndNothingIsLost() throws InterruptedException {
        Driver driver = peers.start("ada").driver();
        driver.call(write("tasks/n/0", Value.Int.of(0)));
        int threads = 20;
        var done = new CountDownLatch(threads);
        for (int t = 1; t <= threads; t++) {
            String name = "tasks/n/" + t;
            Thread.ofVirtual()
                    .start(
                            () -> {
                                for (int i = 0; i < 50; i++) {
                                    driver.call(write(name, Value.Int.of(i)));
                                }
                                done.countDown();
                            });
        }
        assertTrue(done.await(Waiting.SECONDS_MAX, TimeUnit.SECONDS));
        Answer read = driver.call(Command.Read.all(Peers.address("tasks/n")));
        var found = assertInstanceOf(Answer.Found.class, read).cells();
        assertEquals(threads + 2, found.cells().size());
    }

    @Test
    void aSubscriberIsToldAsMuchAsItGranted() throws InterruptedException {
        Driver driver = peers.start("ada").driver();
        driver.call(write("tasks/n", Value.Int.of(0)));
        var events = new LinkedBlockingQueue<Event>();
        long id = driver.open(events::add);
        driver.call(
                new Command.Watch(
                        id,
                        Peers.address("tasks"),
                        Subscription.Mode.CHANGES,
                        Query.DEPTH_ALL,
                        List.of(),
                        2));
        for (int i = 1; i < 5; i++) {
            driver.call(write("tasks/n", Value.Int.of(i)));
        }
        assertEquals(2, events.size());
        driver.tell(new Command.More(id, 2));
        assertEquals(4, events.size());
        driver.close(id);
        driver.call(write("tasks/n", Value.Int.of(9)));
        assertEquals(4, events.size());
        assertNotNull(events.poll(1, TimeUnit.SECONDS));
    }

    /// A disk that does not write until it is let.
    private static final class StuckDisk {
        private final CountDownLatch free = new CountDownLatch(1);
        private final AtomicBoolean stuck = new AtomicBoolean();

        Disk over(Disk disk) {
            return (Disk)
                    java.lang.reflect.Proxy.newProxyInstance(
                            Disk.class.getClassLoader(),
                            new Class<?>[] {Disk.class},
                            (proxy, method, arguments) -> {
                                if (stuck.get() && !method.getName().equals("read")) {
                                    free.await();
                                }
                                return method.invoke(disk, arguments);
                            });
        }
    }

    @Test
    void writersWaitForASlowDiskAndReadersDoNot() {
        var disk = new StuckDisk();
        Node ada = peers.start("ada", config -> config.withDisk(disk::over));
        Driver driver = ada.driver();
        driver.call(write("tasks/n", Value.Int.of(0)));
        disk.stuck.set(true);
        Value large = new Value.Text("x".repeat(900_000));
        var writers = new ArrayList<Thread>();
        for (int t = 0; t < 60; t++) {
            String name = "tasks/" + t;
            writers.add(Thread.ofVirtual().start(() -> driver.call(write(name, large))));
        }
        Waiting.until("a backlog", () -> driver.backlogBytes() > Driver.BACKLOG_BYTES_MAX);
        assertInstanceOf(
                Answer.Found.class, driver.call(Command.Read.all(Peers.address("tasks/n"))));
        assertTrue(driver.backlogBytes() < Driver.BACKLOG_BYTES_MAX + (2 << 20));
        assertTrue(writers.stream().anyMatch(Thread::isAlive));
        disk.free.countDown();
        Waiting.until("all", () -> writers.stream().noneMatch(Thread::isAlive));
        Answer read = driver.call(new Command.Read(Peers.address("tasks"), 0, null, 1));
        assertEquals(
                61, assertInstanceOf(Answer.Found.class, read).cells().cells().get(0).children());
    }

    @Test
    void whatThrowsWhileTheEngineIsOwnedEndsTheNodeWithTheCodeForABug() {
        var notes = new LinkedBlockingQueue<Note>();
        Node ada = peers.start("ada", config -> config.tellingNotes(notes::add));
        ada.driver().call(write("tasks/n", Value.Int.of(1)));
        long id =
                ada.driver()
                        .open(
                                event -> {
                                    throw new IllegalStateException("a bug in a sink");
                                });
        var watch =
                new Command.Watch(
                        id,
                        Peers.address("tasks"),
                        Subscription.Mode.STATE,
                        Query.DEPTH_ALL,
                        List.of(),
                        1);
        ada.driver().call(watch);
        assertEquals(Node.EXIT_BUG, ada.ended().join());
        Answer later = ada.driver().call(Command.Read.all(Peers.address("tasks")));
        assertEquals(Problem.STOPPING, assertInstanceOf(Answer.Failed.class, later).problem());
        assertTrue(notes.stream().anyMatch(note -> note.code().equals("bug")));
        Node again = peers.start("ada");
        assertEquals(Value.Int.of(1), Peers.get(again, "tasks/n"));
    }
}
