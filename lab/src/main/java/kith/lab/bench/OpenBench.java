package kith.lab.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import kith.lab.bench.harness.Options;
import kith.lab.bench.harness.Page;
import kith.lab.bench.harness.Rounds;
import kith.lab.bench.harness.Table;
import kith.lab.bench.host.BigStore;
import kith.lab.bench.host.TempFolder;
import org.h2.mvstore.MVStore;

/// Opening a home whose store has a million changes.
public final class OpenBench {
    private static final String ABOUT =
            """
            ./dev bench open [OPTION…]
              milliseconds until a home with 1,000,000 changes of 100,000 cells can be read: with the
              checkpoint that its peer made, and with the log alone; beside an MVStore with the same
              cells, read into a map
            """;

    private static final int CHANGES = 1_000_000;
    private static final int CHANGES_QUICK = 100_000;

    private final TempFolder folder;
    private final int changes;

    private OpenBench(Options options, TempFolder folder) {
        this.folder = folder;
        changes = options.quick() ? CHANGES_QUICK : CHANGES;
    }

    public static void main(String[] arguments) throws Exception {
        var options = Options.parse(ABOUT, List.of(), arguments);
        try (var folder = new TempFolder()) {
            new OpenBench(options, folder).run(options);
        }
    }

    private void run(Options options) throws Exception {
        Path home = folder.at("home");
        try (var peer = BigStore.open(home)) {
            BigStore.fill(peer, changes);
            System.err.println("filled");
            LockSupport.parkNanos(2_000_000_000L); // a checkpoint that was begun is finished
        }
        System.err.println(sizes(home));
        map(folder.at("map"));
        var results =
                new Rounds(1, options.rounds())
                        .add("Kith", () -> open(home))
                        .add("MVStore, read into a `HashMap`", () -> readMap(folder.at("map")))
                        .run();
        var table = Table.of("opening", "ms", results);
        Page.publish("open", table.toString(), options);
    }

    private static String sizes(Path home) throws Exception {
        var text = new StringBuilder();
        try (var files = Files.walk(home)) {
            for (Path each : files.filter(Files::isRegularFile).toList()) {
                text.append(home.relativize(each))
                        .append(' ')
                        .append(Files.size(each))
                        .append('\n');
            }
        }
        return text.toString();
    }

    private double open(Path home) {
        long start = System.nanoTime();
        try (var peer = BigStore.open(home)) {
            if (peer.board("home").space("bench").at("end").value().isEmpty()) {
                throw new IllegalStateException("the store is not all there");
            }
            return (System.nanoTime() - start) / 1e6;
        }
    }

    private void map(Path file) {
        try (var store = new MVStore.Builder().fileName(file.toString()).open()) {
            var cells = store.<String, Long>openMap("cells");
            for (int i = 0; i < BigStore.CELLS; i++) {
                cells.put("list/record" + i / 10 + "/field" + i % 10, (long) i);
            }
            store.commit();
        }
    }

    private static double readMap(Path file) {
        long start = System.nanoTime();
        try (var store = new MVStore.Builder().fileName(file.toString()).open()) {
            var cells = new HashMap<String, Long>(store.<String, Long>openMap("cells"));
            if (cells.size() != BigStore.CELLS) {
                throw new IllegalStateException("cells are missing: " + cells.size());
            }
            return (System.nanoTime() - start) / 1e6;
        }
    }
}
