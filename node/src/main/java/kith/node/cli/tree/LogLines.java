package kith.node.cli.tree;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import kith.node.cli.history.Versions;
import kith.node.cli.shell.Prefix;
import kith.node.cli.shell.Shortened;
import kith.node.cli.shell.Terminal;
import kith.node.cli.shell.Terminal.Ink;
import kith.node.client.Field;
import kith.value.Value;

/// The lines of `kith log`.
///
/// ```
/// 2026-03-01 12:03:04  j5y7etky.12  groceries/milk = "2 litres"
/// 2026-03-01 12:03:09  fmns5dzg.3   groceries/eggs removed, done + 1
/// 2026-03-01 12:03:09  fmns5dzg.4   notes/today +"bread" at 12
/// 2026-03-01 12:05:40  j5y7etky.13  notes/today +120 -3 in 98 changes since 12:03:20
/// ```
///
/// Each keystroke may be a change of its own. Those of one author that follow each other in one
/// text are a line, as somebody would tell it, unless each is asked for.
final class LogLines {
    private static final int TIME_CHARS = 19;
    private static final int DAY_CHARS = 10;
    private static final int SEQ_CHARS = 4;
    private static final int VALUE_CHARS = 60;
    private static final String UNDONE = ".undone/";

    private final Terminal terminal;
    private final boolean each;
    private final Typing typing = new Typing();

    LogLines(Terminal terminal, boolean each) {
        this.terminal = terminal;
        this.each = each;
    }

    void take(Field change) {
        boolean typed = !each && marks(change).isEmpty() && Typing.is(change);
        if (typed && typing.goesOn(change)) {
            typing.add(change);
            return;
        }
        endTyping();
        if (typed) {
            typing.add(change);
        } else {
            show(change, change.at("lost").flag() ? "" : what(change));
        }
    }

    private void endTyping() {
        Field change = typing.newest();
        if (change != null) {
            boolean several = typing.count() > 1;
            String since = several ? time(typing.oldest()) : "";
            boolean sameDay = several && time(change).startsWith(since.substring(0, DAY_CHARS));
            String from = sameDay ? since.substring(DAY_CHARS + 1) : since;
            show(change, several ? typing.inSum() + " since " + from : what(change));
            typing.clear();
        }
    }

    private void show(Field change, String what) {
        String who = Prefix.shown(change.at("author").text());
        String seq = Long.toString(change.at("seq").number());
        String gap = " ".repeat(Math.max(1, SEQ_CHARS - seq.length()));
        String line = who + '.' + seq + gap + ' ' + what;
        int width =
                terminal.outIsTerminal() ? terminal.width() - TIME_CHARS - 2 : Integer.MAX_VALUE;
        String marks = marks(change);
        String shown =
                Shortened.text(
                        Shortened.name(line.stripTrailing()), Math.max(0, width - marks.length()));
        terminal.line(terminal.paint(Ink.DIM, time(change)) + "  " + shown + painted(marks));
    }

    /// At the end; `more`: there are more than were asked for.
    void end(boolean more) {
        endTyping();
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
        if (change.at("pruned").flag()) {
            return "pruned: what it did is not known any more";
        }
        var out = new StringBuilder();
        long told = 0;
        for (Field edit : change.at("edits").items()) {
            String shown = edit(edit);
            out.append(out.isEmpty() || shown.isEmpty() ? "" : ", ").append(shown);
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
        if (path.startsWith(UNDONE)) {
            return undone(edit);
        }
        return switch (edit.at("op").text()) {
            case "set" -> at + "= " + value(edit);
            case "add" -> at + added(edit.at("value").number());
            case "insert" -> at + "with " + value(edit);
            case "take" -> at + "without " + value(edit);
            case "remove", "unset" -> path.isEmpty() ? "everything removed" : at + "removed";
            case "zero" -> at + "counts from 0";
            case "notice" -> "a record of Kith's own";
            case "splice" -> at + spliced(edit);
            case "move" -> at + moved(edit.at("value"));
            default -> at + edit.at("op").text();
        };
    }

    /// A note of Kith's: which change this one takes back, or does again.
    private static String undone(Field edit) {
        List<String> note = edit.at("value").texts();
        if (note.size() != 2) {
            return ""; // it is taken away at once: it is for the log only
        }
        boolean again = note.getFirst().equals("redo");
        return (again ? "does again what was taken back by " : "takes back ")
                + Versions.shown(note.getLast());
    }

    private static String spliced(Field edit) {
        Field value = edit.at("value");
        if (!value.isThere()) {
            return "edited, " + edit.at("bytes").number() + " bytes";
        }
        long deleted = value.at("delete").number();
        Value inserted = value.at("insert").orEmpty();
        boolean isNothing =
                inserted instanceof Value.Text(String text)
                        ? text.isEmpty()
                        : inserted instanceof Value.Array array && array.size() == 0;
        String in = isNothing && deleted > 0 ? "" : "+" + Shortened.value(inserted, VALUE_CHARS);
        String out = deleted == 0 ? "" : "-" + deleted;
        String gap = in.isEmpty() || out.isEmpty() ? "" : " ";
        return out + gap + in + " at " + value.at("at").number();
    }

    private static String moved(Field value) {
        return "moved from " + value.at("from").number() + " to " + value.at("to").number();
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
