package kith.node.link;

import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import kith.identity.Crypto;
import kith.identity.PeerId;
import kith.lang.Bytes;
import org.jspecify.annotations.Nullable;

/// A node with real sockets on loopback that writes down what its handler is told.
final class TestNode implements LinkHandler, AutoCloseable {
    /// The bound on every wait of these tests: only a failing test reaches it.
    static final int WAIT_SECONDS = 10;

    final Credential own = credential();
    final Links links;
    final int port;
    final BlockingQueue<Link> ups = new LinkedBlockingQueue<>();
    final BlockingQueue<byte[]> frames = new LinkedBlockingQueue<>();
    final BlockingQueue<String> downs = new LinkedBlockingQueue<>();
    final BlockingQueue<LinkFailure> refusals = new LinkedBlockingQueue<>();
    final Map<Long, Integer> downsByLink = new ConcurrentHashMap<>();

    /// How many frames the handler takes before it blocks.
    final Semaphore appetite = new Semaphore(1 << 30);

    TestNode() {
        this(LinkConfig.standard());
    }

    TestNode(LinkConfig config) {
        links = new Links(own, config, this);
        port = links.listen("127.0.0.1", 0);
    }

    /// Of a peer that nobody has met.
    static Credential credential() {
        var seed = new byte[Crypto.SEED_BYTES];
        new SecureRandom().nextBytes(seed);
        return Credential.ofSeed(Bytes.wrap(seed));
    }

    PeerId peer() {
        return own.peer();
    }

    @Override
    public void up(Link link) {
        ups.add(link);
    }

    @Override
    public void frame(Link link, byte[] payload) {
        appetite.acquireUninterruptibly();
        frames.add(payload);
    }

    @Override
    public void down(Link link, String reason) {
        downsByLink.merge(link.id(), 1, Integer::sum);
        downs.add(reason);
    }

    @Override
    public void refused(String address, LinkFailure why) {
        refusals.add(why);
    }

    /// Dials `other` and waits for the link to be up here.
    Link dial(TestNode other) {
        return dial(other.port, other.peer());
    }

    Link dial(int toPort, @Nullable PeerId expected) {
        return switch (outcome(toPort, expected)) {
            case DialOutcome.Reached(Link link) -> link;
            case DialOutcome.Failed(LinkFailure why) -> throw why;
        };
    }

    LinkFailure failingDial(int toPort, @Nullable PeerId expected) {
        return switch (outcome(toPort, expected)) {
            case DialOutcome.Reached(Link link) -> throw new AssertionError("reached " + link);
            case DialOutcome.Failed(LinkFailure why) -> why;
        };
    }

    private DialOutcome outcome(int toPort, @Nullable PeerId expected) {
        var outcome = new LinkedBlockingQueue<DialOutcome>();
        links.dial("127.0.0.1", toPort, expected, outcome::add);
        return next(outcome);
    }

    static <T> T next(BlockingQueue<T> queue) {
        try {
            T next = queue.poll(WAIT_SECONDS, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("nothing came within " + WAIT_SECONDS + " s");
            }
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not so within " + WAIT_SECONDS + " s");
            }
            LockSupport.parkNanos(100_000); // between looks, so that others get the processor
        }
    }

    @Override
    public void close() {
        appetite.release(1 << 20);
        links.close();
    }
}
