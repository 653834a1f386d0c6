package kith.lab;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A folder with `./kith` in it, and lines typed there.
///
/// The script is the real one. What it would build is put in place from the class path of the test,
/// because a build must not run inside a build.
final class Shell {
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final long LOOK_MILLIS = 50;
    private static final Pattern PID = Pattern.compile("\"pid\": ([0-9]+)");

    private final Path folder;
    private final String home;
    private final List<Running> running = new ArrayList<>();
    private int count;

    /// A command that has ended.
    record Ended(int exit, String output) {}

    private Shell(Path folder, String home) {
        this.folder = folder;
        this.home = home;
    }

    /// The same repository, and a default home of its own.
    Shell withHome(String name) {
        return new Shell(folder, name);
    }

    /// Makes `folder/kith`, a copy of the repository as far as it is needed, beside which homes can
    /// be.
    static Shell in(Path folder) throws IOException {
        var shell = new Shell(folder, "home");
        Path source = sources();
        Path copy = shell.repository();
        Files.createDirectories(copy);
        Files.copy(
                source.resolve("kith"), copy.resolve("kith"), StandardCopyOption.COPY_ATTRIBUTES);
        copyFolder(source.resolve(".dev"), copy.resolve(".dev"));
        Path product = Files.createDirectories(copy.resolve(".kith-build/app-test"));
        Files.writeString(copy.resolve(".kith-build/current"), "app-test\n");
        int number = 0;
        for (String entry : classPath().split(File.pathSeparator)) {
            Path path = Path.of(entry);
            if (Files.isDirectory(path) && !path.toString().contains("test-classes")) {
                jar(path, product.resolve("classes-" + number++ + ".jar"));
            } else if (Files.isRegularFile(path)) {
                Files.copy(path, product.resolve(path.getFileName()));
            }
        }
        return shell;
    }

    private static String classPath() {
        String own = System.getProperty("java.class.path");
        return System.getProperty("surefire.test.class.path", own);
    }

    private static Path sources() throws IOException {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.isRegularFile(at.resolve("kith"))) {
            at = at.getParent();
            if (at == null) {
                throw new IOException("no ./kith above the folder of this test");
            }
        }
        return at;
    }

    private static void copyFolder(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(
                        file, to.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private static void jar(Path classes, Path to) throws IOException {
        try (var jar = new JarOutputStream(Files.newOutputStream(to));
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = classes.relativize(file).toString().replace(File.separatorChar, '/');
                jar.putNextEntry(new JarEntry(name));
                Files.copy(file, jar);
                jar.closeEntry();
            }
        }
    }

    Path repository() {
        return folder.resolve("kith");
    }

    /// The default home here.
    Path home() {
        return folder.resolve(home);
    }

    /// Runs a line to its end and returns what it printed; it must end well.
    String run(String line) throws IOException, InterruptedException {
        Ended ended = ended(line);
        if (ended.exit() != 0) {
            throw new AssertionError(line + " ended with " + ended);
        }
        return ended.output();
    }

    /// Runs a line to its end, whatever that is.
    Ended ended(String line) throws IOException, InterruptedException {
        Running command = start(line);
        int exit = command.await(LONGEST);
        return new Ended(exit, command.output());
    }

    /// Runs a line again and again until what it prints contains something.
    void eventually(String line, String part) throws IOException, InterruptedException {
        long end = System.nanoTime() + LONGEST.toNanos();
        Ended ended = ended(line);
        while (!ended.output().contains(part)) {
            if (System.nanoTime() > end) {
                throw new AssertionError(line + " never printed " + part + ", but " + ended);
            }
            ended = ended(line);
        }
    }

    Running start(String line) throws IOException {
        Path output = folder.resolve(home + "-output-" + ++count);
        // `exec`: signals are for the command, not for the shell. What a shell starts in the
        // background ignores Ctrl-C, and so would these if the tests were started so.
        var builder = new ProcessBuilder("env", "--default-signal=INT", "sh", "-c", "exec " + line);
        builder.directory(repository().toFile());
        builder.redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("KITH_NO_BUILD", "1");
        builder.environment().put("KITH_HOME", home().toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        var command = new Running(line, builder.start(), output);
        running.add(command);
        return command;
    }

    /// Kills the peer that wrote this `http.json`, as a loss of power would.
    void kill(String announced) throws IOException, InterruptedException {
        Matcher pid = PID.matcher(announced);
        if (!pid.find()) {
            throw new IOException("no pid in " + announced);
        }
        new ProcessBuilder("kill", "-9", pid.group(1)).start().waitFor();
    }

    void killAll() throws InterruptedException {
        for (Running command : running) {
            command.kill();
        }
        for (Path at : List.of(home(), folder.resolve("second"))) {
            killPeer(at.resolve("http.json"));
        }
    }

    private void killPeer(Path announced) throws InterruptedException {
        try {
            kill(Files.readString(announced));
        } catch (IOException none) {
            // it was stopped, or never ran
        }
    }

    /// A command that runs.
    static final class Running {
        private final String line;
        private final Process process;
        private final Path output;

        private Running(String line, Process process, Path output) {
            this.line = line;
            this.process = process;
            this.output = output;
        }

        String output() {
            try {
                return Files.readString(output, StandardCharsets.UTF_8);
            } catch (IOException e) {
                return "no output: " + e;
            }
        }

        /// Waits until it has printed that.
        void await(String part) throws InterruptedException {
            long end = System.nanoTime() + LONGEST.toNanos();
            while (!output().contains(part)) {
                boolean over = !process.isAlive() && !output().contains(part);
                if (over || System.nanoTime() > end) {
                    throw new AssertionError(line + " never printed " + part + ", but " + output());
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            }
        }

        /// Waits for its end and returns its exit code.
        int await(Duration longest) throws InterruptedException {
            if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(line + " does not end; it printed " + output());
            }
            return process.exitValue();
        }

        /// Presses Ctrl-C and returns its exit code.
        int interrupt() throws IOException, InterruptedException {
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
            return await(Duration.ofSeconds(20));
        }

        void kill() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }
    }
}
