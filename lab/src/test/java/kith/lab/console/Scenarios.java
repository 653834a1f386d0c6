package kith.lab.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import kith.lab.tab.WebProgram;
import kith.value.Json;
import kith.value.Value;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;

/// Two peers, a browser with the console of each, and real clicks: the scenarios are in
/// `web/drive/`, and the peers are stopped, started and written to from here.
final class Scenarios {
    private static final int SECONDS_MAX = 600; // they take 50 where nothing else runs

    private final String part;

    /// Where a picture of what failed stays, and what the browser leaves.
    private final Path folder;

    /// @param part which of them, as `web/drive/run.mjs` calls it
    Scenarios(String part) {
        this.part = part;
        folder = Path.of("target", "console-" + part).toAbsolutePath();
    }

    private static void empty(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(one);
                }
            }
        }
        Files.createDirectories(folder);
    }

    /// The browser that the scenarios need; without one, or without what comes from npm, nothing is
    /// tested.
    static String needed() {
        assumeTrue(
                WebProgram.hasPackages(),
                "the packages of web/ are not there: ./dev test installs them");
        String browser = WebProgram.browser();
        assumeTrue(!browser.isEmpty(), "there is no Chromium: ./dev test installs or finds one");
        return browser;
    }

    /// Goes through them, and tells of each by its name.
    List<DynamicTest> run() throws IOException, InterruptedException {
        String browser = needed();
        assumeTrue(
                Scenarios.class.getResource("/kith-console/index.html") != null,
                "the console is not built: ./dev test does that");
        empty(folder);
        var tests = new ArrayList<DynamicTest>();
        try (var peers = new ConsolePeers(folder)) {
            WebProgram program =
                    WebProgram.start(
                            folder,
                            List.of(
                                    "drive/run.mjs",
                                    browser,
                                    folder.resolve("browser").toString(),
                                    peers.url(0),
                                    peers.url(1),
                                    part));
            program.hear(
                    line -> {
                        DynamicTest test = heard((Value.Obj) Json.parse(line), program, peers);
                        if (test != null) {
                            tests.add(test);
                        }
                    },
                    SECONDS_MAX);
            String errors = program.errors();
            tests.add(
                    DynamicTest.dynamicTest(
                            "all scenarios were run to their end",
                            () -> assertFalse(errors.contains("Error"), errors)));
        }
        return tests;
    }

    /// Carries out what the scenarios ask for, or notes how one went.
    private static @Nullable DynamicTest heard(
            Value.Obj said, WebProgram program, ConsolePeers peers) {
        if (said.find("do") instanceof Value.Text(String deed)) {
            program.say(peers.carryOut(deed));
            return null;
        }
        return outcome(said);
    }

    /// How one went.
    static DynamicTest outcome(Value.Obj said) {
        String name = text(said, "scenario");
        String why = text(said, "why");
        String leftOut = text(said, "leftOut");
        return DynamicTest.dynamicTest(
                name,
                () -> {
                    assumeTrue(leftOut.isEmpty(), leftOut);
                    assertEquals("", why, name);
                });
    }

    private static String text(Value.Obj of, String name) {
        return of.find(name) instanceof Value.Text(String text) ? text : "";
    }
}
