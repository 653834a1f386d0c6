package kith.lab.bed;

import java.util.ArrayList;
import java.util.List;
import kith.Address;
import kith.Answer;
import kith.Command;
import kith.lab.Invitations;
import kith.lab.SimPeer;
import kith.lab.World;
import kith.port.Limits;
import kith.port.Now;
import kith.state.Subscription;
import kith.store.Segment;
import kith.value.Value;

/// The same as [Spread] in a simulated world: as many whole engines, the same delay on each way,
/// the same order of joining.
final class SimSpread {
    /// How many links each has at least: as many as it draws. Source: docs/protocol/overlay.md.
    static final int LINKS_MIN = 4;

    /// Written before those that count, until each has learnt whom it hears first from. Guess.
    private static final int WARMING = 30;

    private static final long SYNC_NANOS = 2 * Now.MILLI;
    private static final long WAIT_NANOS = 60 * Now.SECOND;

    private final World world;
    private final List<SimPeer> peers = new ArrayList<>();
    private final List<Shown> shown = new ArrayList<>();

    /// When a peer showed what it shows now.
    private static final class Shown {
        String text = "";
        long atNanos;
    }

    SimSpread(int size, long delayNanos, long seed) {
        world =
                new World(
                        seed,
                        new World.Config(
                                delayNanos,
                                delayNanos,
                                SYNC_NANOS,
                                Limits.DEFAULT,
                                Segment.BYTES_MAX));
        for (int i = 0; i < size; i++) {
            peers.add(world.add("peer" + i));
        }
        write(0, "first");
        Invitations.by(peers.getFirst())
                .uses(size)
                .make(
                        link -> {
                            for (SimPeer peer : peers.subList(1, size)) {
                                peer.call(new Command.Join(link, null), SimSpread::mustBeGood);
                            }
                        },
                        SimSpread::mustBeGood);
        await("all have the first", () -> peers.stream().allMatch(SimSpread::hasFirst));
        await("all are linked", () -> peers.stream().allMatch(this::isLinked));
        for (SimPeer peer : peers) {
            watch(peer);
        }
    }

    private static boolean hasFirst(SimPeer peer) {
        return new Value.Text("first").equals(peer.read(Spread.ADDRESS));
    }

    private boolean isLinked(SimPeer peer) {
        return links(peers.indexOf(peer)) >= Math.min(peers.size() - 1, LINKS_MIN);
    }

    int links(int host) {
        SimPeer peer = peers.get(host);
        int count = 0;
        for (SimPeer other : peers) {
            count += other != peer && world.network().isLinked(peer, other) ? 1 : 0;
        }
        return count;
    }

    private static void mustBeGood(Answer answer) {
        if (answer instanceof Answer.Failed) {
            throw new IllegalStateException(answer.toString());
        }
    }

    private void await(String what, World.Condition condition) {
        if (!world.runUntil(condition, WAIT_NANOS)) {
            throw new IllegalStateException("not within a minute: " + what);
        }
    }

    private void write(int host, String text) {
        peers.get(host).put("bed", "mark", new Value.Text(text), SimSpread::mustBeGood);
    }

    private void watch(SimPeer peer) {
        var at = new Shown();
        shown.add(at);
        var asked =
                new Command.Watch(
                        1,
                        Address.parse(Spread.ADDRESS),
                        Subscription.Mode.STATE,
                        1,
                        List.of(),
                        1_000_000);
        boolean good =
                peer.watch(
                        asked,
                        event -> {
                            at.text = String.valueOf(peer.read(Spread.ADDRESS));
                            at.atNanos = world.nanos();
                        });
        if (!good) {
            throw new IllegalStateException("the watch was refused");
        }
    }

    void warm() {
        updates(0, "warming", WARMING);
    }

    /// The times of so many updates of that peer.
    List<Times> from(int origin, int rounds) {
        return updates(origin, "round", rounds);
    }

    private List<Times> updates(int origin, String name, int rounds) {
        var all = new ArrayList<Times>();
        for (int round = 0; round < rounds; round++) {
            String text = name + ' ' + origin + ' ' + round;
            String wanted = new Value.Text(text).toString();
            long begun = world.nanos();
            write(origin, text);
            await(text, () -> shown.stream().allMatch(one -> one.text.equals(wanted)));
            all.add(new Times(shown.stream().mapToLong(one -> one.atNanos - begun).toArray()));
            world.run(Spread.PAUSE_NANOS);
        }
        return all;
    }
}
