package kith.lab.bed;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import kith.node.client.LinkedPeers;
import kith.node.client.PeerClient;
import kith.value.Value;

/// How long an update takes from one peer to all of a bed: written over HTTP at one, watched over
/// HTTP at each.
final class Spread {
    static final String ADDRESS = "bed/mark";

    /// Written before those that count, until all that runs is compiled.
    static final int WARMING = 300;

    /// Between two updates nothing is under way any more.
    static final long PAUSE_NANOS = 300_000_000;

    private final Bed bed;

    Spread(Bed bed) {
        this.bed = bed;
    }

    /// Waits until all have the same and are linked to as many as they want.
    void settle() throws IOException {
        var first = new Value.Text("first");
        bed.write(0, ADDRESS, first);
        bed.awaitAll(ADDRESS, first);
        for (int host = 0; host < bed.size(); host++) {
            int each = host;
            int wanted = Math.min(bed.size() - 1, SimSpread.LINKS_MIN);
            Bed.await("links of peer " + host, () -> links(each) >= wanted);
        }
    }

    int links(int host) throws IOException {
        return LinkedPeers.of(bed.read(host, ".peer")).size();
    }

    /// Lets all that runs be compiled: best while nothing delays what is written.
    void warm() throws IOException {
        watched(watchers -> updates(0, "warming", WARMING, 0, watchers));
    }

    /// So many updates of that peer.
    List<Times> from(int origin, int rounds) throws IOException {
        return watched(watchers -> updates(origin, "round", rounds, PAUSE_NANOS, watchers));
    }

    /// What is done while each peer is watched.
    private interface Task<T> {
        T with(List<Watcher> watchers) throws IOException;
    }

    private <T> T watched(Task<T> task) throws IOException {
        var watchers = new ArrayList<Watcher>();
        try {
            for (int host = 0; host < bed.size(); host++) {
                watchers.add(Watcher.of(bed, host, ADDRESS));
            }
            return task.with(watchers);
        } finally {
            for (Watcher watcher : watchers) {
                watcher.close();
            }
        }
    }

    private List<Times> updates(
            int origin, String name, int rounds, long pauseNanos, List<Watcher> watchers)
            throws IOException {
        var all = new ArrayList<Times>();
        for (int round = 0; round < rounds; round++) {
            all.add(update(origin, name + ' ' + origin + ' ' + round, watchers));
            LockSupport.parkNanos(pauseNanos);
        }
        return all;
    }

    private Times update(int origin, String text, List<Watcher> watchers) throws IOException {
        long begun =
                bed.ask(
                        origin,
                        peer -> {
                            long now = System.nanoTime(); // the connection is there already
                            peer.call("PUT", "/" + ADDRESS, PeerClient.bytes(new Value.Text(text)));
                            return now;
                        });
        var nanos = new long[watchers.size()];
        for (int i = 0; i < nanos.length; i++) {
            nanos[i] = watchers.get(i).awaitNanos(text) - begun;
        }
        return new Times(nanos);
    }
}
