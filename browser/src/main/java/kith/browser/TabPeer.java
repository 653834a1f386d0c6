package kith.browser;

import java.util.ArrayDeque;
import java.util.List;
import kith.Address;
import kith.Answer;
import kith.Command;
import kith.Config;
import kith.Effect;
import kith.Engine;
import kith.Input;
import kith.Problem;
import kith.flight.Start;
import kith.flight.Trace;
import kith.identity.Hasher;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Sha256;
import kith.port.About;
import kith.port.Limits;
import kith.port.Now;
import kith.state.Changes;
import kith.state.Space;
import kith.store.DiskFailure;
import kith.sync.Session;
import kith.talk.NotUnderstood;
import kith.value.Value;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSExport;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSArray;
import org.teavm.jso.core.JSObjects;
import org.teavm.jso.typedarrays.Uint8Array;

/// Owns the engine of a tab: takes happenings from script, and hands it the effects.
///
/// There is one thread, so nobody waits for anybody. What must be kept apart instead is *order*: a
/// host or an application that is called in the middle of a step's effects and calls back would put
/// its own effects between them. So the effects for the host are carried out first, and a happening
/// that comes in meanwhile waits; only then is the application told, in the order in which things
/// happened, and whatever it does then is a step of its own, done when its call returns.
@SuppressWarnings(
        "LongDoubleConversion") // tickets and links are counted from 1: no script sees 2^53
public final class TabPeer {
    /// A file of the log is given up as a whole when nothing in it counts any more; in a tab it is
    /// shorter than on a disk of its own. Guess.
    private static final int SEGMENT_BYTES = 16 << 20;

    /// How much of the log is read at a time to serve a link: a change of the usual largest size
    /// and the next one. Each piece is two messages to the worker that holds the store, which take
    /// longer than to read it.
    private static final int LOAD_BYTES = 1 << 20;

    private static final Hasher SHA256 =
            (from, start, end) -> Bytes.wrap(Sha256.hash(from, start, end));

    private final Host host;
    private final Engine engine;
    private final Observers observers;
    private final @Nullable Trace trace;
    private final ArrayDeque<Input> waiting = new ArrayDeque<>();

    /// What the application is told, when all effects are carried out.
    private final ArrayDeque<Runnable> telling = new ArrayDeque<>();

    private boolean stepping;
    private boolean isTelling;
    private boolean broken;
    private double wakeAt = Double.POSITIVE_INFINITY;

    /// The call whose answer is taken at once, if it comes in its own step.
    private long asked;

    private @Nullable Answer answered;

    /// Opens a home: `config` has `self` (the public key), `secret` (32 random bytes), `agent`,
    /// `device` and `can` (see [About]; an object with a field for each word), `meshLinks` (see
    /// [Config]), `heartbeatMillis`, `gatherMillis` and `gatherOps` (see [Limits]), `files`, an
    /// array of `{name, bytes}`, and `traceBytes`, how much of what it is told is kept for
    /// [#trace]; 0 for none.
    ///
    /// @throws RuntimeException when the store cannot be read; its text says why
    @JSExport
    public TabPeer(Host host, JSObject config) {
        this.host = host;
        var files = (JSArray<?>) Script.field(config, "files");
        var self = new PeerId(Script.bytes((Uint8Array) Script.field(config, "self")));
        var chosen =
                new Config(
                        self,
                        Script.bytes((Uint8Array) Script.field(config, "secret")),
                        about(config),
                        Session.VERSIONS,
                        SHA256,
                        Limits.DEFAULT.with(limits -> choose(limits, config)),
                        SEGMENT_BYTES,
                        (int) Script.number(Script.field(config, "meshLinks")));
        var held = new HeldFiles(files, host);
        int traceBytes = (int) Script.number(Script.field(config, "traceBytes"));
        Now now = now();
        this.trace =
                traceBytes == 0
                        ? null
                        : new Trace(new Start(chosen, now), held.copy(), traceBytes, SHA256);
        this.engine = opened(held, chosen, now);
        this.observers = new Observers(engine, this::tellChanged);
    }

    private static About about(JSObject config) {
        About about =
                About.NOTHING
                        .called(Script.text(Script.field(config, "agent")))
                        .on(Script.text(Script.field(config, "device")));
        for (About.Can can : About.Can.values()) {
            if (JSObjects.hasProperty(Script.field(config, "can"), can.word())) {
                about = about.with(can);
            }
        }
        return about;
    }

    private static void choose(Limits.Choice limits, JSObject config) {
        limits.loadBytes = LOAD_BYTES;
        limits.beatEvery(nanos(config, "heartbeatMillis"));
        limits.gatherNanos = nanos(config, "gatherMillis");
        limits.gatherOpsMax = (int) Script.number(Script.field(config, "gatherOps"));
    }

    private static long nanos(JSObject config, String millis) {
        return (long) (Script.number(Script.field(config, millis)) * Now.MILLI);
    }

    private static Engine opened(HeldFiles files, Config config, Now now) {
        try {
            return Engine.open(files, config, now);
        } catch (DiskFailure failure) {
            throw new IllegalStateException(String.valueOf(failure.getMessage()), failure);
        }
    }

    // Happenings

    @JSExport
    public void linkUp(double link, Uint8Array peer, boolean inbound, String address) {
        step(new Input.LinkUp((long) link, Script.bytes(peer), inbound, address));
    }

    @JSExport
    public void linkDown(double link, String reason) {
        step(new Input.LinkDown((long) link, reason));
    }

    @JSExport
    public void received(double link, Uint8Array frame) {
        step(new Input.Received((long) link, Script.bytes(frame)));
    }

    @JSExport
    public void dialFailed(String address, String reason) {
        step(new Input.DialFailed(address, reason));
    }

    @JSExport
    public void signed(double ticket, Uint8Array signature) {
        step(new Input.Signed((long) ticket, Script.bytes(signature)));
    }

    @JSExport
    public void checked(double ticket, boolean good) {
        step(new Input.Checked((long) ticket, good));
    }

    @JSExport
    public void synced(double ticket) {
        step(new Input.Synced((long) ticket));
    }

    @JSExport
    public void loaded(double ticket, Uint8Array bytes) {
        step(new Input.Loaded((long) ticket, Script.bytes(bytes)));
    }

    @JSExport
    public void notLoaded(double ticket, boolean busy) {
        step(new Input.NotLoaded((long) ticket, busy));
    }

    @JSExport
    public void diskFailed(String reason) {
        step(new Input.DiskFailed(reason));
    }

    @JSExport
    public void wake() {
        wakeAt = Double.POSITIVE_INFINITY;
        step(new Input.Wake());
    }

    // What the application asks

    /// Asks; the answer if it is there at once, else `undefined`, and [Host#reply] brings it.
    @JSExport
    public JSObject call(double ticket, JSObject command) {
        Answer answer = called((long) ticket, command);
        return answer == null ? Script.undefined() : Script.of(Answers.of(answer));
    }

    private @Nullable Answer called(long ticket, JSObject command) {
        Command asks;
        try {
            asks = Commands.of(Script.value(command), SHA256);
        } catch (Malformed | NotUnderstood wrong) {
            return new Answer.Failed(Problem.VALUE_MALFORMED, String.valueOf(wrong.getMessage()));
        }
        long outer = asked;
        Answer before = answered;
        asked = ticket;
        answered = null;
        step(new Input.Call(ticket, asks));
        Answer answer = answered;
        asked = outer; // who is told in a step may ask while the answer of another call waits here
        answered = before;
        return answer;
    }

    /// What is at an address: the value of a cell, an object of all cells below one, or
    /// `undefined`.
    @JSExport
    public JSObject value(String address) {
        Address at = Address.parse(address);
        Space space = engine.settled(at);
        Value value = space == null ? null : space.value(at.path());
        return value == null ? Script.undefined() : Script.of(value);
    }

    /// Whether the space of an address is here.
    @JSExport
    public boolean isOpen(String address) {
        return engine.settled(Address.parse(address)) != null;
    }

    /// Tells by [Host#changed] what changes at an address and below, from now on, under a number
    /// that the caller chose. Where the space is not here yet, from when it is.
    @JSExport
    public void observe(double observer, String address) {
        observers.add((long) observer, Address.parse(address));
    }

    @JSExport
    public void unobserve(double observer) {
        observers.remove((long) observer);
    }

    private void tellChanged(long observer, Address at, Changes changes) {
        telling.add(
                () -> {
                    if (observers.has(observer)) {
                        host.changed(observer, Script.of(Answers.of(at.path(), changes)));
                    }
                });
    }

    /// What the engine was told since it was opened, as a recording; see [Trace]. `undefined` where
    /// none is kept.
    @JSExport
    public JSObject trace() {
        return trace == null ? Script.undefined() : Script.of(trace.bytes());
    }

    // Stepping

    private void step(Input input) {
        if (broken) {
            return; // links go on bringing frames, and nobody will ever take them
        }
        waiting.add(input);
        if (stepping) {
            return;
        }
        stepping = true;
        try {
            while (!waiting.isEmpty()) {
                stepNow(waiting.poll());
            }
        } catch (RuntimeException bug) {
            broken = true;
            waiting.clear();
            telling.add(() -> host.broken(String.valueOf(bug)));
        } finally {
            stepping = false;
        }
        tell();
    }

    private void stepNow(Input input) {
        Engine.Step step = taken(input, now());
        List<Effect> effects = step.effects();
        for (int i = 0; i < effects.size(); i++) {
            carryOut(effects.get(i));
        }
        observers.lookForSpaces();
        double at = step.wakeAtNanos() == Now.NEVER ? Double.POSITIVE_INFINITY : millis(step);
        if (at != wakeAt) {
            wakeAt = at;
            host.wakeAt(at);
        }
    }

    private Engine.Step taken(Input input, Now now) {
        Engine.Step step = null;
        try {
            step = engine.step(input, now);
            return step;
        } finally {
            if (trace != null) {
                trace.step(input, now, step); // null where it threw
            }
        }
    }

    private static double millis(Engine.Step step) {
        return (double) step.wakeAtNanos() / Now.MILLI;
    }

    private void tell() {
        if (isTelling) {
            return; // whoever tells goes on with this
        }
        isTelling = true;
        try {
            while (!telling.isEmpty()) {
                telling.poll().run();
            }
        } finally {
            isTelling = false;
        }
    }

    private static Now now() {
        return new Now((long) (monotonicMillis() * Now.MILLI), (long) wallMillis());
    }

    @JSBody(script = "return performance.now();")
    private static native double monotonicMillis();

    @JSBody(script = "return Date.now();")
    private static native double wallMillis();

    private void carryOut(Effect effect) {
        switch (effect) {
            case Effect.Send send -> host.send(send.link(), Script.of(send.frame()));
            case Effect.HangUp hangUp -> host.hangUp(hangUp.link(), hangUp.reason());
            case Effect.Known known -> host.known(known.link());
            case Effect.Dial dial -> host.dial(dial.address(), maybe(dial.peer()));
            case Effect.Check check ->
                    host.check(
                            check.ticket(),
                            Script.of(check.key()),
                            Script.of(check.message()),
                            Script.of(check.signature()));
            case Effect.Sign sign ->
                    host.sign(sign.ticket(), Script.of(sign.message()), maybe(sign.seed()));
            case Effect.Write write ->
                    host.write(write.file(), write.offset(), Script.of(write.bytes()));
            case Effect.Sync sync -> host.sync(sync.ticket());
            case Effect.Load load ->
                    host.load(load.ticket(), load.file(), load.offset(), load.length());
            case Effect.Delete delete -> host.delete(delete.file());
            case Effect.Forwarded forwarded ->
                    host.forwarded(
                            forwarded.board().text(),
                            forwarded.from().text(),
                            forwarded.kind().code(),
                            Script.of(forwarded.bytes()));
            case Effect.Reply reply -> reply(reply.ticket(), reply.answer());
            case Effect.Tell tell ->
                    telling.add(
                            () ->
                                    host.tell(
                                            tell.subscription(),
                                            Script.of(Answers.of(tell.event()))));
            case Effect.Report report ->
                    host.report(
                            report.note().code(), report.note().about(), report.note().detail());
        }
    }

    private static @Nullable Uint8Array maybe(@Nullable Bytes bytes) {
        return bytes == null ? null : Script.of(bytes);
    }

    private void reply(long ticket, Answer answer) {
        if (ticket == asked) {
            answered = answer;
        } else {
            telling.add(() -> host.reply(ticket, Script.of(Answers.of(answer))));
        }
    }
}
