package kith.node.http.pipe;

import java.net.SocketAddress;
import java.util.List;
import java.util.function.Consumer;
import kith.node.http.talk.Exchange;
import kith.node.http.talk.HttpProblem;
import kith.node.http.talk.Refused;
import kith.node.link.pipe.Pipe;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;

/// Answers who asks for a pipe, whoever it is: see the [package][kith.node.http.pipe].
public final class PipeDoor {
    public static final String PATH = "/.kith/link";

    private final ServerWebSocketContainer sockets;
    private final Consumer<Pipe> opened;

    /// `opened` is handed each pipe, on a thread that must not wait.
    public PipeDoor(Server server, Consumer<Pipe> opened) {
        this.sockets = ServerWebSocketContainer.ensure(server);
        this.opened = opened;
    }

    /// Answers with a WebSocket, which goes on by itself.
    public void answer(Exchange exchange) {
        SocketAddress remote = exchange.request().getConnectionMetaData().getRemoteSocketAddress();
        boolean upgraded =
                sockets.upgrade(
                        (request, response, callback) -> {
                            response.setExtensions(List.of()); // what is sealed does not compress
                            return new PipeSocket(remote, opened);
                        },
                        exchange.request(),
                        exchange.response(),
                        exchange.callback());
        if (!upgraded) {
            throw Refused.because(
                    HttpProblem.REQUEST_MALFORMED,
                    PATH + " is a WebSocket: ask for it with the headers of RFC 6455");
        }
    }
}
