package kith.node.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import kith.Address;
import kith.Answer;
import kith.Command;
import kith.identity.InvitationLink;
import kith.lang.Malformed;
import kith.node.Home;
import kith.node.Node;
import kith.node.NodeConfig;
import kith.node.NodeFailure;
import kith.node.Ports;
import kith.node.crypto.NodeCrypto;
import kith.node.disk.HomeLocked;
import kith.node.http.HttpFailure;
import kith.node.link.LinkFailure;
import kith.value.Value;
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
/// one process at a time; `./kith --home FOLDER status` and every other command work on it
/// meanwhile, `down` too: then everything here is refused with `stopping`, and [Node#ended] tells.
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
    /// var options = Peer.at(home).host("127.0.0.1").tellFailures(Throwable::printStackTrace);
    /// try (var peer = options.open()) {
    ///     System.out.println(peer.addresses().size());   // 2
    /// }
    /// ```
    public static final class Options {
        private final NodeConfig config;
        private final boolean anyPort;
        private final Executor observers;
        private final Consumer<? super Throwable> failures;

        private Options(
                NodeConfig config,
                boolean anyPort,
                Executor observers,
                Consumer<? super Throwable> failures) {
            this.config = config;
            this.anyPort = anyPort;
            this.observers = Objects.requireNonNull(observers, "observers");
            this.failures = Objects.requireNonNull(failures, "failures");
        }

        /// The port for links; 0 takes a free one each time. Unless it is chosen, it is 5484, or
        /// where that is taken a free one, by which this home is found from then on.
        public Options port(int port) {
            return new Options(config.listening(config.host(), port), false, observers, failures);
        }

        /// The host at which links are listened for, such as `127.0.0.1`; else at every address of
        /// this machine.
        public Options host(String host) {
            Objects.requireNonNull(host, "host");
            return new Options(config.listening(host, config.port()), anyPort, observers, failures);
        }

        /// Where observers run, such as `SwingUtilities::invokeLater`; else each turn on a virtual
        /// thread of its own.
        public Options observeOn(Executor executor) {
            return new Options(config, anyPort, executor, failures);
        }

        /// Told of what observers throw. Without it that goes where a thread's exceptions go.
        public Options tellFailures(Consumer<? super Throwable> to) {
            return new Options(config, anyPort, observers, to);
        }

        /// Opens the home.
        ///
        /// @throws Refused when it is open elsewhere (`home-locked`), cannot be used, or when the
        ///     port that was chosen is taken (`port-in-use`)
        public Peer open() {
            Node node = started();
            return new Peer(node, new Observers(node.driver(), observers, failures));
        }

        private Node started() {
            try {
                return anyPort ? Ports.start(config) : Node.start(config);
            } catch (NodeFailure e) {
                throw new Refused(e.code(), e);
            } catch (HomeLocked e) {
                throw new Refused(e.code(), e);
            } catch (LinkFailure e) {
                throw new Refused(e.code(), e);
            } catch (HttpFailure e) {
                throw new Refused(e.code(), e);
            }
        }
    }

    /// The home in that folder, which is made where there is none.
    public static Options at(Path home) {
        NodeConfig config = NodeConfig.of(Home.at(home));
        return new Options(config, true, Observers.VIRTUAL, Peer::uncaught);
    }

    /// A home with everything chosen that a node can be told, for what [Options] does not have.
    public static Options of(NodeConfig config) {
        return new Options(config, false, Observers.VIRTUAL, Peer::uncaught);
    }

    /// Opens the home in that folder with nothing chosen.
    ///
    /// @throws Refused as [Options#open] does
    public static Peer open(Path home) {
        return at(home).open();
    }

    static void uncaught(Throwable thrown) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
    }

    /// Its public key as text: what others know it by.
    public String id() {
        return node.id().text();
    }

    // Boards

    /// The board that is called so here. The first write to a new home founds `home`; any other
    /// board is founded or joined before it is written.
    public Board board(String name) {
        return new Board(this, Objects.requireNonNull(name, "name"));
    }

    /// The names of all boards that this peer is on.
    public List<String> boards() {
        return names("boards");
    }

    /// Founds a board with this peer as its first member.
    public Board found(String name) {
        Answer answer = call(new Command.Found(Objects.requireNonNull(name, "name")));
        return board(((Answer.Joined) answer).board());
    }

    /// Joins the board of an invitation, and gives it when this peer is on it. That waits for the
    /// network, at most 20 seconds.
    ///
    /// @throws Refused when nobody could be reached, or nobody lets us in
    public Board join(String invitation) {
        return joinAs(invitation, null);
    }

    /// The same, calling the board by another name here.
    public Board join(String invitation, String name) {
        return joinAs(invitation, Objects.requireNonNull(name, "name"));
    }

    private Board joinAs(String invitation, @Nullable String name) {
        Answer answer = call(new Command.Join(link(invitation), name));
        return board(((Answer.Joined) answer).board());
    }

    static InvitationLink link(String invitation) {
        try {
            return InvitationLink.parse(invitation.strip(), new NodeCrypto().hasher());
        } catch (Malformed malformed) {
            throw new Refused(Refused.INVITATION_MALFORMED, malformed.getMessage());
        }
    }

    // Links

    /// Where others can reach this peer: `host:port`, and `ws://…` for peers in browsers.
    public List<String> addresses() {
        return node.addresses();
    }

    /// Looks for a peer at an address, `host:port`, now and whenever the link is lost. Peers of one
    /// board find each other by themselves; this is for when all of them have moved.
    public void connect(String address) {
        call(new Command.Connect(Objects.requireNonNull(address, "address")));
    }

    /// How this peer is, as cells to read and observe: `links`, `spaces`, `store` and more, see
    /// `./kith status`. Nobody writes there.
    public Space health() {
        return new Space(this, new Address(null, Address.PEER, kith.value.Path.ROOT));
    }

    /// The names below a place of the health.
    List<String> names(String... at) {
        var names = new ArrayList<String>();
        var address = new Address(null, Address.PEER, kith.value.Path.of(at));
        if (call(Command.Read.all(address)) instanceof Answer.Found found
                && found.cells().value() instanceof Value.Obj all) {
            for (int i = 0; i < all.size(); i++) {
                names.add(all.name(i));
            }
        }
        return names;
    }

    /// How many other members the board has.
    int othersOn(Address at) {
        String board = at.board();
        List<String> members = board == null ? List.of() : names("boards", board, "members");
        return members.contains(id()) ? members.size() - 1 : members.size();
    }

    /// The node that this peer is, for what this interface does not have.
    public Node node() {
        return node;
    }

    // For the rest

    /// Asks; a refusal is thrown.
    Answer call(Command command) {
        Answer answer = Refused.unless(ask(command));
        observers.tryAll();
        return answer;
    }

    /// Asks; a refusal is an answer, too.
    Answer ask(Command command) {
        return node.driver().call(command);
    }

    /// Asks without waiting.
    CompletableFuture<Answer> askLater(Command command) {
        return node.driver().callAsync(command);
    }

    /// Does several things with nothing between them.
    <T> T together(Supplier<T> several) {
        return node.driver().together(several);
    }

    Observers observers() {
        return observers;
    }

    /// Makes everything durable, and returns when the home is free. What is asked of it afterwards
    /// is refused with `stopping`. Closing twice is closing once; an observer may close, too.
    @Override
    public void close() {
        observers.close();
        node.close();
    }

    @Override
    public String toString() {
        return "peer " + id();
    }
}
