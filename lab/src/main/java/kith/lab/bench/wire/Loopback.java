package kith.lab.bench.wire;

import java.security.SecureRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import kith.identity.Crypto;
import kith.lang.Bytes;
import kith.node.link.Credential;
import kith.node.link.DialOutcome;
import kith.node.link.Link;
import kith.node.link.LinkFailure;
import kith.node.link.Links;
import org.jspecify.annotations.Nullable;

/// Links among peers that are made for a measurement, on this machine.
public final class Loopback {
    public static final String HOST = "127.0.0.1";

    private Loopback() {}

    /// A peer with a key of its own.
    public static Credential newPeer() {
        var seed = new byte[Crypto.SEED_BYTES];
        new SecureRandom().nextBytes(seed);
        return Credential.ofSeed(Bytes.wrap(seed));
    }

    /// Calls whoever listens at that port, and waits until the link is up.
    public static Link dial(Links caller, int port) {
        var reached = new AtomicReference<@Nullable Link>();
        var failed = new AtomicReference<@Nullable LinkFailure>();
        var dialled = new CountDownLatch(1);
        caller.dial(
                HOST,
                port,
                null,
                outcome -> {
                    switch (outcome) {
                        case DialOutcome.Reached(Link up) -> reached.set(up);
                        case DialOutcome.Failed(LinkFailure why) -> failed.set(why);
                    }
                    dialled.countDown();
                });
        try {
            dialled.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while a link came up", e);
        }
        Link link = reached.get();
        if (link == null) {
            throw new IllegalStateException("the link did not come up", failed.get());
        }
        return link;
    }
}
