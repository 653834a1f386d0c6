package kith.node.link;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A connection that is not a link yet, in either direction, and that anybody may cut.
final class Newcomer {
    private final Socket raw;
    private final String address;
    private final String origin;
    private final AtomicReference<@Nullable LinkFailure> cut = new AtomicReference<>();

    Newcomer(Socket raw, String address, String origin) {
        this.raw = raw;
        this.address = address;
        this.origin = origin;
    }

    Socket raw() {
        return raw;
    }

    String address() {
        return address;
    }

    /// Whom the limit for one address counts together; empty for a call of our own.
    String origin() {
        return origin;
    }

    /// Ends it from any thread; the first reason stands.
    void cut(LinkFailure why) {
        cut.compareAndSet(null, why);
        close(raw);
    }

    /// Why it was cut by us, or `null`.
    @Nullable LinkFailure cutBy() {
        return cut.get();
    }

    /// Closes the TCP connection under TLS: never waits, where closing TLS may want to write.
    static void close(Socket raw) {
        try {
            raw.close();
        } catch (IOException ignored) {
            // It is closed all the same: the system gives the descriptor back even on an error.
        }
    }
}
