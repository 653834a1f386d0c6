package kith.lab.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Runs the tests of the console's models, which are in TypeScript, and tells of each by its name.
/// One of them says how long a large level may take.
@Tag("alone")
final class PageModelsTest {
    private static final int SECONDS_MAX = 120;

    @TempDir Path folder;

    @TestFactory
    List<DynamicTest> theModelsOfThePage() throws IOException, InterruptedException {
        assumeTrue(
                WebProgram.hasPackages(),
                "the packages of web/ are not there: ./dev test installs them");
        Path report = folder.resolve("report.json");
        WebProgram program =
                WebProgram.start(
                        folder,
                        List.of(
                                "node_modules/vitest/vitest.mjs",
                                "run",
                                "--reporter=json",
                                "--outputFile=" + report));
        var said = new ArrayList<String>();
        int exit = program.hear(said::add, SECONDS_MAX);
        assertTrue(Files.exists(report), () -> "no report: " + exit + said);
        var tests = new ArrayList<DynamicTest>();
        for (Value file : items(Json.parse(Files.readAllBytes(report)), "testResults")) {
            String whole = text(file, "message");
            assertTrue(whole.isEmpty(), text(file, "name") + ": " + whole);
            for (Value one : items(file, "assertionResults")) {
                tests.add(test(one));
            }
        }
        assertFalse(tests.isEmpty(), () -> "no tests: " + said);
        return tests;
    }

    private static DynamicTest test(Value one) {
        String name = text(one, "fullName");
        String why = items(one, "failureMessages").toString();
        return DynamicTest.dynamicTest(
                name, () -> assertEquals("passed", text(one, "status"), name + ": " + why));
    }

    private static List<Value> items(Value of, String name) {
        boolean array = of instanceof Value.Obj obj && obj.find(name) instanceof Value.Array;
        return array && ((Value.Obj) of).find(name) instanceof Value.Array all
                ? all.items()
                : List.of();
    }

    private static String text(Value of, String name) {
        return of instanceof Value.Obj obj && obj.find(name) instanceof Value.Text(String text)
                ? text
                : "";
    }
}
