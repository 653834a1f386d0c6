package kith.lab;

import java.util.EnumMap;
import java.util.Map;
import kith.Config;
import kith.lang.Rng;
import kith.port.Limits;
import kith.port.Now;

/// What a seed drew: how large its world is, and which faults there are and how often.
///
/// Each fault is left out of half of the worlds (*swarm testing*, Groce et al., ISSTA 2012): a run
/// without crashes finds other bugs than one that crashes all the time.
final class Lot {
    private static final int PEERS_MIN = 3;
    private static final int PEERS_MAX = 8;

    /// With fewer, many tabs may be in pieces.
    private static final int MESH_LINKS_MIN = 3;

    /// In so many of a hundred worlds there are tabs.
    private static final int TABS_PERCENT = 30;

    private final int peerCount;
    private final long stormNanos;
    private final long lagMaxNanos;
    private final World.Config config;
    private final int meshLinks;
    private final int nodesAmong;
    private final EnumMap<Act, Integer> weights = new EnumMap<>(Act.class);
    private int weightSum;

    /// `large`: as a long run has them; else most worlds are small, so that many fit into a minute.
    Lot(long seed, boolean large) {
        var rng = new Rng(seed ^ 0x5eed);
        boolean small = !large && rng.chance(75);
        peerCount = rng.between(PEERS_MIN, small ? PEERS_MIN + 2 : PEERS_MAX + 1);
        int seconds = large ? rng.between(10, 40) : rng.between(3, small ? 6 : 12);
        stormNanos = seconds * Now.SECOND;
        lagMaxNanos = rng.chance(30) ? 0 : rng.between(1, 40) * Now.MILLI;
        config = slowed(sketched(config(rng), new Rng(seed ^ 0x5e7)), new Rng(seed ^ 0xd15c));
        var tabs = new Rng(seed ^ 0x7ab); // apart, so that worlds without tabs stay as they were
        meshLinks =
                tabs.chance(TABS_PERCENT) ? tabs.between(MESH_LINKS_MIN, Config.MESH_LINKS + 1) : 0;
        nodesAmong = tabs.between(2, PEERS_MAX + 1);
        for (Act act : Act.values()) {
            boolean left = act.weightMin() > 0 || rng.chance(50);
            int weight = left ? rng.between(act.weightMin(), act.weightMax() + 1) : 0;
            weights.put(act, weight);
            weightSum += weight;
        }
    }

    int peerCount() {
        return peerCount;
    }

    long stormNanos() {
        return stormNanos;
    }

    /// How long a busy host lets a peer wait that wants to be woken.
    long lagMaxNanos() {
        return lagMaxNanos;
    }

    World.Config config() {
        return config;
    }

    /// How many links by signals that peer wants; 0 for a node. The first peer is one, on which
    /// tabs can meet, and so is each after a few tabs.
    int meshLinks(int peer) {
        return peer % nodesAmong == 0 ? 0 : meshLinks;
    }

    /// Something to do now.
    Act next(Rng rng) {
        int at = rng.nextInt(weightSum);
        for (Map.Entry<Act, Integer> entry : weights.entrySet()) {
            at -= entry.getValue();
            if (at < 0) {
                return entry.getKey();
            }
        }
        throw new IllegalStateException("weights do not add up to " + weightSum);
    }

    /// Small bounds, so that a short run reaches them.
    private static World.Config config(Rng rng) {
        var limits =
                Limits.DEFAULT.with(
                        to -> {
                            to.hashWindow = 1 << rng.between(1, 8);
                            to.gatherNanos = rng.chance(50) ? 5 * Now.MILLI : 0;
                            to.creditBytes = Limits.CREDIT_BYTES_MIN;
                            to.tailBytes = 1 << rng.between(9, 16);
                            to.loadBytes = 1 << rng.between(11, 16);
                            to.checkpointBytes =
                                    rng.chance(60) ? 1 << rng.between(11, 16) : 1 << 30;
                        });
        return new World.Config(
                Now.MILLI / 10,
                rng.between(1, 100) * Now.MILLI,
                rng.between(1, 30) * Now.MILLI,
                limits,
                rng.chance(50) ? 1 << rng.between(13, 18) : 1 << 26);
    }

    /// Half of them compare heads by sketches from a few on, so that small worlds do. Drawn apart,
    /// as slow disks are.
    private static World.Config sketched(World.Config config, Rng rng) {
        return rng.chance(50) ? config.withSketchesFrom(rng.between(1, 5)) : config;
    }

    /// One in six has disks so slow that what is to be written has to wait. Drawn apart, so that
    /// the other worlds stay as they were.
    private static World.Config slowed(World.Config config, Rng rng) {
        if (rng.nextInt(6) != 0) {
            return config;
        }
        return config.withSlowDisks(
                1L << rng.between(14, 20), Limits.DISK_QUEUE_BYTES_MIN << rng.between(0, 4));
    }

    @Override
    public String toString() {
        String tabs = meshLinks == 0 ? "" : "tabs for " + meshLinks + " links, ";
        return peerCount + " peers, " + tabs + stormNanos / Now.SECOND + " s, " + weights;
    }
}
