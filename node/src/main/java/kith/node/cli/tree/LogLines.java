package kith.node.cli.tree;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import kith.node.cli.shell.Prefix;
import kith.node.cli.shell.Shortened;
import kith.node.cli.shell.Terminal;
import kith.node.cli.shell.Terminal.Ink;
import kith.node.client.Field;
import kith.value.Value;

/// The lines of `kith log`.
///
/// ```
/// 2026-03-01 12:03:04  j5y7etky 12  groceries/milk = "2 litres"
/// 2026-03-01 12:03:09  fmns5dzg 3   groceries/eggs removed, done + 1
/// ```
final class LogLines {
    private static final int TIME_CHARS = 19;
    private static final int SEQ_CHARS = 5;
    private static final int VALUE_CHARS = 60;

    private final Terminal terminal;

    LogLines(Terminal terminal) {
        this.terminal = terminal;
    }

    void take(Field change) {
        String who = Prefix.shown(change.at("author").text());
        String seq = Long.toString(change.at("seq").number());
        String gap = " ".repeat(Math.max(1, SEQ_CHARS - seq.length()));
        String line = who + ' ' + seq + gap + ' ' + (change.at("lost").flag() ? "" : what(change));
        int width =
                terminal.outIsTerminal() ? terminal.width() - TIME_CHARS - 2 : Integer.MAX_VALUE;
        String marks = marks(change);
        String shown = Shortened.text(line.stripTrailing(), Math.max(0, width - marks.length()));
        terminal.line(terminal.paint(Ink.DIM, time(change)) + "  " + shown + painted(marks));
    }

    /// At the end of a page; `more`: there are more than were asked for.
    void end(boolean more) {
        terminal.flush();
        if (more) {
            terminal.note(terminal.paintNote(Ink.DIM, "… and more: --limit N shows N, 0 all"));
        }
    }

    private String painted(String marks) {
        return marks.isEmpty() ? "" : terminal.paint(Ink.RED, marks);
    }

    private static String marks(Field change) {
        String marks = change.at("lost").flag() ? "  lost: not on this disk any more" : "";
        marks += change.at("void").flag() ? "  void" : "";
        return marks + (change.at("branch").isThere() ? "  on a branch of a fork" : "");
    }

    private static String time(Field change) {
        if (!change.at("time").isThere()) {
            return " ".repeat(TIME_CHARS);
        }
        Instant at = Instant.ofEpochMilli(change.at("time").number());
        LocalDateTime time = LocalDateTime.ofInstant(at, ZoneId.systemDefault());
        String clock = time.truncatedTo(ChronoUnit.SECONDS).toString().replace('T', ' ');
        return time.getSecond() == 0 ? clock + ":00" : clock;
    }

    private static String what(Field change) {
        var out = new StringBuilder();
        long told = 0;
        for (Field edit : change.at("edits").items()) {
            out.append(out.isEmpty() ? "" : ", ").append(edit(edit));
            told++;
        }
        long more = change.at("ops").number() - told;
        if (more > 0) {
            out.append(out.isEmpty() ? "" : ", ").append("… ").append(more).append(" more");
        }
        return out.toString();
    }

    private static String edit(Field edit) {
        String path = edit.at("path").text();
        String at = path.isEmpty() ? "" : path + ' ';
        return switch (edit.at("op").text()) {
            case "set" -> at + "= " + value(edit);
            case "add" -> at + added(edit.at("value").number());
            case "insert" -> at + "with " + value(edit);
            case "take" -> at + "without " + value(edit);
            case "remove", "unset" -> path.isEmpty() ? "everything removed" : at + "removed";
            case "zero" -> at + "counts from 0";
            case "notice" -> "a record about members";
            default -> at + edit.at("op").text();
        };
    }

    private static String added(long delta) {
        return delta < 0 ? "- " + Long.toString(delta).substring(1) : "+ " + delta;
    }

    private static String value(Field edit) {
        Value value = edit.at("value").value();
        return value == null
                ? "… " + edit.at("bytes").number() + " bytes"
                : Shortened.value(value, VALUE_CHARS);
    }
}
