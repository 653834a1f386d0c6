package kith.lab.bench.host;

import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;
import kith.Address;
import kith.Answer;
import kith.Command;
import kith.Config;
import kith.Effect;
import kith.Engine;
import kith.Input;
import kith.identity.Hasher;
import kith.identity.PeerId;
import kith.lab.SimCrypto;
import kith.lang.Bytes;
import kith.node.crypto.NodeCrypto;
import kith.port.Limits;
import kith.port.Now;
import kith.state.Writing;
import kith.store.Disk;
import kith.store.Segment;
import kith.sync.Session;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// The engine without threads and locks: what the core itself costs. Hashes are real; keys and the
/// line are the caller's, or a model of keys that costs nothing and no line. A write to disk takes
/// no time, and a sync is answered at the end of the step in which it was asked for.
public final class BareEngine {
    private static final String SPACE = "bench";

    private final Disk disk;
    private final Keys keys;
    private final Consumer<Effect> line;
    private final Engine engine;
    private final ArrayDeque<Input> pending = new ArrayDeque<>();
    private long tickets;
    private long wakeAtNanos;
    private @Nullable Answer answer;

    /// Whose keys it has, and who checks those of others.
    public interface Keys {
        PeerId self();

        /// Signs with that seed, or with the peer's own.
        Bytes sign(@Nullable Bytes with, Bytes message);

        boolean verify(Effect.Check check);

        default Hasher hasher() {
            return new NodeCrypto().hasher();
        }
    }

    /// Keys that cost nothing.
    private static final class Model implements Keys {
        private final SimCrypto crypto = new SimCrypto();
        private final Bytes seed = hasher().sha256(new byte[] {1}, 0, 1);

        @Override
        public PeerId self() {
            return new PeerId(crypto.publicKey(seed));
        }

        @Override
        public Bytes sign(@Nullable Bytes with, Bytes message) {
            return crypto.sign(with == null ? seed : with, message);
        }

        @Override
        public boolean verify(Effect.Check check) {
            return crypto.verify(check.key(), check.message(), check.signature());
        }
    }

    /// Opens the home that is on `disk`, without a line.
    public BareEngine(Disk disk, Limits limits) {
        this(disk, limits, new Model(), effect -> {});
    }

    /// The same with a line, which is given all that is to be done with links.
    public BareEngine(Disk disk, Limits limits, Keys keys, Consumer<Effect> line) {
        this.disk = disk;
        this.keys = keys;
        this.line = line;
        var config =
                new Config(
                        keys.self(),
                        keys.self().key(),
                        "bench",
                        Session.VERSIONS,
                        keys.hasher(),
                        limits,
                        Segment.BYTES_MAX);
        engine = Engine.open(disk, config, now());
        step(new Input.Wake());
    }

    private static Now now() {
        return new Now(System.nanoTime(), System.currentTimeMillis());
    }

    public Engine engine() {
        return engine;
    }

    /// Writes one cell.
    public void put(Address at, Path path, Value value, boolean gather) {
        call(new Command.Write(at, List.of(new Writing.Put(path, value)), List.of(), gather));
        if (!(answer instanceof Answer.Written)) {
            throw new IllegalStateException("not written: " + answer);
        }
    }

    /// The space in which the benchmarks write.
    public static Address space() {
        return new Address(null, SPACE, Path.ROOT);
    }

    public @Nullable Answer call(Command command) {
        answer = null;
        step(new Input.Call(++tickets, command));
        return answer;
    }

    /// What was answered last, if the last question has been answered.
    public @Nullable Answer lastAnswer() {
        return answer;
    }

    /// Wakes it if it wants to be by now.
    public void wake() {
        if (wakeAtNanos <= System.nanoTime()) {
            step(new Input.Wake());
        }
    }

    /// Takes that in behind what is being done now: what an effect is answered with at once.
    public void then(Input next) {
        pending.add(next);
    }

    /// Takes in what happened, and all that follows from it.
    public void step(Input first) {
        pending.add(first);
        for (Input input = pending.poll(); input != null; input = pending.poll()) {
            Now now = now();
            take(engine.step(input, now));
            if (pending.isEmpty() && wakeAtNanos <= now.nanos()) {
                pending.add(new Input.Wake());
            }
        }
    }

    private void take(Engine.Step step) {
        wakeAtNanos = step.wakeAtNanos();
        for (Effect effect : step.effects()) {
            carryOut(effect);
        }
    }

    private void carryOut(Effect effect) {
        switch (effect) {
            case Effect.Check check ->
                    pending.add(new Input.Checked(check.ticket(), keys.verify(check)));
            case Effect.Sign sign ->
                    pending.add(
                            new Input.Signed(
                                    sign.ticket(), keys.sign(sign.seed(), sign.message())));
            case Effect.Write write ->
                    new Disk.Write(write.file(), write.offset(), write.bytes()).to(disk);
            case Effect.Sync sync -> {
                disk.sync();
                pending.add(new Input.Synced(sync.ticket()));
            }
            case Effect.Load load ->
                    pending.add(
                            new Input.Loaded(
                                    load.ticket(),
                                    Bytes.wrap(
                                            disk.read(load.file(), load.offset(), load.length()))));
            case Effect.Delete delete -> disk.delete(delete.file());
            case Effect.Reply reply -> answer = reply.answer();
            case Effect.Send _, Effect.HangUp _, Effect.Known _, Effect.Dial _ ->
                    line.accept(effect);
            case Effect.Tell _, Effect.Report _, Effect.Forwarded _ -> {}
        }
    }
}
