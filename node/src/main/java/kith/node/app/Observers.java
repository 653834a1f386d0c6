package kith.node.app;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import kith.Engine;
import kith.Problem;
import kith.node.Driver;

/// Brings what happens in the engine to the application's observers.
///
/// The engine's own observers are called while it is owned and must not wait; an application's may
/// do as they please. So here the one only *pokes* the other: it notes that there is something new,
/// and a turn on the application's executor takes what is new by then. However often an observer is
/// poked while its turn lasts, one more turn follows, behind whatever else waits on that executor.
/// So turns are in order, never two at once, and nothing queues.
///
/// *Observers that set each other off.* One that writes what it observes is told of that, writes
/// again, and so on, perhaps for ever: the log would grow as fast as the processor allows. A write
/// is applied, and pokes, on the thread that writes. So a turn knows from how many turns in a row
/// it follows, and beyond a bound it is told so and waits before each further one: nothing is lost,
/// since a turn takes what is newest by then.
final class Observers implements AutoCloseable {
    /// Turns that set each other off, beyond which they are slowed down. Guess: more than any chain
    /// of rules that comes to an end.
    static final int CHAIN_TURNS_MAX = 1_000;

    /// The pause before each turn beyond that. Guess: ten writes a second for ever harm nobody.
    private static final long CHAIN_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /// The pause before a turn is offered again to an executor that did not take it. Guess: a pool
    /// that is full has room by then, and who waited so long does not notice it.
    private static final long REFUSED_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /// How often it is looked whether a board that is waited for is there, and how this peer is.
    /// Guess: a person does not notice it.
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /// The executor that nobody chose.
    static final Executor VIRTUAL = Thread::startVirtualThread;

    /// In how many turns in a row this thread is; 0 outside of any.
    private static final ThreadLocal<Integer> CHAIN = ThreadLocal.withInitial(() -> 0);

    private final Driver driver;
    private final Executor executor;
    private final Consumer<? super Throwable> failures;
    private final Set<Turns> open = new LinkedHashSet<>();

    /// What is to be tried until it can be done.
    private final Set<Waiting> waiting = new LinkedHashSet<>();

    private volatile boolean looking;
    private volatile boolean closed;

    private record Waiting(Turns turns, BooleanSupplier attempt) {}

    Observers(Driver driver, Executor executor, Consumer<? super Throwable> failures) {
        this.driver = driver;
        this.executor = executor;
        this.failures = failures;
    }

    Executor executor() {
        return executor;
    }

    /// See [Driver#look].
    ///
    /// @throws Refused when the peer is closed
    <R> R look(Function<Engine, R> looking) {
        return driver.look(looking).orElseThrow(Observers::stopped);
    }

    private static Refused stopped() {
        return new Refused(Problem.STOPPING.code(), "this peer is closed");
    }

    /// The same for what is not worth doing any more when the peer is closed.
    void release(Runnable releasing) {
        driver.look(
                engine -> {
                    releasing.run();
                    return true;
                });
    }

    /// Something that runs on the application's executor whenever it was poked.
    final class Turns implements Watch {
        private final Executor on;
        private final Runnable turn;
        private final Runnable end;
        private final AtomicInteger pokes = new AtomicInteger();
        private final AtomicInteger chain = new AtomicInteger();
        private volatile boolean closed;
        private volatile boolean toldOfChain;
        private volatile boolean toldOfRefusal;

        private Turns(Executor on, Runnable turn, Runnable end) {
            this.on = on;
            this.turn = turn;
            this.end = end;
        }

        /// There is something new. Waits for nothing.
        void poke() {
            chain.accumulateAndGet(CHAIN.get() + 1, Math::max);
            if (closed || pokes.getAndIncrement() > 0) {
                return; // whoever runs will see it
            }
            boolean wait = chain.get() > CHAIN_TURNS_MAX;
            boolean atOnce = !on.equals(VIRTUAL); // an executor may run what it gets on this thread
            if (wait || atOnce && driver.isOwned()) {
                Thread.startVirtualThread(this::begin);
            } else {
                begin();
            }
        }

        /// One more turn follows the one that runs now.
        void again() {
            pokes.getAndIncrement();
        }

        private void begin() {
            if (chain.get() > CHAIN_TURNS_MAX) {
                slowDown();
            }
            if (!offer()) {
                Thread.startVirtualThread(this::insist); // whoever pokes waits for nothing
            }
        }

        /// Whoever is observed may never change again, so the turn is due until it is taken.
        private void insist() {
            do {
                LockSupport.parkNanos(REFUSED_PAUSE_NANOS);
            } while (!closed && !offer());
        }

        /// False: the executor refuses, which is told once, until it takes one again.
        private boolean offer() {
            try {
                on.execute(this::run);
                return true;
            } catch (RuntimeException | Error refusal) {
                if (!toldOfRefusal) {
                    toldOfRefusal = true;
                    fail(refusal);
                }
                return false;
            }
        }

        private void slowDown() {
            if (!toldOfChain) {
                toldOfChain = true;
                fail(
                        new IllegalStateException(
                                "observers have set each other off "
                                        + CHAIN_TURNS_MAX
                                        + " times in a row: one of them writes what it observes,"
                                        + " always something else. From now on it is told ten"
                                        + " times a second"));
            }
            LockSupport.parkNanos(CHAIN_PAUSE_NANOS);
        }

        private void run() {
            toldOfRefusal = false;
            int seen = pokes.get();
            int before = CHAIN.get();
            CHAIN.set(chain.getAndSet(0));
            try {
                if (!closed) {
                    turn.run();
                }
            } catch (Throwable thrown) {
                fail(thrown);
            } finally {
                CHAIN.set(before);
            }
            if (!pokes.compareAndSet(seen, 0)) {
                Thread.startVirtualThread(this::begin); // waits there, and no stack grows here
            }
        }

        /// When it was closed meanwhile, with its peer or its executor, that is nobody's mistake.
        private void fail(Throwable thrown) {
            boolean ended =
                    thrown instanceof Refused || thrown instanceof RejectedExecutionException;
            boolean over = closed && ended;
            if (!over) {
                tellFailure(thrown);
            }
        }

        @Override
        public void close() {
            synchronized (open) {
                if (closed) {
                    return;
                }
                closed = true;
                open.remove(this);
            }
            end.run();
        }
    }

    private void tellFailure(Throwable thrown) {
        try {
            failures.accept(thrown);
        } catch (RuntimeException | Error worse) {
            thrown.addSuppressed(worse);
            Peer.uncaught(thrown);
        }
    }

    /// `end` is run once, when it is closed.
    Turns turns(Executor on, Runnable turn, Runnable end) {
        var turns = new Turns(on, turn, end);
        synchronized (open) {
            open.add(turns);
        }
        if (closed) {
            turns.close();
            throw stopped();
        }
        return turns;
    }

    // What is not there yet

    /// Begins what feeds these turns: at once, or as soon as its board is there.
    void begin(Turns turns, Space space, Consumer<Boolean> feeding) {
        if (space.isHealth()) { // it is looked at for as long as somebody observes it
            feeding.accept(false);
            wait(new Waiting(turns, () -> refreshed(space)));
            return;
        }
        if (space.open()) {
            feeding.accept(false);
            return;
        }
        BooleanSupplier attempt =
                () -> {
                    boolean there = space.open();
                    if (there) {
                        feeding.accept(true);
                    }
                    return there;
                };
        wait(new Waiting(turns, attempt));
    }

    /// Never the last time.
    private static boolean refreshed(Space health) {
        health.refresh();
        return false;
    }

    private void wait(Waiting one) {
        synchronized (open) {
            waiting.add(one);
            if (!looking) {
                looking = true;
                Thread.ofVirtual().name("kith-look").start(this::lookOut);
            }
        }
    }

    private void lookOut() {
        while (isLooking()) {
            LockSupport.parkNanos(LOOK_NANOS);
            tryAll();
        }
    }

    private boolean isLooking() {
        synchronized (open) {
            looking = !closed && !waiting.isEmpty();
            return looking;
        }
    }

    /// Something was done that may have brought what is waited for.
    void tryAll() {
        if (!looking) {
            return; // as nearly always, and each write asks
        }
        List<Waiting> all;
        synchronized (open) {
            all = new ArrayList<>(waiting);
        }
        for (Waiting one : all) {
            if (claim(one) && !one.turns().closed && !attempt(one)) {
                wait(one);
            }
        }
    }

    /// Whoever claims it is the only one who tries it: two who both found its board there would
    /// feed it twice.
    private boolean claim(Waiting one) {
        synchronized (open) {
            return waiting.remove(one);
        }
    }

    /// False: not yet. An attempt that fails is not made again, and does not end who looks.
    private boolean attempt(Waiting one) {
        try {
            return one.attempt().getAsBoolean();
        } catch (Throwable failed) {
            one.turns().fail(failed);
            return true;
        }
    }

    /// No turn begins any more. Those under way end by themselves: closing does not wait for them,
    /// since one of them may be who closes.
    @Override
    public void close() {
        closed = true;
        List<Turns> all;
        synchronized (open) {
            all = List.copyOf(open);
            waiting.clear();
        }
        all.forEach(Turns::close);
    }
}
