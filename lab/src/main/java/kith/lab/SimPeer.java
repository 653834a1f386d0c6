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
import kith.identity.InvitationLink;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.port.Note;
import kith.port.Now;
import kith.state.Writing;
import kith.store.DiskFailure;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// One peer of a world: the engine that ships, hosted by simulated links and a simulated disk.
public final class SimPeer {
    private final World world;
    private final String name;
    private final Bytes seed;
    private final Bytes key;
    private final int number;
    private final SimDisk disk;
    private final List<Note> notes = new ArrayList<>();
    private final TreeMap<Long, Replied> calls = new TreeMap<>();
    private final TreeMap<Long, Told> watches = new TreeMap<>();
    private @Nullable Engine engine;
    private long tickets;
    private int lives;
    private long wallOffMillis;
    private long wakeAt = Now.NEVER;
    private List<Integer> versions = List.of(1);

    /// Goes on with the answer to a call.
    public interface Replied {
        void replied(Answer answer);
    }

    /// Is told what a subscription gets.
    public interface Told {
        void told(Event event);
    }

    SimPeer(World world, String name, Bytes seed, SimDisk disk, int number) {
        this.world = world;
        this.name = name;
        this.seed = seed;
        this.key = world.crypto().publicKey(seed);
        this.disk = disk;
        this.number = number;
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

    Bytes seed() {
        return seed;
    }

    public String address() {
        return name + ":1";
    }

    public SimDisk disk() {
        return disk;
    }

    public List<Note> notes() {
        return notes;
    }

    public boolean isUp() {
        return engine != null;
    }

    /// How far this peer's wall clock is off.
    public void wallOff(long millis) {
        wallOffMillis = millis;
    }

    public void speaks(List<Integer> protocolVersions) {
        versions = List.copyOf(protocolVersions);
    }

    public Engine engine() {
        Engine running = engine;
        if (running == null) {
            throw new IllegalStateException(name + " is down");
        }
        return running;
    }

    private Now now() {
        return new Now(world.nanos(), world.wallMillis() + wallOffMillis);
    }

    // Life

    /// Opens the home and goes on.
    public void start() {
        lives++;
        var secret = world.rng().bytes(Config.SECRET_BYTES);
        var config =
                new Config(
                        new PeerId(key),
                        secret,
                        "lab",
                        versions,
                        world.crypto().hasher(),
                        world.config().limits(),
                        world.config().segmentBytes());
        wakeAt = Now.NEVER;
        trace("start " + lives);
        engine = Engine.open(disk, config, now());
        step(new Input.Wake());
        call(new Command.Listen(List.of(address())), answer -> {});
    }

    /// Gone from one moment to the next; the disk keeps what it synced and some of the rest.
    public void crash() {
        engine = null;
        lives++;
        calls.clear();
        watches.clear();
        trace("crash");
        world.network().crash(this);
        disk.crash(world.rng());
    }

    /// Stops in order.
    public void stop(Runnable then) {
        call(
                new Command.Stop(),
                answer -> {
                    engine = null;
                    lives++;
                    calls.clear();
                    watches.clear();
                    trace("stop");
                    world.network().crash(this);
                    then.run();
                });
    }

    // Calls

    public void call(Command command, Replied then) {
        long ticket = ++tickets;
        calls.put(ticket, then);
        step(new Input.Call(ticket, command));
    }

    /// Writes one cell of a space of the default board.
    public void put(String space, String path, Value value, Replied then) {
        edit(space, List.of(new Writing.Put(Path.parse(path), value)), then);
    }

    public void edit(String space, List<Writing.Edit> edits, Replied then) {
        call(new Command.Write(new Address(null, space, Path.ROOT), edits, List.of(), true), then);
    }

    public void watch(Command.Watch watch, Told told) {
        watches.put(watch.subscription(), told);
        call(watch, answer -> {});
    }

    /// Invites somebody, who joins.
    public void invite(SimPeer newcomer, String alias, Replied then) {
        Bytes secret = world.rng().bytes(InvitationLink.SECRET_BYTES);
        Bytes inviteSeed = InvitationLink.inviteSeed(secret, world.crypto().hasher());
        var inviteKey = new PeerId(world.crypto().publicKey(inviteSeed));
        call(
                new Command.Invite(null, secret, inviteKey, 1, 0, ""),
                answer -> {
                    if (answer instanceof Answer.Invited invited) {
                        var link = InvitationLink.parse(invited.link(), world.crypto().hasher());
                        if (newcomer.isUp()) {
                            newcomer.call(new Command.Join(link, alias), then);
                        }
                    } else {
                        then.replied(answer);
                    }
                });
    }

    // Inputs

    void linkUp(long link, Bytes peer, boolean inbound, String address) {
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

    void dialFailed(String address) {
        if (isUp()) {
            step(new Input.DialFailed(address, "nobody there"));
        }
    }

    /// Later, if this peer has not crashed meanwhile.
    private void later(long waitNanos, Runnable action) {
        int life = lives;
        world.after(
                waitNanos,
                () -> {
                    if (lives == life && isUp()) {
                        action.run();
                    }
                });
    }

    private void step(Input input) {
        Engine running = engine;
        if (running == null) {
            return;
        }
        Engine.Step step = running.step(input, now());
        int life = lives;
        for (Effect effect : step.effects()) {
            if (lives != life) {
                return;
            }
            carryOut(effect);
        }
        wakeLater(step.wakeAtNanos());
    }

    private void wakeLater(long at) {
        if (at == Now.NEVER || wakeAt <= at && wakeAt > world.nanos()) {
            return;
        }
        wakeAt = at;
        later(
                Math.max(1, at - world.nanos()),
                () -> {
                    if (wakeAt == at) {
                        wakeAt = Now.NEVER;
                    }
                    step(new Input.Wake());
                });
    }

    private void carryOut(Effect effect) {
        switch (effect) {
            case Effect.Send send -> world.network().send(send.link(), send.frame());
            case Effect.HangUp hangUp -> {
                trace("hangs up " + hangUp.link() + ": " + hangUp.reason());
                later(0, () -> world.network().hangUp(hangUp.link(), hangUp.reason()));
            }
            case Effect.Dial dial -> world.network().dial(this, dial.address());
            case Effect.Check check -> later(400_000, () -> step(checked(check)));
            case Effect.Sign sign -> later(400_000, () -> step(signed(sign)));
            case Effect.Write write -> write(write);
            case Effect.Sync sync -> later(world.config().syncNanos(), () -> sync(sync.ticket()));
            case Effect.Load load ->
                    later(
                            Now.MILLI / 10,
                            () ->
                                    step(
                                            new Input.Loaded(
                                                    load.ticket(),
                                                    Bytes.wrap(
                                                            disk.read(
                                                                    load.file(),
                                                                    load.offset(),
                                                                    load.length())))));
            case Effect.Delete delete -> disk.delete(delete.file());
            case Effect.Reply reply -> reply(reply);
            case Effect.Tell tell -> tell(tell);
            case Effect.Report report -> {
                notes.add(report.note());
                trace("notes " + report.note());
            }
        }
    }

    private void write(Effect.Write write) {
        try {
            disk.write(
                    write.file(), write.offset(), write.bytes().shared(), 0, write.bytes().size());
        } catch (DiskFailure failure) {
            later(0, () -> step(new Input.DiskFailed(String.valueOf(failure.getMessage()))));
        }
    }

    private void sync(long ticket) {
        try {
            disk.sync();
            step(new Input.Synced(ticket));
        } catch (DiskFailure failure) {
            step(new Input.DiskFailed(String.valueOf(failure.getMessage())));
        }
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
