package kith.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeMap;
import kith.cluster.ClusterMessage.Batch;
import kith.cluster.ClusterMessage.Way;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Sha256;
import kith.port.Now;
import org.jspecify.annotations.Nullable;

/// What leaves a cluster goes over its leader, many things at once, and once to each other cluster.
///
/// *Done twice is done once.* Each thing is known by its hash: whoever has passed it on does not do
/// so again, and who has got it is not told again. So two leaders cost a second copy over the long
/// ways and nothing else. Whoever gave something to a leader gives it again until it comes back
/// down.
final class Batches {
    /// How long a leader waits for more. Guess: half of the way across the radius of a cluster.
    static final long WINDOW_NANOS = 20 * Now.MILLI;

    /// How soon somebody gives again what did not come back. A beat.
    static final long AGAIN_NANOS = 2 * Now.SECOND;

    /// Things of this peer that have not come back. Guess; more are refused.
    static final int OWN_MAX = 256;

    /// Things that are remembered as done. Guess: what many write in some seconds.
    static final int SEEN_MAX = 4_096;

    private final Host host;
    private final BoardId board;
    private final Members members;
    private final TreeMap<Bytes, Own> own = new TreeMap<>();
    private final LinkedHashSet<Bytes> came = new LinkedHashSet<>();
    private final LinkedHashSet<Bytes> passed = new LinkedHashSet<>();
    private final LinkedHashMap<Bytes, Boolean> waiting = new LinkedHashMap<>();
    private int waitingBytes;
    private long dueNanos = Now.NEVER;
    private long againNanos = Now.NEVER;

    private record Own(Bytes item, boolean near) {}

    Batches(Host host, BoardId board, Members members) {
        this.host = host;
        this.board = board;
        this.members = members;
    }

    /// Something for all, or with `near` for this cluster alone; false when too much is on its way.
    boolean offer(Bytes item, boolean near, @Nullable PeerId leader, List<PeerId> others) {
        if (own.size() >= OWN_MAX || item.size() > ClusterMessage.ITEM_BYTES_MAX) {
            return false;
        }
        Bytes hash = Sha256.hash(item);
        own.put(hash, new Own(item, near));
        again(host.now().nanos() + AGAIN_NANOS);
        if (leader != null) {
            up(new Own(item, near), leader, others);
        }
        return true;
    }

    private void again(long nanos) {
        againNanos = Math.min(againNanos, nanos);
        host.wakeAt(againNanos);
    }

    private void up(Own one, PeerId leader, List<PeerId> others) {
        if (leader.equals(host.self())) {
            gather(one.item, one.near, others);
        } else {
            host.send(leader, new Batch(board, one.near ? Way.UP_NEAR : Way.UP, List.of(one.item)));
        }
    }

    /// `others`: the leaders of other clusters, where this peer leads; else nobody.
    void received(Batch batch, @Nullable PeerId leader, List<PeerId> others) {
        boolean leads = host.self().equals(leader);
        if (batch.way() == Way.ACROSS && leader != null && !leads) {
            host.send(leader, new Batch(board, Way.UP_NEAR, batch.items())); // who led before
        }
        for (Bytes item : batch.items()) {
            boolean down = batch.way() == Way.DOWN;
            if (down) {
                take(item);
            } else if (leads) {
                gather(item, batch.way() != Way.UP, others);
            }
        }
    }

    /// For the next batch; whoever leads alone has it at once.
    private void gather(Bytes item, boolean near, List<PeerId> others) {
        take(item);
        if (!remember(passed, Sha256.hash(item))) {
            return;
        }
        boolean full =
                waiting.size() == ClusterMessage.ITEMS_MAX
                        || waitingBytes + item.size() > ClusterMessage.BATCH_BYTES_MAX;
        if (full) {
            flush(others);
        }
        if (waiting.isEmpty()) {
            dueNanos = host.now().nanos() + WINDOW_NANOS;
            host.wakeAt(dueNanos);
        }
        waiting.put(item, near);
        waitingBytes += item.size();
    }

    private void take(Bytes item) {
        Bytes hash = Sha256.hash(item);
        own.remove(hash);
        if (remember(came, hash)) {
            host.came(item);
        }
    }

    /// False when it is there already.
    private static boolean remember(LinkedHashSet<Bytes> seen, Bytes hash) {
        boolean news = seen.add(hash);
        if (seen.size() > SEEN_MAX) {
            seen.removeFirst();
        }
        return news;
    }

    void wake(@Nullable PeerId leader, List<PeerId> others) {
        long now = host.now().nanos();
        if (now >= dueNanos) {
            flush(others);
        }
        if (now >= againNanos) {
            againNanos = Now.NEVER;
            for (Own one : new ArrayList<>(own.values())) {
                if (leader != null) {
                    up(one, leader, others);
                }
                again(now + AGAIN_NANOS);
            }
        }
        host.wakeAt(Math.min(dueNanos, againNanos));
    }

    /// All of it down, and what is for all across.
    private void flush(List<PeerId> others) {
        dueNanos = Now.NEVER;
        var all = new ArrayList<>(waiting.keySet());
        var far = new ArrayList<Bytes>();
        waiting.forEach((item, near) -> addUnless(near, item, far));
        waiting.clear();
        waitingBytes = 0;
        for (PeerId member : members.counting()) {
            if (!member.equals(host.self()) && !all.isEmpty()) {
                host.send(member, new Batch(board, Way.DOWN, all));
            }
        }
        for (PeerId other : others) {
            if (!far.isEmpty()) {
                host.send(other, new Batch(board, Way.ACROSS, far));
            }
        }
    }

    private static void addUnless(boolean not, Bytes item, List<Bytes> to) {
        if (!not) {
            to.add(item);
        }
    }
}
