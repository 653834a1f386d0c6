package kith.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.Address;
import kith.Answer;
import kith.Command;
import kith.Config;
import kith.Effect;
import kith.Engine;
import kith.Event;
import kith.Input;
import kith.identity.PeerId;
import kith.lab.check.Broken;
import kith.lab.mesh.Signalling;
import kith.lang.Bytes;
import kith.overlay.Overlay;
import kith.port.About;
import kith.port.Limits;
import kith.port.Note;
import kith.port.Now;
import kith.state.Writing;
import kith.store.DiskFailure;
import kith.sync.Session;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// One peer of a world: the engine that ships, hosted by simulated links and a simulated disk.
///
/// What an engine throws out of a step is a bug of ours whatever others sent it, so it ends the
/// run.
public final class SimPeer {
    /// How long a signature takes to make or to check. Source: measured, docs/protocol.
    private static final long SIGNATURE_NANOS = 400_000;

    /// How long somebody who has to wait for the disk does so before looking again.
    private static final long WRITE_AGAIN_NANOS = 20 * Now.MILLI;

    private final World world;
    private final String name;
    private final Bytes seed;
    private final Bytes key;
    private final int number;
    private SimDisk disk;
    private final List<Note> notes = new ArrayList<>();
    private final List<Effect.Forwarded> parcels = new ArrayList<>();
    private final TreeMap<Long, Replied> calls = new TreeMap<>();
    private final TreeMap<Long, Told> watches = new TreeMap<>();
    private @Nullable Engine engine;
    private @Nullable Tap tap;
    private long tickets;
    private int checks;
    private int lives;
    private long wallOffMillis;
    private long heldBackNanos;
    private long wakeAt = Now.NEVER;
    private final SimWriter writer;
    private boolean belongs = true;
    private List<Integer> versions = Session.VERSIONS;
    private Limits limits;
    private int meshLinks;
    private boolean keeps = true;
    private @Nullable List<Input> held;
    private String region = "";
    private final Signalling signalling = new Signalling(this);

    /// Goes on with the answer to a call.
    public interface Replied {
        void replied(Answer answer);
    }

    /// Is told what a subscription gets.
    public interface Told {
        void told(Event event);
    }

    /// Stands between an engine and its links and may change what goes out: the other peers must
    /// bear it.
    public interface Tap {
        /// What to send over that link instead of `frame`, in that order.
        List<Bytes> sent(long link, Bytes frame);
    }

    /// Is told of all that engines are told, and what they want then.
    public interface Witness {
        void opens(SimPeer peer, Config config, Now now);

        void steps(SimPeer peer, Input input, Now now, Engine.Step step);
    }

    SimPeer(World world, String name, Bytes seed, SimDisk disk, int number) {
        this.world = world;
        this.name = name;
        this.seed = seed;
        this.key = world.crypto().publicKey(seed);
        this.disk = disk;
        this.number = number;
        this.limits = world.config().limits();
        this.writer = new SimWriter(this, world);
    }

    public String name() {
        return name;
    }

    public int number() {
        return number;
    }

    public Bytes key() {
        return key;
    }

    public PeerId id() {
        return new PeerId(key);
    }

    Bytes seed() {
        return seed;
    }

    /// A signature by its key.
    public Bytes sign(Bytes message) {
        return world.crypto().sign(seed, message);
    }

    public String address() {
        return name + ":1";
    }

    public World world() {
        return world;
    }

    public SimDisk disk() {
        return disk;
    }

    /// The home's files are other ones from now on. The peer is down.
    public void disk(SimDisk other) {
        if (isUp()) {
            throw new IllegalStateException(name + " is up");
        }
        disk = other;
    }

    /// What it reported, and why it ended links, in all its lives.
    public List<Note> notes() {
        return notes;
    }

    /// Whether it reported this.
    public boolean noted(String code) {
        return notes.stream().anyMatch(note -> note.code().equals(code));
    }

    public boolean isUp() {
        return engine != null;
    }

    /// False for a peer that does not keep the rules.
    public boolean isHonest() {
        return tap == null;
    }

    public void tap(Tap between) {
        tap = between;
    }

    /// Whether it is to agree with the others: false once it was put out.
    public boolean belongs() {
        return belongs;
    }

    public void belongs(boolean in) {
        belongs = in;
    }

    /// How far this peer's wall clock is off.
    public void wallOff(long millis) {
        wallOffMillis = millis;
    }

    /// Its timers come so much later than it asks for, as those of a tab that nobody looks at.
    public void holdBack(long nanos) {
        heldBackNanos = nanos;
    }

    public void speaks(List<Integer> protocolVersions) {
        versions = List.copyOf(protocolVersions);
    }

    /// Says from its next start on where it is.
    public void in(String word) {
        region = word;
    }

    /// From its next start on it says that it keeps nothing, as who has its log in memory only.
    public void keepsNothing() {
        keeps = false;
    }

    Limits limits() {
        return limits;
    }

    /// The bounds of this peer, from its next start on.
    public void limits(Limits other) {
        limits = other;
    }

    public Engine engine() {
        Engine running = engine;
        if (running == null) {
            throw new IllegalStateException(name + " is down");
        }
        return running;
    }

    /// How many links by signals it wants; 0 for one that is no tab.
    public int meshLinks() {
        return meshLinks;
    }

    /// Whether it can be dialled by signals only, as a tab of a browser.
    boolean isTab() {
        return meshLinks > 0;
    }

    /// From its next start on it is a tab that wants so many links to others.
    void meshLinks(int wanted) {
        meshLinks = wanted;
    }

    /// Its disk, which must have a pace, reads nothing for longer than an engine tries.
    public void failReads() {
        writer.failReads();
    }

    private Now now() {
        return new Now(world.nanos(), world.wallMillis() + wallOffMillis);
    }

    // Life

    /// Opens the home and goes on; false when its disk does not let it.
    public boolean start() {
        lives++;
        var config =
                new Config(
                        new PeerId(key),
                        world.rng().bytes(Config.SECRET_BYTES),
                        (keeps ? About.of("lab") : About.NOTHING.called("lab")).in(region),
                        versions,
                        world.crypto().hasher(),
                        limits,
                        world.config().segmentBytes(),
                        meshLinks);
        wakeAt = Now.NEVER;
        writer.begin();
        signalling.begin();
        trace("start " + lives);
        Now now = now();
        Witness witness = world.witness();
        if (witness != null) {
            witness.opens(this, config, now);
        }
        try {
            engine = Engine.open(disk, config, now);
        } catch (DiskFailure failure) {
            trace("cannot start: " + failure.getMessage());
            return false;
        }
        step(new Input.Wake());
        if (!isTab()) {
            call(new Command.Listen(List.of(address())), answer -> {});
        }
        return true;
    }

    /// Gone from one moment to the next; the disk keeps what it synced and some of the rest.
    public void crash() {
        kill("crash");
        disk.crash(world.rng());
    }

    /// Stops in order.
    public void stop(Runnable then) {
        call(
                new Command.Stop(),
                answer -> {
                    kill("stop");
                    then.run();
                });
    }

    /// Gone, and the disk has everything that was written: the process was killed.
    public void kill(String how) {
        held = null;
        engine = null;
        lives++;
        calls.clear();
        watches.clear();
        trace(how);
        world.network().crash(this);
    }

    // Calls

    public void call(Command command, Replied then) {
        if (command instanceof Command.Write && isUp() && mustWait()) {
            later(WRITE_AGAIN_NANOS, () -> call(command, then));
            return;
        }
        long ticket = ++tickets;
        calls.put(ticket, then);
        step(new Input.Call(ticket, command));
    }

    /// Whether something is on its way to its disk.
    public boolean isWriting() {
        return isUp() && !writer.hasFailed() && engine().backlogBytes() > 0;
    }

    /// Whether so much waits for the disk that a host lets those wait who write.
    private boolean mustWait() {
        return engine().backlogBytes() > limits.diskQueueBytes() * 2 / 3;
    }

    /// The answer to something that is answered at once, as reading is.
    public Answer ask(Command command) {
        var answers = new ArrayList<Answer>();
        long ticket = ++tickets;
        Engine.Step step = take(new Input.Call(ticket, command));
        for (Effect effect : step.effects()) {
            if (effect instanceof Effect.Reply reply && reply.ticket() == ticket) {
                answers.add(reply.answer());
            } else {
                carryOut(effect);
            }
        }
        wakeLater(step.wakeAtNanos());
        if (answers.size() != 1) {
            throw new IllegalStateException(answers.size() + " answers at once to " + command);
        }
        return answers.getFirst();
    }

    /// What there is at an address, its whole subtree; null when nothing is.
    public @Nullable Value read(String address) {
        Answer answer = ask(Command.Read.all(Address.parse(address)));
        return answer instanceof Answer.Found found ? found.cells().value() : null;
    }

    /// Writes one cell of a space of the default board.
    public void put(String space, String path, Value value, Replied then) {
        edit(space, List.of(new Writing.Put(Path.parse(path), value)), then);
    }

    public void edit(String space, List<Writing.Edit> edits, Replied then) {
        call(new Command.Write(new Address(null, space, Path.ROOT), edits, List.of(), true), then);
    }

    /// Begins a subscription; false when it is refused.
    public boolean watch(Command.Watch watch, Told told) {
        watches.put(watch.subscription(), told);
        return ask(watch) instanceof Answer.Done;
    }

    /// Invites somebody, who joins.
    public void invite(SimPeer newcomer, @Nullable String alias, Replied then) {
        Invitations.by(this).make(link -> newcomer.call(new Command.Join(link, alias), then), then);
    }

    // Inputs

    void linkUp(long link, Bytes peer, boolean inbound, String address) {
        trace("link " + link + " up, " + (inbound ? "from " : "to ") + address);
        step(new Input.LinkUp(link, peer, inbound, address));
    }

    void linkDown(long link, String reason) {
        if (isUp()) {
            trace("link " + link + " down: " + reason);
            step(new Input.LinkDown(link, reason));
        }
    }

    void received(long link, Bytes frame) {
        if (isUp()) {
            world.trace().mix(frame);
            step(new Input.Received(link, frame));
        }
    }

    /// A link to that address does not come about.
    public void dialFailed(String address, String reason) {
        if (isUp()) {
            trace("does not reach " + address + ": " + reason);
            step(new Input.DialFailed(address, reason));
        }
    }

    /// Later, if this peer has not crashed meanwhile.
    public void later(long waitNanos, Runnable action) {
        int life = lives;
        world.after(
                waitNanos,
                () -> {
                    if (lives == life && isUp()) {
                        action.run();
                    }
                });
    }

    /// Stands still, as a process that is stopped and not ended: what comes waits, all of it.
    public void suspend() {
        trace("stands still");
        held = new ArrayList<>();
    }

    /// Goes on, with what has come meanwhile.
    public void resume() {
        trace("goes on");
        List<Input> all = held == null ? List.of() : held;
        held = null;
        all.forEach(this::step);
        step(new Input.Wake());
    }

    void step(Input input) {
        if (engine == null) {
            return;
        }
        if (held != null) {
            held.add(input);
            return;
        }
        Engine.Step step = take(input);
        int life = lives;
        for (Effect effect : step.effects()) {
            if (lives != life) {
                return;
            }
            carryOut(effect);
        }
        wakeLater(step.wakeAtNanos());
    }

    private Engine.Step take(Input input) {
        Now now = now();
        Engine.Step step;
        try {
            step = engine().step(input, now);
        } catch (RuntimeException | StackOverflowError bug) {
            throw new Broken(name + " threw " + bug + " at " + input.getClass(), bug);
        }
        Witness witness = world.witness();
        if (witness != null) {
            witness.steps(this, input, now, step);
        }
        return step;
    }

    /// Plans a wake-up, unless one is planned that comes sooner.
    private void wakeLater(long at) {
        if (at == Now.NEVER) {
            return;
        }
        long planned = Math.max(at, world.nanos() + 1) + world.lag() + heldBackNanos;
        if (wakeAt > world.nanos() && wakeAt <= planned) {
            return;
        }
        wakeAt = planned;
        later(
                planned - world.nanos(),
                () -> {
                    if (wakeAt == planned) {
                        wakeAt = Now.NEVER;
                    }
                    step(new Input.Wake());
                });
    }

    private void carryOut(Effect effect) {
        switch (effect) {
            case Effect.Send send -> send(send.link(), send.frame());
            case Effect.HangUp hangUp -> {
                note(new Note("hung-up", "link " + hangUp.link(), hangUp.reason()));
                later(0, () -> world.network().hangUp(hangUp.link(), hangUp.reason()));
            }
            case Effect.Known known -> {} // a simulated link costs nothing
            case Effect.Dial dial -> dial(dial);
            case Effect.Check check -> check(check);
            case Effect.Sign sign -> later(SIGNATURE_NANOS, () -> step(signed(sign)));
            case Effect.Write write -> writer.order(write);
            case Effect.Sync sync -> writer.order(sync);
            case Effect.Load load -> writer.order(load);
            case Effect.Delete delete -> writer.order(delete);
            case Effect.Reply reply -> reply(reply);
            case Effect.Tell tell -> tell(tell);
            case Effect.Forwarded forwarded -> later(0, () -> forwarded(forwarded));
            case Effect.Report report -> note(report.note());
        }
    }

    private void dial(Effect.Dial dial) {
        trace("dials " + dial.address());
        Bytes peer = dial.peer();
        if (peer != null && Overlay.isMesh(dial.address())) {
            signalling.dial(dial.address(), peer);
        } else {
            world.network().dial(this, dial.address(), peer);
        }
    }

    private void forwarded(Effect.Forwarded forwarded) {
        parcels.add(forwarded);
        signalling.forwarded(forwarded);
    }

    /// What others sent for its host, the newest last.
    public List<Effect.Forwarded> parcels() {
        return parcels;
    }

    private void note(Note note) {
        notes.add(note);
        trace("notes " + note);
    }

    private void send(long link, Bytes frame) {
        Tap between = tap;
        if (between == null) {
            world.network().send(link, frame);
        } else {
            between.sent(link, frame).forEach(one -> world.network().send(link, one));
        }
    }

    private void check(Effect.Check check) {
        checks++;
        later(SIGNATURE_NANOS, () -> step(checked(check)));
    }

    /// How many signatures it checked, in all its lives.
    public int checks() {
        return checks;
    }

    private Input checked(Effect.Check check) {
        boolean good = world.crypto().verify(check.key(), check.message(), check.signature());
        return new Input.Checked(check.ticket(), good);
    }

    private Input signed(Effect.Sign sign) {
        Bytes with = sign.seed() == null ? seed : sign.seed();
        return new Input.Signed(sign.ticket(), world.crypto().sign(with, sign.message()));
    }

    private void reply(Effect.Reply reply) {
        Replied then = calls.remove(reply.ticket());
        if (then != null) {
            later(0, () -> then.replied(reply.answer()));
        }
    }

    private void tell(Effect.Tell tell) {
        Told told = watches.get(tell.subscription());
        if (told != null) {
            told.told(tell.event());
        }
    }

    void trace(String what) {
        world.trace().add(world.nanos(), name, what);
    }

    @Override
    public String toString() {
        return name;
    }
}
