package kith.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// What `./dev test` tells at the end, from reports and from what Maven said.
@DisabledOnOs(OS.WINDOWS)
class TestReportTest {
    private static final String GOOD =
            """
            <testsuite name="kith.ATest" tests="2">
              <testcase name="one" classname="kith.ATest" time="0.1"/>
              <testcase name="two" classname="kith.ATest" time="0.1">
                <system-out>seed = 7</system-out>
              </testcase>
            </testsuite>
            """;

    private static final String BAD =
            """
            <testsuite name="kith.BTest" tests="4">
              <testcase name="good" classname="kith.BTest"/>
              <testcase name="left" classname="kith.BTest"><skipped message="why"/></testcase>
              <testcase name="wrong" classname="kith.BTest">
                <failure message="seed 42: a &lt; b&#10;was false" type="X">trace</failure>
              </testcase>
              <testcase name="thrown" classname="kith.BTest">
                <error type="java.lang.IllegalStateException">at kith.B.b(B.java:3)</error>
                <system-out><![CDATA[tries = 9
            seed = -17   | random seed]]></system-out>
              </testcase>
            </testsuite>
            """;

    private static final String END = "[INFO] BUILD SUCCESS\n";

    @TempDir Path folder;

    @Test
    void whenAllIsWellOnlyTheSummaryIsSaid() throws IOException {
        report("core", "kith.ATest", GOOD);
        Shell.Outcome told = tell("[INFO] Building Kith core 0.1\n" + END);
        assertEquals(new Shell.Outcome(0, "2 passed, 0 failed\n"), told);
        assertTrue(Files.readString(folder.resolve("test.log")).endsWith(END));
    }

    @Test
    void everyFailedTestIsNamedWithItsReasonItsSeedAndItsReport() throws IOException {
        report("core", "kith.ATest", GOOD);
        report("node", "kith.BTest", BAD);
        Shell.Outcome told =
                tell(
                        "[ERROR] Failed to execute goal o.a:maven-surefire-plugin:3:test (x) on"
                                + " project kith-node: There are test failures.\n"
                                + END);
        assertEquals(1, told.code());
        List<String> lines = told.said().lines().toList();
        assertEquals("3 passed, 2 failed, 1 skipped", lines.getLast());
        assertEquals(
                List.of(
                        "FAILED kith.BTest.wrong",
                        "    seed 42: a < b",
                        "    was false",
                        "    report: node/target/surefire-reports/kith.BTest.txt"),
                lines.subList(0, 4));
        assertTrue(lines.contains("    seed: -17"), told.said());
        assertTrue(lines.contains("    java.lang.IllegalStateException"), told.said());
    }

    @Test
    void whatFailsOutsideOfATestCountsAsAFailure() throws IOException {
        report("core", "kith.ATest", GOOD);
        Shell.Outcome told =
                tell(
                        "[ERROR] /x/Foo.java:[3,4] cannot find symbol\n"
                                + "[ERROR] Failed to execute goal o.a:maven-compiler-plugin:3:compile"
                                + " (x) on project kith-lab: Compilation failure -> [Help 1]\n"
                                + "[ERROR] The forked VM terminated without saying goodbye\n");
        assertEquals(1, told.code());
        assertTrue(told.said().endsWith("2 passed, 2 failed\n"), told.said());
        assertTrue(told.said().contains("/x/Foo.java:[3,4] cannot find symbol"), told.said());
        assertTrue(told.said().contains("kith-lab: Compilation failure\n"), told.said());
        assertTrue(told.said().contains("The forked VM terminated"), told.said());
    }

    @Test
    void aBuildThatStopsInTheMiddleIsAFailure() throws IOException {
        Shell.Outcome told = tell("[FATAL] Non-parseable POM\n");
        assertEquals(1, told.code());
        assertTrue(told.said().endsWith("0 passed, 1 failed\n"), told.said());
    }

    @Test
    void aRunWithoutAnyTestIsAFailure() throws IOException {
        Shell.Outcome told = tell(END);
        assertEquals(1, told.code());
        assertTrue(told.said().contains("FAILED the build: no test was found\n"), told.said());
    }

    private void report(String module, String name, String xml) throws IOException {
        Path reports = Files.createDirectories(folder.resolve(module + "/target/surefire-reports"));
        Files.writeString(reports.resolve("TEST-" + name + ".xml"), xml);
    }

    private Shell.Outcome tell(String mavenSaid) throws IOException {
        Path said = Files.writeString(folder.resolve("said"), mavenSaid);
        return new Shell()
                .with("PATH", "/usr/bin:/bin")
                .run(
                        "sh",
                        "-c",
                        "exec \"$1\" -XX:TieredStopAtLevel=1 \"$2\" \"$3\" \"$3/test.log\" quiet"
                                + " <\"$4\"",
                        "sh",
                        Path.of(System.getProperty("java.home"), "bin", "java"),
                        Repository.ROOT.resolve(".dev/TestReport.java"),
                        folder,
                        said);
    }
}
