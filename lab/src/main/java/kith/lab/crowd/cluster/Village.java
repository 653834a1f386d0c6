package kith.lab.crowd.cluster;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kith.identity.BoardId;
import kith.lab.crowd.Crowd;
import kith.lab.crowd.Keyring;
import kith.lang.Bytes;
import kith.lang.Rng;
import kith.port.Now;

/// A board on a terrain: peers that come a few at a time, each linked to some that are there, with
/// nothing but the machines of `kith.cluster`.
final class Village {
    static final BoardId BOARD = new BoardId(Bytes.wrap(new byte[BoardId.SIZE_BYTES]));

    private static final int LINKS = 12;

    final Crowd crowd;
    final Terrain terrain;
    final Rng rng;
    final Keyring keys;
    final Villager[] peers;

    /// Whose messages to whom do not come: `from * size + to`.
    private final Map<Long, Boolean> cuts = new HashMap<>();

    private final int[] order; // in which they come
    private final Traits traits;
    private int there;

    /// What is odd about a peer.
    interface Traits {
        String region(int peer);

        default boolean lies(int peer) {
            return false;
        }
    }

    Village(Terrain terrain, Traits traits, long seed) {
        int size = terrain.size();
        this.terrain = terrain;
        this.traits = traits;
        this.crowd = new Crowd(size, terrain, seed);
        this.rng = new Rng(seed);
        this.keys = new Keyring(size, seed);
        this.peers = new Villager[size];
        this.order = new int[size];
        for (int i = 0; i < size; i++) {
            order[i] = i;
        }
    }

    /// So many come at once, linked to some of those that are up.
    void come(int count) {
        for (int i = 0; i < count && there < peers.length; i++) {
            join(order[there++]);
        }
    }

    /// It is there again and knows nothing.
    void join(int peer) {
        crowd.revive(peer);
        var villager = new Villager(this, peer, traits.region(peer), traits.lies(peer));
        peers[peer] = villager;
        crowd.put(peer, villager);
        for (int i = 0; i < LINKS && there > 1; i++) {
            int other = order[rng.nextInt(there)];
            if (other != peer && peers[other] != null && crowd.isUp(other)) {
                villager.link(other);
                peers[other].link(peer);
            }
        }
        villager.begin();
    }

    /// So many each second, until all are there.
    void grow(int eachSecond) {
        while (there < peers.length) {
            come(eachSecond);
            run(Now.SECOND);
        }
    }

    void crash(int peer) {
        crowd.crash(peer);
    }

    void run(long nanos) {
        crowd.run(crowd.nanos() + nanos);
    }

    int there() {
        return there;
    }

    boolean isUp(int peer) {
        return peers[peer] != null && crowd.isUp(peer);
    }

    /// Nothing that the one sends comes to the other; with `again` it does.
    void cut(int from, int to, boolean again) {
        long pair = (long) from * peers.length + to;
        if (again) {
            cuts.remove(pair);
        } else {
            cuts.put(pair, true);
        }
    }

    boolean isCut(int from, int to) {
        return !cuts.isEmpty() && cuts.containsKey((long) from * peers.length + to);
    }

    // What is seen from above

    /// Those that are up and belong to a cluster, by its name.
    TreeMap<Long, List<Integer>> clusters() {
        var all = new TreeMap<Long, List<Integer>>();
        for (int i = 0; i < peers.length; i++) {
            if (isUp(i) && peers[i].clusters.cluster() != 0) {
                all.computeIfAbsent(peers[i].clusters.cluster(), name -> new ArrayList<>()).add(i);
            }
        }
        return all;
    }

    /// Who leads that cluster.
    List<Integer> leaders(List<Integer> members) {
        var leaders = new ArrayList<Integer>();
        for (int one : members) {
            if (isUp(one) && peers[one].clusters.leads()) {
                leaders.add(one);
            }
        }
        return leaders;
    }

    /// The mean round trip between two that are in one cluster, over all who are in one with
    /// somebody.
    double millisInside(Iterable<List<Integer>> groups) {
        double sum = 0;
        int count = 0;
        for (List<Integer> group : groups) {
            for (int one : group) {
                double own = 0;
                for (int other : group) {
                    own += one == other ? 0 : terrain.millis(one, other);
                }
                if (group.size() > 1) {
                    sum += own / (group.size() - 1);
                    count++;
                }
            }
        }
        return sum / Math.max(1, count);
    }

    static int[] sizes(Iterable<List<Integer>> groups) {
        var sizes = new ArrayList<Integer>();
        groups.forEach(group -> sizes.add(group.size()));
        int[] sorted = sizes.stream().mapToInt(Integer::intValue).toArray();
        Arrays.sort(sorted);
        return sorted;
    }
}
