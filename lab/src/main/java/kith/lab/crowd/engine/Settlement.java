package kith.lab.crowd.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kith.Address;
import kith.Answer;
import kith.Command;
import kith.identity.InvitationLink;
import kith.lab.Invitations;
import kith.lab.SimPeer;
import kith.lab.World;
import kith.lang.Bytes;
import kith.overlay.Use;
import kith.port.Limits;
import kith.port.Now;
import kith.state.Subscription;
import kith.store.Segment;
import kith.value.Value;

/// A board of whole engines, which all came in by one link that was handed round.
final class Settlement {
    private static final String CELL = "board/mark";

    /// TLS 1.3 and TCP over IPv4, around each message.
    private static final int AROUND_BYTES = 22 + 5 + 40;

    /// One comes in so often.
    private static final long COMING_NANOS = 250 * Now.MILLI;

    private static final long WAIT_NANOS = 300 * Now.SECOND;

    private final World world;
    private final List<SimPeer> peers;
    private final long[] shownNanos;
    private String awaited = "";
    private long messages;
    private long bytes;

    Settlement(int size, long seed) {
        world =
                new World(
                        seed,
                        new World.Config(
                                10 * Now.MILLI,
                                100 * Now.MILLI,
                                2 * Now.MILLI,
                                Limits.DEFAULT,
                                Segment.BYTES_MAX));
        peers = world.peers();
        shownNanos = new long[size];
        SimPeer founder = world.add("p0");
        write(founder, "first");
        InvitationLink link = invitation(founder);
        for (int i = 1; i < size; i++) {
            world.add("p" + i).call(new Command.Join(link, null), Settlement::mustBeGood);
            world.run(COMING_NANOS);
        }
        await(() -> peers.stream().allMatch(Settlement::hasFirst));
        for (int i = 0; i < size; i++) {
            watch(i);
        }
        world.network().witness(this::passed);
    }

    private InvitationLink invitation(SimPeer founder) {
        var links = new ArrayList<InvitationLink>();
        Invitations.by(founder).uses(0).make(links::add, Settlement::mustBeGood);
        await(() -> !links.isEmpty());
        return links.getFirst();
    }

    private static boolean hasFirst(SimPeer peer) {
        return new Value.Text("first").equals(peer.read(CELL));
    }

    private static void mustBeGood(Answer answer) {
        if (answer instanceof Answer.Failed) {
            throw new IllegalStateException(answer.toString());
        }
    }

    private void await(World.Condition condition) {
        if (!world.runUntil(condition, WAIT_NANOS)) {
            throw new IllegalStateException("not within " + WAIT_NANOS / Now.SECOND + " s");
        }
    }

    private static void write(SimPeer peer, String text) {
        peer.put("board", "mark", new Value.Text(text), Settlement::mustBeGood);
    }

    private void watch(int number) {
        SimPeer peer = peers.get(number);
        var asked =
                new Command.Watch(
                        1, Address.parse(CELL), Subscription.Mode.STATE, 1, List.of(), 1_000_000);
        peer.watch(
                asked,
                event -> {
                    boolean news = shownNanos[number] == 0;
                    if (news && awaited.equals(String.valueOf(peer.read(CELL)))) {
                        shownNanos[number] = world.nanos();
                    }
                });
    }

    private void passed(SimPeer from, SimPeer to, Bytes frame) {
        messages++;
        bytes += frame.size() + AROUND_BYTES;
    }

    void run(long nanos) {
        world.run(nanos);
    }

    /// What each sends in a minute when nobody writes.
    ///
    /// @param links of each
    /// @param neighbours those of them that are there for nothing else
    record Idle(double messages, double bytes, double links, double neighbours, double checks) {}

    Idle idle(long nanos) {
        messages = 0;
        bytes = 0;
        long checks = checks();
        world.run(nanos);
        double part = 60.0 * Now.SECOND / nanos / peers.size();
        int links = 0;
        int neighbours = 0;
        for (SimPeer peer : peers) {
            if (peer.read(".peer/links") instanceof Value.Obj all) {
                links += all.size();
                for (int i = 0; i < all.size(); i++) {
                    neighbours += isNeighbour(all.value(i)) ? 1 : 0;
                }
            }
        }
        return new Idle(
                messages * part,
                bytes * part,
                (double) links / peers.size(),
                (double) neighbours / peers.size(),
                (checks() - checks) * part);
    }

    private static boolean isNeighbour(Value link) {
        return link instanceof Value.Obj of
                && new Value.Text(Use.NEIGHBOUR.word()).equals(of.find("use"));
    }

    private long checks() {
        return peers.stream().mapToLong(SimPeer::checks).sum();
    }

    /// After how many nanoseconds each had an update of that peer, in order; those who are gone are
    /// left out, and who has not got it within the time that it is waited has [Long#MAX_VALUE].
    long[] update(int author, String text) {
        Arrays.fill(shownNanos, 0);
        awaited = new Value.Text(text).toString();
        long begun = world.nanos();
        write(peers.get(author), text);
        world.runUntil(() -> peers.stream().allMatch(this::hasShown), 30 * Now.SECOND);
        return peers.stream()
                .filter(SimPeer::isUp)
                .mapToLong(peer -> shownNanos[peer.number()])
                .map(at -> at == 0 ? Long.MAX_VALUE : at - begun)
                .sorted()
                .toArray();
    }

    private boolean hasShown(SimPeer peer) {
        return !peer.isUp() || shownNanos[peer.number()] > 0;
    }

    /// That share of them is gone from one moment to the next, but for one peer.
    void crash(double share, int but) {
        int left = (int) (share * peers.size());
        while (left > 0) {
            SimPeer drawn = peers.get(world.rng().nextInt(peers.size()));
            if (drawn.isUp() && drawn.number() != but) {
                drawn.crash();
                left--;
            }
        }
    }
}
