import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// Reads what Maven says while it tests, keeps it in a log, and tells what a person wants to know:
/// how many tests have run, what failed and why, and in the last line how many tests passed.
///
/// The counts come from the reports that every test class leaves, so nothing depends on how Maven
/// words its summary. What fails outside of a test (a module that does not compile, a test process
/// that dies, a file that is not formatted) counts as one failure: a run that stopped half-way must
/// not look like a good one. The exit code is 0 when nothing failed.
///
/// Run from ./dev, with the repository, the log file, and `live` or `quiet`.
final class TestReport {
    private static final int MESSAGE_LINES_MAX = 12; // enough for a counterexample and its seed
    private static final int MESSAGE_CHARS_MAX = 2_000;
    private static final int BUILD_ERRORS_MAX = 20; // compilers repeat themselves after that

    private static final Pattern CLASS_DONE =
            Pattern.compile("\\[\\w+\\] Tests run: (\\d+), .* in \\S+$");
    private static final Pattern GOAL_FAILED =
            Pattern.compile("\\[ERROR\\] Failed to execute goal (.*)");
    /// The build fails because of failed tests, which are in the reports.
    private static final Pattern TESTS_FAILED =
            Pattern.compile(".*surefire.* on project \\S+: (There are test failures.*)?");
    private static final Pattern PROCESS_DIED =
            Pattern.compile("\\[ERROR\\] (The forked VM terminated.*|There was a timeout.*)");
    /// A place in a source, a file that is not formatted, or a class whose tests died.
    private static final Pattern SOURCE_ERROR =
            Pattern.compile(
                    "\\[(?:ERROR|WARNING)\\] +(/\\S.*|src/\\S+\\.java|kith(?:\\.\\w+)+)");
    private static final Pattern SEED = Pattern.compile("(?m)^seed = (-?\\d+)");
    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");

    private final Path root;
    private final Path log;
    private final boolean live;

    private final Set<String> buildFailures = new LinkedHashSet<>();
    private final Set<String> sourceErrors = new LinkedHashSet<>();
    private final List<String> problems = new ArrayList<>();
    private boolean finished;
    private boolean goalFailed;
    private int testsRun;

    private int passed;
    private int failed;
    private int skipped;

    private TestReport(Path root, Path log, boolean live) {
        this.root = root;
        this.log = log;
        this.live = live;
    }

    public static void main(String[] arguments) throws IOException {
        var report =
                new TestReport(
                        Path.of(arguments[0]), Path.of(arguments[1]), arguments[2].equals("live"));
        report.follow();
        report.readReports();
        report.doubt();
        System.exit(report.tell());
    }

    private void follow() throws IOException {
        try (var in = new BufferedReader(new InputStreamReader(System.in));
                var out = new PrintWriter(Files.newBufferedWriter(log))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.println(line);
                line(COLOUR.matcher(line).replaceAll(""));
            }
        }
        if (live) {
            System.out.println();
        }
    }

    /// A build that failed for a reason that was not recognised is still a failure, and so is one
    /// in which nothing was tested.
    private void doubt() {
        if (buildFailures.isEmpty() && (!finished || goalFailed && failed == 0)) {
            buildFailures.add("Maven stopped before the end");
        }
        if (buildFailures.isEmpty() && passed + failed + skipped == 0) {
            buildFailures.add("no test was found");
        }
    }

    private void line(String line) {
        Matcher matcher = CLASS_DONE.matcher(line);
        if (matcher.matches()) {
            testsRun += Integer.parseInt(matcher.group(1));
            progress();
            return;
        }
        matcher = GOAL_FAILED.matcher(line);
        if (matcher.matches()) {
            goalFailed = true;
            if (!TESTS_FAILED.matcher(line).matches()) {
                String hint = line.contains("spotless") ? " (./dev fmt mends that)" : "";
                buildFailures.add(matcher.group(1).replace(" -> [Help 1]", "") + hint);
            }
        }
        matcher = PROCESS_DIED.matcher(line);
        if (matcher.matches()) {
            buildFailures.add(matcher.group(1));
        }
        matcher = SOURCE_ERROR.matcher(line);
        if (matcher.matches()) {
            sourceErrors.add(matcher.group(1));
        }
        finished |= line.contains("BUILD SUCCESS") || line.contains("BUILD FAILURE");
    }

    private void progress() {
        if (live) {
            System.out.print("\r" + testsRun + " tests");
            System.out.flush();
        }
    }

    private void readReports() throws IOException {
        List<Path> modules;
        try (Stream<Path> folders = Files.list(root)) {
            modules = folders.sorted().toList();
        }
        for (Path folder : modules) {
            Path reports = folder.resolve("target/surefire-reports");
            if (Files.isDirectory(reports)) {
                try (Stream<Path> files = Files.list(reports)) {
                    files.filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml"))
                            .sorted()
                            .forEach(this::readReport);
                }
            }
        }
    }

    private void readReport(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
            factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
            readTests(factory.createXMLStreamReader(in), file);
        } catch (IOException | XMLStreamException e) {
            failed++;
            problems.add("unreadable report " + file + ": " + e.getMessage());
        }
    }

    private void readTests(XMLStreamReader xml, Path file) throws XMLStreamException {
        String name = "";
        String reason = "";
        boolean left = false;
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                switch (xml.getLocalName()) {
                    case "testcase" -> {
                        name = xml.getAttributeValue(null, "classname")
                                + "." + xml.getAttributeValue(null, "name");
                        reason = "";
                        left = false;
                    }
                    case "failure", "error" -> reason = reason(xml);
                    case "skipped" -> left = true;
                    case "system-out" -> reason += seed(reason, xml.getElementText());
                    default -> {} // properties, and earlier attempts of a repeated test
                }
            } else if (event == XMLStreamConstants.END_ELEMENT
                    && xml.getLocalName().equals("testcase")) {
                count(name, reason, left, file);
            }
        }
    }

    private void count(String name, String reason, boolean left, Path file) {
        if (!reason.isEmpty()) {
            failed++;
            problems.add(name + "\n" + reason + "\n    " + textReport(file));
        } else if (left) {
            skipped++;
        } else {
            passed++;
        }
    }

    /// The seed that the property tests' library prints beside its message.
    private static String seed(String reason, String output) {
        Matcher matcher = SEED.matcher(output);
        return !reason.isEmpty() && matcher.find() ? "\n    seed: " + matcher.group(1) : "";
    }

    private static String reason(XMLStreamReader xml) throws XMLStreamException {
        String type = xml.getAttributeValue(null, "type");
        String message = xml.getAttributeValue(null, "message");
        String text = message == null ? type + "\n" + xml.getElementText() : message;
        if (text.length() > MESSAGE_CHARS_MAX) {
            text = text.substring(0, MESSAGE_CHARS_MAX) + " …";
        }
        List<String> lines = text.strip().lines().limit(MESSAGE_LINES_MAX).toList();
        return "    " + String.join("\n    ", lines);
    }

    /// The report that people read lies beside the one for programs, with the whole stack trace.
    private String textReport(Path file) {
        String name = file.getFileName().toString();
        String text = name.substring("TEST-".length(), name.length() - ".xml".length()) + ".txt";
        return "report: " + root.relativize(file.resolveSibling(text));
    }

    private int tell() {
        for (String problem : problems) {
            System.out.println("FAILED " + problem + "\n");
        }
        for (String failure : buildFailures) {
            System.out.println("FAILED the build: " + failure);
        }
        sourceErrors.stream()
                .limit(buildFailures.isEmpty() ? 0 : BUILD_ERRORS_MAX)
                .forEach(error -> System.out.println("    " + error));
        failed += buildFailures.size();
        if (failed > 0) {
            System.out.println("everything that was said: " + root.relativize(log));
        }
        String tail = skipped == 0 ? "" : ", " + skipped + " skipped";
        System.out.println(passed + " passed, " + failed + " failed" + tail);
        return failed == 0 ? 0 : 1;
    }
}
