package kith.node.link;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import kith.identity.PeerId;
import kith.node.crypto.NodeCrypto;
import kith.node.gate.Gate;
import kith.node.link.pipe.Identity;
import kith.node.link.pipe.Pipe;
import org.jspecify.annotations.Nullable;

/// All links of a node: listens for callers, calls others, bounds both.
///
/// ```
/// accept ─▶ Gate ─▶ Handshake.answer ─┐
/// pipe ───▶                           ├─▶ a place among the links ─▶ Link.run ─▶ LinkHandler
/// dial ─▶ resolve ─▶ connect ─▶ call ─┘
/// ```
///
/// A key proves nothing but itself, and costs nothing. So a link that somebody opened to us counts
/// as a stranger's until we are told otherwise ([#known]), and strangers are bounded apart, all of
/// them and those of one address: another one comes in, and the oldest is cut.
///
/// A link lives on the virtual thread that made it. Each connection that is not a link yet can be
/// cut by anybody at any time: by its deadline, by the gate, by [#close].
public final class Links implements AutoCloseable {
    /// What [#close] gives as the reason to each link.
    public static final String CLOSING = "closing";

    /// The bound on [#close].
    private static final int CLOSE_MILLIS_MAX = 1_000;

    private final LinkConfig config;
    private final LinkHandler handler;
    private final Gate<Newcomer> gate;
    private final Gate<Link> strangers;
    private final Deadlines deadlines = new Deadlines();
    private final Resolver resolver = new Resolver();
    private final Handshake handshake;
    private final AtomicReference<@Nullable Listener> listener = new AtomicReference<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final AtomicLong ids = new AtomicLong();

    /// Places, and not a count of `links`: a place is taken before the link exists.
    private final Semaphore places;

    private final Semaphore dials;
    private final Map<Long, Link> links = new ConcurrentHashMap<>();
    private final Set<Newcomer> calling = ConcurrentHashMap.newKeySet();

    public Links(Credential own, LinkConfig config, LinkHandler handler) {
        this.config = config;
        this.handler = handler;
        gate = new Gate<>(config.handshakesMax(), config.handshakesPerAddressMax());
        strangers = new Gate<>(config.strangersMax(), config.strangersPerAddressMax());
        handshake = new Handshake(new Tls(own), identity(own), deadlines, config);
        places = new Semaphore(config.linksMax());
        dials = new Semaphore(config.dialsMax());
    }

    private static Identity identity(Credential own) {
        return new Identity(own.peer(), own.key(), new NodeCrypto());
    }

    LinkConfig config() {
        return config;
    }

    Deadlines deadlines() {
        return deadlines;
    }

    /// How many links are up.
    public int size() {
        return links.size();
    }

    /// The links that are up, in no order.
    public List<Link> all() {
        return List.copyOf(links.values());
    }

    /// Listens on one port, once, and returns the port: `port` itself, or a free one for 0.
    ///
    /// @throws LinkFailure with code `port-in-use`, `address-unusable` or `host-unknown`
    public int listen(String host, int port) {
        InetAddress address = resolver.addresses(host, config.connectTimeoutMillis()).getFirst();
        var started = Listener.start(address, port, this::greet, why -> handler.refused("", why));
        if (!listener.compareAndSet(null, started)) {
            started.close();
            throw new IllegalStateException("these links listen already");
        }
        return started.port();
    }

    private void greet(Socket raw) {
        String origin = Gate.originOf(raw.getInetAddress(), raw.getPort());
        var newcomer = new Newcomer(Handshake.addressOf(raw), origin, reason -> TlsWire.close(raw));
        admit(newcomer, () -> handshake.answer(newcomer, raw));
    }

    /// Somebody came by a pipe: answers it, as one who came by TCP, on a thread of its own.
    public void answer(Pipe pipe) {
        var newcomer = new Newcomer(pipe.address(), pipe.origin(), pipe::cut);
        admit(newcomer, () -> handshake.answer(newcomer, pipe));
    }

    private void admit(Newcomer newcomer, Supplier<Handshake.Done> proof) {
        Newcomer victim = gate.admit(newcomer, newcomer.origin());
        if (victim != null) {
            victim.cut(
                    new LinkFailure(
                            LinkFailure.CROWDED_OUT,
                            "too many unfinished handshakes, and this was the oldest"));
        }
        if (closing.get()) {
            newcomer.cut(closingFailure());
        } else if (places.availablePermits() == 0) {
            newcomer.cut(tooManyLinks()); // before the handshake, which costs milliseconds
        }
        Thread.ofVirtual().name("kith-link-in").start(() -> answer(newcomer, proof));
    }

    private void answer(Newcomer newcomer, Supplier<Handshake.Done> proof) {
        Link link;
        try {
            Handshake.Done done = prove(newcomer, proof);
            takePlace();
            link = open(true, newcomer.address(), done);
            admit(link, newcomer.origin());
        } catch (LinkFailure e) {
            newcomer.cut(e);
            handler.refused(newcomer.address(), e);
            return;
        }
        link.run(handler);
    }

    private void admit(Link stranger, String origin) {
        Link victim = strangers.admit(stranger, origin);
        if (victim != null) {
            victim.cut(LinkFailure.CROWDED_OUT + ": too many strangers, and this was the oldest");
        }
    }

    /// The other side of that link belongs here. Any thread; does not wait.
    public void known(Link link) {
        strangers.leave(link);
    }

    private Handshake.Done prove(Newcomer newcomer, Supplier<Handshake.Done> proof) {
        try {
            return proof.get();
        } finally {
            gate.leave(newcomer); // before it is a link, so that it is not cut for another any more
        }
    }

    private void takePlace() {
        if (closing.get()) {
            throw closingFailure();
        }
        if (!places.tryAcquire()) {
            throw tooManyLinks();
        }
    }

    private LinkFailure tooManyLinks() {
        return new LinkFailure(
                LinkFailure.TOO_MANY_LINKS,
                "this node has its " + config.linksMax() + " links already");
    }

    private Link open(boolean inbound, String address, Handshake.Done done) {
        var link = new Link(ids.incrementAndGet(), inbound, address, done, this);
        links.put(link.id(), link);
        if (closing.get()) {
            link.cut(CLOSING); // close() may have looked at the links before this one was there
        }
        return link;
    }

    void ended(Link link) {
        links.remove(link.id());
        strangers.leave(link);
        places.release();
    }

    /// Calls `host:port` and tells `then` what became of it, exactly once, on the link's thread and
    /// before the handler's `up`. With `expected`, only that peer will do. Each address that the
    /// host has is tried in turn, and the connect timeout is for all of them together.
    public void dial(String host, int port, @Nullable PeerId expected, Consumer<DialOutcome> then) {
        var call = new Dial(host, port, expected);
        Thread.ofVirtual().name("kith-link-out").start(() -> dial(call, then));
    }

    private record Dial(String host, int port, @Nullable PeerId expected) {}

    private void dial(Dial call, Consumer<DialOutcome> then) {
        Link link;
        try {
            link = reach(call);
        } catch (LinkFailure e) {
            then.accept(new DialOutcome.Failed(e));
            return;
        } catch (RuntimeException bug) {
            // Who waits for the outcome must hear of one, else it never dials that address again.
            then.accept(new DialOutcome.Failed(bugFailure(bug)));
            return;
        }
        try {
            then.accept(new DialOutcome.Reached(link));
        } finally {
            link.run(handler);
        }
    }

    private Link reach(Dial call) {
        if (!dials.tryAcquire()) {
            throw new LinkFailure(
                    LinkFailure.TOO_MANY_DIALS,
                    "this node is making " + config.dialsMax() + " calls already");
        }
        try {
            return reachOneOf(call, resolver.addresses(call.host, config.connectTimeoutMillis()));
        } finally {
            dials.release();
        }
    }

    private Link reachOneOf(Dial call, List<InetAddress> addresses) {
        takePlace();
        Link link = null;
        LinkFailure last = null;
        long start = System.nanoTime();
        try {
            for (InetAddress address : addresses) {
                try {
                    link = reach(call, address, start);
                    return link;
                } catch (LinkFailure e) {
                    last = e;
                }
            }
            throw last == null ? closingFailure() : last;
        } finally {
            if (link == null) {
                places.release();
            }
        }
    }

    private Link reach(Dial call, InetAddress address, long start) {
        var raw = new Socket();
        String at = Handshake.addressOf(call.host, call.port);
        var connection = new Newcomer(at, "", reason -> TlsWire.close(raw));
        calling.add(connection);
        try {
            connect(connection, raw, new InetSocketAddress(address, call.port), start);
            return open(false, at, handshake.call(connection, raw, call.expected));
        } finally {
            calling.remove(connection);
        }
    }

    private void connect(Newcomer connection, Socket raw, InetSocketAddress to, long start) {
        if (closing.get()) { // after it was added to `calling`, so that close() misses nothing
            throw closingFailure();
        }
        long spent = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        int left = (int) Math.max(1, config.connectTimeoutMillis() - spent);
        try {
            raw.connect(to, left);
            raw.setTcpNoDelay(true);
        } catch (IOException | IllegalArgumentException e) {
            TlsWire.close(raw);
            LinkFailure cut = connection.cutBy();
            throw cut != null ? cut : unreachable(connection, e);
        }
    }

    private LinkFailure unreachable(Newcomer connection, Exception e) {
        String why =
                e instanceof SocketTimeoutException
                        ? "no answer within " + config.connectTimeoutMillis() + " ms"
                        : String.valueOf(e.getMessage());
        return new LinkFailure(
                LinkFailure.UNREACHABLE,
                "nobody was reached at "
                        + connection.address()
                        + ": "
                        + why
                        + "; is the peer running, and is the address right?");
    }

    private static LinkFailure bugFailure(RuntimeException bug) {
        return new LinkFailure(
                LinkFailure.UNREACHABLE, "the call broke, by a bug of Kith's: " + bug);
    }

    private static LinkFailure closingFailure() {
        return new LinkFailure(LinkFailure.CLOSING, "this node is closing its links");
    }

    /// Stops listening and calling, closes every link politely, and returns when each handler was
    /// told, at the latest after a second. Not to be called from a handler: it would wait for
    /// itself.
    @Override
    public void close() {
        close(CLOSE_MILLIS_MAX);
    }

    /// The same, in another time.
    public void close(long millisMax) {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        Listener listening = listener.get();
        if (listening != null) {
            listening.close();
        }
        for (Newcomer newcomer : gate.clear()) {
            newcomer.cut(closingFailure());
        }
        for (Newcomer connection : calling) {
            connection.cut(closingFailure());
        }
        for (Link link : links.values()) {
            link.close(CLOSING);
        }
        awaitEnds(millisMax);
        deadlines.close();
        resolver.close();
    }

    private void awaitEnds(long millisMax) {
        try {
            // Each link and each call holds a place, so all places free means that all is over.
            if (!places.tryAcquire(config.linksMax(), millisMax, TimeUnit.MILLISECONDS)) {
                for (Link link : links.values()) {
                    link.cut(CLOSING);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
