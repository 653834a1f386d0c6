package kith.lab.bench.readers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Reads with many connections what one connection writes, and prints how long it took.
///
/// What is written are numbers of ten digits that grow, each into the next of so many cells; a
/// reader has a number when its digits have come, whatever stands around them. How long that took
/// counts from when the number was *due* to be written: a server that stands still makes all that
/// was due meanwhile late.
///
/// One thread writes, one reads: the machine is the server's.
public final class Readers {
    /// So that each number has ten digits.
    private static final long FIRST = 1_000_000_000;

    private static final int DIGITS = 10;
    private static final int BUFFER_BYTES = 64 << 10;
    private static final int ANSWER_BYTES = 4 << 10;
    private static final int DRAIN_SECONDS_MAX = 20;
    private static final long LEAD_MILLIS = 300;

    private final InetSocketAddress server;
    private final Load load;
    private final Selector selector = Selector.open();
    private final List<Reader> readers = new ArrayList<>();
    private final List<SocketChannel> idlers = new ArrayList<>();
    private final Lateness lateness = new Lateness();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private volatile long startNanos = Long.MAX_VALUE;
    private long messages;

    /// @param readers connections that read
    /// @param idlers connections that subscribe and never read
    /// @param rate numbers a second
    /// @param cells how many cells they go into, in turn
    public record Load(int readers, int idlers, int rate, int seconds, int cells) {
        static Load of(String[] words) {
            return new Load(
                    Integer.parseInt(words[1]),
                    Integer.parseInt(words[2]),
                    Integer.parseInt(words[3]),
                    Integer.parseInt(words[4]),
                    Integer.parseInt(words[5]));
        }

        int count() {
            return rate * seconds;
        }

        /// What [#main] takes.
        public List<String> words(int port) {
            return List.of(
                    Integer.toString(port),
                    Integer.toString(readers),
                    Integer.toString(idlers),
                    Integer.toString(rate),
                    Integer.toString(seconds),
                    Integer.toString(cells));
        }
    }

    /// One connection: what it has seen, and the digits that are not ten yet.
    private final class Reader {
        private final SocketChannel channel;
        private long digits;
        private int length;
        private long newest;

        Reader(SocketChannel channel) {
            this.channel = channel;
        }

        /// Takes in what came; false at the end of the stream.
        boolean read(long nowNanos) throws IOException {
            buffer.clear();
            int count = channel.read(buffer);
            if (count < 0) {
                return false;
            }
            messages++;
            for (int i = 0; i < count; i++) {
                byte each = buffer.get(i);
                if (each >= '0' && each <= '9') {
                    digits = digits * DIGITS + (each - '0');
                    length++;
                } else if (length > 0) {
                    long number = digits - FIRST;
                    if (length == DIGITS && number >= 0 && number < load.count()) {
                        saw(number, nowNanos); // else they belong to something else
                    }
                    digits = 0;
                    length = 0;
                }
            }
            return true;
        }

        /// The first time that it is told of a number, or of a later one, counts for all up to it.
        private void saw(long number, long nowNanos) {
            for (long i = newest; i <= number; i++) {
                lateness.add(nowNanos - due(i));
            }
            newest = Math.max(newest, number + 1);
        }
    }

    private Readers(int port, Load load) throws IOException {
        server = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
        this.load = load;
    }

    public static void main(String[] words) throws IOException, InterruptedException {
        var readers = new Readers(Integer.parseInt(words[0]), Load.of(words));
        readers.begin();
        readers.connect();
        Thread writer = Thread.ofPlatform().name("writer").start(readers::write);
        readers.readAll();
        writer.join();
        System.out.println(readers.told());
    }

    private long due(long number) {
        return startNanos + number * TimeUnit.SECONDS.toNanos(1) / load.rate();
    }

    private void connect() throws IOException {
        for (int i = 0; i < load.readers() + load.idlers(); i++) {
            SocketChannel channel = SocketChannel.open(server);
            channel.write(
                    ascii(
                            "GET /bench HTTP/1.1\r\nHost: 127.0.0.1:"
                                    + server.getPort()
                                    + "\r\nSubscribe: true\r\nAccept: text/event-stream, */*\r\n\r\n"));
            if (i < load.readers()) {
                channel.configureBlocking(false);
                var reader = new Reader(channel);
                readers.add(reader);
                channel.register(selector, SelectionKey.OP_READ, reader);
            } else {
                idlers.add(channel);
            }
        }
    }

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    // Writing

    private void write() {
        try (SocketChannel channel = SocketChannel.open(server)) {
            startNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LEAD_MILLIS);
            for (int i = 0; i < load.count(); i++) {
                LockSupport.parkNanos(due(i) - System.nanoTime());
                write(channel, "c" + i % load.cells(), FIRST + i);
            }
        } catch (IOException broken) {
            throw new IllegalStateException("the writer failed", broken);
        }
    }

    /// Something must be there to be read.
    private void begin() throws IOException {
        try (SocketChannel channel = SocketChannel.open(server)) {
            write(channel, "ready", 0);
        }
    }

    private void write(SocketChannel channel, String cell, long value) throws IOException {
        channel.write(request(cell, value));
        var answer = ByteBuffer.allocate(ANSWER_BYTES);
        if (channel.read(answer) < 0) {
            throw new IOException("the server closed the writer's connection");
        }
        requireGood(answer);
    }

    private static void requireGood(ByteBuffer answer) {
        String head = StandardCharsets.US_ASCII.decode(answer.flip()).toString();
        if (!head.startsWith("HTTP/1.1 200")) {
            throw new IllegalStateException("refused: " + head);
        }
    }

    private ByteBuffer request(String cell, long value) {
        String body = "[{\"put\":\"" + cell + "\",\"value\":" + value + "}]";
        return ascii(
                "PATCH /bench HTTP/1.1\r\nHost: 127.0.0.1:"
                        + server.getPort()
                        + "\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length()
                        + "\r\n\r\n"
                        + body);
    }

    // Reading

    private void readAll() throws IOException {
        long left = readers.size();
        long end = Long.MAX_VALUE;
        while (left > 0 && System.nanoTime() < end) {
            selector.select(DRAIN_SECONDS_MAX);
            long now = System.nanoTime();
            for (SelectionKey key : selector.selectedKeys()) {
                var reader = (Reader) key.attachment();
                boolean more = reader.read(now);
                if (!more || reader.newest == load.count()) {
                    key.cancel();
                    left--;
                }
            }
            selector.selectedKeys().clear();
            if (end == Long.MAX_VALUE && startNanos != Long.MAX_VALUE) {
                end = due(load.count()) + TimeUnit.SECONDS.toNanos(DRAIN_SECONDS_MAX);
            }
        }
    }

    private String told() {
        int whole = 0;
        for (Reader reader : readers) {
            whole += reader.newest == load.count() ? 1 : 0;
        }
        return new Told(
                        lateness.millis(50),
                        lateness.millis(99),
                        lateness.millis(100),
                        whole,
                        (double) messages / readers.size() / load.seconds())
                .text();
    }
}
