package kith.lab.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import kith.lab.bench.harness.Options;
import kith.lab.bench.harness.Page;
import kith.lab.bench.harness.Result;
import kith.lab.bench.harness.Table;
import kith.lab.bench.host.TempFolder;
import kith.lab.bench.latency.MarkEvent;
import kith.lab.bench.latency.Stages;
import kith.lab.bench.wire.BareSocket;
import kith.node.NodeConfig;
import kith.node.app.Cell;
import kith.node.app.Peer;
import kith.port.Limits;

/// How long one edit takes from `set` on one peer to the observer on another, both in this process
/// with everything a peer has, over TLS on loopback; beside the bare TLS round trip in the same
/// rounds. Edits are made one by one with a pause between, as somebody who types makes them.
public final class LatencyBench {
    private static final String ABOUT =
            """
            ./dev bench latency [OPTION…]
              one edit, from `set` on one peer to the observer on the other, on loopback; the bare TLS
              round trip beside it, where the time goes, and the same edit through HTTP
            """;

    private static final int EDITS = 1_000;
    private static final int EDITS_QUICK = 200;
    private static final int WARM_UP = 3_000;
    private static final int PAUSE_MICROS = 500;
    private static final int FRAME_BYTES = 200;
    private static final long ARRIVED_SECONDS_MAX = 10;

    /// The values that are written: of equal length, and found in the bytes of an answer.
    private static final long FIRST = 1_000_000_000;

    private final Options options;
    private final int edits;
    private final Peer near;
    private final Peer far;
    private long next = FIRST;

    private LatencyBench(Options options, Peer near, Peer far) {
        this.options = options;
        this.edits = options.quick() ? EDITS_QUICK : EDITS;
        this.near = near;
        this.far = far;
    }

    /// One way for an edit to go: makes it, and returns when it has arrived.
    private interface Way {
        void edit(long value) throws IOException, InterruptedException;
    }

    public static void main(String[] arguments) throws Exception {
        var options = Options.parse(ABOUT, List.of(), arguments);
        try (var folder = new TempFolder();
                Peer near = open(folder.at("near"), 0);
                Peer far = open(folder.at("far"), 0)) {
            near.board("home").space("bench").at("edit").set(FIRST);
            far.join(near.board("home").invite());
            new LatencyBench(options, near, far).run();
        }
    }

    private static Peer open(Path home, long gatherNanos) {
        NodeConfig config =
                NodeConfig.of(home)
                        .listening("127.0.0.1", 0)
                        .withLimits(Limits.DEFAULT.with(to -> to.gatherNanos = gatherNanos));
        return Peer.of(config).open();
    }

    private void run() throws IOException, GeneralSecurityException, InterruptedException {
        Cell here = near.board("home").space("bench").at("edit");
        Cell there = far.board("home").space("bench").at("edit");
        var arrived = new Semaphore(0);
        try (var line = BareSocket.tls();
                var watch = there.observe(changes -> seen(arrived));
                var subscriber = new Subscriber(far.node().http().port())) {
            Way direct =
                    value -> {
                        here.set(value);
                        await(arrived);
                    };
            Way http =
                    value -> {
                        here.set(value);
                        subscriber.await(value);
                        await(arrived);
                    };
            arrived.drainPermits();
            rounds(WARM_UP, direct);
            rounds(WARM_UP, http);
            line.roundTrips(WARM_UP, FRAME_BYTES);
            publish(line, direct, http);
            assert watch != null;
        }
    }

    private static void seen(Semaphore arrived) {
        MarkEvent.seen();
        arrived.release();
    }

    private void publish(BareSocket line, Way direct, Way http)
            throws IOException, InterruptedException {
        var figures = new double[3][3][options.rounds()];
        for (int round = 0; round < options.rounds(); round++) {
            put(figures[0], round, line.roundTrips(edits, FRAME_BYTES));
            put(figures[1], round, rounds(edits, direct));
            put(figures[2], round, rounds(edits, http));
        }
        var table = new Table("µs", "median", "99 of 100", "longest", "median : TLS round trip");
        var names =
                List.of(
                        "bare TLS, there and back",
                        "`set` to the observer on the other peer",
                        "`set` to a reader of the other peer's HTTP");
        Result trip = Result.of("", figures[0][0]);
        for (int i = 0; i < names.size(); i++) {
            Result median = Result.of("", figures[i][0]);
            table.row(
                    names.get(i),
                    Table.figure(median.median()),
                    Table.figure(Result.of("", figures[i][1]).median()),
                    Table.figure(Result.of("", figures[i][2]).median()),
                    Table.times(median.over(trip)));
        }
        String text =
                table
                        + "\nOf "
                        + edits
                        + " edits a round, one at a time; no window in which edits are gathered. The"
                        + " goal: a median under 1,500 and 99 of 100 under 6,000.\n\n"
                        + Stages.of(edits, () -> rounds(edits, direct));
        Page.publish("latency", text, options);
    }

    private static void put(double[][] figures, int round, long[] nanos) {
        Arrays.sort(nanos);
        figures[0][round] = nanos[nanos.length / 2] / 1e3;
        figures[1][round] = nanos[nanos.length * 99 / 100] / 1e3;
        figures[2][round] = nanos[nanos.length - 1] / 1e3;
    }

    private long[] rounds(int count, Way way) throws IOException, InterruptedException {
        var nanos = new long[count];
        for (int i = 0; i < count; i++) {
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(PAUSE_MICROS));
            MarkEvent.edit();
            long start = System.nanoTime();
            way.edit(++next);
            nanos[i] = System.nanoTime() - start;
        }
        return nanos;
    }

    private static void await(Semaphore arrived) throws InterruptedException {
        if (!arrived.tryAcquire(ARRIVED_SECONDS_MAX, TimeUnit.SECONDS)) {
            throw new IllegalStateException("an edit did not arrive");
        }
    }

    /// A subscription as any program has one: a request whose answer does not end.
    private static final class Subscriber implements AutoCloseable {
        private static final int DIGITS = 10;

        private final Socket socket;
        private final InputStream in;

        Subscriber(int port) throws IOException {
            socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream());
            String request =
                    "GET /bench/edit HTTP/1.1\r\nHost: 127.0.0.1:"
                            + port
                            + "\r\nSubscribe: true\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        }

        /// Reads until that number has come.
        void await(long value) throws IOException {
            long window = 0;
            long modulus = FIRST * DIGITS;
            while (window != value) {
                int read = in.read();
                if (read < 0) {
                    throw new IOException("the subscription ended");
                }
                window = read >= '0' && read <= '9' ? (window * DIGITS + read - '0') % modulus : 0;
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
