package kith.lab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kith.lab.bench.harness.Options;
import kith.lab.bench.harness.Page;
import kith.lab.bench.text.TextFigures;
import kith.lab.bench.text.TextGoals;
import kith.lab.bench.text.TextLibrary;
import kith.lab.bench.text.TextRun;
import kith.lab.bench.text.TextTrace;

/// Shared text beside other libraries, with what people really typed.
public final class TextBench {
    private static final String ABOUT =
            """
            ./dev bench text --traces FOLDER [OPTION…] [TRACE…]
              shared text: what people typed, replayed with Kith, diamond-types, Yjs, Loro, Automerge and
              Automerge for Java; native diamond-types as a row by its known ratio to Yjs. Processor time,
              medians. With the goals of Kith beside what it reaches.

              TRACE        automerge-paper, rustcode, friendsforever and A1, unless others are named
              --all        all traces of the folder
              --traces     the folder with the traces: FOLDER/sequential/NAME.json.gz and
                           FOLDER/concurrent/NAME.json.gz. They are from github.com/josephg/editing-traces
                           (its folders sequential_traces/ascii_only and concurrent_traces). A1 is from
                           github.com/josephg/egwalker-paper (datasets/A1.json.gz)
              --only=A,B   only these libraries: kith, diamond, yjs, loro, automerge, jni. Without yjs
                           there is no row for native diamond-types

            First runs are those of a fresh process, with the time of its compilers. Kith's are measured with
            the classes and profiles that `./kith up` starts with, too, if ./kith has been built.

            What takes long to make, the histories of others' libraries, is kept in .kith-build/bench-text.
            """;

    private static final List<String> TRACES =
            List.of("automerge-paper", "rustcode", "friendsforever", "A1");
    private static final List<String> KINDS = List.of("sequential", "concurrent");
    private static final String OPTION = "--traces";
    private static final double MEGABYTE = 1e6;

    private final Options options;
    private final Path traces;
    private final List<TextLibrary> libraries;

    private TextBench(Options options, Path traces) {
        this.options = options;
        this.traces = traces;
        var only = List.of(options.value("--only", "").split(",", -1));
        libraries =
                TextLibrary.ALL.stream()
                        .filter(each -> only.equals(List.of("")) || only.contains(each.name()))
                        .filter(TextLibrary::isThere)
                        .toList();
    }

    public static void main(String[] arguments) throws Exception {
        var own = List.of("NAME", OPTION + "=", "--only=", "--all");
        var options = Options.parse(ABOUT, own, joined(arguments));
        var folder = options.value(OPTION, "");
        if (folder.isEmpty() || !Files.isDirectory(Path.of(folder))) {
            System.err.println(
                    "Where are the traces? --traces FOLDER, and --help says where anyone gets them.");
            System.exit(2);
        }
        new TextBench(options, Path.of(folder).toAbsolutePath()).run();
    }

    /// `--traces FOLDER` as `--traces=FOLDER`.
    private static String[] joined(String[] arguments) {
        var words = new ArrayList<>(Arrays.asList(arguments));
        int at = words.indexOf(OPTION);
        if (at >= 0 && at + 1 < words.size()) {
            words.set(at, OPTION + "=" + words.remove(at + 1));
        }
        return words.toArray(new String[0]);
    }

    private void run() throws IOException {
        Path folder = Page.file("ARCHITECTURE.md").resolveSibling(".kith-build/bench-text");
        Files.createDirectories(folder);
        var all = new ArrayList<TextFigures>();
        var sequential = new ArrayList<TextFigures>();
        var text = new StringBuilder();
        for (Path trace : chosen()) {
            var run = new TextRun(libraries, trace, folder, options.rounds());
            var figures = run.run();
            run.clean();
            all.add(figures);
            if (!figures.concurrent()) {
                sequential.add(figures);
            }
            text.append(figures.table()).append('\n');
        }
        if (!sequential.isEmpty()) {
            text.append(TextFigures.coldTable(sequential)).append('\n');
        }
        text.append(TextGoals.table(all, this::megabytes)).append('\n').append(LEGEND);
        Page.publish("text", text.toString(), options);
    }

    private List<Path> chosen() throws IOException {
        var named = options.rest().stream().filter(each -> !each.startsWith("--")).toList();
        var names = named.isEmpty() ? TRACES : named;
        var chosen = new ArrayList<Path>();
        for (var kind : KINDS) {
            for (Path each : files(traces.resolve(kind))) {
                var name = each.getFileName().toString().replaceFirst("\\.json(\\.gz)?$", "");
                if (options.rest().contains("--all") || names.contains(name)) {
                    chosen.add(each);
                }
            }
        }
        if (chosen.isEmpty()) {
            throw new IOException("none of " + names + " in " + traces);
        }
        return chosen;
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.filter(each -> each.toString().contains(".json")).sorted().toList();
        }
    }

    private double megabytes(String trace) {
        try {
            for (Path each : chosen()) {
                if (each.getFileName().toString().startsWith(trace + ".json")) {
                    return TextTrace.read(each).text().length() / MEGABYTE;
                }
            }
            return Double.NaN;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static final String LEGEND =
            """
            All edits: of the trace into an empty document, one transaction. Live edit: each recorded
            transaction for itself, with its message; the first 20,000 (Automerge 5,000, by JNI 10,000). Live
            merge: such messages received one by one, then the text read; 10,000 (Automerge 500, by JNI 2,000).
            Merge all: the history as one update into an empty document, and the text read. Kept: heap, buffers and
            memory of WebAssembly of one loaded document in a fresh process. Memory while merging: all that is
            allocated, which is more than there is at any time. `*`: of fewer rounds, since it takes long. Each
            measure has a process of its own for each library.
            Native diamond-types was measured once beside Yjs; its row is that ratio times Yjs here.
            """;
}
