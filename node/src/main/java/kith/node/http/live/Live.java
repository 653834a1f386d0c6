package kith.node.http.live;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import kith.Address;
import kith.node.http.talk.Door;
import kith.node.http.talk.Exchange;
import kith.node.http.talk.HttpProblem;
import kith.node.http.talk.Refused;
import kith.value.Value;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.jspecify.annotations.Nullable;

/// All subscriptions of an HTTP server: begins them, and ends them when the peer stops.
public final class Live implements AutoCloseable {
    /// The longest message of a socket: a change and its JSON. Longer ones close it.
    static final int MESSAGE_BYTES_MAX = 2 << 20;

    private final Door door;
    private final Pace pace;
    private final Consumer<Throwable> bugs;
    private final ServerWebSocketContainer sockets;
    private final Encoded encoded = new Encoded();
    private final Recents recents;
    private final Shows shows;
    private final Choirs choirs;
    private final Set<Streaming> streams = ConcurrentHashMap.newKeySet();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closing;

    /// `bugs` is told of exceptions that nobody expected.
    public Live(Server server, Door door, Pace pace, Consumer<Throwable> bugs) {
        this.door = door;
        this.pace = pace;
        this.bugs = bugs;
        this.choirs = new Choirs(bugs);
        this.recents = new Recents(door, pace.lingerMillis());
        this.shows = new Shows(door);
        sockets = ServerWebSocketContainer.ensure(server);
        sockets.setMaxTextMessageSize(MESSAGE_BYTES_MAX);
        sockets.setMaxFrameSize(MESSAGE_BYTES_MAX);
        sockets.setAutoFragment(true);
        sockets.setIdleTimeout(Duration.ofMillis(3L * pace.heartbeatMillis()));
    }

    /// Shows something of the peer itself in a space, beside what its sockets show there.
    public void show(Address address, Value value) {
        shows.show(shows, address, value);
    }

    /// Answers with a stream; returns when that has ended.
    public void stream(Exchange exchange, Address address, int depth, @Nullable String mode) {
        var place = new Place(address, depth, Place.mode(mode));
        Streaming stream =
                TextStream.isWanted(exchange)
                        ? new TextStream(exchange, door, place, pace)
                        : new Stream(exchange, door, place, encoded, recents, choirs, pace);
        streams.add(stream);
        try {
            if (closing) {
                stream.close();
            }
            stream.run();
        } finally {
            streams.remove(stream);
        }
    }

    /// Answers with a WebSocket, which goes on by itself.
    public void socket(Exchange exchange) {
        boolean upgraded =
                sockets.upgrade(
                        (request, response, callback) -> {
                            response.setExtensions(List.of()); // compressing costs, and helps not
                            return new Socket(
                                    door,
                                    encoded,
                                    recents,
                                    shows,
                                    pace,
                                    bugs,
                                    this::opened,
                                    this::closed);
                        },
                        exchange.request(),
                        exchange.response(),
                        exchange.callback());
        if (!upgraded) {
            throw Refused.because(
                    HttpProblem.REQUEST_MALFORMED,
                    "/.kith/socket is a WebSocket: ask for it with the headers of RFC 6455");
        }
    }

    private void opened(Socket socket) {
        open.add(socket);
        if (closing) {
            socket.close();
        }
    }

    private void closed(Socket socket) {
        open.remove(socket);
    }

    /// How many texts of updates were made: with many equal subscribers, fewer than were sent.
    public long textsMade() {
        return encoded.made() + choirs.textsMade();
    }

    public int streamCount() {
        return streams.size();
    }

    public int socketCount() {
        return open.size();
    }

    /// Whether this peer is stopping.
    public boolean isClosing() {
        return closing;
    }

    /// Ends all of them, now and from now on.
    @Override
    public void close() {
        closing = true;
        streams.forEach(Streaming::close);
        open.forEach(Socket::close);
    }
}
