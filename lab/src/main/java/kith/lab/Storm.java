package kith.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import kith.Address;
import kith.Answer;
import kith.Command;
import kith.lab.check.FollowersKnow;
import kith.lang.Rng;
import kith.port.Now;
import kith.state.Query;
import kith.state.Subscription;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// What happens to the peers of a world, drawn by lot.
final class Storm {
    private static final long HOUR_MILLIS = 3_600_000;
    private static final long YEAR_MILLIS = 365 * 24 * HOUR_MILLIS;
    private static final int PEERS_MAX = 9;

    /// In one of so many worlds spaces are pruned.
    private static final int PRUNED_EVERY = 4;

    private final World world;
    private final Rng rng;
    private final Writers writers;
    private final FollowersKnow followers;
    private final TreeMap<String, String> boards = new TreeMap<>();
    private final TreeSet<String> outside = new TreeSet<>();
    private @Nullable SimPeer away;

    Storm(World world, Writers writers, FollowersKnow followers) {
        this.world = world;
        this.rng = world.rng();
        this.writers = writers;
        this.followers = followers;
    }

    /// Whether anybody was put out.
    boolean removedAnybody() {
        return world.removals() > 0;
    }

    void strike(Act act) {
        SimPeer peer = world.peers().get(rng.nextInt(world.peers().size()));
        if (act == Act.CUT) {
            cutOrHeal(peer);
        } else if (act == Act.BREAK) {
            world.network().breakOne();
        } else if (act == Act.LULL) {
            world.run(rng.between(500, 3_000) * Now.MILLI);
        } else if (peer.isUp() && (act.isFault() || !outside.contains(peer.name()))) {
            strike(act, peer);
        }
    }

    private void strike(Act act, SimPeer peer) {
        switch (act) {
            case WRITE -> write(peer);
            case BURST -> writers.burst(peer);
            case BIG -> writers.big(peer);
            case OLD_VERSION -> writers.old(peer);
            case CRASH -> crash(peer);
            case CLOCK -> peer.wallOff(jump());
            case DISK -> fill(peer);
            case AWAY -> sendAway(peer);
            case PRESENCE -> show(peer);
            case FOLLOW -> follow(peer);
            case NEWCOMER -> letIn(peer);
            case REMOVE -> remove(peer);
            case BOARD -> found(peer);
            case CUT, BREAK, LULL -> throw new IllegalStateException(act + " strikes nobody");
        }
    }

    private void write(SimPeer peer) {
        if (world.seed() % PRUNED_EVERY == 0 && rng.chance(8)) {
            writers.prune(peer);
        }
        String elsewhere = boards.get(peer.name());
        if (elsewhere != null && rng.chance(20)) {
            writers.elsewhere(peer, elsewhere);
        } else {
            writers.write(peer);
        }
    }

    /// Often right after a write, when it is on its way to the disk and to others; and often the
    /// peer writes on at once when it is back, before others told it what it may have lost.
    private void crash(SimPeer peer) {
        boolean writing = rng.chance(50) && !outside.contains(peer.name());
        long wait = 0;
        if (writing) {
            writers.burst(peer);
            int syncs = rng.chance(50) ? 1 : 4;
            wait = 1000L * rng.nextInt((int) (syncs * world.config().syncNanos() / 1000));
        }
        int lot = rng.nextInt(100);
        peer.later(wait, () -> goDown(peer, lot));
        long pause = rng.chance(50) ? rng.between(1, 100) : rng.between(100, 3_000);
        world.after(
                wait + pause * Now.MILLI,
                () -> {
                    restart(peer);
                    if (writing && peer.isUp()) {
                        writers.write(peer);
                    }
                });
    }

    private static void goDown(SimPeer peer, int lot) {
        if (lot < 25) {
            peer.stop(() -> {});
        } else if (lot < 45) {
            peer.kill("kill");
        } else {
            peer.crash();
        }
    }

    /// Starts a peer that is down, and those who follow it.
    void restart(SimPeer peer) {
        if (!peer.isUp() && peer.start()) {
            for (Follower follower : followers.followers()) {
                if (follower.peer() == peer) {
                    follower.start(world.nextNumber());
                }
            }
        }
    }

    private void cutOrHeal(SimPeer peer) {
        SimPeer other = world.peers().get(rng.nextInt(world.peers().size()));
        if (other != peer && rng.chance(60)) {
            world.network().cut(peer, other);
        } else {
            world.network().heal(peer, other);
        }
    }

    /// As far ahead as others put up with, or as far behind as one likes.
    private long jump() {
        return switch (rng.nextInt(5)) {
            case 0 -> HOUR_MILLIS - 60_000;
            case 1 -> -HOUR_MILLIS;
            case 2 -> -YEAR_MILLIS;
            case 3 -> rng.between(-5_000, 5_000);
            default -> 0;
        };
    }

    /// The disk gets full soon; then somebody makes room and starts the peer again.
    private void fill(SimPeer peer) {
        peer.disk().capacityBytes(peer.disk().usedBytes() + rng.nextInt(20_000));
        world.after(
                rng.between(500, 4_000) * Now.MILLI,
                () -> {
                    peer.disk().capacityBytes(Long.MAX_VALUE);
                    if (peer.isUp()) {
                        peer.kill("kill");
                    }
                    restart(peer);
                });
    }

    private void sendAway(SimPeer peer) {
        if (away != null) {
            return;
        }
        away = peer;
        world.network().cutOff(peer);
        writers.burst(peer);
        world.after(
                rng.between(1_000, 5_000) * Now.MILLI,
                () -> {
                    away = null;
                    world.peers().forEach(other -> world.network().heal(peer, other));
                });
    }

    private void show(SimPeer peer) {
        var at = new Address(null, "a", Path.ROOT);
        Value value = rng.chance(30) ? Value.Null.NULL : new Value.Text(world.word());
        peer.call(new Command.Show(at, value), answer -> {});
    }

    private void follow(SimPeer peer) {
        if (followers.followers().size() >= 2 * PEERS_MAX) {
            return;
        }
        var mode = rng.chance(50) ? Subscription.Mode.STATE : Subscription.Mode.CHANGES;
        int depth = rng.chance(70) ? Query.DEPTH_ALL : rng.nextInt(3);
        long pause = rng.chance(50) ? 1 : rng.between(1, 1_000) * Now.MILLI;
        String space = rng.chance(80) ? "a" : "b";
        var follower = new Follower(peer, space, mode, depth, pause);
        followers.add(follower);
        follower.start(world.nextNumber());
    }

    private void letIn(SimPeer inviter) {
        if (world.peers().size() < PEERS_MAX) {
            SimPeer newcomer = world.add("p" + world.peers().size());
            newcomer.belongs(false); // until the founder knows it
            outside.add(newcomer.name()); // who writes on no board founds one
            inviter.invite(
                    newcomer,
                    null,
                    answer -> {
                        if (answer instanceof Answer.Joined) {
                            outside.remove(newcomer.name());
                        }
                    });
        }
    }

    private void remove(SimPeer by) {
        SimPeer other = world.peers().get(rng.nextInt(world.peers().size()));
        boolean enoughLeft = world.peers().size() - world.removals() > 3;
        if (other != by && enoughLeft) {
            if (other.isUp() && !outside.contains(other.name())) {
                writers.burst(other); // some of which counts, and some does not
            }
            by.call(
                    new Command.RemoveMember(null, other.id()),
                    answer -> {
                        if (answer instanceof Answer.Done) {
                            world.removed();
                        }
                    });
        }
    }

    /// A board beside the first, with some of the others.
    private void found(SimPeer founder) {
        if (boards.containsKey(founder.name())) {
            return;
        }
        String name = "of-" + founder.name();
        List<SimPeer> others = new ArrayList<>(world.peers());
        founder.call(
                new Command.Found(name),
                answer -> {
                    if (answer instanceof Answer.Joined joined) {
                        boards.put(founder.name(), joined.board());
                        others.remove(founder);
                        SimPeer other = others.get(rng.nextInt(others.size()));
                        inviteTo(founder, joined.board(), other);
                    }
                });
    }

    private void inviteTo(SimPeer founder, String board, SimPeer other) {
        Invitations.by(founder)
                .to(board)
                .make(
                        link -> {
                            // the board that one joins first is the one it writes in
                            if (other.isUp() && !outside.contains(other.name())) {
                                other.call(
                                        new Command.Join(link, null),
                                        answer -> {
                                            if (answer instanceof Answer.Joined joined) {
                                                boards.putIfAbsent(other.name(), joined.board());
                                            }
                                        });
                            }
                        },
                        answer -> {});
    }
}
