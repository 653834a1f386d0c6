package kith.lab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import kith.lab.bench.harness.Options;
import kith.lab.bench.harness.Page;
import kith.lab.bench.harness.Table;
import kith.lab.bench.host.TempFolder;
import kith.lab.tab.WebProgram;
import kith.node.Node;
import kith.node.NodeConfig;
import kith.node.http.HttpConfig;
import kith.value.Json;
import kith.value.Value;

/// Tabs that are peers, in Chromium: how soon they find each other and see what the other writes,
/// beside bare channels between the same two pages, and what much of it costs.
public final class MeshBench {
    private static final String ABOUT =
            """
            ./dev bench mesh [OPTION…]
              tabs that are peers, in Chromium, with a node on which browsers meet: links, a change from
              tab to tab beside a bare channel between the same two pages, 10 MB to a new tab, memory,
              eight tabs that write for a minute, and the store's way to another tab. What is measured
              is in web/peer/bench
            """;

    private static final int WRITING_SECONDS = 60;
    private static final int WRITING_SECONDS_QUICK = 5;
    private static final int SECONDS_MAX = 1_800;

    private MeshBench() {}

    public static void main(String[] arguments) throws Exception {
        var options = Options.parse(ABOUT, List.of(), arguments);
        try (var folder = new TempFolder()) {
            Node node = node(folder.at("home"));
            try {
                Page.publish(
                        "docs/browser.md", "mesh", table(folder.at("web"), node, options), options);
            } finally {
                node.stop();
            }
        }
    }

    private static Node node(Path home) {
        return Node.start(
                NodeConfig.of(home).listening("127.0.0.1", 0).withHttp(HttpConfig.standard(), 0));
    }

    private static String table(Path folder, Node node, Options options)
            throws IOException, InterruptedException {
        var table = new Table("in Chromium", "", "median", "longest", "of", "goal");
        int seconds = options.quick() ? WRITING_SECONDS_QUICK : WRITING_SECONDS;
        WebProgram program =
                WebProgram.start(
                        Files.createDirectories(folder),
                        List.of(
                                "peer/bench/run.mjs",
                                WebProgram.browser(),
                                node.http().url(),
                                String.valueOf(options.rounds()),
                                String.valueOf(seconds)));
        int exit =
                program.hear(
                        line -> {
                            var said = (Value.Obj) Json.parse(line);
                            if (said.find("do") != null) {
                                node.stop();
                                program.say("stopped");
                            } else {
                                row(table, said);
                            }
                        },
                        SECONDS_MAX);
        if (exit != 0) {
            throw new IllegalStateException("it ended with " + exit + ": " + program.errors());
        }
        return table.toString();
    }

    private static void row(Table table, Value.Obj said) {
        double middle = number(said, "middle");
        double most = number(said, "goal");
        double least = number(said, "least");
        boolean reached = Double.isNaN(least) ? middle < most : middle >= least;
        boolean wanted = !Double.isNaN(most) || !Double.isNaN(least);
        double goal = Double.isNaN(least) ? most : least;
        table.row(
                text(said, "measure"),
                text(said, "unit"),
                Table.figure(middle),
                Table.figure(number(said, "worst")),
                String.valueOf(Math.round(number(said, "count"))),
                wanted ? (reached ? "reached: " : "missed: ") + Table.figure(goal) : "");
        System.err.println(Json.print(said));
    }

    private static String text(Value.Obj of, String name) {
        return of.find(name) instanceof Value.Text(String text) ? text : "";
    }

    private static double number(Value.Obj of, String name) {
        return switch (of.find(name)) {
            case Value.Int(long number) -> number;
            case Value.Real(double number) -> number;
            case null, default -> Double.NaN;
        };
    }
}
