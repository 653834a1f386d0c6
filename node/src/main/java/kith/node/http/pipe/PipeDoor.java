package kith.node.http.pipe;

import java.net.SocketAddress;
import java.security.MessageDigest;
import java.util.List;
import java.util.function.Consumer;
import kith.identity.Hasher;
import kith.lang.Base32;
import kith.lang.Bytes;
import kith.lang.Utf8;
import kith.lang.Writer;
import kith.node.http.talk.Exchange;
import kith.node.http.talk.HttpProblem;
import kith.node.http.talk.Refused;
import kith.node.link.pipe.Pipe;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;

/// Answers who asks for a pipe: see the [package][kith.node.http.pipe].
public final class PipeDoor {
    public static final String PATH = "/.kith/link";

    /// Of the word of the door: nobody guesses 80 bits.
    private static final int WORD_BYTES = 10;

    private static final String LABEL = "kith/door/1";

    private final ServerWebSocketContainer sockets;
    private final String path;
    private final Consumer<Pipe> opened;

    /// `opened` is handed each pipe, on a thread that must not wait.
    public PipeDoor(Server server, String path, Consumer<Pipe> opened) {
        this.sockets = ServerWebSocketContainer.ensure(server);
        this.path = path;
        this.opened = opened;
    }

    /// The path that the addresses of this peer have: with a word that is known to those who were
    /// told one of them, and the same as long as the token is. It says neither the token nor who
    /// the peer is.
    public static String path(String token, String peer, Hasher hasher) {
        var said = new Writer().bytes(Bytes.wrap(Utf8.encode(LABEL))).u8(0);
        Bytes hash = hasher.sha256(said.string(token).string(peer).toBytes());
        return PATH + "/" + Base32.encode(hash.slice(0, WORD_BYTES));
    }

    /// Whether a request for that path wants a pipe.
    public static boolean leadsHere(String asked) {
        return asked.equals(PATH) || asked.startsWith(PATH + "/");
    }

    /// Whether who asks was told an address of this peer.
    public boolean isTold(String asked) {
        return MessageDigest.isEqual(Utf8.encode(asked), Utf8.encode(path));
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
