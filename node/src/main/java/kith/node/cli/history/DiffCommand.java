package kith.node.cli.history;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import kith.lang.Difference;
import kith.node.cli.shell.Answer;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Connected;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Shortened;
import kith.node.cli.shell.Spec;
import kith.node.cli.shell.Terminal;
import kith.node.cli.shell.Terminal.Ink;
import kith.node.cli.shell.Waiting;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// `kith diff`: what differs at an address between two versions.
public final class DiffCommand extends Connected {
    private static final int VALUE_CHARS = 60;

    @Override
    public Spec spec() {
        return new Spec(
                "diff",
                List.of("ADDRESS", "VERSION", "[VERSION]"),
                List.of(),
                "shows what differs between two versions",
                """
                A version is an id as `kith log` tells it with --json, or several with commas
                between, or a name that was given with `kith name`. Without a second one it is
                compared with what is there now.

                Of texts the lines that differ are shown, of all else what each cell was and is.
                """,
                List.of("kith diff tasks 'before the meeting'"));
    }

    @Override
    protected int run(Call call, PeerClient peer) throws IOException, PeerRefusal {
        String address = call.argument(0);
        String before = Versions.given(call.argument(1));
        String after = Versions.given(call.argumentOrNull(2));
        Map<String, Value.Obj> from;
        Map<String, Value.Obj> to;
        try (var _ = Waiting.on(call.terminal(), "reading the log")) {
            from = Versions.cells(peer, address, before);
            to = Versions.cells(peer, address, after);
        }
        var paths = new TreeSet<String>(from.keySet());
        paths.addAll(to.keySet());
        for (String path : paths) {
            var cell = new Cell(address, path, from.get(path), to.get(path));
            if (!cell.isSame()) {
                show(call.terminal(), cell, name(before), after.isEmpty() ? "now" : name(after));
            }
        }
        return Exit.OK;
    }

    /// An id is long, and most of it the author.
    private static String name(String version) {
        return Shortened.text(version, VALUE_CHARS);
    }

    private record Cell(
            String address, String path, Value.@Nullable Obj from, Value.@Nullable Obj to) {
        private static @Nullable Value value(Value.@Nullable Obj of) {
            return of == null ? null : of.find("value");
        }

        boolean isSame() {
            Value before = value(from);
            return before != null && before.equals(value(to));
        }

        /// What it is as a text; null when it is something else.
        private static @Nullable String text(Value.@Nullable Obj of) {
            boolean text =
                    of != null
                            && of.find("slot") instanceof Value.Text(String slot)
                            && slot.equals("text");
            return text && value(of) instanceof Value.Text(String value) ? value : null;
        }

        /// Text on both sides, or on one and nothing on the other.
        boolean isText() {
            boolean was = from == null || text(from) != null;
            return was && (to == null || text(to) != null);
        }

        String before() {
            String text = text(from);
            return text == null ? "" : text;
        }

        String after() {
            String text = text(to);
            return text == null ? "" : text;
        }

        String name() {
            return path.isEmpty() ? address : path;
        }
    }

    private static void show(Terminal terminal, Cell cell, String before, String after) {
        if (terminal.isForPrograms()) {
            terminal.print(json(cell).toString());
        } else if (cell.isText()) {
            new Unified(terminal, cell.before(), cell.after())
                    .show(cell.name() + "  " + before, cell.name() + "  " + after);
        } else {
            String from = shown(Cell.value(cell.from()));
            String to = shown(Cell.value(cell.to()));
            terminal.line(
                    Shortened.name(cell.name())
                            + "  "
                            + terminal.paint(Ink.RED, from)
                            + " → "
                            + terminal.paint(Ink.GREEN, to));
        }
    }

    private static String shown(@Nullable Value value) {
        return value == null ? "nothing" : Shortened.value(value, VALUE_CHARS);
    }

    private static Answer json(Cell cell) {
        var answer = new Answer().text("path", cell.path());
        if (cell.isText()) {
            var edits = new ArrayList<Value>();
            for (Difference.Edit edit : Difference.between(cell.before(), cell.after())) {
                edits.add(
                        new Answer()
                                .number("at", edit.at())
                                .number("delete", edit.delete())
                                .text("insert", edit.insert())
                                .object());
            }
            return answer.value("edits", Value.Array.of(edits));
        }
        return answer.value("before", Cell.value(cell.from()))
                .value("after", Cell.value(cell.to()));
    }
}
