package kith.node.cli.history;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import kith.node.cli.shell.Shortened;
import kith.node.client.Field;
import kith.value.Value;

/// What a change says of itself, in words: when it was, and what it did.
public final class EditWords {
    /// How long a time is.
    public static final int TIME_CHARS = 19;

    private static final int VALUE_CHARS = 60;
    private static final String UNDONE = ".undone/";

    private EditWords() {}

    /// By the clock of its author; blank where that is not known.
    public static String time(Field change) {
        if (!change.at("time").isThere()) {
            return " ".repeat(TIME_CHARS);
        }
        Instant at = Instant.ofEpochMilli(change.at("time").number());
        LocalDateTime time = LocalDateTime.ofInstant(at, ZoneId.systemDefault());
        String clock = time.truncatedTo(ChronoUnit.SECONDS).toString().replace('T', ' ');
        return time.getSecond() == 0 ? clock + ":00" : clock;
    }

    /// What a change did, in a line.
    public static String of(Field change) {
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
