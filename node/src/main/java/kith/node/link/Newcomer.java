package kith.node.link;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A connection that is not a link yet, in either direction, and that anybody may cut.
final class Newcomer {
    private final String address;
    private final String origin;
    private final Consumer<String> hangUp;
    private final AtomicReference<@Nullable LinkFailure> cut = new AtomicReference<>();

    /// @param address where the other side is
    /// @param origin whom the limit for one address counts together; empty for a call of our own
    /// @param hangUp ends the connection and says why, where that can be said; does not wait
    Newcomer(String address, String origin, Consumer<String> hangUp) {
        this.address = address;
        this.origin = origin;
        this.hangUp = hangUp;
    }

    String address() {
        return address;
    }

    String origin() {
        return origin;
    }

    /// Ends it from any thread; the first reason stands.
    void cut(LinkFailure why) {
        cut.compareAndSet(null, why);
        hangUp.accept(why.code());
    }

    /// Why it was cut by us, or `null`.
    @Nullable LinkFailure cutBy() {
        return cut.get();
    }
}
