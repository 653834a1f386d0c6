package kith.node.cli.peer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import kith.node.Home;
import kith.node.Running;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Columns;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Option;
import kith.node.cli.shell.Terminal;
import kith.node.cli.shell.Waiting;

/// `kith up --detach`: the same as `kith up` in a process of its own. This waits until it is ready,
/// or shows what it printed.
final class Detached {
    private final Home home;
    private final Terminal terminal;

    Detached(Home home, Terminal terminal) {
        this.home = home;
        this.terminal = terminal;
    }

    int start(Call call, boolean needsToken) throws IOException, InterruptedException {
        PeerProcess process = PeerProcess.start(home, List.of(), words(call));
        Running running;
        try (var _ = Waiting.on(terminal, "starting")) {
            running = process.awaitReady();
        }
        if (running == null) {
            return failed(process);
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

    private List<String> words(Call call) {
        var words = new ArrayList<String>();
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

    /// Shows why not: the last lines that it printed.
    private int failed(PeerProcess process) throws IOException, InterruptedException {
        int exit = PeerProcess.problem(process.exit());
        List<String> tail = process.tail();
        if (terminal.isForPrograms() && !tail.isEmpty() && isError(tail.getLast())) {
            terminal.error(tail.getLast());
            return exit;
        }
        if (terminal.isForPrograms() || tail.isEmpty()) {
            throw process.failure();
        }
        tail.forEach(terminal::note);
        return exit;
    }

    /// Whether it is what a command says to programs that went wrong.
    private static boolean isError(String line) {
        return line.startsWith("{\"error\":");
    }
}
