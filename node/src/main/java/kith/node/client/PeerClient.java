package kith.node.client;

import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import kith.lang.Malformed;
import kith.node.Home;
import kith.node.Running;
import kith.node.crypto.TokenProof;
import kith.value.Json;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// The peer that runs in a home, asked over HTTP.
public final class PeerClient implements Closeable {
    /// Where the peer's own commands are, beside its tree.
    private static final String CONTROL = "/.kith/";

    /// The server proves itself without asking anything else. Guess: a very busy machine.
    private static final int PROOF_MILLIS_MAX = 10_000;

    /// How long to wait for something of a reply: what is behind it is a peer that stands still.
    /// Guess: twice as long as joining or a full disk's queue may take.
    public static final int REPLY_MILLIS_MAX = 120_000;

    /// A proof takes 80 bytes; what is longer is none.
    private static final int PROOF_BYTES_MAX = 1_024;

    /// More than this the peer takes for no change, and hangs up while it is being told.
    private static final int BODY_BYTES_MAX = 4 << 20;

    private final Running running;
    private final HttpConnection connection;

    private PeerClient(Running running, HttpConnection connection) {
        this.running = running;
        this.connection = connection;
    }

    /// The peer of that home; null when none runs there. Whoever answers at its port has to prove
    /// that it knows the token before it is shown the token: the port may have passed on to another
    /// program.
    public static @Nullable PeerClient of(Home home) throws IOException {
        Running running = home.running();
        String token = home.token();
        if (running == null || token == null) {
            return null;
        }
        HttpConnection connection;
        try {
            connection = HttpConnection.open(running.host(), running.httpPort(), null);
        } catch (ConnectException gone) {
            return null;
        }
        boolean ours = false;
        try {
            ours = proves(connection, token);
            connection.show(token);
            return ours ? new PeerClient(running, connection) : null;
        } finally {
            if (!ours) {
                connection.close();
            }
        }
    }

    private static boolean proves(HttpConnection connection, String token) throws IOException {
        String challenge = TokenProof.challenge();
        try {
            connection.timeoutMillis(PROOF_MILLIS_MAX);
            connection.send("GET", CONTROL + "proof?challenge=" + challenge, Map.of(), null);
            HttpReply reply = connection.receive();
            String proof =
                    new Field(value(reply.body().readNBytes(PROOF_BYTES_MAX))).at("proof").text();
            connection.timeoutMillis(REPLY_MILLIS_MAX);
            return reply.isGood() && TokenProof.holds(token, challenge, proof);
        } catch (SocketTimeoutException late) {
            throw late; // ours perhaps, and in trouble
        } catch (IOException | Malformed nonsense) {
            return false;
        }
    }

    public Running running() {
        return running;
    }

    /// For who sends several requests before the first is answered.
    public HttpConnection connection() {
        return connection;
    }

    /// The next reply may take so much longer, as it was asked to wait for something.
    public void patience(long millis) throws IOException {
        connection.timeoutMillis(Math.toIntExact(REPLY_MILLIS_MAX + millis));
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
        return value(reply.bytes());
    }

    private static Value value(byte[] body) {
        return body.length == 0 ? Value.Null.NULL : Json.parse(body);
    }

    /// What is sent of a value, if it may be sent at all.
    public static byte[] bytes(Value value) throws PeerRefusal {
        byte[] bytes = Json.print(value).getBytes(StandardCharsets.UTF_8);
        if (bytes.length > BODY_BYTES_MAX) {
            throw PeerRefusal.tooLarge(bytes.length, BODY_BYTES_MAX);
        }
        return bytes;
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
