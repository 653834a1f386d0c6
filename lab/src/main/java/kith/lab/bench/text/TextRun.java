package kith.lab.bench.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kith.lab.bench.harness.Worker;

/// Takes all measures of some libraries with one trace.
///
/// For one measure after the other each library has a process, and they take turns with their
/// samples, so that all have the machine at the same time. Who takes long is asked less often.
public final class TextRun {
    private static final List<String> SEQUENTIAL =
            List.of("local", "live", "save", "load", "edit", "merge", "stream");
    private static final List<String> CONCURRENT = List.of("merge", "stream", "save", "load");

    /// After that long on one measure a library is asked no more.
    private static final long BUDGET_NANOS = 10_000_000_000L;

    private static final double MEGABYTE = 1e6;

    private final List<TextLibrary> libraries;
    private final Path trace;
    private final String name;
    private final boolean concurrent;
    private final Path folder;
    private final int rounds;
    private final TextFigures figures;

    /// @param trace the file, in a folder that is named for its kind
    /// @param folder keeps what takes long to make, from one time to the next
    public TextRun(List<TextLibrary> libraries, Path trace, Path folder, int rounds) {
        this.libraries = libraries;
        this.trace = trace;
        this.folder = folder;
        this.rounds = rounds;
        concurrent = trace.getName(trace.getNameCount() - 2).endsWith("concurrent");
        name = trace.getFileName().toString().replaceFirst("\\.json(\\.gz)?$", "");
        figures = new TextFigures(name, concurrent);
    }

    public TextFigures run() throws IOException {
        for (var measure : concurrent ? CONCURRENT : SEQUENTIAL) {
            System.err.println(name + ", " + measure + " …");
            measure(measure);
        }
        for (var library : libraries) {
            if (!Double.isNaN(figures.of(library.name(), "save"))) {
                memory(library);
                first(library);
                peak(library);
            }
        }
        return figures;
    }

    /// One library's part in one measure.
    private final class Entrant implements AutoCloseable {
        private final TextLibrary library;
        private final Worker worker;
        private final List<Double> values = new ArrayList<>();
        private double bytes;
        private long spentNanos;
        private boolean able = true;

        Entrant(TextLibrary library) throws IOException {
            this.library = library;
            worker = library.start(trace, folder);
        }

        void sample(String measure) throws IOException {
            if (!able || spentNanos > BUDGET_NANOS) {
                return;
            }
            long start = System.nanoTime();
            var words = worker.ask("measure " + measure).split(" ", -1);
            spentNanos += System.nanoTime() - start;
            able = !words[0].equals("none");
            if (able) {
                values.add(Double.parseDouble(words[0]));
                bytes = Double.parseDouble(words[1]);
            }
        }

        void done(String measure) throws IOException {
            if (able) {
                figures.put(library, measure, values, bytes, values.size() < rounds);
                if (measure.equals("save")) {
                    worker.ask("keep " + file(library));
                }
            }
        }

        @Override
        public void close() throws IOException {
            worker.close();
        }
    }

    private Path file(TextLibrary library) {
        return folder.resolve(library.name() + "-" + name + ".saved");
    }

    private void measure(String measure) throws IOException {
        var entrants = new ArrayList<Entrant>();
        try {
            for (var library : libraries) {
                entrants.add(new Entrant(library));
            }
            for (int i = 0; i < rounds; i++) {
                for (var each : entrants) {
                    each.sample(measure);
                }
            }
            for (var each : entrants) {
                each.done(measure);
            }
        } finally {
            for (var each : entrants) {
                each.close();
            }
        }
    }

    private void memory(TextLibrary library) throws IOException {
        try (var worker = library.start(null, folder)) {
            var words = worker.ask("memory " + file(library)).split(" ", -1);
            double own = Double.parseDouble(words[0]) + Double.parseDouble(words[1]);
            boolean outside = library.isNative(); // what such code holds is in neither
            figures.put(library, "memory", outside ? Double.NaN : own / MEGABYTE, false);
            figures.put(library, "resident", Double.parseDouble(words[2]) / MEGABYTE, false);
        }
    }

    private void first(TextLibrary library) throws IOException {
        if (concurrent) {
            return;
        }
        var cold = new Cold(library, trace, folder, rounds);
        figures.put(library, "first local", cold.local(), false);
        figures.put(library, "first load", cold.load(file(library)), false);
        if (library.isKith()) {
            figures.put(library, "cached local", cold.localInProduct(), false);
            figures.put(library, "cached load", cold.loadInProduct(file(library)), false);
        }
    }

    /// What a merge allocates, which only a JVM tells.
    private void peak(TextLibrary library) throws IOException {
        if (concurrent && library.isKith()) {
            try (var worker = library.start(trace, folder)) {
                figures.put(
                        library, "peak", Double.parseDouble(worker.ask("peak")) / MEGABYTE, false);
            }
        }
    }

    /// Removes what only this run needed.
    public void clean() throws IOException {
        for (var library : libraries) {
            Files.deleteIfExists(file(library));
        }
    }
}
