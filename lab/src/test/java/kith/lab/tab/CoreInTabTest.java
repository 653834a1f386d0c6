package kith.lab.tab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import kith.value.Json;
import kith.value.Value;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The core's own tests, in Chromium. To compile them for it and to run them takes a minute and a
/// half of one processor, so it is done in the soak; [EngineInTabTest] is in every run.
@Tag("soak")
final class CoreInTabTest {
    /// Less than there are, so that none falls out unnoticed; raised when there are many more.
    private static final int TESTS_MIN = 815;

    private static final int SECONDS_MAX =
            300; // they took 50 on two cores that had much else to do
    private static final int SECONDS_MAX_LONG = 1800;

    private static CoreTests tests;

    @BeforeAll
    static void compile() throws IOException {
        assumeTrue(TabScript.isThere(), "no Chromium, or no packages of web/: see ./dev test");
        tests = CoreInTab.compile();
        System.out.println(tests.summary());
    }

    @Test
    void whatTheCoreDoesOnTheJvmItDoesInChromium() throws Exception {
        int run = passed(false, SECONDS_MAX);
        assertTrue(run >= TESTS_MIN, run + " tests, where there were " + TESTS_MIN);
    }

    @Test
    void whatTakesLongInATabIsRightToo() throws Exception {
        assertEquals(CoreTests.LONG.size(), passed(true, SECONDS_MAX_LONG));
    }

    @Test
    void noHandlerOfTheCoreIsOneThatTheCompilerGetsWrong() throws IOException {
        assertEquals(List.of(), HandlerCheck.wrongHandlers(Files.readAllLines(CoreInTab.module())));
    }

    @Test
    void aHandlerThatTheCompilerGetsWrongIsFound() {
        List<String> wrong =
                """
                size_of = (var$0, var$1) => {
                    try {
                        read(var$0);
                        var$2 = $rt_nullCheck(var$1);
                        print(size(var$2));
                        break a;
                    } catch ($$e) {
                        print(size(var$2));
                    }
                },
                """
                        .lines()
                        .toList();
        assertEquals(List.of("size_of: print(size(var$2));"), HandlerCheck.wrongHandlers(wrong));
        var right = new ArrayList<>(wrong);
        right.add(7, "        var$2 = $rt_nullCheck(var$1);");
        assertEquals(List.of(), HandlerCheck.wrongHandlers(right));
    }

    /// Runs those that take long, or the others, and answers how many there were.
    private static int passed(boolean takesLong, int secondsMax) throws Exception {
        var failed = new ArrayList<String>();
        List<String> told =
                TabScript.run(
                        "lab/tab/core-tests.mjs",
                        List.of(takesLong ? "core-tests-long.txt" : "core-tests-short.txt"),
                        secondsMax);
        for (String line : told) {
            var test = (Value.Obj) Json.parse(line);
            if (!new Value.Text("").equals(test.find("why"))) {
                failed.add(line);
            }
        }
        assertEquals(List.of(), failed);
        return told.size();
    }
}
