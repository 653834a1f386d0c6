package kith.house;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// Runs a command with an environment of its own and waits for its end.
final class Shell {
    private static final long SECONDS_MAX = 60; // a hung script must not hang the tests

    /// What a command left: its exit code, and what it said on both outputs together.
    record Outcome(int code, String said) {}

    private final Map<String, String> environment = new TreeMap<>();
    private Path folder = Path.of("").toAbsolutePath();

    Shell with(String name, Object value) {
        environment.put(name, value.toString());
        return this;
    }

    Shell in(Path folder) {
        this.folder = folder;
        return this;
    }

    Outcome run(Object... command) {
        try {
            return end(start(command));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Process start(Object... command) throws IOException {
        var words = new String[command.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = command[i].toString();
        }
        var builder =
                new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    static Outcome end(Process process) throws IOException {
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        try {
            if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("not done after " + SECONDS_MAX + " s: " + said);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return new Outcome(process.exitValue(), said);
    }

    /// Writes a script that can be run.
    static Path script(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + text);
        if (!file.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + file + " executable");
        }
        return file;
    }
}
