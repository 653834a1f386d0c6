package kith.node.cli.debug;

import java.io.IOException;
import java.util.List;
import kith.node.cli.history.EditWords;
import kith.node.cli.history.Versions;
import kith.node.cli.shell.Answer;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Columns;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Failure;
import kith.node.cli.shell.Shortened;
import kith.node.cli.shell.Terminal;
import kith.node.cli.shell.Terminal.Ink;
import kith.node.client.Field;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;
import kith.node.client.Target;
import kith.value.Value;

/// `kith debug why`: the changes behind what a cell shows.
///
/// ```
/// tasks/milk shows "oat"; 1 more lives there
///   shown     2026-11-21 22:43:06  kbdwmyln.3  milk = "oat"
///   beside    2026-11-21 22:43:05  htfbjneh.1  milk = "2 litres"  concurrent
///   replaced  2026-11-21 22:40:12  kbdwmyln.2  milk = "1 litre"   by kbdwmyln.3
/// ```
final class Why {
    private static final int VALUE_CHARS = 60;

    private Why() {}

    static int about(Call call, PeerClient peer) throws IOException, PeerRefusal {
        String address = call.argument(1);
        long limit = call.number("limit", DebugCommand.CHANGES, 1, DebugCommand.CHANGES_MAX);
        Value told = peer.read(Target.of(address, "why&limit=" + limit));
        var why = new Field(told);
        List<Field> changes = why.at("changes").items();
        if (changes.isEmpty() && why.at("standings").items().isEmpty()) {
            throw Failure.of(
                    "not-found",
                    "nothing was ever written at " + address + ", as far as this peer knows",
                    "What there is: kith status");
        }
        call.terminal().answer(new Answer().text("address", address).all(told));
        show(call.terminal(), address, why, changes);
        return Exit.OK;
    }

    private static void show(Terminal terminal, String address, Field why, List<Field> changes) {
        List<Field> standings = why.at("standings").items();
        terminal.line(terminal.paint(Ink.BOLD, address) + ' ' + shown(standings));
        var rows = new Columns();
        for (Field change : changes) {
            rows.row(
                    role(terminal, change.at("role").text()),
                    EditWords.time(change),
                    Versions.shown(change.at("id").text()),
                    Shortened.name(EditWords.of(change)),
                    relation(change));
        }
        rows.lines("  ").forEach(terminal::line);
        if (why.at("next").isThere()) {
            terminal.note("… and older ones: --limit N shows N");
        }
    }

    private static String shown(List<Field> standings) {
        if (standings.isEmpty()) {
            return "shows nothing";
        }
        Value value = standings.getFirst().at("value").value();
        String first = value == null ? "shows cells below it" : "shows " + text(value);
        int more = standings.size() - 1;
        return more == 0 ? first : first + "; " + more + " more " + lives(more) + " there";
    }

    private static String lives(int count) {
        return count == 1 ? "lives" : "live";
    }

    private static String text(Value value) {
        return Shortened.value(value, VALUE_CHARS);
    }

    private static String role(Terminal terminal, String role) {
        return switch (role) {
            case "shown", "part" -> terminal.paint(Ink.GREEN, role);
            case "beside", "void", "lost" -> terminal.paint(Ink.YELLOW, role);
            default -> terminal.paint(Ink.DIM, role);
        };
    }

    private static String relation(Field change) {
        String by = change.at("replacedBy").text();
        String replaced = by.isEmpty() ? "" : "by " + Versions.shown(by);
        String apart = change.at("concurrent").flag() ? "concurrent" : "";
        return replaced + (replaced.isEmpty() || apart.isEmpty() ? "" : ", ") + apart;
    }
}
