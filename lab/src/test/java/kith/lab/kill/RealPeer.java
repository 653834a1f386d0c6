package kith.lab.kill;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import kith.node.Home;
import kith.node.Running;
import kith.node.client.HttpConnection;
import kith.node.client.HttpReply;
import kith.node.crypto.NodeCrypto;
import kith.node.disk.FileDisk;
import kith.node.verify.Findings;
import kith.node.verify.StoreCheck;
import kith.value.Json;
import kith.value.Value;

/// A peer in a process of its own, started with the options that `./kith` starts one with.
///
/// The script itself is left out: it costs a start of the shell each time, and `AcceptanceTest`
/// runs it.
final class RealPeer implements AutoCloseable {
    /// Only a failing test waits so long, or one on a machine with ten times the work it can do.
    static final int WAIT_SECONDS_MAX = 120;

    static final String UP = "kith.node.cli.Main";

    /// These processes live for a second. To compile well what they do takes more of it than they
    /// get back: a start takes 0.8 s of processor time with this and 1.4 without.
    private static final String QUICK_COMPILER = "-XX:TieredStopAtLevel=1";

    /// Those that run: none may outlive the tests, however they end.
    private static final Set<Process> ALIVE = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> ALIVE.forEach(RealPeer::killAll)));
    }

    private final Path home;

    /// Whether nobody outside its process sees its home.
    private final boolean hidden;

    private final Process process;
    private final Path output;
    private volatile int linkPort;

    private RealPeer(Path home, boolean hidden, Process process, Path output) {
        this.home = home;
        this.hidden = hidden;
        this.process = process;
        this.output = output;
    }

    /// `kith up --port 0` in that home.
    static RealPeer up(Path home) {
        return up(home, 0);
    }

    static RealPeer up(Path home, int port) {
        String text = Integer.toString(port);
        return start(
                home,
                UP,
                List.of("--home", home.toString(), "up", "--port", text, "--http-port", "0"));
    }

    /// The same, keeping what its engine is told.
    static RealPeer upRecording(Path home) {
        return start(
                home,
                UP,
                List.of(
                        "--home",
                        home.toString(),
                        "up",
                        "--port",
                        "0",
                        "--http-port",
                        "0",
                        "--record",
                        "64"));
    }

    /// The same with bounds so small that segments and checkpoints come all the time.
    static RealPeer upWithSmallFiles(Path home) {
        return start(home, SmallFiles.class.getName(), List.of(home.toString()));
    }

    /// The same in a home on a file system of so many megabytes, which is in memory and which
    /// nobody else sees. When the peer has ended the home is copied to where there is room.
    static RealPeer upOnSmallDisk(Path folder, int megabytes, Path after) {
        Path home = folder.resolve("home");
        var java = new ArrayList<String>();
        for (String word : line(UP, List.of("--home", home.toString(), "up", "--port", "0"))) {
            java.add("'" + word + "'");
        }
        String script =
                "mount -t tmpfs -o size="
                        + megabytes
                        + "m kith '"
                        + folder
                        + "' || exit 99\n"
                        + String.join(" ", java)
                        + "\ncode=$?\ncp -r '"
                        + home
                        + "' '"
                        + after
                        + "'\nexit $code\n";
        return start(home, true, List.of("unshare", "-rm", "sh", "-c", script));
    }

    private static RealPeer start(Path home, String main, List<String> arguments) {
        return start(home, false, line(main, arguments));
    }

    static List<String> line(String main, List<String> arguments) {
        var line = new ArrayList<String>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(options());
        line.add(QUICK_COMPILER);
        line.addAll(List.of("-cp", classPath(), main));
        line.addAll(arguments);
        return line;
    }

    private static RealPeer start(Path home, boolean hidden, List<String> line) {
        Path folder = hidden ? parent(parent(home)) : parent(home);
        Path output = folder.resolve(home.getFileName() + ".out");
        try {
            Files.createDirectories(folder);
            Process process =
                    new ProcessBuilder(line)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                            .start();
            ALIVE.add(process);
            return new RealPeer(home, hidden, process, output);
        } catch (IOException e) {
            throw new AssertionError("the peer was not started", e);
        }
    }

    private static Path parent(Path path) {
        return Objects.requireNonNull(path.toAbsolutePath().getParent());
    }

    static String classPath() {
        String own = System.getProperty("java.class.path");
        return System.getProperty("surefire.test.class.path", own);
    }

    /// What `./kith` gives the JVM of a peer.
    static List<String> options() {
        String script = text(source(".dev/build.sh"));
        String name = "peer_flags=\"";
        int start = script.indexOf(name) + name.length();
        return List.of(script.substring(start).split("\"")[0].split(" "));
    }

    private static Path source(String name) {
        Path at = Path.of("").toAbsolutePath();
        while (at != null && !Files.isRegularFile(at.resolve(name))) {
            at = at.getParent();
        }
        if (at == null) {
            throw new AssertionError("no " + name + " above " + Path.of("").toAbsolutePath());
        }
        return at.resolve(name);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "no " + file.getFileName() + File.separator + e;
        }
    }

    Path home() {
        return home;
    }

    /// Of the peer itself, also where a shell is between it and us.
    long pid() {
        return process.descendants().findFirst().map(ProcessHandle::pid).orElse(process.pid());
    }

    private Home seen() {
        return Home.at(hidden ? Path.of("/proc/" + pid() + "/root" + home) : home);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /// What it printed, since the first start in that home.
    String output() {
        return text(output);
    }

    /// What it noted, in all its runs.
    String log() {
        return text(seen().logFile());
    }

    /// Waits until it can be asked.
    Running awaitReady() {
        var found = new ArrayList<Running>();
        await(
                "a peer that is ready in " + home + ", which said " + output(),
                () -> {
                    if (!process.isAlive()) {
                        throw new AssertionError("the peer ended: " + output());
                    }
                    Running running = seen().running();
                    if (running != null && running.pid() == pid()) {
                        found.add(running);
                    }
                    return !found.isEmpty();
                });
        linkPort = found.getFirst().linkPort();
        return found.getFirst();
    }

    /// Where it listened for links when it was last asked.
    int linkPort() {
        return linkPort;
    }

    /// A connection to ask it over.
    HttpConnection connect() throws IOException {
        Running running = awaitReady();
        HttpConnection connection =
                HttpConnection.open(running.host(), running.httpPort(), seen().token());
        connection.timeoutMillis((int) TimeUnit.SECONDS.toMillis(WAIT_SECONDS_MAX));
        return connection;
    }

    /// Asks on a connection of its own.
    Value ask(String method, String target, String body) throws IOException {
        try (HttpConnection connection = connect()) {
            byte[] bytes = body.isEmpty() ? null : body.getBytes(StandardCharsets.UTF_8);
            connection.send(method, target, java.util.Map.of(), bytes);
            HttpReply reply = connection.receive();
            Value value = Json.parse(reply.bytes());
            if (!reply.isGood() && reply.status() != 404) {
                throw new AssertionError(method + " " + target + ": " + Json.print(value));
            }
            return value;
        }
    }

    Value get(String target) throws IOException {
        return ask("GET", target, "");
    }

    /// Reads back the store of a home in which no peer runs, and checks all of it.
    static Findings verify(Path home) {
        try (FileDisk disk = FileDisk.readOnly(Home.at(home).store())) {
            return StoreCheck.run(disk, new NodeCrypto(), true, bytes -> {});
        }
    }

    /// Ends it as a loss of power would, as far as a process can feel one.
    void kill() {
        killAll(process);
        awaitEnd();
    }

    private static void killAll(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /// SIGTERM.
    void terminate() {
        process.destroy();
    }

    /// Stops it, so that it does nothing and says nothing (SIGSTOP), or lets it go on (SIGCONT).
    void signal(String name) {
        try {
            int exit =
                    new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
            if (exit != 0) {
                throw new AssertionError("kill -" + name + " ended with " + exit);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Waits for its end and gives its exit code.
    int awaitEnd() {
        try {
            if (!process.waitFor(WAIT_SECONDS_MAX, TimeUnit.SECONDS)) {
                throw new AssertionError("process " + pid() + " does not end: " + output());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ALIVE.remove(process);
        return process.exitValue();
    }

    static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS_MAX);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + WAIT_SECONDS_MAX + " s: " + what);
            }
            LockSupport.parkNanos(2_000_000); // between looks, so that the peer gets the processor
        }
    }

    @Override
    public void close() {
        kill();
    }
}
