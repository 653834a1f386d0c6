package kith.lab.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import kith.lab.bench.harness.Costs;
import kith.lab.bench.harness.LiveHeap;
import kith.lab.bench.harness.Options;
import kith.lab.bench.harness.Page;
import kith.lab.bench.harness.Result;
import kith.lab.bench.harness.Rounds;
import kith.lab.bench.harness.Table;
import kith.lab.bench.host.BigStore;
import kith.lab.bench.host.CountingDisk;
import kith.lab.bench.host.ManyAuthors;
import kith.lab.bench.host.Profile;
import kith.lab.bench.host.TempFolder;
import kith.lab.bench.host.TlsCopy;
import kith.node.NodeConfig;
import kith.node.app.Peer;

/// A peer that has nothing catches up on a space with a million changes: by one author, and by a
/// thousand who worked on it together.
public final class CatchUpBench {
    private static final String ABOUT =
            """
            ./dev bench catch-up [OPTION…]
              changes a second, from the link to everything verified, applied and durable: two nodes in
              this process, TLS over loopback, 1,000,000 changes by one author; and as many by 1,000, ten
              at a time, each a batch of 100 after it saw what the ten before it wrote. Beside it the same
              bytes copied over a link into a file. Ends with where the time goes.

            """;

    private static final int CHANGES = 1_000_000;
    private static final int CHANGES_QUICK = 100_000;
    private static final int AUTHORS = 1_000;
    private static final int AUTHORS_QUICK = 100;
    private static final long LOOK_NANOS = 2_000_000;

    private final Options options;
    private final TempFolder folder;
    private final int changes;
    private int homes;
    private long bytes;
    private final Map<String, List<Double>> cpuMicros = new LinkedHashMap<>();

    private CatchUpBench(Options options, TempFolder folder) {
        this.options = options;
        this.folder = folder;
        changes = options.quick() ? CHANGES_QUICK : CHANGES;
    }

    public static void main(String[] arguments) throws Exception {
        var options = Options.parse(ABOUT, List.of(), arguments);
        try (var folder = new TempFolder()) {
            new CatchUpBench(options, folder).run();
        }
    }

    private void run() throws Exception {
        int authors = options.quick() ? AUTHORS_QUICK : AUTHORS;
        ManyAuthors.fill(folder.at("many"), authors, changes);
        try (var first = BigStore.open(folder.at("first"));
                var many = BigStore.open(folder.at("many"));
                var copy = new TlsCopy(folder.at("copy"))) {
            BigStore.fill(first, changes);
            String byMany = String.format(Locale.ROOT, "by %,d authors", authors);
            Beside still = () -> () -> {};
            var results =
                    new Rounds(1, options.rounds())
                            .add(
                                    "Kith: verified, applied, durable",
                                    () -> catchUp(BY_ONE, first, still))
                            .add("the same " + byMany, () -> catchUp(byMany, many, still))
                            .add("the first's bytes copied", () -> changes * 1e9 / copy.copy(bytes))
                            .run();
            var report = new StringBuilder(report(results));
            report.append(beside(BY_ONE, first)).append('\n').append(beside(byMany, many));
            Page.publish("catch-up", report.toString(), options);
        }
    }

    private static final String BY_ONE = "by one author";

    /// What is looked at in rounds that do not count: what is kept, and where the time goes.
    private String beside(String by, Peer from) throws Exception {
        var memory = new StringBuilder();
        var _ = catchUp(by, from, () -> watchHeap(by, memory));
        var shares = new ArrayList<Profile.Share>();
        var _ = catchUp(by, from, () -> profile(shares));
        var where = new Table("where the time of both sides goes, " + by, "share of samples");
        for (var each : shares) {
            where.row(each.part(), Table.figure(100 * each.share()) + " %");
        }
        return memory.toString() + where;
    }

    /// Something to be done beside one round.
    private interface Beside {
        Ending begin();
    }

    /// Called when the round is over, while both peers are still there.
    private interface Ending {
        void end() throws Exception;
    }

    private static Ending profile(List<Profile.Share> into) {
        var profile = new Profile();
        return () -> {
            into.addAll(profile.shares(CatchUpBench::part));
            profile.close();
        };
    }

    private static Ending watchHeap(String by, StringBuilder into) {
        var heap = new LiveHeap();
        return () -> {
            heap.stop();
            into.append(memory(by, heap));
        };
    }

    private static String memory(String by, LiveHeap heap) {
        long after = heap.bytes();
        return "What was reachable in memory beyond what was there before, in MB, "
                + by
                + ": while it caught up at most "
                + Table.figure(heap.peakBytes() / 1e6)
                + " ("
                + heap.looks()
                + " looks, each a whole collection), afterwards "
                + Table.figure(after / 1e6)
                + ", which is "
                + Table.figure((double) after / BigStore.CELLS)
                + " bytes for each of "
                + Table.figure(BigStore.CELLS)
                + " cells. The peak is both peers', whatever the one who sends needs for it too.\n\n";
    }

    private double catchUp(String by, Peer first, Beside beside) throws Exception {
        String link = first.board("home").invite();
        int whole = BigStore.changes(first.node(), false);
        var disk = new AtomicReference<CountingDisk>();
        var config =
                NodeConfig.of(folder.at("second" + homes++))
                        .withDisk(
                                real -> {
                                    disk.set(new CountingDisk(real));
                                    return disk.get();
                                });
        try (var second = BigStore.open(config)) {
            Ending ending = beside.begin();
            long cpu = Costs.processNanosExact();
            long start = System.nanoTime();
            second.join(link);
            while (BigStore.changes(second.node(), true) < whole) {
                LockSupport.parkNanos(LOOK_NANOS);
            }
            double rate = whole * 1e9 / (System.nanoTime() - start);
            double micros = (Costs.processNanosExact() - cpu) / 1e3 / whole;
            cpuMicros.computeIfAbsent(by, _ -> new ArrayList<>()).add(micros);
            if (by.equals(BY_ONE)) {
                bytes = Objects.requireNonNull(disk.get()).bytes();
            }
            ending.end();
            return rate;
        }
    }

    private String report(List<Result> results) {
        var table = Table.ofFirst("catching up", "changes/s", "Kith", results);
        return table
                + "\nWritten by the one who catches up "
                + BY_ONE
                + ": "
                + Table.figure((double) bytes / changes)
                + " bytes a change. Processor time of both sides for a change, µs: "
                + cpu()
                + ".\n\n";
    }

    /// Medians of the rounds that count.
    private String cpu() {
        var all = new ArrayList<String>();
        cpuMicros.forEach(
                (by, rounds) -> {
                    var counted = rounds.subList(1, rounds.size()).stream();
                    double median =
                            Result.of(by, counted.mapToDouble(each -> each).toArray()).median();
                    all.add(by + " " + Table.figure(median));
                });
        return String.join(", ", all);
    }

    /// What a frame belongs to.
    private static String part(String frame) {
        for (var each : PARTS) {
            if (frame.startsWith(each[0])) {
                return each[1];
            }
        }
        return "";
    }

    private static final String[][] PARTS = {
        {"sun.security.provider.SHA", "hashing"},
        {"sun.security.provider.DigestBase", "hashing"},
        {"sun.security.ec", "signatures"},
        {"org.bouncycastle", "signatures"},
        {"sun.security.ssl", "TLS"},
        {"com.sun.crypto", "TLS"},
        {"kith.node.link", "links"},
        {"kith.node.disk", "the disk's thread"},
        {"kith.store", "writing the log"},
        {"java.util.zip", "packing"},
        {"kith.lang.Deflated", "packing"},
        {"kith.log.RunCodec", "decoding and encoding runs"},
        {"kith.log.StoredRun", "decoding and encoding runs"},
        {"kith.log.Intake", "verifying runs"},
        {"kith.log.Headers", "verifying runs"},
        {"kith.log", "the graph of changes"},
        {"kith.crdt.Content", "decoding contents"},
        {"kith.value", "decoding contents"},
        {"kith.state.Children", "finding cells by name"},
        {"kith.state", "applying to cells"},
        {"kith.crdt", "applying to cells"},
        {"kith.sync", "sessions"},
        {"kith.replica", "replicas"},
        {"kith.", "the rest of the engine"},
    };
}
