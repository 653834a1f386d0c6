package kith.node.cli.tree;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import kith.node.cli.shell.Answer;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Connected;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Interrupt;
import kith.node.cli.shell.Numbers;
import kith.node.cli.shell.Option;
import kith.node.cli.shell.Spec;
import kith.node.cli.shell.Terminal;
import kith.node.client.HttpConnection;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;
import kith.node.client.Target;
import kith.value.Json;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// `kith fill`: writes random changes at a steady rate, to feel how a peer behaves.
///
/// Each change is one request. The time that one took counts from when it was *due*, not from when
/// it could be sent: a peer that stands still for a second would otherwise show one slow change in
/// place of five hundred (Tene calls that coordinated omission).
public final class FillCommand extends Connected {
    private static final long RATE = 500;
    private static final long RATE_MAX = 1_000_000;

    /// Requests that are not answered yet; a faster peer would need more, a slower one fewer.
    private static final int UNDER_WAY_MAX = 256;

    /// What is later than that is not caught up with: the rate is what the peer can do.
    private static final long LATE_NANOS_MAX = 1_000_000_000L;

    private static final long SECOND_NANOS = 1_000_000_000L;

    @Override
    public Spec spec() {
        return new Spec(
                "fill",
                List.of("ADDRESS"),
                List.of(
                        Option.of("rate", "N", "changes a second (" + RATE + ")"),
                        Option.of("count", "N", "so many changes, and then ends"),
                        Option.of("seconds", "N", "for so long, and then ends")),
                "writes random data, to feel how a peer behaves",
                """
                Writes below the address until Ctrl-C: tasks, people, rooms with sensors, counters
                and labels; some are written, some counted, some removed. The number of cells stays
                bounded.

                A line each second tells how many changes were made, and how long one took from the
                moment at which it was due until it was answered.
                """,
                List.of("kith fill tasks --rate 500", "kith fill tasks --count 10000"));
    }

    @Override
    protected int run(Call call, PeerClient peer) throws IOException, PeerRefusal {
        long rate = call.number("rate", RATE, 1, RATE_MAX);
        long count = call.number("count", Long.MAX_VALUE, 1, Long.MAX_VALUE);
        long seconds = call.number("seconds", Long.MAX_VALUE / SECOND_NANOS, 1, 1_000_000);
        var filling = new Filling(peer.connection(), call.argument(0), call.terminal());
        try (var _ = Interrupt.then(filling::sum)) {
            filling.run(rate, count, seconds * SECOND_NANOS);
        } finally {
            filling.sum();
        }
        return Exit.OK;
    }

    /// One run: a thread that sends when a change is due, one that takes the answers.
    private static final class Filling {
        private final HttpConnection connection;
        private final String target;
        private final Terminal terminal;
        private final ArrayBlockingQueue<Long> due = new ArrayBlockingQueue<>(UNDER_WAY_MAX);
        private final Latencies latencies = new Latencies();
        private final AtomicLong answered = new AtomicLong();
        private final long startNanos = System.nanoTime();
        private volatile @Nullable Exception failure;
        private volatile boolean sent;

        Filling(HttpConnection connection, String address, Terminal terminal) {
            this.connection = connection;
            this.target = Target.of(address);
            this.terminal = terminal;
        }

        void run(long rate, long count, long forNanos) throws IOException, PeerRefusal {
            Thread receiver = Thread.ofVirtual().start(this::receive);
            Thread teller = Thread.ofVirtual().start(this::tell);
            try {
                send(rate, count, forNanos);
            } finally {
                sent = true;
                join(receiver);
                teller.interrupt();
                join(teller);
            }
            if (failure instanceof PeerRefusal refusal) {
                throw refusal;
            }
            if (failure instanceof IOException broken) {
                throw broken;
            }
        }

        private static void join(Thread thread) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void send(long rate, long count, long forNanos) throws IOException {
            var generator = new Generator(new Random());
            long gap = SECOND_NANOS / rate;
            long at = System.nanoTime();
            long end = forNanos > Long.MAX_VALUE / 2 ? Long.MAX_VALUE : at + forNanos;
            for (long i = 0; i < count && failure == null && at < end; i++) {
                long now = System.nanoTime();
                while (now < at) {
                    LockSupport.parkNanos(at - now);
                    now = System.nanoTime();
                }
                at = Math.max(at, now - LATE_NANOS_MAX);
                String edits = Json.print(Value.Array.of(generator.next()));
                byte[] body = edits.getBytes(StandardCharsets.UTF_8);
                if (!put(at)) {
                    return;
                }
                connection.send("PATCH", target, Map.of(), body);
                at += gap;
            }
        }

        /// Waits while too many are under way; false when the answers have ended.
        private boolean put(long at) {
            try {
                while (!due.offer(at, 100, TimeUnit.MILLISECONDS)) {
                    if (failure != null) {
                        return false;
                    }
                }
                return true;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        private void receive() {
            try {
                while (!(sent && due.isEmpty())) {
                    if (due.isEmpty()) {
                        LockSupport.parkNanos(50_000);
                        continue;
                    }
                    PeerClient.good(connection.receive()).bytes();
                    latencies.add(System.nanoTime() - due.remove());
                    answered.incrementAndGet();
                }
            } catch (IOException | PeerRefusal e) {
                failure = e;
            }
        }

        private void tell() {
            long before = 0;
            long at = startNanos;
            while (true) {
                at += SECOND_NANOS;
                try {
                    TimeUnit.NANOSECONDS.sleep(Math.max(0, at - System.nanoTime()));
                } catch (InterruptedException ended) {
                    return;
                }
                long now = answered.get();
                long[] sorted = latencies.take();
                second(now - before, sorted);
                before = now;
            }
        }

        private void second(long changes, long[] sorted) {
            long half = Latencies.percentile(sorted, 50);
            long most = Latencies.percentile(sorted, 99);
            long longest = Latencies.percentile(sorted, 100);
            terminal.answer(
                    new Answer()
                            .text("event", "second")
                            .number("changes", changes)
                            .number("p50Micros", half)
                            .number("p99Micros", most)
                            .number("maxMicros", longest));
            terminal.lineNow(
                    Numbers.grouped(changes)
                            + "/s   half within "
                            + Numbers.micros(half)
                            + ", 99 of 100 within "
                            + Numbers.micros(most)
                            + ", longest "
                            + Numbers.micros(longest));
        }

        void sum() {
            long millis = Math.max(1, (System.nanoTime() - startNanos) / 1_000_000);
            long count = answered.get();
            terminal.answer(
                    new Answer()
                            .text("event", "end")
                            .number("changes", count)
                            .number("millis", millis));
            terminal.lineNow(
                    Numbers.count(count, "change")
                            + " in "
                            + Numbers.seconds(millis)
                            + ", "
                            + Numbers.grouped(count * 1_000 / millis)
                            + "/s");
        }
    }
}
