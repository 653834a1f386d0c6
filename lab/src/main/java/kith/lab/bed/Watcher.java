package kith.lab.bed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Watches one cell of one peer over HTTP, from where the peer is, and notes when it showed what.
/// The values are texts that stand nowhere else in an answer.
final class Watcher implements AutoCloseable {
    private static final long WAIT_SECONDS_MAX = 60;

    private final Socket socket;
    private final Map<String, CompletableFuture<Long>> seen = new ConcurrentHashMap<>();

    private Watcher(Socket socket) {
        this.socket = socket;
    }

    static Watcher of(Bed bed, int host, String address) throws IOException {
        int port = bed.running(host).httpPort();
        Socket socket =
                bed.site().at(host, () -> new Socket(InetAddress.getLoopbackAddress(), port));
        socket.setTcpNoDelay(true);
        var watcher = new Watcher(socket);
        String asked =
                "GET /"
                        + address
                        + " HTTP/1.1\r\nHost: 127.0.0.1:"
                        + port
                        + "\r\nSubscribe: true\r\n\r\n";
        socket.getOutputStream().write(asked.getBytes(StandardCharsets.US_ASCII));
        Thread.ofPlatform().daemon().name("watching " + host).start(watcher::read);
        return watcher;
    }

    private void read() {
        try (var in =
                new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("\"")) {
                    saw(line.replace("\"", ""));
                }
            }
        } catch (IOException closed) {
            // nobody waits for more
        }
    }

    private void saw(String value) {
        moment(value).complete(System.nanoTime());
    }

    private CompletableFuture<Long> moment(String value) {
        return seen.computeIfAbsent(value, any -> new CompletableFuture<>());
    }

    /// When the cell showed that, waiting for it.
    long awaitNanos(String value) throws IOException {
        try {
            return moment(value).get(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new IOException("\"" + value + "\" was never shown", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
