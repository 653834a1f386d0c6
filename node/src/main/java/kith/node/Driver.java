package kith.node;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import kith.Answer;
import kith.Command;
import kith.Effect;
import kith.Engine;
import kith.Event;
import kith.Input;
import kith.Problem;
import kith.lang.Bytes;
import kith.node.disk.DiskWriter;
import kith.node.flight.Recorder;
import kith.node.http.talk.Door;
import kith.node.measure.Metric;
import kith.node.measure.Metrics;
import kith.node.measure.Steps;
import kith.port.Note;
import kith.port.Now;
import kith.store.Disk;
import kith.store.DiskFailure;
import org.jspecify.annotations.Nullable;

/// Owns the engine: hands it what happened, and carries out what it says.
///
/// Any thread may hand something in. It takes the lock, steps the engine and carries the effects
/// out in their order, none of which waits; see the package. Answers and events are handed on under
/// the lock too, in the order in which the engine gave them.
///
/// When the engine throws, it is never stepped again and `broken` is told, once, on a thread of its
/// own.
public final class Driver implements Door, AutoCloseable {
    /// Bytes that wait for the disk, beyond which local writers wait before they write more. Half
    /// of what the disk's queue holds: the rest is for what links bring.
    static final long BACKLOG_BYTES_MAX = DiskWriter.QUEUED_BYTES_MAX / 2;

    /// How long a read that failed is not answered, so that who asks again does not do so all the
    /// time.
    private static final long READ_AGAIN_NANOS = Now.SECOND;

    /// How long the end waits for an engine that is owned: a step takes about a millisecond.
    private static final long CLOSE_MILLIS = 100;

    /// Who waits for an answer that takes long looks this often whether it is still wanted.
    private static final int LOOK_SECONDS = 1;

    /// A writer that waits for the disk looks again this often, if nobody wakes it.
    private static final long BACKLOG_LOOK_NANOS = 20 * Now.MILLI;

    private final Engine engine;
    private final Signatures signatures;
    private final @Nullable Recorder recorder;
    private final Consumer<Note> notes;
    private final Consumer<Throwable> broken;
    private final DiskWriter disk;
    private final Loads loads;
    private final Alarm alarm = new Alarm(this::wake);
    private final Steps steps = new Steps();
    private volatile @Nullable Vitals vitals;
    private final Queue<Long> syncing = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Wires wires;

    private final OwnedLock lock = new OwnedLock();
    private final Condition written = lock.newCondition();
    private final Map<Long, Consumer<Answer>> calls = new HashMap<>();

    /// The call that is being handed in and not answered yet; 0 when there is none. Nearly every
    /// one is answered in its own step, and is then never in the map.
    private long asked;

    private @Nullable Consumer<Answer> asker;
    private final Map<Long, Consumer<Event>> sinks = new HashMap<>();
    private long tickets;
    private long subscriptions;
    private boolean diskFailed;
    private boolean closed;

    /// The engine was opened on that disk, which is from now on the driver's alone.
    Driver(
            Engine engine,
            Disk disk,
            Signatures signatures,
            @Nullable Recorder recorder,
            Consumer<Note> notes,
            Consumer<Throwable> broken) {
        this.engine = engine;
        this.recorder = recorder;
        this.signatures = signatures;
        this.notes = notes;
        this.broken = broken;
        this.disk = new DiskWriter(disk, new FromDisk());
        this.loads = new Loads(this.disk, notes, this::step, READ_AGAIN_NANOS);
    }

    /// Begins: the engine may send and dial from now on.
    void start(Wires to, Metrics metrics) {
        wires = to;
        metrics.add(this::measure);
        vitals = new Vitals(this, metrics);
        alarm.start();
        step(new Input.Wake());
    }

    private void wake() {
        step(new Input.Wake());
        Vitals told = vitals;
        if (told != null) {
            told.woken(look(Engine::isWatched).orElse(false));
        }
    }

    private void measure(List<Metric> out) {
        look(
                of -> {
                    steps.addTo(of, out);
                    return true;
                });
        disk.measure(out);
    }

    // Inputs

    /// Hands something in.
    void step(Input input) {
        lock.lock();
        try {
            stepOwned(input);
        } finally {
            lock.unlock();
        }
    }

    /// Hands something in that was found while the engine was owned.
    void later(Input input) {
        Thread.ofVirtual().name("kith-later").start(() -> step(input));
    }

    /// A frame came in; waits first while there is too much to check.
    void received(long link, Bytes frame) {
        signatures.awaitRoom();
        step(new Input.Received(link, frame));
    }

    private void stepOwned(Input input) {
        if (closed) {
            return;
        }
        var now = new Now(System.nanoTime(), System.currentTimeMillis());
        try {
            var event = new StepEvent();
            event.begin();
            Engine.Step step = stepped(input, now);
            List<Effect> effects = step.effects();
            for (int i = 0; i < effects.size(); i++) {
                carryOut(effects.get(i));
            }
            alarm.at(step.wakeAtNanos());
            commit(event, input, effects.size());
            steps.record(input, System.nanoTime() - now.nanos());
        } catch (RuntimeException | Error bug) {
            closeOwned();
            Thread.ofPlatform().name("kith-broken").start(() -> broken.accept(bug));
        }
    }

    private static void commit(StepEvent event, Input input, int effects) {
        event.end();
        if (event.shouldCommit()) {
            event.input = input.getClass().getSimpleName();
            event.effects = effects;
            event.commit();
        }
    }

    private Engine.Step stepped(Input input, Now now) {
        Recorder keeping = recorder;
        if (keeping == null) {
            return engine.step(input, now);
        }
        Engine.Step step;
        try {
            step = engine.step(input, now);
        } catch (RuntimeException | Error bug) {
            keeping.threw(input, now);
            throw bug;
        }
        keeping.step(input, now, step);
        return step;
    }

    // Effects

    private void carryOut(Effect effect) {
        switch (effect) {
            case Effect.Send send -> wires().send(send.link(), send.frame());
            case Effect.HangUp hangUp -> wires().hangUp(hangUp.link(), hangUp.reason());
            case Effect.Known known -> wires().known(known.link());
            case Effect.Dial dial -> wires().dial(dial.address(), dial.peer());
            case Effect.Check check ->
                    signatures.check(
                            check.key(),
                            check.message(),
                            check.signature(),
                            good -> step(new Input.Checked(check.ticket(), good)));
            case Effect.Sign sign ->
                    signatures.sign(
                            sign.message(),
                            sign.seed(),
                            signature -> step(new Input.Signed(sign.ticket(), signature)));
            case Effect.Write write ->
                    disk.write(new Disk.Write(write.file(), write.offset(), write.bytes()));
            case Effect.Sync sync -> {
                syncing.add(sync.ticket()); // before the order, which may be answered at once
                disk.sync(sync.ticket());
            }
            case Effect.Load load -> loads.load(load);
            case Effect.Delete delete -> disk.delete(delete.file());
            case Effect.Reply reply -> reply(reply.ticket(), reply.answer());
            case Effect.Tell tell -> tell(tell);
            case Effect.Forwarded ignored -> {} // nobody dials a node by signals
            case Effect.Report report -> notes.accept(report.note());
        }
    }

    private Wires wires() {
        Wires running = wires;
        if (running == null) {
            throw new IllegalStateException("the engine speaks to links before there are any");
        }
        return running;
    }

    private void reply(long ticket, Answer answer) {
        Consumer<Answer> waiting = ticket == asked ? asker : calls.remove(ticket);
        if (ticket == asked) {
            asked = 0;
        }
        if (waiting != null) {
            waiting.accept(answer);
        }
    }

    private void tell(Effect.Tell tell) {
        Consumer<Event> sink = sinks.get(tell.subscription());
        if (sink != null) {
            sink.accept(tell.event());
        }
    }

    // The disk

    /// Called on the disk's thread.
    private final class FromDisk implements DiskWriter.Answers {
        @Override
        public void synced(long ticketLast) {
            for (Long next = syncing.peek();
                    next != null && next <= ticketLast;
                    next = syncing.peek()) {
                syncing.remove();
                step(new Input.Synced(next));
            }
            lock.lock();
            try {
                written.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void failed(DiskFailure why) {
            lock.lock();
            try {
                diskFailed = true;
                written.signalAll();
                stepOwned(new Input.DiskFailed(String.valueOf(why.getMessage())));
            } finally {
                lock.unlock();
            }
        }
    }

    /// Bytes that wait for the disk, as the engine counts them.
    long backlogBytes() {
        lock.lock();
        try {
            return engine.backlogBytes();
        } finally {
            lock.unlock();
        }
    }

    // Calls

    /// Asks, and gives the answer when there is one. Mostly that is at once, and on this thread.
    @Override
    public Answer call(Command command) {
        return call(command, () -> {});
    }

    @Override
    public Answer call(Command command, Runnable look) {
        var asking = new Asked();
        CompletableFuture<Answer> later = begin(command, asking);
        if (later == null) {
            return asking.answer();
        }
        if (lock.isHeldByCurrentThread()) {
            throw new IllegalStateException(command + " is not answered at once: not for together");
        }
        try {
            Answer answer = await(later, look);
            look.run(); // whoever is gone does nothing with it
            return answer;
        } catch (RuntimeException nobodyWaits) {
            forget(asking.ticket());
            throw nobodyWaits;
        }
    }

    private void forget(long ticket) {
        lock.lock();
        try {
            calls.remove(ticket);
            stepOwned(new Input.Call(++tickets, new Command.Forget(ticket)));
        } finally {
            lock.unlock();
        }
    }

    private Answer await(CompletableFuture<Answer> answer, Runnable look) {
        boolean restore = false;
        try {
            while (true) {
                try {
                    return answer.get(LOOK_SECONDS, TimeUnit.SECONDS);
                } catch (TimeoutException notYet) {
                    look.run();
                } catch (InterruptedException e) {
                    if (closedNow()) {
                        return stopped();
                    }
                    restore = true;
                }
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("an answer cannot fail", e);
        } finally {
            if (restore) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public <T> T together(Supplier<T> several) {
        lock.lock();
        try {
            return several.get();
        } finally {
            lock.unlock();
        }
    }

    /// Asks; the answer is told on a thread that is free to wait.
    public CompletableFuture<Answer> callAsync(Command command) {
        var told = new CompletableFuture<Answer>();
        begin(command, answer -> Thread.startVirtualThread(() -> told.complete(answer)));
        return told;
    }

    /// Null when it was answered at once.
    private @Nullable CompletableFuture<Answer> begin(Command command, Asked asks) {
        noteAsked(command);
        lock.lock();
        try {
            takeOwned(command, asks);
            return asks.later();
        } finally {
            lock.unlock();
        }
    }

    private void begin(Command command, Consumer<Answer> then) {
        noteAsked(command);
        lock.lock();
        try {
            takeOwned(command, then);
        } finally {
            lock.unlock();
        }
    }

    private void noteAsked(Command command) {
        Vitals told = vitals;
        if (told != null) {
            told.asked(command);
        }
    }

    private void takeOwned(Command command, Consumer<Answer> then) {
        if (command instanceof Command.Write) {
            awaitRoomOwned();
        }
        beginOwned(command, then);
    }

    private void beginOwned(Command command, Consumer<Answer> then) {
        if (closed) {
            then.accept(stopped());
            return;
        }
        keepAsked(); // who is answered may ask the next thing at once
        long ticket = ++tickets;
        asked = ticket;
        asker = then;
        stepOwned(new Input.Call(ticket, command));
        keepAsked();
    }

    /// Whoever is not answered in its own step waits in the map.
    private void keepAsked() {
        if (asked != 0 && asker != null) {
            calls.put(asked, asker);
            if (asker instanceof Asked waits) {
                waits.ticket(asked);
            }
        }
        asked = 0;
        asker = null;
    }

    /// Waits while too much waits for the disk: before several writes that are made together.
    public void awaitRoom() {
        lock.lock();
        try {
            awaitRoomOwned();
        } finally {
            lock.unlock();
        }
    }

    /// Gives the engine to others while too much waits for the disk.
    ///
    /// Who owns it twice does several things with nothing in between, and giving it away would put
    /// something there: then the room was waited for before, by [#awaitRoom].
    private void awaitRoomOwned() {
        while (lock.getHoldCount() == 1
                && !closed
                && !diskFailed
                && engine.backlogBytes() > BACKLOG_BYTES_MAX) {
            try {
                written.awaitNanos(BACKLOG_LOOK_NANOS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return; // who is interrupted is on its way out; one write more does no harm
            }
        }
    }

    /// Looks at the engine while owning it. What looks must not wait, and not step the engine; what
    /// it leaves behind there (an observer, an aggregate) is called while the engine is owned, too.
    ///
    /// Empty when the peer has stopped.
    public <R> Optional<R> look(Function<Engine, R> looking) {
        lock.lock();
        try {
            return closed ? Optional.empty() : Optional.of(looking.apply(engine));
        } finally {
            lock.unlock();
        }
    }

    /// Whether the calling thread owns the engine, and so must not wait.
    public boolean isOwned() {
        return lock.isHeldByCurrentThread();
    }

    @Override
    public void tell(Command command) {
        begin(command, answer -> {});
    }

    @Override
    public long open(Consumer<Event> sink) {
        lock.lock();
        try {
            sinks.put(++subscriptions, sink);
            return subscriptions;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close(long subscription) {
        lock.lock();
        try {
            if (sinks.remove(subscription) != null) {
                stepOwned(new Input.Call(++tickets, new Command.Unwatch(subscription)));
            }
        } finally {
            lock.unlock();
        }
    }

    // The end

    private boolean closedNow() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private static Answer stopped() {
        return new Answer.Failed(Problem.STOPPING, "this peer is stopping");
    }

    private void closeOwned() {
        closed = true;
        written.signalAll();
        alarm.close();
        keepAsked();
        for (Consumer<Answer> waiting : calls.values()) {
            waiting.accept(stopped());
        }
        calls.clear();
        sinks.clear();
    }

    /// Asks the engine to end in order, and waits for it so long; then it is never stepped again.
    /// False when it did not end in that time, also when somebody owns it and does not let it go: a
    /// step that never ends is a bug, and must not keep the process from ending.
    boolean stop(long timeoutMillis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        var told = new CompletableFuture<Answer>();
        try {
            if (!owned(timeoutMillis, () -> beginOwned(new Command.Stop(), told::complete))) {
                return false;
            }
            told.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } finally {
            closeEngine();
        }
    }

    /// Does it while the engine is owned; false when that was not to be had in time.
    private boolean owned(long timeoutMillis, Runnable work) throws InterruptedException {
        if (!lock.tryLock(timeoutMillis, TimeUnit.MILLISECONDS)) {
            return false;
        }
        try {
            work.run();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void closeEngine() {
        try {
            if (!owned(CLOSE_MILLIS, this::closeOwned)) {
                notes.accept(new Note("stop-late", "engine", "owned all the time: " + lock.who()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Writes what was ordered, syncs, and lets the disk go.
    @Override
    public void close() {
        closeEngine();
        signatures.close();
        disk.close();
    }
}
