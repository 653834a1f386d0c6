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
    static final int WARMING = 20;

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
            int wanted = Math.min(bed.size() - 1, SimSpread.LINKS_WANTED);
            Bed.await("links of peer " + host, () -> links(each) >= wanted);
        }
    }

    int links(int host) throws IOException {
        return LinkedPeers.of(bed.read(host, ".peer")).size();
    }

    /// What came of some updates of one peer.
    ///
    /// @param peersNanos processor time of all peers together, for each update
    /// @param bedNanos that of this process, which is the wires and the watchers
    record Run(List<Times> times, long peersNanos, long bedNanos) {
        Run {
            times = List.copyOf(times);
        }
    }

    /// So many updates of that peer.
    Run from(int origin, int rounds) throws IOException {
        var watchers = new ArrayList<Watcher>();
        try {
            for (int host = 0; host < bed.size(); host++) {
                watchers.add(Watcher.of(bed, host, ADDRESS));
            }
            updates(origin, "warming", WARMING, watchers);
            long peers = peersNanos();
            long own = Bed.processorNanos(ProcessHandle.current());
            List<Times> times = updates(origin, "round", rounds, watchers);
            return new Run(
                    times,
                    (peersNanos() - peers) / rounds,
                    (Bed.processorNanos(ProcessHandle.current()) - own) / rounds);
        } finally {
            for (Watcher watcher : watchers) {
                watcher.close();
            }
        }
    }

    private long peersNanos() {
        long sum = 0;
        for (int host = 0; host < bed.size(); host++) {
            sum += Bed.processorNanos(bed.process(host));
        }
        return sum;
    }

    private List<Times> updates(int origin, String name, int rounds, List<Watcher> watchers)
            throws IOException {
        var all = new ArrayList<Times>();
        for (int round = 0; round < rounds; round++) {
            all.add(update(origin, name + ' ' + origin + ' ' + round, watchers));
            LockSupport.parkNanos(PAUSE_NANOS);
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
