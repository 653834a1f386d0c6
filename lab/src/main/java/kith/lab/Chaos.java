package kith.lab;

import java.util.ArrayList;
import java.util.List;
import kith.Address;
import kith.Answer;
import kith.Command;
import kith.lab.check.Broken;
import kith.lab.check.ChainsUnforked;
import kith.lab.check.Checker;
import kith.lab.check.Converged;
import kith.lab.check.NothingDurableLost;
import kith.lang.Rng;
import kith.port.Limits;
import kith.port.Now;
import kith.state.Writing;
import kith.value.Path;
import kith.value.Value;

/// Random peers write at random while links break, peers crash and disks lose what was not synced;
/// then everything heals, and every promise is checked.
///
/// Each seed draws which faults there are and how often (*swarm testing*, Groce et al., ISSTA
/// 2012): a run without crashes finds other bugs than one that crashes all the time.
public final class Chaos {
    private static final long STORM_NANOS = 20 * Now.SECOND;

    /// After the storm everybody must agree within this. Retries wait up to a minute.
    private static final long CALM_NANOS = 180 * Now.SECOND;

    private final World world;
    private final Rng rng;
    private final NothingDurableLost durable = new NothingDurableLost();
    private final List<Checker> checkers = new ArrayList<>();
    private final int peerCount;
    private final int crashPercent;
    private final int cutPercent;
    private final int breakPercent;
    private long writes;

    public Chaos(long seed) {
        var choices = new Rng(seed ^ 0x5eed);
        this.world = new World(seed, config(choices));
        this.rng = world.rng();
        this.peerCount = choices.between(3, 9);
        this.crashPercent = choices.chance(60) ? choices.between(1, 6) : 0;
        this.cutPercent = choices.chance(50) ? choices.between(1, 10) : 0;
        this.breakPercent = choices.chance(50) ? choices.between(1, 15) : 0;
        checkers.add(new Converged());
        checkers.add(durable);
        checkers.add(new ChainsUnforked());
    }

    /// Small bounds, so that a short run reaches them.
    private static World.Config config(Rng choices) {
        var limits =
                new Limits(
                        1 << choices.between(1, 8),
                        3_600_000,
                        choices.chance(50) ? 5 * Now.MILLI : 0,
                        Limits.CREDIT_BYTES_MIN,
                        1 << choices.between(9, 16),
                        1 << choices.between(9, 14),
                        256L << 20,
                        2_000_000,
                        4L << 30,
                        100_000_000,
                        100_000,
                        10 * Now.SECOND,
                        choices.chance(50) ? 1 << choices.between(12, 17) : 1 << 30);
        return new World.Config(
                Now.MILLI / 10,
                choices.between(1, 100) * Now.MILLI,
                choices.between(1, 30) * Now.MILLI,
                limits,
                choices.chance(50) ? 1 << choices.between(13, 18) : 1 << 26);
    }

    public World world() {
        return world;
    }

    public long writes() {
        return writes;
    }

    public int durableCount() {
        return durable.count();
    }

    /// Runs it; what is broken is thrown.
    public void run() {
        gather();
        storm();
        calm();
        for (Checker checker : checkers) {
            checker.check(world);
        }
        for (SimPeer peer : world.peers()) {
            peer.engine().check();
        }
    }

    private void gather() {
        SimPeer founder = world.add("p0");
        founder.put("a", "start", Value.Bool.TRUE, answer -> {});
        world.run(Now.SECOND);
        for (int i = 1; i < peerCount; i++) {
            SimPeer newcomer = world.add("p" + i);
            SimPeer inviter = world.peers().get(rng.nextInt(i));
            boolean[] joined = new boolean[1];
            inviter.invite(newcomer, null, answer -> joined[0] = answer instanceof Answer.Joined);
            if (!world.runUntil(() -> joined[0], 60 * Now.SECOND)) {
                throw new Broken(newcomer + " could not join by " + inviter);
            }
        }
    }

    private void storm() {
        long end = world.nanos() + STORM_NANOS;
        while (world.nanos() < end) {
            world.run(rng.between(1, 200) * Now.MILLI);
            SimPeer peer = world.peers().get(rng.nextInt(peerCount));
            if (rng.chance(crashPercent)) {
                crash(peer);
            } else if (rng.chance(cutPercent)) {
                cutOrHeal(peer);
            } else if (rng.chance(breakPercent)) {
                world.network().breakOne();
            } else if (peer.isUp()) {
                write(peer);
            }
        }
    }

    private void crash(SimPeer peer) {
        if (peer.isUp()) {
            if (rng.chance(25)) {
                peer.stop(() -> {});
            } else {
                peer.crash();
            }
            world.after(rng.between(1, 3000) * Now.MILLI, () -> restart(peer));
        }
    }

    private static void restart(SimPeer peer) {
        if (!peer.isUp()) {
            peer.start();
        }
    }

    private void cutOrHeal(SimPeer peer) {
        SimPeer other = world.peers().get(rng.nextInt(peerCount));
        if (other != peer && rng.chance(60)) {
            world.network().cut(peer, other);
        } else {
            world.network().heal(peer, other);
        }
    }

    private void write(SimPeer peer) {
        String space = rng.chance(80) ? "a" : "b";
        var edits = new ArrayList<Writing.Edit>();
        int count = rng.chance(80) ? 1 : rng.between(1, 20);
        for (int i = 0; i < count; i++) {
            edits.add(edit());
        }
        peer.edit(
                space,
                edits,
                answer -> {
                    if (answer instanceof Answer.Written written) {
                        writes++;
                        if (rng.chance(50)) {
                            await(peer, space, written.version());
                        }
                    }
                });
    }

    private void await(SimPeer peer, String space, String version) {
        var at = new Address(null, space, Path.ROOT);
        int others = rng.nextInt(3);
        peer.call(
                new Command.Await(at, version, others, 5_000),
                answer -> {
                    if (answer instanceof Answer.Safe safe && safe.durability().here()) {
                        durable.promised(space, version, peer.name());
                    }
                });
    }

    private Writing.Edit edit() {
        Path path = Path.of(word(4), word(4));
        if (rng.chance(30)) {
            path = path.child(word(3));
        }
        return switch (rng.nextInt(10)) {
            case 0 -> new Writing.Remove(rng.chance(50) ? path : Path.of(word(4)));
            case 1 -> new Writing.Add(Path.of("count", word(3)), rng.between(-5, 6));
            case 2 -> new Writing.Insert(Path.of("set", word(3)), Value.Int.of(rng.nextInt(5)));
            case 3 -> new Writing.Take(Path.of("set", word(3)), Value.Int.of(rng.nextInt(5)));
            case 4 -> new Writing.Put(Path.of(word(4)), Value.Int.of(rng.nextInt(100)));
            default -> new Writing.Put(path, new Value.Text(world.word()));
        };
    }

    private String word(int count) {
        return String.valueOf((char) ('a' + rng.nextInt(count)));
    }

    /// Everything heals; the peers must find each other and agree.
    private void calm() {
        world.network().healAll();
        world.run(4 * Now.SECOND);
        for (SimPeer peer : world.peers()) {
            restart(peer);
        }
        world.run(Now.SECOND);
        if (!world.runUntil(() -> Converged.holds(world), CALM_NANOS)) {
            new Converged().check(world);
        }
        world.run(2 * Now.SECOND);
    }
}
