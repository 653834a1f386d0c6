package kith.node;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import kith.node.http.HttpFailure;
import kith.node.link.LinkFailure;

/// Which port a home takes that nobody has chosen one for.
///
/// Two programs on one machine cannot both have the usual one, and must not be bothered with that.
/// So the second takes a free one, and remembers it in its home, because others look for a peer
/// where it was.
public final class Ports {
    private static final String FILE = "port";
    private static final int PORT_LAST = 0xffff;

    /// The longest text of a port.
    private static final int TEXT_BYTES_MAX = 5;

    private Ports() {}

    /// Starts a peer at the usual port, the one that its home remembers, or a free one.
    ///
    /// @throws NodeFailure and the others that [Node#start] throws
    public static Node start(NodeConfig config) {
        Path file = config.home().folder().resolve(FILE);
        int before = remembered(file);
        int wanted = before > 0 ? before : config.port();
        Node node = isFree(wanted) ? startAt(config, wanted) : free(config);
        if (node.linkPort() != (before > 0 ? before : config.port())) {
            remember(file, node.linkPort());
        }
        return node;
    }

    /// Somebody may be faster. HTTP goes elsewhere where its place is taken: others look for the
    /// links, and whoever looks for HTTP on this machine finds it by the home.
    private static Node startAt(NodeConfig config, int port) {
        NodeConfig there = config.listening(config.host(), port);
        boolean beside = config.httpPort() == NodeConfig.BESIDE;
        if (beside && !(port < PORT_LAST && isFree(port + 1))) {
            there = there.withHttp(config.http(), 0);
        }
        try {
            return Node.start(there);
        } catch (LinkFailure taken) {
            return unless(taken.code().equals(LinkFailure.PORT_IN_USE), taken, config);
        } catch (HttpFailure taken) {
            return unless(taken.code().equals(HttpFailure.PORT_IN_USE), taken, config);
        }
    }

    private static Node unless(boolean inUse, RuntimeException failure, NodeConfig config) {
        if (inUse) {
            return free(config);
        }
        throw failure;
    }

    private static Node free(NodeConfig config) {
        return Node.start(config.listening(config.host(), 0));
    }

    /// Whether nobody listens there, on any address.
    private static boolean isFree(int port) {
        try (var there = new ServerSocket(port)) {
            return there.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    /// 0 when nothing usable is remembered: then a port is looked for anew.
    private static int remembered(Path file) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > TEXT_BYTES_MAX) {
                return 0;
            }
            int port = Integer.parseInt(Files.readString(file));
            return port > 0 && port <= PORT_LAST ? port : 0;
        } catch (IOException | NumberFormatException unusable) {
            return 0;
        }
    }

    private static void remember(Path file, int port) {
        try {
            Files.writeString(file, Integer.toString(port));
        } catch (IOException e) {
            // The next start takes another one, and is found by those that it finds.
            return;
        }
    }
}
