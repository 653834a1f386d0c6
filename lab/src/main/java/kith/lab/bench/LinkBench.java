package kith.lab.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.consumer.RecordingStream;
import kith.identity.Crypto;
import kith.lang.Bytes;
import kith.node.link.Credential;
import kith.node.link.DialOutcome;
import kith.node.link.Link;
import kith.node.link.LinkConfig;
import kith.node.link.LinkHandler;
import kith.node.link.Links;

/// What a link costs, beside bare TCP in the same run: round trips, small frames, large frames,
/// handshakes, idle memory, and whether virtual threads were ever pinned.
///
/// Both ends are in this process, so processor time is that of both, and memory is divided by the
/// number of ends. Rounds are interleaved (TCP, link, TCP, link …) and medians are printed: on a
/// loaded machine neighbours in time are the ones to compare.
///
/// Usage: `LinkBench [rounds] [idle links]`, by default 5 and 1,000.
public final class LinkBench {
    private static final int SMALL_BYTES = 200;
    private static final int LARGE_BYTES = 1_000_000;
    private static final int ROUND_TRIPS = 10_000;
    private static final int SMALL_FRAMES = 500_000;
    private static final int LARGE_FRAMES = 400;
    private static final int HANDSHAKES = 100;

    /// What may wait in the outbox: half its bound, as an engine with credits would keep it.
    private static final int IN_FLIGHT_FRAMES = 4096;

    private static final long IN_FLIGHT_BYTES = 4 << 20;

    private LinkBench() {}

    /// One end that can play ping-pong, count, or echo.
    interface Wire extends AutoCloseable {
        /// Sends a frame and waits for its echo, so often; the nanoseconds of each.
        long[] roundTrips(int count, int size);

        /// Sends frames and waits until the other end has all of them.
        void stream(int count, int size);

        @Override
        void close();
    }

    /// On a virtual thread, as everything that blocks in a node is: a platform thread that waits
    /// for an echo would add its own waking up to each round trip.
    public static void main(String[] args) throws InterruptedException {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
        int idle = args.length > 1 ? Integer.parseInt(args[1]) : 1000;
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                compare(rounds);
                                handshakes(rounds);
                                idleMemory(idle);
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        })
                .join();
    }

    private static void compare(int rounds) throws IOException {
        var tcp = new Results();
        var tls = new Results();
        int pinned;
        try (var bare = new BareTcp();
                var links = new LinkPair()) {
            measure(bare, new Results()); // warm-up: it loads classes, which pins
            measure(links, new Results());
            pinned =
                    pinnedDuring(
                            () -> {
                                for (int i = 0; i < rounds; i++) {
                                    measure(bare, tcp);
                                    measure(links, tls);
                                }
                            });
        }
        System.out.printf(
                Locale.ROOT,
                "%-36s %12s %12s %8s%n",
                "medians of " + rounds,
                "bare TCP",
                "link",
                "ratio");
        row("round trip of 200 B, p50, us", tcp.p50, tls.p50);
        row("round trip of 200 B, p99, us", tcp.p99, tls.p99);
        row("200 B frames, thousands/s", tcp.small, tls.small);
        row("processor us per 200 B frame", tcp.smallCpu, tls.smallCpu);
        row("1 MB frames, MB/s", tcp.large, tls.large);
        row("processor ms per MB", tcp.largeCpu, tls.largeCpu);
        System.out.printf(Locale.ROOT, "virtual threads pinned: %d times%n", pinned);
    }

    private static int pinnedDuring(Runnable work) {
        var pinned = new AtomicInteger();
        try (var events = new RecordingStream()) {
            events.enable("jdk.VirtualThreadPinned").withoutThreshold();
            events.onEvent("jdk.VirtualThreadPinned", event -> pinned.incrementAndGet());
            events.startAsync();
            work.run();
            events.stop();
        }
        return pinned.get();
    }

    private static final class Results {
        private final List<Double> p50 = new ArrayList<>();
        private final List<Double> p99 = new ArrayList<>();
        private final List<Double> small = new ArrayList<>();
        private final List<Double> smallCpu = new ArrayList<>();
        private final List<Double> large = new ArrayList<>();
        private final List<Double> largeCpu = new ArrayList<>();
    }

    private static void measure(Wire wire, Results to) {
        long[] nanos = wire.roundTrips(ROUND_TRIPS, SMALL_BYTES);
        Arrays.sort(nanos);
        to.p50.add(nanos[nanos.length / 2] / 1e3);
        to.p99.add(nanos[nanos.length * 99 / 100] / 1e3);

        long cpu = processorNanos();
        long start = System.nanoTime();
        wire.stream(SMALL_FRAMES, SMALL_BYTES);
        to.small.add(SMALL_FRAMES * 1e6 / (System.nanoTime() - start));
        to.smallCpu.add((processorNanos() - cpu) / 1e3 / SMALL_FRAMES);

        cpu = processorNanos();
        start = System.nanoTime();
        wire.stream(LARGE_FRAMES, LARGE_BYTES);
        double megabytes = LARGE_FRAMES * (LARGE_BYTES / 1e6);
        to.large.add(megabytes * 1e9 / (System.nanoTime() - start));
        to.largeCpu.add((processorNanos() - cpu) / 1e6 / megabytes);
    }

    private static void row(String what, List<Double> tcp, List<Double> tls) {
        double a = median(tcp);
        double b = median(tls);
        System.out.printf(Locale.ROOT, "%-36s %12.2f %12.2f %8.2f%n", what, a, b, b / a);
    }

    private static double median(List<Double> values) {
        var sorted = new ArrayList<>(values);
        sorted.sort(null);
        return sorted.get(sorted.size() / 2);
    }

    private static void handshakes(int rounds) throws IOException {
        var perSecond = new ArrayList<Double>();
        var cpuMillis = new ArrayList<Double>();
        for (int round = 0; round < rounds; round++) {
            try (var links = new LinkPair()) {
                long cpu = processorNanos();
                long start = System.nanoTime();
                for (int i = 0; i < HANDSHAKES; i++) {
                    links.dial();
                }
                perSecond.add(HANDSHAKES * 1e9 / (System.nanoTime() - start));
                cpuMillis.add((processorNanos() - cpu) / 1e6 / HANDSHAKES);
            }
        }
        System.out.printf(
                Locale.ROOT,
                "handshakes one after the other: %.0f/s, %.1f ms of processor for both sides%n",
                median(perSecond),
                median(cpuMillis));
    }

    private static void idleMemory(int count) throws IOException {
        try (var links = new LinkPair()) {
            long heap = heapBytes();
            long resident = residentBytes();
            for (int i = 0; i < count; i++) {
                links.dial();
            }
            links.roundTrips(100, SMALL_BYTES);
            int ends = 2 * count;
            System.out.printf(
                    Locale.ROOT,
                    "%d idle links in one process: heap %d B, resident %d B for each end%n",
                    count,
                    (heapBytes() - heap) / ends,
                    (residentBytes() - resident) / ends);
        }
    }

    private static long heapBytes() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static long residentBytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
            }
        }
        return 0;
    }

    private static Credential newPeer() {
        var seed = new byte[Crypto.SEED_BYTES];
        new SecureRandom().nextBytes(seed);
        return Credential.ofSeed(Bytes.wrap(seed));
    }

    private static long processorNanos() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
    }

    /// Two nodes and a link between them.
    private static final class LinkPair implements Wire {
        private final Semaphore echoes = new Semaphore(0);
        private final AtomicLong received = new AtomicLong();
        private volatile boolean echo;
        private final Links caller = new Links(newPeer(), config(), new Caller());
        private final Links answerer = new Links(newPeer(), config(), new Answerer());
        private final int port = answerer.listen("127.0.0.1", 0);
        private final Link link = dial();

        private static LinkConfig config() {
            var standard = LinkConfig.standard(); // nobody here says who is no stranger
            return standard.withStrangers(standard.linksMax(), standard.linksMax());
        }

        Link dial() {
            var reached = new ArrayList<Link>();
            var done = new CountDownLatch(1);
            caller.dial(
                    "127.0.0.1",
                    port,
                    null,
                    outcome -> {
                        if (outcome instanceof DialOutcome.Reached(Link up)) {
                            reached.add(up);
                        }
                        done.countDown();
                    });
            try {
                done.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return reached.getFirst();
        }

        @Override
        public long[] roundTrips(int count, int size) {
            echo = true;
            var nanos = new long[count];
            var frame = new byte[size];
            for (int i = 0; i < count; i++) {
                long start = System.nanoTime();
                link.send(frame);
                echoes.acquireUninterruptibly();
                nanos[i] = System.nanoTime() - start;
            }
            return nanos;
        }

        @Override
        public void stream(int count, int size) {
            echo = false;
            received.set(0);
            var frame = new byte[size];
            for (int i = 0; i < count; i++) {
                if (i % 64 == 0 || size > 100_000) {
                    waitForRoom();
                }
                link.send(frame);
            }
            while (received.get() < count) {
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(20));
            }
        }

        private void waitForRoom() {
            var counters = link.counters();
            while (counters.framesQueued() > IN_FLIGHT_FRAMES
                    || counters.bytesQueued() > IN_FLIGHT_BYTES) {
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(20));
                counters = link.counters();
            }
        }

        @Override
        public void close() {
            caller.close();
            answerer.close();
        }

        private final class Caller implements LinkHandler {
            @Override
            public void up(Link up) {}

            @Override
            public void frame(Link from, byte[] payload) {
                echoes.release();
            }

            @Override
            public void down(Link gone, String reason) {}
        }

        private final class Answerer implements LinkHandler {
            @Override
            public void up(Link up) {}

            @Override
            public void frame(Link from, byte[] payload) {
                received.incrementAndGet();
                if (echo) {
                    from.send(payload);
                }
            }

            @Override
            public void down(Link gone, String reason) {}
        }
    }
}
