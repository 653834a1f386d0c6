package kith.node.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import kith.node.Home;
import kith.node.cli.shell.Terminal;

/// A line as somebody types it, and what comes of it.
record Typed(int exit, String out, String err) {
    /// Runs `kith --home … words`.
    static Typed at(Home home, String... words) {
        var all = new ArrayList<>(List.of("--home", home.folder().toString()));
        all.addAll(List.of(words));
        return of(all);
    }

    static Typed of(List<String> words) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var terminal =
                new Terminal(
                        new PrintStream(out, false, StandardCharsets.UTF_8),
                        new PrintStream(err, false, StandardCharsets.UTF_8),
                        false,
                        false,
                        false,
                        80);
        int exit = Main.run(words, terminal);
        terminal.flush();
        return new Typed(
                exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /// What it printed, when it went well.
    String good() {
        if (exit != 0) {
            throw new AssertionError("exit code " + exit + ": " + err + out);
        }
        return out;
    }
}
