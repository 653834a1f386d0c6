package kith.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import kith.Answer;
import kith.Command;
import kith.Problem;
import kith.node.client.Field;
import kith.state.Writing;
import kith.store.Disk;
import kith.value.Value;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A peer that is stopped while others write to it.
@Tag("alone")
final class StopTest {
    private static final int WRITERS = 4;
    private static final int RESTARTS = 4;

    private final Peers peers = new Peers();

    @AfterEach
    void stopAll() {
        peers.close();
    }

    /// A signature that comes back behind the mark of an orderly end would hide that mark.
    @Test
    void afterAStopUnderLoadWritingGoesOnInTheSameChain() {
        var applied = new AtomicLong();
        for (int i = 0; i < RESTARTS; i++) {
            Node ada = peers.start("ada");
            List<Thread> writers = writers(ada, applied);
            long before = applied.get();
            Waiting.until("some writes", () -> applied.get() > before + 50);
            long start = System.nanoTime();
            ada.stop();
            assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(2));
            ada.close();
            Waiting.until("writers", () -> writers.stream().noneMatch(Thread::isAlive));
        }
        Node last = peers.start("ada");
        assertEquals(Value.Int.of(applied.get()), Peers.get(last, "tasks/count"));
        Field space = new Field(Peers.get(last, ".peer/spaces/home/tasks"));
        assertEquals(1, space.at("heads").names().size(), () -> space.at("heads").toString());
    }

    /// Each ends when the peer says that it stops.
    private static List<Thread> writers(Node node, AtomicLong applied) {
        var writers = new ArrayList<Thread>();
        for (int i = 0; i < WRITERS; i++) {
            writers.add(
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        while (add(node)) {
                                            applied.incrementAndGet();
                                        }
                                    }));
        }
        return writers;
    }

    private static boolean add(Node node) {
        var at = Peers.address("tasks/count");
        var edits = List.<Writing.Edit>of(new Writing.Add(at.path(), 1));
        Answer answer = node.driver().call(new Command.Write(at, edits, List.of(), false));
        if (answer instanceof Answer.Failed failed && failed.problem() != Problem.STOPPING) {
            throw new AssertionError(failed);
        }
        return answer instanceof Answer.Written;
    }

    private static void stopsInTime(Node node) {
        long start = System.nanoTime();
        node.stop();
        long millis = (System.nanoTime() - start) / 1_000_000;
        assertTrue(millis < 2_000, "it took " + millis + " ms");
    }

    @Test
    void anEngineThatNeverLetsGoDoesNotKeepAPeerFromEnding() throws InterruptedException {
        Node ada = peers.start("ada");
        Peers.put(ada, "tasks/a", Value.Int.of(1));
        var owned = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        Thread owner =
                Thread.ofVirtual()
                        .start(
                                () ->
                                        ada.driver()
                                                .together(
                                                        () -> {
                                                            owned.countDown();
                                                            return waited(release);
                                                        }));
        owned.await();
        Thread reader = Thread.ofVirtual().start(() -> Peers.get(ada, "tasks/a"));
        try {
            stopsInTime(ada);
        } finally {
            release.countDown();
            owner.join();
            reader.join(1);
        }
    }

    private static boolean waited(CountDownLatch latch) {
        try {
            return latch.await(Waiting.SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void aDiskThatHangsAndALinkThatIsNotReadTogetherTakeNoLonger() {
        var release = new CountDownLatch(1);
        var hanging = new AtomicBoolean();
        Node ada =
                peers.start("ada", config -> config.withDisk(disk -> hung(disk, hanging, release)));
        Peers.put(ada, "tasks/a", Value.Int.of(1));
        Node bob = peers.start("bob");
        Peers.join(bob, Peers.invite(ada));
        Waiting.until("a at bob's", () -> Value.Int.of(1).equals(Peers.get(bob, "tasks/a")));
        hanging.set(true);
        Peers.put(ada, "tasks/a", Value.Int.of(2));
        try {
            stopsInTime(ada);
            assertEquals(Node.EXIT_UNFINISHED, ada.ended().join());
        } finally {
            release.countDown();
        }
    }

    @Test
    void whoIsInterruptedClosesAllTheSame() {
        Node ada = peers.start("ada");
        Thread.currentThread().interrupt();
        ada.close();
        assertTrue(Thread.interrupted());
        assertEquals(0, ada.ended().join());
        ada.home().lock().close(); // or it would be taken
    }

    /// A disk on which a sync does not come back.
    private static Disk hung(Disk disk, AtomicBoolean hanging, CountDownLatch release) {
        return (Disk)
                Proxy.newProxyInstance(
                        Disk.class.getClassLoader(),
                        new Class<?>[] {Disk.class},
                        (proxy, method, arguments) -> {
                            if (hanging.get() && method.getName().equals("sync")) {
                                waited(release);
                            }
                            return method.invoke(disk, arguments);
                        });
    }

    @Test
    void whoWaitsForAWriteToBeSafeWhenTheDiskFailsIsToldAtOnce() {
        var disk = new FullDisk.Switch();
        Node ada = peers.start("ada", config -> config.withDisk(disk::over));
        Answer.Written before = Peers.put(ada, "tasks/a", Value.Int.of(1));
        ada.driver().call(new Command.Await(Peers.address("tasks"), before.version(), 0, 10_000));
        disk.fill();
        var put = new Writing.Put(Peers.address("tasks/b").path(), Value.Int.of(2));
        Answer answer =
                ada.driver()
                        .call(
                                new Command.Write(
                                        Peers.address("tasks/b"), List.of(put), List.of(), false));
        if (answer instanceof Answer.Written written) { // nothing else found the disk full before
            var await = new Command.Await(Peers.address("tasks"), written.version(), 0, 3_600_000);
            answer = ada.driver().call(await);
        }
        assertEquals(Problem.DISK_FAILED, assertInstanceOf(Answer.Failed.class, answer).problem());
        assertEquals(Value.Int.of(1), Peers.get(ada, "tasks/a"));
    }
}
