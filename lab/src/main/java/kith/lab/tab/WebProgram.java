package kith.lab.tab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// A program of `web/`, run by Node.js: what it prints is heard line by line.
public final class WebProgram {
    /// The folder with what a browser shows, from that of the project or of any module.
    public static final Path WEB =
            (Files.isDirectory(Path.of("web")) ? Path.of("web") : Path.of("..", "web"))
                    .toAbsolutePath()
                    .normalize();

    private static final List<String> BROWSERS =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

    private final Process process;
    private final Path errors;

    private WebProgram(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
    }

    /// Whether what comes from npm is there; `./dev test` installs it.
    public static boolean hasPackages() {
        return Files.isDirectory(WEB.resolve("node_modules"));
    }

    /// The Chromium that may be driven; empty when there is none.
    public static String browser() {
        String chosen = System.getenv("CHROMIUM");
        if (chosen != null && !chosen.isEmpty()) {
            return chosen;
        }
        for (String part : System.getenv().getOrDefault("PATH", "").split(":")) {
            for (String name : BROWSERS) {
                if (!part.isEmpty() && Files.isExecutable(Path.of(part, name))) {
                    return Path.of(part, name).toString();
                }
            }
        }
        return "";
    }

    /// @param folder where it leaves what it complains about
    public static WebProgram start(Path folder, List<String> arguments) throws IOException {
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
    public int hear(Consumer<String> heard, int secondsMax)
            throws IOException, InterruptedException {
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

    public void say(String line) {
        try {
            OutputStream in = process.getOutputStream();
            in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            in.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What it complained about.
    public String errors() throws IOException {
        return Files.readString(errors);
    }
}
