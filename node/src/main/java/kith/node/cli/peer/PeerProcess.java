package kith.node.cli.peer;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import kith.node.Home;
import kith.node.Running;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Failure;
import org.jspecify.annotations.Nullable;

/// A peer in a process of its own, which belongs to no terminal: what `kith up` is without
/// `--detach`, by the same Java and with the same options as this process.
///
/// The process must not end when the terminal is closed or when Ctrl-C is pressed in it, so it gets
/// a session of its own where the system has `setsid`, and ignores the hang-up elsewhere (`nohup`).
/// What it prints goes to a file in the home.
public final class PeerProcess {
    /// Options of the JVM that keep a peer small that has little to do: a collector without threads
    /// of its own, and the first compiler alone. A peer takes some 110 MB so, Java included.
    public static final List<String> SMALL =
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xms16m", "-Xmx64m");

    /// A large store takes a while to open; somebody waits here and can see that it goes on.
    private static final long READY_SECONDS_MAX = 600;

    private static final long READY_LOOK_MILLIS = 50;

    /// The JDK can wait for a process that is no child of this one, and looks every 300 ms.
    private static final long END_LOOK_MILLIS = 10;

    private static final int TAIL_LINES = 20;
    private static final String MAIN = "kith.node.cli.Main";

    private final Home home;
    private final Process process;
    private final Path output;

    private PeerProcess(Home home, Process process, Path output) {
        this.home = home;
        this.process = process;
        this.output = output;
    }

    /// Starts one. Of the options of the JVM the last one counts, so `jvm` may say other things
    /// than this process was told.
    ///
    /// @param words what stands behind `up`
    public static PeerProcess start(Home home, List<String> jvm, List<String> words)
            throws IOException {
        return start(home, jvm, words, Map.of());
    }

    /// The same, with something in its environment other than in ours.
    public static PeerProcess start(
            Home home, List<String> jvm, List<String> words, Map<String, String> environment)
            throws IOException {
        Path output = home.output();
        var builder =
                new ProcessBuilder(command(home, jvm, words))
                        .redirectInput(new File("/dev/null"))
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        return new PeerProcess(home, builder.start(), output);
    }

    private static List<String> command(Home home, List<String> jvm, List<String> words) {
        var command = new ArrayList<String>(ownSession());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(jvm);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
        command.addAll(List.of("--home", home.toString(), "up"));
        command.addAll(words);
        return command;
    }

    /// What stands in front of the command so that it does not end with this terminal.
    private static List<String> ownSession() {
        for (String name : List.of("setsid", "nohup")) {
            for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
                if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, name))) {
                    return List.of(Path.of(folder, name).toString());
                }
            }
        }
        return List.of();
    }

    /// What the peer says of itself once it is ready; null when its process has ended.
    public @Nullable Running awaitReady() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS_MAX);
        while (!process.waitFor(READY_LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            Running running = home.running();
            if (running != null && running.pid() == process.pid()) {
                return running;
            }
            if (System.nanoTime() > end) {
                throw Failure.of(
                        "start-late",
                        "process " + process.pid() + " was started and is not ready yet",
                        "It goes on. Look at kith.log and up.out in " + home + '.');
            }
        }
        return null;
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    /// The exit code of one that has ended.
    int exit() throws InterruptedException {
        return process.waitFor();
    }

    /// The last lines that it printed.
    List<String> tail() throws IOException {
        List<String> lines = Files.readAllLines(output);
        return lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size());
    }

    /// One that has ended instead of being ready.
    public Failure failure() throws IOException, InterruptedException {
        int exit = exit();
        return new Failure(
                "start-failed",
                "the peer ended at once, with exit code " + exit,
                String.join("\n", tail()),
                problem(exit));
    }

    /// An end in order is a problem, too, for who waits for a peer.
    static int problem(int exit) {
        return exit == Exit.OK ? Exit.PROBLEM : exit;
    }

    /// Waits until the process of a peer is gone; false when it is still there at that moment.
    public static boolean ends(Running running, long endNanos) throws InterruptedException {
        while (running.lives()) {
            if (System.nanoTime() > endNanos) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(END_LOOK_MILLIS);
        }
        return true;
    }
}
