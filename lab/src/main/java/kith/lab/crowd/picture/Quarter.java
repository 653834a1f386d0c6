package kith.lab.crowd.picture;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import kith.identity.BoardId;
import kith.lab.crowd.Crowd;
import kith.lab.crowd.Keyring;
import kith.lab.crowd.cluster.Terrain;
import kith.lang.Bytes;
import kith.lang.Rng;
import kith.port.Now;
import org.jspecify.annotations.Nullable;

/// A board on a terrain of regions, whose peers run all machines of the network; what is to be seen
/// of them is recorded.
final class Quarter {
    static final BoardId BOARD = new BoardId(Bytes.wrap(new byte[BoardId.SIZE_BYTES]));
    private static final List<String> REGIONS = List.of("eu", "us", "asia", "south");

    /// Each opens links to two near ones and to three by lot, and others open as many to it.
    private static final int OPENED_NEAR = 2;

    private static final int OPENED = 5;

    /// Out of so many it chooses who is near.
    private static final int KNOWN = 30;

    private static final int LOSS_PER_MILLE = 10;
    private static final int GROWTH_SECONDS = 60;
    private static final long STEP_NANOS = 100 * Now.MILLI;

    final Crowd crowd;
    final Rng rng;
    final Keyring keys;
    final Recording recording;
    final Terrain terrain;
    private final @Nullable Resident[] peers;
    private int there;

    Quarter(int size, long seed) {
        terrain = Terrain.tiers(size, size < 64 ? 2 : REGIONS.size(), seed);
        crowd = new Crowd(size, terrain, seed);
        rng = new Rng(seed);
        keys = new Keyring(size, seed);
        peers = new Resident[size];
        recording = new Recording(this);
        crowd.lose(LOSS_PER_MILLE);
    }

    int size() {
        return peers.length;
    }

    Resident peer(int number) {
        return requireNonNull(peers[number], "it has not come yet");
    }

    String region(int peer) {
        return REGIONS.get(terrain.region(peer));
    }

    /// They come one after the other, and find their places in so many seconds.
    void settle(int seconds) {
        int each = Math.max(1, size() / GROWTH_SECONDS);
        while (there < size()) {
            for (int i = 0; i < each && there < size(); i++) {
                join(there++);
            }
            run(Now.SECOND);
        }
        run(seconds * Now.SECOND);
    }

    /// It is there, and knows nothing.
    void join(int peer) {
        crowd.revive(peer);
        var resident = new Resident(this, peer, region(peer));
        peers[peer] = resident;
        crowd.put(peer, resident);
        int wanted = Math.min(OPENED, there - 1);
        for (int i = 0; resident.links().size() < wanted && i < KNOWN; i++) {
            dial(peer, i < OPENED_NEAR);
        }
    }

    /// Somebody is found to be gone: another takes its place among the neighbours.
    void replace(int peer, int gone) {
        unlink(peer, gone);
        if (crowd.isUp(gone)) {
            unlink(gone, peer);
        }
        dial(peer, rng.nextInt(OPENED) < OPENED_NEAR);
    }

    private void unlink(int peer, int other) {
        peer(peer).unlink(other);
        recording.unlinked(peer, other);
    }

    private void dial(int peer, boolean near) {
        int other = chosen(peer, near);
        boolean free = other != peer && peers[other] != null && crowd.isUp(other);
        if (free && !peer(peer).links().contains(other)) {
            recording.linked(peer, other);
            peer(peer).link(other);
            peer(other).link(peer);
        }
    }

    private int chosen(int peer, boolean near) {
        int best = rng.nextInt(there);
        for (int i = 1; near && i < KNOWN; i++) {
            int other = rng.nextInt(there);
            boolean nearer = terrain.millis(peer, other) < terrain.millis(peer, best);
            best = best == peer || other != peer && nearer ? other : best;
        }
        return best;
    }

    // What befalls them

    void crash(int peer) {
        crowd.crash(peer);
    }

    /// It goes on where it stood still.
    void wake(int peer) {
        crowd.revive(peer);
        peer(peer).woke();
    }

    /// So many of those that are up, by lot.
    List<Integer> some(int count) {
        var some = new ArrayList<Integer>();
        while (some.size() < count) {
            int one = rng.nextInt(size());
            if (crowd.isUp(one) && !some.contains(one)) {
                some.add(one);
            }
        }
        return some;
    }

    List<Integer> leaders() {
        var leaders = new ArrayList<Integer>();
        for (int i = 0; i < size(); i++) {
            if (crowd.isUp(i) && peer(i).gathering.clusters.leads()) {
                leaders.add(i);
            }
        }
        return leaders;
    }

    void run(long nanos) {
        for (long end = crowd.nanos() + nanos; crowd.nanos() < end; ) {
            crowd.run(Math.min(end, crowd.nanos() + STEP_NANOS));
            recording.look(there);
        }
    }
}
