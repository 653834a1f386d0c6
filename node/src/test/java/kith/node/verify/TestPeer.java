package kith.node.verify;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.Address;
import kith.Answer;
import kith.Command;
import kith.Config;
import kith.Effect;
import kith.Engine;
import kith.Input;
import kith.identity.Check;
import kith.identity.Hasher;
import kith.identity.InvitationLink;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.node.crypto.NodeCrypto;
import kith.port.Limits;
import kith.port.Now;
import kith.state.Writing;
import kith.store.MemoryDisk;
import kith.store.Segment;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// An engine with real signatures and files in memory, on the thread of the test; and a wire to
/// another one.
final class TestPeer {
    /// A checkpoint after every 20 kB of log.
    private static final Limits LIMITS =
            Limits.DEFAULT.with(
                    to -> {
                        to.gatherNanos = 0;
                        to.checkpointBytes = 20_000;
                    });

    private static final int STEPS_MAX = 100_000;
    private static final NodeCrypto CRYPTO = new NodeCrypto();

    /// The world: what is to be done next, and the time.
    static final class Clock {
        final ArrayDeque<Runnable> queue = new ArrayDeque<>();
        final List<TestPeer> peers = new ArrayList<>();
        long nanos;

        Clock() {
            this(Now.SECOND);
        }

        Clock(long nanos) {
            this.nanos = nanos;
        }

        Now now() {
            return new Now(nanos, 1_800_000_000_000L + nanos / Now.MILLI);
        }

        /// Until there is nothing to do but wait.
        void run() {
            for (int i = 0; i < STEPS_MAX; i++) {
                Runnable next = queue.poll();
                if (next == null) {
                    return;
                }
                next.run();
            }
            throw new IllegalStateException("the peers do not come to rest");
        }

        /// Lets time pass.
        void pass(int millis) {
            for (int i = 0; i < millis; i += 10) {
                nanos += 10 * Now.MILLI;
                peers.forEach(peer -> queue.add(() -> peer.step(new Input.Wake())));
                run();
            }
        }
    }

    final MemoryDisk disk;
    final PeerId id;
    private final Clock clock;
    private final Bytes seed;
    private final Engine engine;
    private final TreeMap<Long, Answer> answers = new TreeMap<>();
    private long tickets;
    private @Nullable TestPeer other;

    TestPeer(Clock clock, int number) {
        this(clock, number, new MemoryDisk());
    }

    /// One with that store.
    TestPeer(Clock clock, int number, MemoryDisk disk) {
        this(clock, number, disk, Segment.BYTES_MAX);
    }

    /// One with small segments, which are written anew when they are old.
    TestPeer(Clock clock, int number, MemoryDisk disk, int segmentBytes) {
        this.disk = disk;
        this.clock = clock;
        var bytes = new byte[32];
        bytes[0] = (byte) number;
        seed = Bytes.wrap(bytes);
        id = CRYPTO.publicKey(seed);
        var config =
                new Config(id, seed, "test", List.of(1), CRYPTO.hasher(), LIMITS, segmentBytes);
        engine = Engine.open(disk, config, clock.now());
        clock.peers.add(this);
        step(new Input.Wake());
        call(new Command.Listen(List.of("peer-" + number + ":1")));
    }

    Answer call(Command command) {
        long ticket = ++tickets;
        step(new Input.Call(ticket, command));
        clock.run();
        for (int i = 0; i < 100 && !answers.containsKey(ticket); i++) {
            clock.pass(100);
        }
        Answer answer = answers.get(ticket);
        if (answer == null) {
            throw new IllegalStateException("no answer to " + command);
        }
        return answer;
    }

    void put(String space, String path, String text) {
        var edit = new Writing.Put(Path.parse(path), new Value.Text(text));
        Answer answer =
                call(
                        new Command.Write(
                                new Address(null, space, Path.ROOT),
                                List.of(edit),
                                List.of(),
                                false));
        if (!(answer instanceof Answer.Written)) {
            throw new IllegalStateException("not written: " + answer);
        }
    }

    /// The text at a path; empty when there is none.
    String get(String space, String path) {
        var at = new Address(null, space, Path.parse(path));
        return call(Command.Read.all(at)) instanceof Answer.Found found
                        && found.cells().value() instanceof Value.Text(String text)
                ? text
                : "";
    }

    /// Lets the other onto our board over a wire between the two.
    void welcome(TestPeer newcomer) {
        Hasher hasher = CRYPTO.hasher();
        var secret = Bytes.wrap(new byte[InvitationLink.SECRET_BYTES]);
        var key = CRYPTO.publicKey(InvitationLink.inviteSeed(secret, hasher));
        if (!(call(new Command.Invite(null, secret, key, 1, 0, ""))
                instanceof Answer.Invited made)) {
            throw new IllegalStateException("no invitation");
        }
        other = newcomer;
        newcomer.other = this;
        Answer answer =
                newcomer.call(new Command.Join(InvitationLink.parse(made.link(), hasher), null));
        if (!(answer instanceof Answer.Joined)) {
            throw new IllegalStateException("not joined: " + answer);
        }
    }

    private void step(Input input) {
        for (Effect effect : engine.step(input, clock.now()).effects()) {
            carryOut(effect);
        }
    }

    private void later(Input input) {
        clock.queue.add(() -> step(input));
    }

    private void carryOut(Effect effect) {
        TestPeer there = other;
        switch (effect) {
            case Effect.Send send -> {
                if (there != null) {
                    there.later(new Input.Received(send.link(), send.frame()));
                }
            }
            case Effect.Dial dial -> {
                if (there != null) {
                    later(new Input.LinkUp(1, there.id.key(), false, dial.address()));
                    there.later(new Input.LinkUp(1, id.key(), true, "somewhere"));
                } else {
                    later(new Input.DialFailed(dial.address(), "nobody there"));
                }
            }
            case Effect.Known known -> {}
            case Effect.Forwarded forwarded -> {}
            case Effect.HangUp hangUp -> throw new IllegalStateException(hangUp.reason());
            case Effect.Check check -> {
                var what = new Check(new PeerId(check.key()), check.message(), check.signature());
                later(new Input.Checked(check.ticket(), CRYPTO.verify(what)));
            }
            case Effect.Sign sign -> {
                Bytes with = sign.seed() == null ? seed : sign.seed();
                later(new Input.Signed(sign.ticket(), CRYPTO.sign(with, sign.message())));
            }
            case Effect.Write write ->
                    disk.write(
                            write.file(),
                            write.offset(),
                            write.bytes().shared(),
                            0,
                            write.bytes().size());
            case Effect.Sync sync -> later(new Input.Synced(sync.ticket()));
            case Effect.Load load -> {
                byte[] read = disk.read(load.file(), load.offset(), load.length());
                later(new Input.Loaded(load.ticket(), Bytes.wrap(read)));
            }
            case Effect.Delete delete -> disk.delete(delete.file());
            case Effect.Reply reply -> answers.put(reply.ticket(), reply.answer());
            case Effect.Tell tell -> {}
            case Effect.Report report -> {}
        }
    }
}
