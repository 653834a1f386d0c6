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

    /// Processor time is told in steps of 10 ms for each process.
    private static final long IDLE_NANOS = 5_000_000_000L;

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

    /// What came of some updates of one peer.
    ///
    /// @param processorNanos what an update took of all processors together, in the peers and in
    ///     the wires, beyond what they take when nothing is written
    record Run(List<Times> times, long processorNanos) {
        Run {
            times = List.copyOf(times);
        }
    }

    /// Lets all that runs be compiled: best while nothing delays what is written.
    void warm() throws IOException {
        watched(watchers -> updates(0, "warming", WARMING, 0, watchers));
    }

    /// So many updates of that peer.
    Run from(int origin, int rounds) throws IOException {
        return watched(
                watchers -> {
                    double idle = idleShare();
                    long begun = System.nanoTime();
                    long before = processorNanos();
                    List<Times> times = updates(origin, "round", rounds, PAUSE_NANOS, watchers);
                    long used = processorNanos() - before;
                    double passed = System.nanoTime() - begun;
                    return new Run(times, (long) (used - idle * passed) / rounds);
                });
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

    /// How many processors all are busy with when nothing is written.
    private double idleShare() {
        long begun = System.nanoTime();
        long before = processorNanos();
        LockSupport.parkNanos(IDLE_NANOS);
        return (double) (processorNanos() - before) / (System.nanoTime() - begun);
    }

    private long processorNanos() {
        long sum = Bed.processorNanos(ProcessHandle.current());
        for (int host = 0; host < bed.size(); host++) {
            sum += Bed.processorNanos(bed.process(host));
        }
        return sum;
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
