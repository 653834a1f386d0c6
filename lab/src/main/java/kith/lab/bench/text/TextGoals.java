package kith.lab.bench.text;

import java.util.List;
import java.util.Locale;
import kith.lab.bench.harness.Table;

/// What Kith wants to reach with texts, beside what it reaches.
///
/// Where a goal names native diamond-types, its figure is the one by ratio to Yjs in the same run.
public final class TextGoals {
    private static final double OF_NATIVE = 1.3;
    private static final double OF_FILE = 1.1;
    private static final double LIVE_MICROS = 0.6;
    private static final double LIVE_BYTES = 20;
    private static final double STREAM_MICROS = 1;
    private static final double LOAD_MILLIS = 0.5;
    private static final double OF_TEXT = 2;
    private static final double OF_WARM = 4;
    private static final double A1_MILLIS = 13;
    private static final double A1_MEGABYTES = 50;
    private static final double FRIENDS_MILLIS = 1.5;

    private final Table table = new Table("goal", "at most", "Kith", "Kith : goal");

    /// @param traces those that were measured; a goal about another is left out
    public static Table table(List<TextFigures> traces, Texts texts) {
        var goals = new TextGoals();
        for (var each : traces) {
            switch (each.trace()) {
                case "automerge-paper", "rustcode" -> goals.sequential(each, texts);
                case "A1" -> goals.history(each);
                case "friendsforever" -> goals.typing(each);
                default -> {}
            }
        }
        return goals.table;
    }

    /// How long texts are.
    public interface Texts {
        /// Megabytes of the text of a trace, a byte a character.
        double megabytes(String trace);
    }

    private void sequential(TextFigures of, Texts texts) {
        add(of, "all edits, ms", "local", OF_NATIVE * of.ofNative("local"));
        add(of, "live edit with its message, µs", "live", LIVE_MICROS);
        add(of, "its bytes", "live bytes", LIVE_BYTES);
        add(of, "a received edit, µs", "stream", STREAM_MICROS);
        add(of, "merging all, ms", "merge", OF_NATIVE * of.ofNative("merge"));
        add(of, "from file to text, ms", "load", LOAD_MILLIS);
        add(
                of,
                "file, bytes",
                TextFigures.FILE_BYTES,
                OF_FILE * NativeFigures.fileBytes(of.trace()));
        add(of, "kept after loading, MB", "memory", OF_TEXT * texts.megabytes(of.trace()));
        var kith = TextLibrary.KITH;
        add(of, "first run, all edits, ms", "cached local", OF_WARM * of.of(kith, "local"));
        add(of, "first run, load, ms", "cached load", OF_WARM * of.of(kith, "load"));
    }

    private void history(TextFigures of) {
        add(of, "merging all, ms", "merge", A1_MILLIS);
        add(of, "memory while merging, MB", "peak", A1_MEGABYTES);
    }

    private void typing(TextFigures of) {
        add(of, "merging all, ms", "merge", FRIENDS_MILLIS);
        add(of, "a keystroke of two, µs", "stream", of.of(TextLibrary.YARDSTICK, "stream"));
    }

    private void add(TextFigures of, String what, String name, double goal) {
        double kith = of.of(TextLibrary.KITH, name);
        double ratio = kith / goal;
        table.row(
                of.trace() + ": " + what,
                Table.figure(goal),
                Table.figure(kith),
                Double.isNaN(ratio) ? "–" : String.format(Locale.ROOT, "%.2f", ratio));
    }
}
