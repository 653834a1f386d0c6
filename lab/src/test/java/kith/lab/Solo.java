package kith.lab;

import java.util.ArrayDeque;
import java.util.List;
import java.util.TreeMap;
import kith.Address;
import kith.Answer;
import kith.Command;
import kith.Config;
import kith.Effect;
import kith.Engine;
import kith.Input;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.port.Limits;
import kith.port.Now;
import kith.state.Writing;
import kith.store.Segment;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// One engine without links, whose steps a test looks at one by one.
final class Solo {
    private static final long STEP_NANOS = Now.MILLI / 100;

    final SimDisk disk = new SimDisk();
    private final SimCrypto crypto = new SimCrypto();
    private final Bytes seed = crypto.hasher().sha256(Bytes.EMPTY);
    private final Limits limits;
    private final int segmentBytes;
    private final ArrayDeque<Input> inputs = new ArrayDeque<>();
    private final TreeMap<Long, Answer> answers = new TreeMap<>();
    private Engine engine;
    private long nanos = Now.SECOND;
    private long wakeAt;
    private long tickets;
    private boolean holdsSyncs;
    private int readsBefore = Integer.MAX_VALUE;
    private int readsRefused;
    private boolean busy;
    private long spoiled = -1;
    private int readsFailed;

    /// After `before` reads the disk does not carry out so many: it is far behind, or fails.
    void refuseReads(int before, int times, boolean isBusy) {
        readsBefore = before;
        readsRefused = times;
        busy = isBusy;
    }

    private boolean isRefused() {
        boolean refused = readsBefore <= 0 && readsRefused > 0;
        readsBefore--;
        readsRefused -= refused ? 1 : 0;
        return refused;
    }

    /// The byte of the log that the disk cannot read from now on; -1: it reads all.
    void spoil(long offset) {
        spoiled = offset;
    }

    private boolean isSpoiled(Effect.Load load) {
        boolean in = load.offset() <= spoiled && spoiled < load.offset() + load.length();
        readsFailed += in ? 1 : 0;
        return in;
    }

    /// How many reads failed for that.
    int readsFailed() {
        return readsFailed;
    }

    long nanos() {
        return nanos;
    }

    /// How many of those are left.
    int readsRefused() {
        return readsRefused;
    }

    /// The most bytes that one step wrote so far.
    long bytesInStepMax;

    Solo(Limits limits) {
        this(limits, Segment.BYTES_MAX);
    }

    Solo(Limits limits, int segmentBytes) {
        this.limits = limits;
        this.segmentBytes = segmentBytes;
        this.engine = opened();
    }

    private Engine opened() {
        var config =
                new Config(
                        new PeerId(crypto.publicKey(seed)),
                        seed,
                        "solo",
                        List.of(1),
                        crypto.hasher(),
                        limits,
                        segmentBytes);
        return Engine.open(disk, config, now());
    }

    /// The process ends at once, and another one opens the home.
    void restart() {
        inputs.clear();
        engine = opened();
        step(new Input.Wake());
        settle();
    }

    Engine engine() {
        return engine;
    }

    private Now now() {
        nanos += STEP_NANOS;
        return new Now(nanos, 1_780_000_000_000L + nanos / Now.MILLI);
    }

    /// No sync is answered until this is called with false.
    void holdSyncs(boolean hold) {
        holdsSyncs = hold;
    }

    void step(Input input) {
        Engine.Step step = engine.step(input, now());
        wakeAt = step.wakeAtNanos();
        long bytes = 0;
        for (Effect effect : step.effects()) {
            bytes += effect instanceof Effect.Write write ? write.bytes().size() : 0;
            carryOut(effect);
        }
        bytesInStepMax = Math.max(bytesInStepMax, bytes);
    }

    private void carryOut(Effect effect) {
        switch (effect) {
            case Effect.Write(String file, long offset, Bytes bytes) ->
                    disk.write(file, offset, bytes.shared(), 0, bytes.size());
            case Effect.Sync sync -> inputs.add(new Input.Synced(sync.ticket()));
            case Effect.Delete delete -> disk.delete(delete.file());
            case Effect.Load load when isRefused() -> {
                inputs.add(new Input.NotLoaded(load.ticket(), busy));
            }
            case Effect.Load load when isSpoiled(load) -> {
                inputs.add(new Input.NotLoaded(load.ticket(), false));
            }
            case Effect.Load load -> {
                byte[] bytes = disk.read(load.file(), load.offset(), load.length());
                inputs.add(new Input.Loaded(load.ticket(), Bytes.wrap(bytes)));
            }
            case Effect.Sign sign ->
                    inputs.add(
                            new Input.Signed(
                                    sign.ticket(),
                                    crypto.sign(
                                            sign.seed() == null ? seed : sign.seed(),
                                            sign.message())));
            case Effect.Check check ->
                    inputs.add(
                            new Input.Checked(
                                    check.ticket(),
                                    crypto.verify(
                                            check.key(), check.message(), check.signature())));
            case Effect.Reply reply -> answers.put(reply.ticket(), reply.answer());
            case Effect.Send ignored -> {}
            case Effect.HangUp ignored -> {}
            case Effect.Dial ignored -> {}
            case Effect.Known ignored -> {}
            case Effect.Forwarded ignored -> {}
            case Effect.Tell ignored -> {}
            case Effect.Report ignored -> {}
        }
    }

    /// One more of what is due; false when nothing is.
    boolean goOn() {
        for (int i = inputs.size(); i > 0; i--) {
            Input next = inputs.remove();
            if (next instanceof Input.Synced _ && holdsSyncs) {
                inputs.add(next);
                continue;
            }
            if (next instanceof Input.Synced) {
                disk.sync();
            } else if (next instanceof Input.NotLoaded) {
                nanos += Now.SECOND; // as a host waits
            }
            step(next);
            return true;
        }
        if (wakeAt <= nanos + 10 * Now.MILLI) {
            nanos = Math.max(nanos, wakeAt);
            step(new Input.Wake());
            return true;
        }
        return false;
    }

    /// Nothing happens for so long.
    void pass(long howLong) {
        nanos += howLong;
        step(new Input.Wake());
        settle();
    }

    void settle() {
        for (int i = 0; goOn(); i++) {
            if (i > 1_000_000) {
                throw new IllegalStateException("no end");
            }
        }
    }

    /// Asks; the answer comes when it comes.
    long begin(Command command) {
        step(new Input.Call(++tickets, command));
        return tickets;
    }

    @Nullable Answer answer(long ticket) {
        return answers.get(ticket);
    }

    void put(String space, String path, long number) {
        var edit = new Writing.Put(Path.parse(path), Value.Int.of(number));
        begin(
                new Command.Write(
                        new Address(null, space, Path.ROOT), List.of(edit), List.of(), false));
    }

    @Nullable Value read(String address) {
        Answer answer = answers.get(begin(Command.Read.all(Address.parse(address))));
        return answer instanceof Answer.Found found ? found.cells().value() : null;
    }
}
