package kith.node.app;

import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import kith.Answer;
import kith.Command;
import kith.identity.InvitationLink;
import kith.lang.Malformed;
import kith.node.Home;
import kith.node.Node;
import kith.node.NodeConfig;
import kith.node.crypto.JdkCrypto;
import org.jspecify.annotations.Nullable;

/// A peer in this process: its home, its boards, its links.
///
/// ```java
/// try (var peer = Peer.open(home)) {
///     peer.board("home").space("settings").at("theme").set("dark");
/// }
/// ```
///
/// Closing it makes everything durable that was written, and ends its links. One home is open in
/// one process at a time.
public final class Peer implements AutoCloseable {
    private final Node node;
    private final Observers observers;

    private Peer(Node node, Observers observers) {
        this.node = node;
        this.observers = observers;
    }

    /// What an application may choose; each method gives a changed copy.
    ///
    /// ```java
    /// try (var peer = Peer.at(home).port(0).tellFailures(Throwable::printStackTrace).open()) {
    ///     System.out.println(peer.id());
    /// }
    /// ```
    public record Options(
            NodeConfig config, Executor observers, Consumer<? super Throwable> failures) {
        /// The port for links; 0 takes a free one, which others do not know after a restart.
        public Options port(int port) {
            return new Options(config.listening(config.host(), port), observers, failures);
        }

        /// The host at which links are listened for, such as `127.0.0.1`.
        public Options host(String host) {
            return new Options(config.listening(host, config.port()), observers, failures);
        }

        /// Where observers run, such as `SwingUtilities::invokeLater`.
        public Options observeOn(Executor executor) {
            return new Options(config, executor, failures);
        }

        /// Told of what observers throw. Without it that goes where a thread's exceptions go.
        public Options tellFailures(Consumer<? super Throwable> to) {
            return new Options(config, observers, to);
        }

        /// Opens the home.
        ///
        /// @throws kith.node.NodeFailure when its home or store cannot be used
        /// @throws kith.node.disk.HomeLocked when the home is open elsewhere
        /// @throws kith.node.link.LinkFailure when the port is in use
        public Peer open() {
            Node node = Node.start(config);
            return new Peer(node, new Observers(node.driver(), observers, failures));
        }
    }

    /// The home in that folder, which is made where there is none.
    public static Options at(Path home) {
        return new Options(
                NodeConfig.of(Home.at(home)), Thread::startVirtualThread, Peer::uncaught);
    }

    /// Opens the home in that folder with nothing chosen.
    public static Peer open(Path home) {
        return at(home).open();
    }

    private static void uncaught(Throwable thrown) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
    }

    /// Its public key as text: what others know it by.
    public String id() {
        return node.id().text();
    }

    /// The board that is called so here. The first write to a new home founds `home`.
    public Board board(String name) {
        return new Board(this, name);
    }

    /// Joins the board of an invitation, and gives it when this peer is on it.
    ///
    /// @throws Refused when nobody lets us in
    public Board join(String invitation) {
        return join(invitation, null);
    }

    /// The same, calling the board by another name here.
    public Board join(String invitation, @Nullable String alias) {
        InvitationLink link;
        try {
            link = InvitationLink.parse(invitation, new JdkCrypto().hasher());
        } catch (Malformed malformed) {
            throw new Refused(Refused.INVITATION_MALFORMED, malformed.getMessage());
        }
        Answer answer = call(new Command.Join(link, alias));
        return board(((Answer.Joined) answer).board());
    }

    /// The node that this peer is, for what this interface does not have.
    public Node node() {
        return node;
    }

    /// Asks; a refusal is thrown.
    Answer call(Command command) {
        return Refused.unless(node.driver().call(command));
    }

    Observers observers() {
        return observers;
    }

    @Override
    public void close() {
        observers.close();
        node.close();
    }
}
