package kith.node.app;

import java.time.Duration;
import kith.Address;
import kith.Answer;
import kith.Command;
import kith.replica.Durability;

/// A write that is applied here. That it is also safe can be awaited.
///
/// ```java
/// Written written = tasks.at("groceries/milk").set("2 litres");
/// written.durable().await(Duration.ofSeconds(5));       // on this disk
/// System.out.println(written.version());
/// ```
public final class Written {
    private final Peer peer;
    private final Address at;
    private final String version;

    Written(Peer peer, Address at, String version) {
        this.peer = peer;
        this.at = at;
        this.version = version;
    }

    /// The name of the change, the same on every peer.
    public String version() {
        return version;
    }

    /// To be awaited: the change survives a crash of this machine.
    public Durable durable() {
        return durable(0);
    }

    /// To be awaited: the change is durable here and on `others` other peers, which said so.
    public Durable durable(int others) {
        return new Durable(others);
    }

    /// Waits for a write to be safe.
    public final class Durable {
        private final int others;

        private Durable(int others) {
            this.others = others;
        }

        /// Returns when it is; any number of threads may wait.
        ///
        /// @throws NotDurable when it is not within that time; it says how far it got, and the
        ///     write may still become durable
        public void await(Duration within) {
            var await = new Command.Await(at, version, others, Math.max(0, within.toMillis()));
            Durability reached = ((Answer.Safe) peer.call(await)).durability();
            if (!reached.here() || reached.others() < others) {
                throw new NotDurable(reached.here(), reached.others(), others);
            }
        }
    }

    @Override
    public String toString() {
        return at.path() + " as of " + version;
    }
}
