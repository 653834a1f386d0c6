package kith.lab.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import kith.lab.bench.harness.Options;
import kith.lab.bench.harness.Page;
import kith.lab.bench.harness.Result;
import kith.lab.bench.harness.Rounds;
import kith.lab.bench.harness.Table;
import kith.lab.bench.host.BareEngine;
import kith.lab.bench.host.CountingDisk;
import kith.lab.bench.host.NoDisk;
import kith.lab.bench.host.TempFolder;
import kith.lab.bench.store.BareFile;
import kith.lab.bench.store.Durable;
import kith.lab.bench.store.MvStore;
import kith.lab.bench.store.SqliteStore;
import kith.lang.Rng;
import kith.node.NodeConfig;
import kith.node.app.Cell;
import kith.node.app.Peer;
import kith.node.app.Written;
import kith.port.Limits;
import kith.value.Value;

/// Local writes, one cell each, at random, in a space of 100,000 cells.
public final class WritesBench {
    private static final String ABOUT =
            """
            ./dev bench writes [OPTION…]
              writes a second, one cell each, at random, in a space of 100,000 cells: in memory (the
              engine alone; the Java library on a disk that keeps nothing), and durable, beside a bare
              file with the same bytes and the same number of syncs (appended write by write, and in
              one piece a sync), and beside SQLite and MVStore with as many commits
            """;

    private static final int CELLS = 100_000;
    private static final int WRITES = 500_000;
    private static final int WRITES_QUICK = 100_000;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Options options;
    private final int writes;
    private final kith.value.Path[] paths = new kith.value.Path[CELLS];
    private final String[] keys = new String[CELLS];
    private final Rng random = new Rng(1);

    /// How often the last durable round of Kith synced, and what it wrote: the others do the same.
    private long syncs = 1;

    private long bytes = 1;
    private final List<Double> syncsOfRounds = new ArrayList<>();
    private final List<Double> bytesOfRounds = new ArrayList<>();

    private WritesBench(Options options) {
        this.options = options;
        writes = options.quick() ? WRITES_QUICK : WRITES;
        for (int i = 0; i < CELLS; i++) {
            paths[i] = kith.value.Path.of("list", "record" + i / 10, "field" + i % 10);
            keys[i] = paths[i].toText();
        }
    }

    public static void main(String[] arguments) throws Exception {
        new WritesBench(Options.parse(ABOUT, List.of(), arguments)).run();
    }

    private void run() throws Exception {
        try (var folder = new TempFolder()) {
            var memory = inMemory(folder);
            var durable = durable(folder);
            Page.publish("writes", memory + "\n" + durable, options);
        }
    }

    // In memory

    private String inMemory(TempFolder folder) throws Exception {
        var engine = new BareEngine(new NoDisk(), Limits.DEFAULT);
        var other = new BareEngine(new NoDisk(), Limits.DEFAULT);
        fill(engine);
        fill(other);
        var map = new ConcurrentHashMap<kith.value.Path, Value>();
        try (var peer =
                peer(folder.at("memory"), new AtomicReference<>(new CountingDisk(new NoDisk())))) {
            Cell[] cells = cells(peer);
            var results =
                    new Rounds(3, options.rounds())
                            .add("the engine, writes gathered", () -> engine(engine, true))
                            .add("the engine, each a change", () -> engine(other, false))
                            .add("the Java library, `cell.set`", () -> library(cells))
                            .add("`ConcurrentHashMap.put`, no history", () -> map(map))
                            .run();
            return Table.of("in memory", "writes/s", results).toString();
        }
    }

    private void fill(BareEngine engine) {
        for (int i = 0; i < CELLS; i++) {
            engine.put(BareEngine.space(), paths[i], Value.Int.of(i), true);
        }
    }

    private double engine(BareEngine engine, boolean gather) {
        var at = BareEngine.space();
        long start = System.nanoTime();
        for (int i = 0; i < writes; i++) {
            engine.put(at, paths[random.nextInt(CELLS)], Value.Int.of(i), gather);
        }
        return perSecond(start);
    }

    private double map(ConcurrentHashMap<kith.value.Path, Value> map) {
        long start = System.nanoTime();
        for (int i = 0; i < writes; i++) {
            map.put(paths[random.nextInt(CELLS)], Value.Int.of(i));
        }
        return perSecond(start);
    }

    private static Peer peer(Path home, AtomicReference<CountingDisk> disk) {
        var config =
                NodeConfig.of(home)
                        .listening("127.0.0.1", 0)
                        .withDisk(
                                real -> {
                                    disk.compareAndSet(null, new CountingDisk(real));
                                    return disk.get();
                                });
        return Peer.of(config).open();
    }

    private Cell[] cells(Peer peer) {
        var space = peer.board("home").space("bench");
        var cells = new Cell[CELLS];
        Written last = null;
        for (int i = 0; i < CELLS; i++) {
            cells[i] = space.at(paths[i]);
            last = cells[i].set(i);
        }
        if (last != null) {
            last.durable().await(PATIENCE);
        }
        return cells;
    }

    private double library(Cell[] cells) {
        long start = System.nanoTime();
        for (int i = 0; i < writes; i++) {
            cells[random.nextInt(CELLS)].set(i);
        }
        return perSecond(start);
    }

    private double perSecond(long start) {
        return writes * 1e9 / (System.nanoTime() - start);
    }

    // Durable

    private String durable(TempFolder folder) throws Exception {
        var disk = new AtomicReference<CountingDisk>();
        try (var peer = peer(folder.at("durable"), disk);
                var file = new BareFile(folder.at("bare"));
                var sqlite = new SqliteStore(folder.at("sqlite"));
                var mv = new MvStore(folder.at("mv"))) {
            Cell[] cells = cells(peer);
            var counting = Objects.requireNonNull(disk.get());
            fill(sqlite);
            fill(mv);
            var results =
                    new Rounds(1, options.rounds())
                            .add("Kith, until durable", () -> durable(cells, counting))
                            .add("a bare file, an append a write", () -> bare(file, writes))
                            .add("a bare file, an append a sync", () -> bare(file, syncs))
                            .add("SQLite", () -> store(sqlite))
                            .add("MVStore", () -> store(mv))
                            .run();
            return Table.ofFirst("durable", "writes/s", "Kith", results)
                    + String.format(
                            "%nKith synced %s times for %s writes, and wrote %s bytes for each.%n",
                            Table.figure(median(syncsOfRounds)),
                            Table.figure(writes),
                            Table.figure(median(bytesOfRounds) / writes));
        }
    }

    private static double median(List<Double> figures) {
        return Result.of("", figures.stream().mapToDouble(each -> each).toArray()).median();
    }

    private double durable(Cell[] cells, CountingDisk disk) {
        long syncsBefore = disk.syncs();
        long bytesBefore = disk.bytes();
        long start = System.nanoTime();
        Written last = null;
        for (int i = 0; i < writes; i++) {
            last = cells[random.nextInt(CELLS)].set(i);
        }
        if (last != null) {
            last.durable().await(PATIENCE);
        }
        double rate = perSecond(start);
        syncs = disk.syncs() - syncsBefore;
        bytes = disk.bytes() - bytesBefore;
        syncsOfRounds.add((double) syncs);
        bytesOfRounds.add((double) bytes);
        return rate;
    }

    private double bare(BareFile file, long appends) throws Exception {
        long start = System.nanoTime();
        file.append(bytes, appends, syncs);
        return perSecond(start);
    }

    private void fill(Durable store) throws Exception {
        for (int i = 0; i < CELLS; i++) {
            store.put(keys[i], i);
        }
        store.commit();
    }

    private double store(Durable store) throws Exception {
        long each = Math.max(1, writes / syncs);
        long start = System.nanoTime();
        for (int i = 0; i < writes; i++) {
            store.put(keys[random.nextInt(CELLS)], i);
            if (i % each == each - 1 || i == writes - 1) {
                store.commit();
            }
        }
        return perSecond(start);
    }
}
