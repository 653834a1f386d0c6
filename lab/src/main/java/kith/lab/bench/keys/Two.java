package kith.lab.bench.keys;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import kith.Answer;
import kith.Command;
import kith.Effect;
import kith.Input;
import kith.identity.InvitationLink;
import kith.identity.PeerId;
import kith.lab.SimCrypto;
import kith.lab.bench.harness.Costs;
import kith.lab.bench.host.BareEngine;
import kith.lang.Bytes;
import kith.log.ChangeGraph;
import kith.port.Limits;
import kith.replica.Replica;
import kith.store.MemoryDisk;
import org.jspecify.annotations.Nullable;

/// Two engines of one board, with a line between them that counts: what goes over it are the frames
/// that a link would carry.
///
/// Keys are a model that costs nothing, and disks are in memory.
public final class Two {
    private static final String ADDRESS = "other:1";

    /// The type of the message that says what a peer has; see docs/protocol/sync.md.
    private static final int HAVE = 7;

    private static final long PATIENCE_NANOS = 60_000_000_000L;

    private final SimCrypto crypto = new SimCrypto();
    private final Side first = new Side(1);
    private final Side second = new Side(2);
    private long link;
    private long bytes;
    private final List<Bytes> frames = new ArrayList<>();
    private int flights;
    private long nanos;

    /// The flight in which it was first said what somebody has; -1 before.
    private int haveAt;

    /// What it took to bring both to the same state.
    ///
    /// @param bytes of all frames both ways, until both knew that the other had all
    /// @param flights how often frames went one way from when both said what they have until the
    ///     last change was there; what a link says before that, it says once
    public record Cost(long nanos, long bytes, List<Bytes> frames, int flights) {}

    /// A frame under way.
    private record Frame(Side to, Bytes bytes) {}

    /// One of the two.
    public final class Side implements BareEngine.Keys {
        private final Bytes seed;
        private final BareEngine engine;
        private final ArrayDeque<Frame> sent = new ArrayDeque<>();
        private boolean dialled;

        Side(int seed) {
            this.seed = crypto.hasher().sha256(new byte[] {(byte) seed}, 0, 1);
            engine = new BareEngine(new MemoryDisk(), Limits.DEFAULT, this, this::carryOut);
        }

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

        public BareEngine engine() {
            return engine;
        }

        private void carryOut(Effect effect) {
            switch (effect) {
                case Effect.Send send ->
                        sent.add(new Frame(this == first ? second : first, send.frame()));
                case Effect.Dial _ -> dialled = true;
                default -> {}
            }
        }

        private void step(Input input) {
            long start = Costs.threadNanos();
            engine.step(input);
            nanos += Costs.threadNanos() - start;
        }

        /// Changes of the space in which is written.
        public int changes() {
            int sum = 0;
            for (Replica replica : engine.engine().replicas()) {
                if (replica.name().equals(BareEngine.space().space())) {
                    ChangeGraph graph = replica.graph();
                    for (int chain = 0; chain < graph.chainCount(); chain++) {
                        sum += graph.last(chain);
                    }
                }
            }
            return sum;
        }
    }

    public Side first() {
        return first;
    }

    public Side second() {
        return second;
    }

    /// The second comes onto the board of the first, who has written there, and takes what is
    /// there.
    public void meet() {
        Bytes secret =
                crypto.hasher().sha256(new byte[1], 0, 1).slice(0, InvitationLink.SECRET_BYTES);
        var key = new PeerId(crypto.publicKey(InvitationLink.inviteSeed(secret, crypto.hasher())));
        first.engine.call(new Command.Listen(List.of(ADDRESS)));
        var answer = first.engine.call(new Command.Invite(null, secret, key, 1, 0, ""));
        if (!(answer instanceof Answer.Invited invited)) {
            throw new IllegalStateException("not invited: " + answer);
        }
        var link = InvitationLink.parse(invited.link(), crypto.hasher());
        second.engine.call(new Command.Join(link, null));
        if (!second.dialled) {
            throw new IllegalStateException("the second does not call the first");
        }
        var _ = sync(first.changes());
    }

    /// Links both until they have so many changes and are quiet, and cuts the link.
    public Cost sync(int changes) {
        link();
        Cost cost = quiet(changes);
        unlink();
        return cost;
    }

    /// Links both.
    public void link() {
        clear();
        link++;
        first.step(new Input.LinkUp(link, second.self().key(), true, "second:1"));
        second.step(new Input.LinkUp(link, first.self().key(), false, ADDRESS));
    }

    public void unlink() {
        first.step(new Input.LinkDown(link, "over"));
        second.step(new Input.LinkDown(link, "over"));
    }

    private void clear() {
        bytes = 0;
        frames.clear();
        flights = 0;
        nanos = 0;
        haveAt = -1;
    }

    /// Delivers what they say until both have so many changes and are quiet; the cost since the
    /// link came up, or since this was called last.
    public Cost quiet(int changes) {
        int needed = 0;
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        int quiet = 0;
        boolean all = false;
        while (quiet < QUIET || !all) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        first.changes() + " and " + second.changes() + " changes after a minute");
            }
            boolean some = deliver();
            quiet = some ? 0 : quiet + 1;
            if (!all) {
                needed = flights;
                all = first.changes() == changes && second.changes() == changes;
            }
            first.engine.wake();
            second.engine.wake();
        }
        var cost = new Cost(nanos, bytes, List.copyOf(frames), needed - Math.max(haveAt, 0));
        clear();
        return cost;
    }

    /// So often nothing was under way.
    private static final int QUIET = 20_000;

    /// Delivers what both have sent so far; what they answer waits.
    private boolean deliver() {
        var now = new ArrayDeque<Frame>();
        now.addAll(first.sent);
        now.addAll(second.sent);
        first.sent.clear();
        second.sent.clear();
        for (Frame each : now) {
            if (haveAt < 0 && each.bytes.at(0) == HAVE) {
                haveAt = flights;
            }
            bytes += each.bytes.size();
            frames.add(each.bytes);
            each.to.step(new Input.Received(link, each.bytes));
        }
        flights += now.isEmpty() ? 0 : 1;
        return !now.isEmpty();
    }
}
