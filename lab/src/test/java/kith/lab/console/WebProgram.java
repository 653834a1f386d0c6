package kith.lab.console;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// A program of `web/`, run by Node.js: what it prints is heard line by line.
final class WebProgram {
    static final Path WEB = Path.of("..", "web").toAbsolutePath().normalize();

    private final Process process;
    private final Path errors;

    private WebProgram(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
    }

    /// What the console is built and tested with comes from npm; `./dev test` installs it.
    static void needsPackages() {
        assumeTrue(
                Files.isDirectory(WEB.resolve("node_modules")),
                "the packages of web/ are not there: ./dev test installs them");
    }

    static WebProgram start(Path folder, List<String> arguments) throws IOException {
        var command = new ArrayList<>(List.of("node"));
        command.addAll(arguments);
        Path errors = folder.resolve("errors.txt");
        Process process =
                new ProcessBuilder(command)
                        .directory(WEB.toFile())
                        .redirectError(errors.toFile())
                        .start();
        return new WebProgram(process, errors);
    }

    /// Gives each line that it prints to `heard`, until it ends or the time is up.
    ///
    /// @return its exit code
    int hear(Consumer<String> heard, int secondsMax) throws IOException, InterruptedException {
        var watch = Thread.ofVirtual().start(() -> endAfter(secondsMax));
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                heard.accept(line);
            }
        } finally {
            watch.interrupt();
            end();
        }
        return process.waitFor();
    }

    private void endAfter(int seconds) {
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                end();
            }
        } catch (InterruptedException heardToItsEnd) {
            Thread.currentThread().interrupt();
        }
    }

    private void end() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    void say(String line) {
        try {
            OutputStream in = process.getOutputStream();
            in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            in.flush();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// What it complained about.
    String errors() throws IOException {
        return Files.readString(errors);
    }
}
