package kith.node;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import kith.Command;
import kith.Config;
import kith.Engine;
import kith.flight.Start;
import kith.identity.BoardId;
import kith.identity.Partition;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.network.Discovery;
import kith.node.crypto.NodeCrypto;
import kith.node.disk.FileDisk;
import kith.node.disk.HomeLock;
import kith.node.flight.Recorder;
import kith.node.http.HttpServer;
import kith.node.link.Credential;
import kith.node.measure.Metrics;
import kith.node.measure.ProcessMetrics;
import kith.node.measure.StoreMetrics;
import kith.node.nearby.LocalNetwork;
import kith.port.About;
import kith.port.Note;
import kith.port.Now;
import kith.replica.Replica;
import kith.store.Disk;
import kith.store.DiskFailure;
import kith.sync.Session;
import org.jspecify.annotations.Nullable;

/// A peer that runs: everything it consists of, put together and taken apart.
///
/// What is acknowledged as durable survives also when the process is killed; [#stop] only makes it
/// orderly, so that the next start need not begin a new incarnation.
public final class Node implements AutoCloseable {
    /// How this program calls itself to others.
    public static final String AGENT = "kith/" + Start.CORE;

    /// The exit code when the disk did not finish in time, or failed: `EX_IOERR` of `sysexits.h`.
    public static final int EXIT_UNFINISHED = 74;

    /// The exit code after a bug in the engine: `EX_SOFTWARE` of `sysexits.h`.
    public static final int EXIT_BUG = 70;

    /// For everything at an end, so that a process ends within two seconds.
    private static final long STOP_MILLIS_MAX = 1_700;

    /// Of that, for the engine to end in order.
    private static final long ENGINE_MILLIS_MAX = 800;

    /// For the links, where there is no hurry.
    private static final long LINKS_MILLIS_MAX = 1_000;

    /// What is closed by a program that goes on may take longer. Each part has a bound of its own,
    /// together about five seconds.
    private static final long CLOSE_SECONDS_MAX = 30;

    private final NodeConfig config;
    private final Parts parts;
    private final PeerId id;
    private final Driver driver;
    private final HttpServer http;
    private final int linkPort;
    private final List<String> addresses;
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();
    private final CompletableFuture<Boolean> closed = new CompletableFuture<>();
    private final AtomicBoolean stopping = new AtomicBoolean();

    private Node(
            NodeConfig config,
            Parts parts,
            PeerId id,
            Driver driver,
            HttpServer http,
            int linkPort,
            List<String> addresses) {
        this.config = config;
        this.parts = parts;
        this.id = id;
        this.driver = driver;
        this.http = http;
        this.linkPort = linkPort;
        this.addresses = addresses;
    }

    /// What is under construction: closed in the other order, also when a start fails half-way.
    private static final class Parts {
        final NodeConfig config;
        final Deque<Runnable> closing = new ArrayDeque<>();
        final CompletableFuture<Optional<Node>> started = new CompletableFuture<>();
        final LogFile log;

        private final long begunNanos = System.nanoTime();

        /// Whether the process before this one was killed, or ended without its disk.
        final boolean afterCrash;

        /// When a stop is to be over.
        volatile long endNanos = Long.MAX_VALUE;

        /// Whether all that was to be on the disk is there.
        volatile boolean inOrder = true;

        volatile boolean announced;

        Parts(NodeConfig config) {
            this.config = config;
            HomeLock lock = config.home().lock();
            closing.push(lock::close);
            afterCrash = config.home().isAnnounced();
            log = new LogFile(config.home().logFile());
            closing.push(log::close);
            closing.push(this::retract); // behind the disk
        }

        /// A peer that did not end in order stays announced, by which others see that.
        private void retract() {
            if (inOrder && announced) {
                config.home().retract();
            }
        }

        /// How long ago the start began.
        String age() {
            return (System.nanoTime() - begunNanos) / Now.MILLI + " ms";
        }

        void unfinished(String why) {
            inOrder = false;
            note(new Note("stop-late", "node", why));
        }

        void note(Note note) {
            log.note(note);
            config.notes().accept(note);
        }

        void bug(Throwable bug) {
            log.bug(bug);
            config.notes().accept(new Note("bug", "node", bug.toString()));
        }

        /// The engine threw: it is not asked any more, and what it ordered before is still written.
        void broke(Throwable bug) {
            bug(bug);
            started.join().ifPresent(node -> node.stop(EXIT_BUG));
        }

        /// How long the links may take: half of what is left, as the disk comes after them.
        long linksMillis() {
            long end = endNanos;
            long left = end == Long.MAX_VALUE ? Long.MAX_VALUE : end - System.nanoTime();
            return Math.clamp(left / 2 / Now.MILLI, 1, LINKS_MILLIS_MAX);
        }

        /// Somebody who must not wait wants the node to stop.
        void stopLater() {
            Thread.ofPlatform().name("kith-stop").start(() -> started.join().ifPresent(Node::stop));
        }

        void closeAll(Consumer<RuntimeException> failed) {
            while (!closing.isEmpty()) {
                try {
                    closing.pop().run();
                } catch (RuntimeException e) {
                    failed.accept(e);
                }
            }
        }
    }

    /// Starts a peer.
    ///
    /// @throws NodeFailure when its home or store cannot be used
    /// @throws kith.node.disk.HomeLocked when the home is open elsewhere
    /// @throws kith.node.link.LinkFailure when it cannot listen for links
    /// @throws kith.node.http.HttpFailure when it cannot listen for HTTP
    public static Node start(NodeConfig config) {
        var parts = new Parts(config);
        try {
            Node node = start(config, parts);
            parts.started.complete(Optional.of(node));
            return node;
        } catch (RuntimeException | Error e) {
            parts.started.complete(Optional.empty());
            parts.closeAll(e::addSuppressed);
            throw e;
        }
    }

    private static Node start(NodeConfig config, Parts parts) {
        var random = new SecureRandom();
        var crypto = new NodeCrypto();
        Bytes device = config.home().seed(random);
        Bytes seed = Partition.seed(device, config.identity(), crypto.hasher());
        PeerId id = crypto.publicKey(seed);
        Driver driver = driver(parts, crypto, seed, random);
        parts.closing.push(driver::close);
        var wires = new Wires(driver, Credential.ofSeed(seed), config.links(), parts::note);
        parts.closing.push(() -> wires.close(parts.linksMillis()));
        var metrics = new Metrics();
        driver.start(wires, metrics);
        metrics.add(wires::measure);
        metrics.add(ProcessMetrics::addTo);
        metrics.add(new StoreMetrics(config.home().store())::addTo);
        int linkPort = wires.listen(config.host(), config.port());
        HttpServer http = http(parts, driver, wires, crypto, random, id, metrics);
        parts.closing.push(http::close);
        parts.closing.push(() -> wires.close(parts.linksMillis())); // pipes end before HTTP does
        List<String> addresses = Reachable.at(config, linkPort, http.port(), http.pipePath());
        driver.call(new Command.Listen(addresses));
        sayNearby(parts, driver, linkPort, crypto, random);
        announce(config.home(), id, http, linkPort);
        parts.announced = true;
        String facts = driver.look(Node::facts).orElse("");
        String doors = ", links on " + linkPort + ", " + http.url() + ", started in ";
        String before = parts.afterCrash ? ", the one before did not end in order" : "";
        parts.note(new Note("started", id.shortText(), facts + doors + parts.age() + before));
        return new Node(config, parts, id, driver, http, linkPort, addresses);
    }

    /// Tells who is on the local network, and is told.
    private static void sayNearby(
            Parts parts, Driver driver, int linkPort, NodeCrypto crypto, SecureRandom random) {
        NodeConfig config = parts.config;
        var peer =
                new LocalNetwork.Peer(
                        config.host(),
                        linkPort,
                        () -> driver.look(Node::boards).orElse(Set.of()),
                        (board, address) -> driver.tell(spotted(board, address)),
                        crypto.hasher());
        LocalNetwork network =
                config.nearby() ? LocalNetwork.begin(peer, random, parts::note) : null;
        if (network != null) {
            parts.closing.push(network::close);
        }
    }

    private static Set<BoardId> boards(Engine engine) {
        var boards = new TreeSet<BoardId>();
        for (Replica replica : engine.replicas()) {
            boards.add(new BoardId(replica.board()));
        }
        return boards;
    }

    private static Command spotted(BoardId board, String address) {
        return new Command.Spotted(board, Discovery.Way.NEARBY, null, List.of(address));
    }

    private static String facts(Engine engine) {
        long changes = 0;
        for (Replica replica : engine.replicas()) {
            changes += replica.graph().changeCount();
        }
        return AGENT
                + ", process "
                + ProcessHandle.current().pid()
                + ", "
                + changes
                + " changes in "
                + engine.replicas().size()
                + " spaces";
    }

    private static About about(NodeConfig config) {
        return About.of(AGENT)
                .on(System.getProperty("os.name", ""))
                .in(config.region())
                .with(About.Can.DOOR);
    }

    private static Driver driver(Parts parts, NodeCrypto crypto, Bytes seed, SecureRandom random) {
        NodeConfig config = parts.config;
        var secret = new byte[Config.SECRET_BYTES];
        random.nextBytes(secret);
        var core =
                new Config(
                        crypto.publicKey(seed),
                        Bytes.wrap(secret),
                        about(config),
                        Session.VERSIONS,
                        crypto.hasher(),
                        config.limits(),
                        config.segmentBytes(),
                        0);
        try {
            FileDisk files = FileDisk.open(config.home().store());
            parts.closing.push(files::close);
            Disk disk = config.disk().apply(files);
            var now = new Now(System.nanoTime(), System.currentTimeMillis());
            Recorder recorder = recorder(parts, new Start(core, now), crypto);
            Engine engine = Engine.open(disk, core, now);
            var signatures = new Signatures(crypto, seed);
            return new Driver(engine, disk, signatures, recorder, parts::note, parts::broke);
        } catch (DiskFailure e) {
            boolean full = e.reason() == DiskFailure.Reason.FULL;
            throw new NodeFailure(
                    full ? NodeFailure.DISK_FULL : NodeFailure.DISK_FAILED,
                    "the home " + config.home() + " cannot be opened: " + e.getMessage(),
                    e);
        } catch (Malformed e) {
            throw new NodeFailure(
                    NodeFailure.STORE_UNREADABLE,
                    "the store of " + config.home() + " is not opened: " + e.getMessage(),
                    e);
        }
    }

    /// Null when nothing is to be kept, or it cannot be.
    private static @Nullable Recorder recorder(Parts parts, Start start, NodeCrypto crypto) {
        Home home = parts.config.home();
        long bytes = parts.config.recordBytes();
        if (bytes == 0) {
            return null;
        }
        try {
            Recorder recorder =
                    Recorder.begin(
                            home.recordings(),
                            home.store(),
                            bytes,
                            start,
                            crypto.hasher(),
                            parts::note);
            parts.closing.push(recorder::close);
            parts.note(
                    new Note(
                            "recording",
                            recorder.folder().toString(),
                            "up to " + bytes + " bytes"));
            return recorder;
        } catch (IOException e) {
            parts.note(new Note("recording-ended", home.recordings().toString(), e.toString()));
            return null;
        }
    }

    private static HttpServer http(
            Parts parts,
            Driver driver,
            Wires wires,
            NodeCrypto crypto,
            SecureRandom random,
            PeerId id,
            Metrics metrics) {
        NodeConfig config = parts.config;
        String token = config.home().token(random);
        var settings =
                new HttpServer.Settings(
                        config.http(),
                        config.chosenHttpPort(),
                        token,
                        AGENT,
                        id.text(),
                        metrics,
                        parts::note,
                        config.home().writeNames());
        return HttpServer.start(
                settings, driver, crypto, random, parts::stopLater, wires::answer, parts::bug);
    }

    private static void announce(Home home, PeerId id, HttpServer http, int linkPort) {
        home.announce(
                Running.ofThis(
                        id.text(),
                        http.host(),
                        http.port(),
                        linkPort,
                        home.tokenFile().getFileName().toString()));
    }

    public PeerId id() {
        return id;
    }

    public Home home() {
        return config.home();
    }

    /// For Java programs in the same process.
    public Driver driver() {
        return driver;
    }

    /// The port on which links are listened for.
    public int linkPort() {
        return linkPort;
    }

    /// Where others are told to reach this peer: `host:port`, and `ws://…` for peers in browsers.
    public List<String> addresses() {
        return addresses;
    }

    public HttpServer http() {
        return http;
    }

    /// Completes when the peer has stopped, with the exit code for its process.
    public CompletableFuture<Integer> ended() {
        return ended.copy();
    }

    // The end

    /// Stops in order: everything is durable, and the next start goes on where this one ended.
    /// Returns when that is done, also when somebody else began it, and within two seconds: what
    /// takes longer then (a disk that hangs) goes on, and ends with the process. Then, and when the
    /// disk has failed, it ended with [#EXIT_UNFINISHED]: what was not acknowledged as durable may
    /// be lost with the process.
    public void stop() {
        stop(0);
    }

    private void stop(int exitCode) {
        if (stopping.getAndSet(true)) {
            ended.join();
            return;
        }
        parts.endNanos = System.nanoTime() + STOP_MILLIS_MAX * Now.MILLI;
        Thread.ofPlatform().daemon().name("kith-closing").start(() -> closeInOrder(exitCode));
        if (!awaitClosed(STOP_MILLIS_MAX)) {
            parts.unfinished("it is not closed yet; it goes on");
        }
        ended.complete(exitCode == 0 && !parts.inOrder ? EXIT_UNFINISHED : exitCode);
    }

    /// Also on a thread that is interrupted, which would else leave the home open. False: not in
    /// that time.
    private boolean awaitClosed(long millis) {
        long end = System.nanoTime() + millis * Now.MILLI;
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    closed.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
                    return true;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("closing cannot fail", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void closeInOrder(int exitCode) {
        try {
            http.quiesce();
            if (exitCode == 0 && !driver.stop(ENGINE_MILLIS_MAX)) {
                parts.unfinished("the disk did not finish in time");
            }
            String detail = "exit code " + exitCode + ", after " + parts.age();
            parts.note(new Note("stopped", id.shortText(), detail));
            parts.closeAll(
                    bug -> {
                        parts.inOrder = false;
                        parts.bug(bug);
                    });
        } catch (RuntimeException bug) {
            parts.bug(bug);
        } finally {
            closed.complete(true);
        }
    }

    /// Stops when the process is told to end (SIGTERM, SIGINT).
    public void stopAtExit() {
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("kith-exit").unstarted(this::stop));
    }

    /// Stops, and waits until everything is closed: then the home is free for another start.
    @Override
    public void close() {
        stop();
        if (!awaitClosed(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS_MAX))) {
            throw new IllegalStateException("not closed in " + CLOSE_SECONDS_MAX + " s");
        }
    }
}
