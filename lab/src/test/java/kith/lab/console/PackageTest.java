package kith.lab.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kith.lab.tab.WebProgram;
import kith.value.Json;
import kith.value.Value;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The package `@kith/peer` in a real browser, with nothing else: `web/peer/test/scenarios`.
final class PackageTest {
    /// Tabs whose traces `debug.mjs` keeps.
    private static final int TRACES = 3;

    private static final int SECONDS_MAX = 600; // they take 60 where nothing else runs

    @TestFactory
    List<DynamicTest> whatAPageDoesWithThePackage() throws IOException, InterruptedException {
        String browser = Scenarios.needed();
        assumeTrue(
                Files.exists(WebProgram.WEB.resolve("peer/dist/core.js")),
                "the package is not built: ./dev test does that");
        Path folder = Files.createDirectories(Path.of("target", "package").toAbsolutePath());
        TabTraces.forget();
        var tests = new ArrayList<DynamicTest>();
        WebProgram program = WebProgram.start(folder, List.of("peer/test/drive.mjs", browser));
        int exit =
                program.hear(
                        line -> tests.add(Scenarios.outcome((Value.Obj) Json.parse(line))),
                        SECONDS_MAX);
        String errors = program.errors();
        tests.add(
                DynamicTest.dynamicTest(
                        "all scenarios were run to their end",
                        () -> assertEquals("", exit > 1 || exit < 0 ? errors : "")));
        List<DynamicTest> traces = TabTraces.replayed();
        tests.addAll(traces);
        tests.add(
                DynamicTest.dynamicTest(
                        "each tab that was traced gave its trace out",
                        () -> assertEquals(TRACES, traces.size())));
        return tests;
    }
}
