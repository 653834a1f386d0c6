package kith.node.client;

import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import kith.node.Home;
import kith.node.Running;
import kith.value.Json;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// The peer that runs in a home, asked over HTTP.
public final class PeerClient implements Closeable {
    /// Where the peer's own commands are, beside its tree.
    private static final String CONTROL = "/.kith/";

    private final Running running;
    private final HttpConnection connection;

    private PeerClient(Running running, HttpConnection connection) {
        this.running = running;
        this.connection = connection;
    }

    /// The peer of that home; null when none runs there.
    public static @Nullable PeerClient of(Home home) throws IOException {
        Running running = home.running();
        if (running == null) {
            return null;
        }
        try {
            return new PeerClient(
                    running, HttpConnection.open(running.host(), running.httpPort(), home.token()));
        } catch (ConnectException gone) {
            return null; // its process number belongs to somebody else now
        }
    }

    public Running running() {
        return running;
    }

    /// For who sends several requests before the first is answered.
    public HttpConnection connection() {
        return connection;
    }

    /// Asks, and returns the reply when it is a good one.
    public HttpReply call(String method, String target, byte @Nullable [] body)
            throws IOException, PeerRefusal {
        connection.send(method, target, Map.of(), body);
        return good(connection.receive());
    }

    /// The reply itself, or what it says is wrong.
    public static HttpReply good(HttpReply reply) throws IOException, PeerRefusal {
        if (!reply.isGood()) {
            throw PeerRefusal.of(reply.status(), reply.bytes());
        }
        return reply;
    }

    /// The value at a target; null when nothing is there.
    public @Nullable Value read(String target) throws IOException, PeerRefusal {
        try {
            return value(call("GET", target, null));
        } catch (PeerRefusal refusal) {
            if (refusal.status() == 404 && refusal.code().equals("not-found")) {
                return null;
            }
            throw refusal;
        }
    }

    /// Gives the peer a command of its own and returns its answer.
    public Value control(String command, Value.Obj body) throws IOException, PeerRefusal {
        return value(call("POST", CONTROL + command, bytes(body)));
    }

    private static Value value(HttpReply reply) throws IOException {
        byte[] body = reply.bytes();
        return body.length == 0 ? Value.Null.NULL : Json.parse(body);
    }

    public static byte[] bytes(Value value) {
        return Json.print(value).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
