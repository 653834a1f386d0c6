package kith.node.cli.peer;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import kith.node.Home;
import kith.node.Running;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Columns;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Failure;
import kith.node.cli.shell.Option;
import kith.node.cli.shell.Terminal;
import kith.node.cli.shell.Waiting;
import org.jspecify.annotations.Nullable;

/// `kith up --detach`: the same as `kith up` in a process of its own, which belongs to no terminal.
///
/// The process must not end when the terminal is closed or when Ctrl-C is pressed in it, so it gets
/// a session of its own where the system has `setsid`, and ignores the hang-up elsewhere (`nohup`).
/// What it prints goes to a file in the home; this waits until it is ready, or shows that file.
final class Detached {
    /// A large store takes a while to open; somebody waits here and can see that it goes on.
    private static final long READY_SECONDS_MAX = 600;

    private static final long LOOK_MILLIS = 50;
    private static final int TAIL_LINES = 20;
    private static final String MAIN = "kith.node.cli.Main";

    private final Home home;
    private final Terminal terminal;

    Detached(Home home, Terminal terminal) {
        this.home = home;
        this.terminal = terminal;
    }

    int start(Call call, boolean needsToken) throws IOException, InterruptedException {
        Path output = home.output();
        Process process =
                new ProcessBuilder(command(call))
                        .redirectInput(new File("/dev/null"))
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        Running running;
        try (var _ = Waiting.on(terminal, "starting")) {
            running = await(process);
        }
        if (running == null) {
            return failed(process.waitFor(), output);
        }
        terminal.answer(UpCommand.ready(running.peer(), running.url(), home, running.pid()));
        var rows = new Columns();
        rows.row("peer", running.peer());
        rows.row("http", running.url());
        new ConsoleLink(home, running.url(), needsToken).addTo(rows, terminal);
        rows.row("home", home.toString());
        rows.lines("").forEach(terminal::line);
        terminal.lineNow("ready, process " + running.pid() + " (kith down stops it)");
        return Exit.OK;
    }

    private List<String> command(Call call) {
        var words = new ArrayList<String>(ownSession());
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
        words.addAll(List.of("--home", home.toString(), "up"));
        if (terminal.isForPrograms()) {
            words.add("--json");
        }
        for (Option option : UpCommand.options()) {
            for (String value : option.takesValue() ? call.all(option.name()) : List.<String>of()) {
                words.addAll(List.of("--" + option.name(), value));
            }
        }
        return words;
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
    private @Nullable Running await(Process process) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS_MAX);
        while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
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

    /// Shows why not: the last lines that it printed.
    private int failed(int exit, Path output) throws IOException {
        List<String> lines = Files.readAllLines(output);
        List<String> tail = lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size());
        if (terminal.isForPrograms() && !tail.isEmpty() && isError(tail.getLast())) {
            terminal.error(tail.getLast());
            return exit;
        }
        if (terminal.isForPrograms() || lines.isEmpty()) {
            throw new Failure(
                    "start-failed",
                    "the peer ended at once, with exit code " + exit,
                    String.join("\n", tail),
                    exit == Exit.OK ? Exit.PROBLEM : exit);
        }
        tail.forEach(terminal::note);
        return exit == Exit.OK ? Exit.PROBLEM : exit;
    }

    /// Whether it is what a command says to programs that went wrong.
    private static boolean isError(String line) {
        return line.startsWith("{\"error\":");
    }
}
