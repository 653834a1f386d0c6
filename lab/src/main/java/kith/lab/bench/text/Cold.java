package kith.lab.bench.text;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import kith.lab.bench.harness.Page;
import kith.lab.bench.harness.Result;
import kith.lab.bench.harness.Worker;
import org.jspecify.annotations.Nullable;

/// The first run in a fresh process: processor time of all of it, compilers too.
///
/// Kith runs twice: as the other benchmarks run it, and with the jars, the options and the cache of
/// loaded classes and profiles that `./kith up` has. A cache holds for a class path that begins
/// like the one it was made for, so the classes of the benchmark can stand behind. It does not hold
/// when an option says something else about modules, `--enable-native-access` for one, and the JVM
/// then goes on without a word; so it is told to stop rather than do that.
///
/// What loads a file has no trace: what reads one would still be compiled meanwhile.
final class Cold {
    private static final int ROUNDS_MAX = 3;

    /// Those of a peer in `.dev/build.sh`, and that the cache must be used.
    private static final List<String> FLAGS_OF_UP =
            List.of(
                    "-XX:+UseCompactObjectHeaders",
                    "-XX:+ExitOnOutOfMemoryError",
                    "-XX:AOTMode=on",
                    "-Xlog:aot*=off,cds*=off");

    private static final String LOCAL = "first-local";
    private static final String LOAD = "first-load ";

    /// How a process is told that it has none.
    private static final String NO_TRACE = "-";

    private final TextLibrary library;
    private final Path trace;
    private final Path folder;
    private final int rounds;

    Cold(TextLibrary library, Path trace, Path folder, int rounds) {
        this.library = library;
        this.trace = trace;
        this.folder = folder;
        this.rounds = Math.min(rounds, ROUNDS_MAX);
    }

    /// Milliseconds to write the trace into an empty text.
    double local() throws IOException {
        return millis(LOCAL, () -> library.start(trace, folder));
    }

    /// Milliseconds to load a file and read the text.
    double load(Path file) throws IOException {
        return millis(LOAD + file, () -> library.start(null, folder));
    }

    /// The same in the product, or not a number when it has not been built.
    double localInProduct() throws IOException {
        return inProduct(LOCAL, trace.toString());
    }

    double loadInProduct(Path file) throws IOException {
        return inProduct(LOAD + file, NO_TRACE);
    }

    private double inProduct(String order, String traceOrNone) throws IOException {
        Path product = product();
        if (product == null) {
            return Double.NaN;
        }
        var flags = new ArrayList<>(FLAGS_OF_UP);
        flags.add("-XX:AOTCache=" + product.resolve("peer.aot"));
        String classPath = classPath(product);
        return millis(order, () -> library.java(flags, classPath, traceOrNone));
    }

    private interface Start {
        Worker start() throws IOException;
    }

    private double millis(String order, Start start) throws IOException {
        double[] values = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            try (var worker = start.start()) {
                values[i] = Double.parseDouble(worker.ask(order));
            }
        }
        return Result.of(order, values).median();
    }

    /// Where `./kith` keeps what it runs: the folder that is named in a file.
    private static @Nullable Path product() throws IOException {
        Path work = Page.file("ARCHITECTURE.md").resolveSibling(".kith-build");
        Path current = work.resolve("current");
        if (!Files.exists(current)) {
            return null;
        }
        Path product = work.resolve(Files.readString(current).strip());
        return Files.exists(product.resolve("peer.aot")) ? product : null;
    }

    /// Kith's own jars first, as `./kith` has them, and the benchmarks behind.
    private static String classPath(Path product) throws IOException {
        Set<String> parts = new LinkedHashSet<>();
        add(parts, product, "kith-*.jar");
        add(parts, product, "*.jar");
        return String.join(File.pathSeparator, parts)
                + File.pathSeparator
                + System.getProperty("java.class.path");
    }

    private static void add(Set<String> parts, Path folder, String names) throws IOException {
        var found = new ArrayList<String>();
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, names)) {
            jars.forEach(each -> found.add(each.toString()));
        }
        found.sort(null);
        parts.addAll(found);
    }
}
