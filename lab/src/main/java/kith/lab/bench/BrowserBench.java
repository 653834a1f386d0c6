package kith.lab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import kith.Engine;
import kith.lab.bench.harness.Options;
import kith.lab.bench.harness.Page;
import kith.lab.bench.tab.BenchInTab;
import kith.lab.bench.tab.TabFigures;
import kith.lab.tab.TabModule;
import kith.lab.tab.TabScript;

/// The core in Chromium beside Yjs in the same page.
public final class BrowserBench {
    private static final String ABOUT =
            """
            ./dev bench browser --traces FOLDER [OPTION…] [TRACE…]
              the core, compiled for a browser tab, beside Yjs in the same page of Chromium: texts that people
              typed, and 100,000 keys. Medians on the wall, and first runs

              TRACE        all in the folder and `keys`, unless some are named
              --traces     the folder with the traces, as for ./dev bench text
            """;

    private static final String OPTION = "--traces";
    private static final List<String> KINDS = List.of("sequential", "concurrent");
    private static final String KEYS = "keys";
    private static final int KEYS_COUNT = 100_000;
    private static final int SECONDS_MAX = 3_600;

    private BrowserBench() {}

    public static void main(String[] arguments) throws Exception {
        var options = Options.parse(ABOUT, List.of("NAME", OPTION + "="), joined(arguments));
        var traces = Path.of(options.value(OPTION, "")).toAbsolutePath();
        if (options.value(OPTION, "").isEmpty() || !Files.isDirectory(traces)) {
            System.err.println(
                    "Where are the traces? --traces FOLDER; see ./dev bench text --help.");
            System.exit(2);
        }
        compile();
        var text = new StringBuilder();
        for (String each : chosen(options, traces)) {
            var name = each.replaceFirst(".*/", "").replaceFirst("\\.json\\.gz$", "");
            var words = List.of(String.valueOf(options.rounds()), each);
            var figures =
                    new TabFigures(name, TabScript.run("lab/tab/bench.mjs", words, SECONDS_MAX));
            System.err.println(figures);
            text.append(figures).append('\n');
        }
        Page.publish("docs/browser.md", "browser", text.toString(), options);
    }

    private static void compile() {
        var classes = List.of(TabModule.home(BrowserBench.class), TabModule.home(Engine.class));
        Path module = Page.file("lab/pom.xml").resolveSibling("target/tab/bench.js");
        new TabModule(module, BenchInTab.class.getName(), classes, false).compile();
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

    private static List<String> chosen(Options options, Path traces) throws IOException {
        var named = options.rest().stream().filter(each -> !each.startsWith("--")).toList();
        var chosen = new ArrayList<String>();
        for (String kind : KINDS) {
            try (Stream<Path> files = Files.list(traces.resolve(kind))) {
                files.map(Path::toString)
                        .filter(each -> each.endsWith(".json.gz"))
                        .filter(each -> named.isEmpty() || named.stream().anyMatch(each::contains))
                        .sorted()
                        .forEach(chosen::add);
            }
        }
        if (named.isEmpty() || named.contains(KEYS)) {
            chosen.add(KEYS + ":" + KEYS_COUNT);
        }
        return chosen;
    }
}
