package kith.lab.bench.readers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Many readers of one cell, some of whom are slow, and one who writes into it; prints how fast it
/// could write, and who got what.
///
/// Half of the slow ones read once a second, a little. The others read nothing; in the mode
/// `changes` they hang up in the middle. When all is written the slow ones read as fast as the
/// others, and those who had hung up, or were cut off, come back and name the version that they
/// had.
///
/// One thread writes, one reads: the machine is the server's.
public final class Pressure {
    /// So that each number has ten digits.
    private static final long FIRST = 1_000_000_000;

    private static final int DIGITS = 10;
    private static final int BUFFER_BYTES = 64 << 10;
    private static final int SIP_BYTES = 1 << 10;
    private static final int WINDOW_BYTES = 4 << 10;
    private static final int ANSWER_BYTES = 4 << 10;
    private static final int DRAIN_SECONDS_MAX = 20;

    private final InetSocketAddress server;
    private final Load load;
    private final Selector selector = Selector.open();
    private final List<Reader> readers = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private long[] tookNanos = new long[1 << 10];
    private int written;
    private double writesPerSecond;
    private volatile boolean over;

    /// @param changes whether every change is wanted, and not only the newest
    /// @param quick readers that read at once
    /// @param slow readers that do not
    /// @param rate writes a second; 0: one after the other
    /// @param padBytes what is in each value beside its number
    public record Load(boolean changes, int quick, int slow, int rate, int seconds, int padBytes) {
        static Load of(String[] words) {
            return new Load(
                    Boolean.parseBoolean(words[1]),
                    Integer.parseInt(words[2]),
                    Integer.parseInt(words[3]),
                    Integer.parseInt(words[4]),
                    Integer.parseInt(words[5]),
                    Integer.parseInt(words[6]));
        }

        /// What [#main] takes.
        public List<String> words(int port) {
            return List.of(
                    Integer.toString(port),
                    Boolean.toString(changes),
                    Integer.toString(quick),
                    Integer.toString(slow),
                    Integer.toString(rate),
                    Integer.toString(seconds),
                    Integer.toString(padBytes));
        }
    }

    /// What came of it.
    ///
    /// @param micros99 what 99 of 100 writes took at most
    /// @param complete readers that ended at the newest; in the mode `changes` with all before it
    /// @param updatesQuick how many updates a quick reader was told, on average
    /// @param cameBack how often somebody came back
    public record Outcome(
            double writesPerSecond,
            double micros,
            double micros99,
            int complete,
            double updatesQuick,
            double updatesSlow,
            int cameBack) {
        String text() {
            return writesPerSecond
                    + " "
                    + micros
                    + " "
                    + micros99
                    + " "
                    + complete
                    + " "
                    + updatesQuick
                    + " "
                    + updatesSlow
                    + " "
                    + cameBack;
        }

        public static Outcome of(String text) {
            String[] words = text.strip().split(" ", -1);
            return new Outcome(
                    Double.parseDouble(words[0]),
                    Double.parseDouble(words[1]),
                    Double.parseDouble(words[2]),
                    Integer.parseInt(words[3]),
                    Double.parseDouble(words[4]),
                    Double.parseDouble(words[5]),
                    Integer.parseInt(words[6]));
        }
    }

    /// One reader, over one connection or several.
    private final class Reader {
        private final boolean slow;
        private final boolean sips;
        private SocketChannel channel;
        private final byte[] line = new byte[256];
        private int lineSize;
        private String announced = "";
        private String version = "";

        /// The number after the last one that it was told.
        private long next;

        private long updates;
        private boolean missed;
        private int cameBack;

        Reader(boolean slow, boolean sips) throws IOException {
            this.slow = slow;
            this.sips = sips;
            this.channel = connect();
        }

        private SocketChannel connect() throws IOException {
            lineSize = 0;
            var to = SocketChannel.open();
            if (slow) {
                to.setOption(StandardSocketOptions.SO_RCVBUF, WINDOW_BYTES);
            }
            to.connect(server);
            to.write(
                    ascii(
                            "GET /bench/cell?mode="
                                    + (load.changes() ? "changes" : "state")
                                    + " HTTP/1.1\r\nHost: 127.0.0.1:"
                                    + server.getPort()
                                    + "\r\nSubscribe: true\r\n"
                                    + (version.isEmpty() ? "" : "Parents: " + version + "\r\n")
                                    + "\r\n"));
            to.configureBlocking(false);
            return to;
        }

        private void hangUp() throws IOException {
            channel.close();
        }

        private void comeBack() throws IOException {
            channel.close();
            channel = connect();
            cameBack++;
            channel.register(selector, SelectionKey.OP_READ, this);
        }

        /// Takes in what came, at most so much; false at the end of the stream.
        boolean read(int bytesMax) throws IOException {
            buffer.clear().limit(bytesMax);
            int count = channel.read(buffer);
            for (int i = 0; i < count; i++) {
                byte each = buffer.get(i);
                if (each == '\n') {
                    line(new String(line, 0, lineSize, StandardCharsets.US_ASCII).strip());
                    lineSize = 0;
                } else if (lineSize < line.length) {
                    line[lineSize++] = each;
                }
            }
            return count >= 0;
        }

        /// A version stands before what it is the version of, in a line of its own as that is: one
        /// that was cut off in between was not told.
        private void line(String text) {
            if (text.startsWith("Version: ")) {
                announced = text.substring("Version: ".length());
            } else if (text.startsWith("\"")) {
                version = announced;
                if (!text.equals("\"begin\"")) {
                    told(Long.parseLong(text, 1, 1 + DIGITS, 10) - FIRST);
                }
            }
        }

        private void told(long number) {
            missed |= number != next;
            next = number + 1;
            updates++;
        }

        boolean isComplete() {
            return next == written && !(load.changes() && missed);
        }
    }

    private Pressure(int port, Load load) throws IOException {
        server = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
        this.load = load;
    }

    public static void main(String[] words) throws IOException, InterruptedException {
        var pressure = new Pressure(Integer.parseInt(words[0]), Load.of(words));
        try (SocketChannel channel = SocketChannel.open(pressure.server)) {
            pressure.write(channel, "begin");
        }
        pressure.connect();
        Thread writer = Thread.ofPlatform().name("writer").start(pressure::writeAll);
        pressure.readWhileWritten();
        writer.join();
        pressure.readTheRest();
        System.out.println(pressure.outcome().text());
    }

    private void connect() throws IOException {
        for (int i = 0; i < load.quick() + load.slow(); i++) {
            boolean slow = i >= load.quick();
            var reader = new Reader(slow, slow && i % 2 == 0);
            readers.add(reader);
            if (!slow) {
                reader.channel.register(selector, SelectionKey.OP_READ, reader);
            }
        }
    }

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    // Writing

    private void writeAll() {
        long second = TimeUnit.SECONDS.toNanos(1);
        String pad = "x".repeat(load.padBytes());
        try (SocketChannel channel = SocketChannel.open(server)) {
            LockSupport.parkNanos(second); // all have their picture
            long start = System.nanoTime();
            long end = start + load.seconds() * second;
            long now = start;
            while (now < end) {
                write(channel, FIRST + written + pad);
                long done = System.nanoTime();
                if (written == tookNanos.length) {
                    tookNanos = Arrays.copyOf(tookNanos, 2 * written);
                }
                tookNanos[written++] = done - now;
                long due = load.rate() == 0 ? done : start + written * second / load.rate();
                LockSupport.parkNanos(due - done);
                now = System.nanoTime();
            }
            writesPerSecond = written * 1e9 / (now - start);
        } catch (IOException broken) {
            throw new IllegalStateException("the writer failed", broken);
        } finally {
            over = true;
        }
    }

    private void write(SocketChannel channel, String value) throws IOException {
        String body = "\"" + value + "\"";
        channel.write(
                ascii(
                        "PUT /bench/cell HTTP/1.1\r\nHost: 127.0.0.1:"
                                + server.getPort()
                                + "\r\nContent-Type: application/json\r\nContent-Length: "
                                + body.length()
                                + "\r\n\r\n"
                                + body));
        var answer = ByteBuffer.allocate(ANSWER_BYTES);
        if (channel.read(answer) < 0) {
            throw new IOException("the server closed the writer's connection");
        }
        String head = StandardCharsets.US_ASCII.decode(answer.flip()).toString();
        if (!head.startsWith("HTTP/1.1 200")) {
            throw new IllegalStateException("refused: " + head);
        }
    }

    // Reading

    private void readWhileWritten() throws IOException {
        long second = TimeUnit.SECONDS.toNanos(1);
        long start = System.nanoTime();
        long sip = start + second;
        boolean away = false;
        while (!over) {
            readSelected(TimeUnit.NANOSECONDS.toMillis(second) / 10);
            long now = System.nanoTime();
            if (now >= sip) {
                sip += second;
                sipAll();
            }
            if (load.changes() && !away && now - start > (1 + load.seconds() / 2) * second) {
                away = true;
                hangUpAll();
            }
        }
    }

    private void sipAll() throws IOException {
        for (Reader reader : readers) {
            if (reader.sips) {
                reader.read(SIP_BYTES);
            }
        }
    }

    /// Those who read nothing have the picture of the beginning, at least.
    private void hangUpAll() throws IOException {
        for (Reader reader : readers) {
            if (reader.slow && !reader.sips) {
                reader.read(SIP_BYTES);
                reader.hangUp();
            }
        }
    }

    private void readSelected(long millis) throws IOException {
        selector.select(millis);
        for (SelectionKey key : selector.selectedKeys()) {
            var reader = (Reader) key.attachment();
            if (!reader.read(BUFFER_BYTES)) {
                key.cancel();
                reader.comeBack();
            }
        }
        selector.selectedKeys().clear();
    }

    private void readTheRest() throws IOException {
        for (Reader reader : readers) {
            if (reader.slow && reader.channel.isOpen()) {
                reader.channel.register(selector, SelectionKey.OP_READ, reader);
            } else if (reader.slow) {
                reader.comeBack();
            }
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DRAIN_SECONDS_MAX);
        while (complete() < readers.size() && System.nanoTime() < end) {
            readSelected(100);
        }
    }

    private int complete() {
        int complete = 0;
        for (Reader reader : readers) {
            complete += reader.isComplete() ? 1 : 0;
        }
        return complete;
    }

    private Outcome outcome() {
        long[] took = Arrays.copyOf(tookNanos, written);
        Arrays.sort(took);
        int cameBack = readers.stream().mapToInt(reader -> reader.cameBack).sum();
        return new Outcome(
                writesPerSecond,
                took[written / 2] / 1e3,
                took[written * 99 / 100] / 1e3,
                complete(),
                updates(false),
                updates(true),
                cameBack);
    }

    private double updates(boolean slow) {
        return readers.stream()
                .filter(reader -> reader.slow == slow)
                .mapToLong(reader -> reader.updates)
                .average()
                .orElse(Double.NaN);
    }
}
