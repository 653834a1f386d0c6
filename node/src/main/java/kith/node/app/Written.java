package kith.node.app;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import kith.Address;
import kith.Answer;
import kith.Command;
import kith.Problem;
import kith.replica.Durability;

/// A write that is applied here. That it is also safe can be awaited.
///
/// ```java
/// Written written = tasks.at("groceries/milk").set("2 litres");
/// written.durable().await(Duration.ofSeconds(5));       // on this disk
/// System.out.println(tasks.at("groceries/milk").value());   // Optional["2 litres"]
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

    /// The name of the change, the same on every peer; empty for a transaction that wrote nothing.
    public String version() {
        return version;
    }

    /// To be awaited: the change survives a crash of this machine.
    public Durable durable() {
        return durable(0);
    }

    /// To be awaited: the change is durable here and on `others` other peers, which said so.
    public Durable durable(int others) {
        if (others < 0) {
            throw new IllegalArgumentException("durable on " + others + " others");
        }
        return new Durable(others);
    }

    /// Waits for a write to be safe.
    ///
    /// ```java
    /// Written.Durable twice = tasks.at("a").set(1).durable(2);
    /// try {
    ///     twice.await(Duration.ofSeconds(5));
    /// } catch (NotDurable alone) {
    ///     System.out.println(alone.others());   // 0
    /// }
    /// ```
    public final class Durable {
        /// A member may have come just now that is not counted yet: a refresh of the health.
        private static final long COUNTED_MILLIS = 300;

        /// More than anybody waits, and few enough to be counted in nanoseconds: a year.
        private static final Duration LONGEST = Duration.ofDays(365);

        private final int others;

        private Durable(int others) {
            this.others = others;
        }

        /// Returns when it is; any number of threads may wait. A thread that is interrupted stops
        /// waiting, and stays interrupted.
        ///
        /// @throws NotDurable when it is not within that time, or cannot be: where the board has
        ///     not as many other members, at once. It says how far it got, and the write may still
        ///     become durable
        public void await(Duration within) {
            CompletableFuture<Void> waiting = within(within);
            try {
                waiting.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw notDurable(reached(0), "interrupted: ");
            } catch (ExecutionException e) {
                throw e.getCause() instanceof NotDurable not ? not.again() : unexpected(e);
            }
        }

        /// The same without waiting: the future ends when it is durable, or with [NotDurable]. What
        /// hangs on it runs on a thread that is free to wait.
        public CompletableFuture<Void> within(Duration within) {
            long millis = millis(within);
            if (version.isEmpty()) {
                return CompletableFuture.completedFuture(null);
            }
            long first = Math.min(millis, COUNTED_MILLIS);
            boolean few = others > 0 && peer.othersOn(at) < others;
            return reachedWithin(few ? first : millis)
                    .thenCompose(reached -> goOn(reached, few ? millis - first : 0));
        }

        private static long millis(Duration within) {
            if (within.isNegative()) {
                return 0;
            }
            return within.compareTo(LONGEST) > 0 ? LONGEST.toMillis() : within.toMillis();
        }

        private CompletableFuture<Void> goOn(Durability reached, long millisLeft) {
            if (reached.here() && reached.others() >= others) {
                return CompletableFuture.completedFuture(null);
            }
            int members = others == 0 ? 0 : peer.othersOn(at);
            if (members < others) {
                String few = "the board has " + members + " other members: ";
                return CompletableFuture.failedFuture(notDurable(reached, few));
            }
            return millisLeft > 0
                    ? reachedWithin(millisLeft).thenCompose(later -> goOn(later, 0))
                    : CompletableFuture.failedFuture(notDurable(reached, ""));
        }

        private CompletableFuture<Durability> reachedWithin(long millis) {
            return peer.askLater(new Command.Await(at, version, others, millis))
                    .thenApply(this::reached);
        }

        private Durability reached(long millis) {
            return reached(peer.ask(new Command.Await(at, version, others, millis)));
        }

        private Durability reached(Answer answer) {
            if (answer instanceof Answer.Failed failed) {
                boolean disk = failed.problem() == Problem.DISK_FAILED;
                String why = disk ? failed.detail() + ": " : "this peer was closed: ";
                throw notDurable(new Durability(false, 0), why);
            }
            return ((Answer.Safe) answer).durability();
        }

        private NotDurable notDurable(Durability reached, String why) {
            return new NotDurable(why, reached.here(), reached.others(), others);
        }

        private static RuntimeException unexpected(ExecutionException e) {
            return new IllegalStateException(e.getCause());
        }
    }

    @Override
    public String toString() {
        return version.isEmpty() ? "nothing written" : at.path() + " as of " + version;
    }
}
