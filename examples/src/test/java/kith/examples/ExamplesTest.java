package kith.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Runs the examples as processes of their own, and reads what they print.
@Timeout(60)
class ExamplesTest {
    /// A page.
    private static final int LINES_MAX = 100;

    @TempDir private Path folder;
    private final List<Program> running = new ArrayList<>();

    @AfterEach
    void nothingIsLeftRunning() {
        running.forEach(program -> program.process.destroyForcibly());
    }

    /// An example that runs.
    private static final class Program {
        final Process process;
        private final BlockingQueue<String> printed = new LinkedBlockingQueue<>();
        private final PrintStream in;
        private final Thread reading;

        Program(Process process) {
            this.process = process;
            in = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
            reading = Thread.startVirtualThread(this::read);
        }

        private void read() {
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                lines.lines().forEach(printed::add);
            } catch (IOException | RuntimeException e) {
                printed.add("cannot be read: " + e);
            }
        }

        void type(String line) {
            in.println(line);
        }

        /// Waits until it prints a line that begins so, and gives it.
        String awaits(String beginning) throws InterruptedException {
            var before = new ArrayList<String>();
            while (true) {
                String line = printed.poll(20, TimeUnit.SECONDS);
                if (line == null) {
                    throw new AssertionError("no " + beginning + " came, but " + before);
                }
                if (line.startsWith(beginning)) {
                    return line;
                }
                before.add(line);
            }
        }

        /// Everything that it has yet to print; it ends by itself.
        List<String> rest() throws InterruptedException {
            in.close();
            assertTrue(process.waitFor(20, TimeUnit.SECONDS), "it does not end");
            reading.join();
            assertEquals(0, process.exitValue(), printed::toString);
            return List.copyOf(printed);
        }
    }

    private Program start(Class<?> example, String home, String... more) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of("-Dstdout.encoding=UTF-8", example.getName()));
        command.add(folder.resolve(home).toString());
        command.addAll(List.of(more));
        var program = new Program(new ProcessBuilder(command).redirectErrorStream(true).start());
        running.add(program);
        return program;
    }

    @Test
    void twoProcessesShareOneToDoList() throws Exception {
        Program ada = start(TodoList.class, "ada");
        ada.awaits("ready");
        ada.type("+ milk");
        ada.awaits("[ ] milk");
        ada.type("invite");
        String link = ada.awaits("kith:");
        Program bob = start(TodoList.class, "bob", link);
        bob.awaits("[ ] milk"); // before it is ready, or after
        bob.type("x milk");
        ada.awaits("[x] milk");
        ada.type("+ bread");
        bob.awaits("[ ] bread");
        bob.rest();
        ada.type("- milk");
        ada.awaits("[-] milk");
        ada.type("+ eggs");
        ada.awaits("[ ] eggs");
        Program again = start(TodoList.class, "bob");
        again.awaits("[ ] eggs"); // found there, or heard of later
        again.rest();
        ada.rest();
    }

    @Test
    void theDashboardFollowsItsSensors() throws Exception {
        List<String> lines = start(SensorDashboard.class, "sensors").rest();
        assertTrue(lines.getFirst().startsWith("now      "), lines::toString);
        assertEquals(
                List.of(
                        "finally  3 sensors, 11.0° to 180.0°, average 69.3°",
                        "cellar: 1, 11.0°",
                        "kitchen: 2, 180.0°"),
                lines.stream().filter(line -> !line.startsWith("now")).toList());
    }

    @Test
    void theFormIsJudgedByItsRules() throws Exception {
        assertEquals(
                List.of(
                        "empty: 4 characters more",
                        "cat: 1 characters more",
                        "cats: fine",
                        "stricter rules: 4 characters more, type the same twice",
                        "longer: type the same twice",
                        "twice: fine",
                        "rules that are nonsense: the fallback: fine"),
                start(FormValidation.class, "form").rest());
    }

    @Test
    void settingsStayAndNonsenseDoesNoHarm() throws Exception {
        String usual =
                "Window[title=Kith, width=800, height=600, tabs=[home], icon=Optional.empty]";
        assertEquals(
                List.of("LIGHT", usual, "DARK", usual),
                start(SharedSettings.class, "set", "theme", "DARK").rest());
        assertEquals(
                List.of("DARK", usual, "DARK (unreadable)", usual).getFirst(),
                start(SharedSettings.class, "set", "theme/x", "y").rest().getFirst());
        assertEquals(
                List.of("LIGHT (unreadable)", usual + " (unreadable)"),
                start(SharedSettings.class, "set", "window/width", "wide").rest().subList(2, 4));
    }

    @Test
    void noAdditionIsLost() throws Exception {
        assertEquals(List.of("3000", "3000", "3000"), start(SharedCounter.class, "votes").rest());
    }

    @Test
    void eachExampleIsAPageAndDescribed() throws IOException {
        String described = Files.readString(Path.of("README.md"));
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            for (Path source : sources.filter(Files::isRegularFile).toList()) {
                String name = source.getFileName().toString();
                long lines = Files.readAllLines(source).size();
                assertTrue(lines < LINES_MAX, name + " has " + lines + " lines");
                boolean known = name.equals("package-info.java") || described.contains(name);
                assertTrue(known, "README.md does not describe " + name);
            }
        }
    }
}
