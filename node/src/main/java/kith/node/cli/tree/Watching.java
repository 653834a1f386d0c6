package kith.node.cli.tree;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kith.lang.Malformed;
import kith.node.Running;
import kith.node.cli.shell.Failure;
import kith.node.client.Field;
import kith.value.Json;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// One socket to a peer with one subscription on it. The messages are those of
/// `docs/protocol/http.md`.
///
/// The JDK's client calls with one message after the other and waits for each, so a slow terminal
/// holds up the peer's stream, and that lets intermediate values go.
final class Watching implements WebSocket.Listener, AutoCloseable {
    private static final Duration CONNECT_MAX = Duration.ofSeconds(5);
    private static final int AGAIN_MILLIS = 250;

    /// A peer pings after 30 s in which it said nothing. Guess: three of those.
    private static final long SILENCE_NANOS_MAX = 90_000_000_000L;

    private static final int MESSAGE_CHARS_MAX = 64 << 20;

    private final ChangeLines lines;
    private final HttpClient client;
    private final CompletableFuture<@Nullable Failure> ended = new CompletableFuture<>();
    private final StringBuilder message = new StringBuilder();
    private volatile long heardAtNanos = System.nanoTime();

    /// A message is being taken: it is us who are slow, or the terminal.
    private volatile boolean taking;
    private @Nullable WebSocket socket;

    private Watching(ChangeLines lines) {
        this.lines = lines;
        this.client = HttpClient.newBuilder().connectTimeout(CONNECT_MAX).build();
    }

    /// Opens a socket, if that peer answers.
    static Watching begin(Running running, @Nullable String token, ChangeLines lines)
            throws InterruptedException {
        var watching = new Watching(lines);
        var builder = watching.client.newWebSocketBuilder().connectTimeout(CONNECT_MAX);
        if (token != null) {
            builder.header("Authorization", "Bearer " + token);
        }
        var uri = URI.create("ws://" + running.host() + ':' + running.httpPort() + "/.kith/socket");
        try {
            watching.socket = builder.buildAsync(uri, watching).join();
        } catch (CompletionException notOpened) {
            watching.ended.complete(refusal(notOpened.getCause()));
            TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
        }
        return watching;
    }

    /// Why it makes no sense to try again; null when nobody is there, and somebody may come.
    private static @Nullable Failure refusal(@Nullable Throwable cause) {
        if (cause instanceof WebSocketHandshakeException answered) {
            int status = answered.getResponse().statusCode();
            return Failure.of(
                    "http-" + status,
                    "the peer does not open a socket: it answers with the HTTP status " + status,
                    "Its log says why: kith.log in its home.");
        }
        return null;
    }

    /// Subscribes, after what was seen before, if anything was.
    void ask(String address, String mode) {
        WebSocket open = socket;
        if (open == null) {
            return;
        }
        var names = new ArrayList<>(List.of("id", "watch", "mode"));
        var values =
                new ArrayList<Value>(
                        List.of(Value.Int.of(1), new Value.Text(address), new Value.Text(mode)));
        Value.Array from = lines.version();
        if (from.size() > 0) {
            names.add("from");
            values.add(from);
        }
        try {
            open.sendText(Json.print(Value.Obj.of(names, values)), true).join();
        } catch (CompletionException gone) {
            end(null); // it stopped right after it opened the socket: another may come
        }
    }

    /// Waits until the socket is closed, or nothing came over it for so long that nobody can be at
    /// its other end; what is returned is a reason not to try again.
    @Nullable Failure awaitEnd() throws InterruptedException {
        while (!ended.isDone()) {
            boolean busy = taking; // before the time is read, which is set before this ends
            long left = heardAtNanos + SILENCE_NANOS_MAX - System.nanoTime();
            if (busy) {
                left = SILENCE_NANOS_MAX;
            }
            if (left <= 0) {
                end(null);
            }
            try {
                ended.get(Math.max(1, left), TimeUnit.NANOSECONDS);
            } catch (TimeoutException silent) {
                // looked at again: something may have come meanwhile
            } catch (ExecutionException e) {
                throw new IllegalStateException("an end cannot fail", e);
            }
        }
        Failure failure = ended.join();
        if (failure == null && socket != null) {
            lines.lost();
        }
        return failure;
    }

    @Override
    public void onOpen(WebSocket webSocket) {
        webSocket.request(1);
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket webSocket, ByteBuffer payload) {
        heardAtNanos = System.nanoTime(); // the client answers by itself
        webSocket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onText(
            WebSocket webSocket, CharSequence data, boolean last) {
        message.append(data);
        heardAtNanos = System.nanoTime();
        if (last || message.length() > MESSAGE_CHARS_MAX) {
            String text = message.toString();
            message.setLength(0);
            taking = true;
            try {
                take(text);
            } finally {
                heardAtNanos = System.nanoTime(); // the terminal may have made us wait
                taking = false;
            }
        }
        webSocket.request(1);
        return null;
    }

    private void take(String text) {
        try {
            var field = new Field(Json.parse(text));
            Field error = field.at("error").isThere() ? field.at("error") : field.at("ended");
            if (error.isThere() && !error.at("code").text().equals("behind")) {
                end(Failure.of(error.at("code").text(), error.at("detail").text(), ""));
            } else if (error.isThere()) {
                lines.behind();
                end(null);
            } else if (!lines.take(field)) {
                end(null);
            }
        } catch (Malformed wrong) {
            end(Failure.of("peer-unreachable", "no message of a peer: " + wrong.getMessage(), ""));
        }
    }

    private void end(@Nullable Failure failure) {
        ended.complete(failure);
        if (socket != null) {
            socket.abort();
        }
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
        ended.complete(null);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        ended.complete(null);
    }

    @Override
    public void close() {
        if (socket != null) {
            socket.abort();
        }
        client.shutdownNow();
    }
}
