package kith.lab.bed;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import kith.lab.bed.wire.Namespace;
import kith.lab.bench.harness.Table;

/// What peers of a bed cost that have nothing to do. What a link costs is too little to be seen
/// with so few: `./dev bench link` makes a thousand.
final class Idle {
    private static final long WATCHED_NANOS = 30_000_000_000L;

    private final Bed bed;

    Idle(Bed bed) {
        this.bed = bed;
    }

    Table measured() throws IOException {
        double[] shares = processorShares();
        var table = new Table("an idle peer", "figure");
        table.row("links of the first", Integer.toString(new Spread(bed).links(0)));
        table.row(
                "processor time, median of the peers, %", Table.figure(shares[shares.length / 2]));
        table.row("processor time, the most, %", Table.figure(shares[shares.length - 1]));
        table.row("live heap of the first, KiB", Table.figure(liveBytes(0) / 1024.0));
        return table;
    }

    /// Of each peer, in percent of one processor, in order.
    private double[] processorShares() {
        var before = new long[bed.size()];
        for (int host = 0; host < before.length; host++) {
            before[host] = Bed.processorNanos(bed.process(host));
        }
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < WATCHED_NANOS) {
            LockSupport.parkNanos(WATCHED_NANOS - (System.nanoTime() - begun));
        }
        long watched = System.nanoTime() - begun;
        var shares = new double[before.length];
        for (int host = 0; host < before.length; host++) {
            shares[host] = 100.0 * (Bed.processorNanos(bed.process(host)) - before[host]) / watched;
        }
        Arrays.sort(shares);
        return shares;
    }

    /// What is reachable after a whole collection: the sum of a histogram of the heap.
    private long liveBytes(int host) throws IOException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        String pid = Long.toString(bed.running(host).pid());
        String histogram = Namespace.run(jcmd, pid, "GC.class_histogram");
        for (String line : histogram.split("\n")) {
            String[] words = line.strip().split("\\s+");
            if (words[0].equals("Total")) {
                return Long.parseLong(words[2]);
            }
        }
        throw new IOException("no sum in what jcmd says of process " + pid);
    }
}
