package kith.node.link;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.function.Consumer;

/// Waits for callers on one port and hands each on without looking at it.
///
/// On a platform thread of its own: when handshakes keep every carrier of the virtual threads busy,
/// the system still gives this one its turn, and the [Gate] can do its work.
final class Listener {
    /// Connections that the system accepts ahead of us; it may cut this down. Guess.
    private static final int BACKLOG = 1024;

    /// How long to wait when the system has no descriptor left: without it the thread would spin.
    private static final int PAUSE_MILLIS = 20;

    private final ServerSocket server;
    private final Consumer<Socket> accepted;
    private final Consumer<LinkFailure> failed;

    private Listener(ServerSocket server, Consumer<Socket> accepted, Consumer<LinkFailure> failed) {
        this.server = server;
        this.accepted = accepted;
        this.failed = failed;
    }

    /// Binds the port and begins.
    static Listener start(
            InetAddress host, int port, Consumer<Socket> accepted, Consumer<LinkFailure> failed) {
        var listener = new Listener(bind(host, port), accepted, failed);
        Thread.ofPlatform()
                .daemon()
                .name("kith-listen-" + listener.port())
                .start(listener::acceptAll);
        return listener;
    }

    private static ServerSocket bind(InetAddress host, int port) {
        ServerSocket server = null;
        try {
            server = new ServerSocket();
            server.setReuseAddress(true); // a port is free again right after a restart
            server.bind(new InetSocketAddress(host, port), BACKLOG);
            return server;
        } catch (IOException e) {
            if (server != null) {
                close(server);
            }
            throw explain(host, port, e);
        }
    }

    private static LinkFailure explain(InetAddress host, int port, IOException e) {
        String address = Handshake.addressOf(host.getHostAddress(), port);
        String found = String.valueOf(e.getMessage());
        if (e instanceof BindException && port != 0 && found.contains("in use")) {
            return new LinkFailure(
                    LinkFailure.PORT_IN_USE,
                    "port "
                            + port
                            + " on "
                            + host.getHostAddress()
                            + " is in use by another program (perhaps another peer): stop that"
                            + " one, or choose another port, or 0 for any free one");
        }
        return new LinkFailure(
                LinkFailure.ADDRESS_UNUSABLE,
                "cannot listen on "
                        + address
                        + ": "
                        + found
                        + "; choose an address of this"
                        + " machine and a port from 1024 to 65535, or 0 for any free one");
    }

    int port() {
        return server.getLocalPort();
    }

    private void acceptAll() {
        while (!server.isClosed()) {
            try {
                accepted.accept(server.accept());
            } catch (IOException e) {
                if (!server.isClosed()) {
                    failed.accept(new LinkFailure(LinkFailure.ACCEPT_FAILED, String.valueOf(e)));
                    pause();
                }
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void close() {
        close(server);
    }

    private static void close(ServerSocket server) {
        try {
            server.close();
        } catch (IOException ignored) {
            // Closed all the same.
        }
    }
}
