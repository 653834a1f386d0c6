package kith.lab.bench;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import jdk.jfr.consumer.RecordingStream;
import kith.lab.bench.harness.Costs;
import kith.lab.bench.harness.Options;
import kith.lab.bench.harness.Page;
import kith.lab.bench.harness.Result;
import kith.lab.bench.harness.Table;
import kith.lab.bench.idle.Hub;
import kith.lab.bench.wire.BareSocket;
import kith.lab.bench.wire.LinkPair;
import kith.lab.bench.wire.Wire;
import org.jspecify.annotations.Nullable;

/// What a link costs, beside bare sockets in the same run: round trips, small frames, large frames,
/// handshakes, idle memory, and whether virtual threads were ever pinned.
///
/// Both ends are in this process, so processor time is that of both. For idle memory each side has
/// a process of its own: see [Hub].
public final class LinkBench {
    private static final String ABOUT =
            """
            ./dev bench link [OPTION…]
              what a link costs, beside bare TCP and bare TLS of the JDK: round trips, small and large
              frames, handshakes; and what idle links cost a peer in memory and processor time. For that so
              many members join its board and come to rest, which takes seven minutes for 1,000
              (--quick: 100)

              --idle=N     so many idle links (1,000; 0: none)
            """;

    private static final int SMALL_BYTES = 200;
    private static final int LARGE_BYTES = 1_000_000;
    private static final int ROUND_TRIPS = 10_000;
    private static final int SMALL_FRAMES = 300_000;
    private static final int LARGE_FRAMES = 300;
    private static final int HANDSHAKES = 100;
    private static final int QUICK = 5;

    /// What is measured of each wire, in this order.
    private static final List<String> FIGURES =
            List.of(
                    "round trip of 200 B, median, µs",
                    "round trip of 200 B, 99 of 100, µs",
                    "200 B frames, thousands a second",
                    "processor time for a 200 B frame, µs",
                    "1 MB frames, MB a second",
                    "processor time for a MB, ms");

    private final Options options;

    private LinkBench(Options options) {
        this.options = options;
    }

    public static void main(String[] arguments) throws Exception {
        var bench = new LinkBench(Options.parse(ABOUT, List.of("--idle="), arguments));
        var failure = new AtomicReference<@Nullable Exception>();
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                bench.run();
                            } catch (IOException | GeneralSecurityException e) {
                                failure.set(e);
                            }
                        })
                .join();
        Exception thrown = failure.get();
        if (thrown != null) {
            throw thrown;
        }
    }

    private void run() throws IOException, GeneralSecurityException {
        var text = new StringBuilder();
        compare(text);
        handshakes(text);
        int idle = Integer.parseInt(options.value("--idle", options.quick() ? "100" : "1000"));
        if (idle > 0) {
            idle(text, idle);
        }
        Page.publish("link", text.toString(), options);
    }

    private void compare(StringBuilder text) throws IOException, GeneralSecurityException {
        var names = List.of("bare TCP", "bare TLS", "link");
        var rounds = new double[names.size()][FIGURES.size()][options.rounds()];
        int pinned;
        try (var tcp = BareSocket.tcp();
                var tls = BareSocket.tls();
                var link = new LinkPair()) {
            var wires = List.<Wire>of(tcp, tls, link);
            wires.forEach(this::measured); // warm-up: it loads classes, which pins
            pinned = pinnedDuring(() -> measureAll(wires, rounds));
        }
        var table = new Table("", names.get(0), names.get(1), names.get(2), "link : bare TLS");
        for (int figure = 0; figure < FIGURES.size(); figure++) {
            var results = new ArrayList<Result>();
            for (int wire = 0; wire < names.size(); wire++) {
                results.add(Result.of(names.get(wire), rounds[wire][figure]));
            }
            table.row(
                    FIGURES.get(figure),
                    Table.figure(results.get(0).median()),
                    Table.figure(results.get(1).median()),
                    Table.figure(results.get(2).median()),
                    Table.times(results.get(2).over(results.get(1))));
        }
        text.append(table)
                .append("\nA link's threads are virtual; they were pinned ")
                .append(pinned)
                .append(" times.\n");
    }

    private void measureAll(List<Wire> wires, double[][][] rounds) {
        for (int round = 0; round < options.rounds(); round++) {
            for (int wire = 0; wire < wires.size(); wire++) {
                double[] figures = measured(wires.get(wire));
                for (int figure = 0; figure < figures.length; figure++) {
                    rounds[wire][figure][round] = figures[figure];
                }
            }
        }
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

    /// One round of one wire: [#FIGURES].
    private double[] measured(Wire wire) {
        int less = options.quick() ? QUICK : 1;
        long[] nanos = wire.roundTrips(ROUND_TRIPS / less, SMALL_BYTES);
        Arrays.sort(nanos);
        int small = SMALL_FRAMES / less;
        long cpu = Costs.processNanos();
        long start = System.nanoTime();
        wire.stream(small, SMALL_BYTES);
        long smallNanos = System.nanoTime() - start;
        long smallCpu = Costs.processNanos() - cpu;
        int large = LARGE_FRAMES / less;
        cpu = Costs.processNanos();
        start = System.nanoTime();
        wire.stream(large, LARGE_BYTES);
        long largeNanos = System.nanoTime() - start;
        double megabytes = large * (LARGE_BYTES / 1e6);
        return new double[] {
            nanos[nanos.length / 2] / 1e3,
            nanos[nanos.length * 99 / 100] / 1e3,
            small * 1e6 / smallNanos,
            smallCpu / 1e3 / small,
            megabytes * 1e9 / largeNanos,
            (Costs.processNanos() - cpu) / 1e6 / megabytes
        };
    }

    private void handshakes(StringBuilder text) {
        var perSecond = new double[options.rounds()];
        var millis = new double[options.rounds()];
        for (int round = 0; round < options.rounds(); round++) {
            try (var links = new LinkPair()) {
                long cpu = Costs.processNanos();
                long start = System.nanoTime();
                for (int i = 0; i < HANDSHAKES; i++) {
                    links.dial();
                }
                perSecond[round] = HANDSHAKES * 1e9 / (System.nanoTime() - start);
                millis[round] = (Costs.processNanos() - cpu) / 1e6 / HANDSHAKES;
            }
        }
        text.append("Handshakes one after the other: ")
                .append(Table.figure(Result.of("", perSecond).median()))
                .append(" a second, ")
                .append(Table.figure(Result.of("", millis).median()))
                .append(" ms of processor time for both sides together.\n");
    }

    private static void idle(StringBuilder text, int count) throws IOException {
        Hub.Cost cost = Hub.measure(count);
        text.append(count)
                .append(" idle links of one peer to members of its board, all in sync, for each: ")
                .append(Table.figure(cost.heapBytes() / 1024))
                .append(" KiB of heap after a whole collection (the goal: at most 64), and ")
                .append(Table.figure(cost.besideBytes() / 1024))
                .append(" KiB that its process holds beside the heap. ")
                .append("The session with two spaces and the stacks of the threads are in it, ")
                .append("the system's buffers for sockets are not. The first half of the links is ")
                .append(
                        "there before; the members have a process of their own. Together they take ")
                .append(Table.figure(100 * cost.processor()))
                .append(" % of one processor, in 120 s (the goal: less than 2).\n");
    }
}
