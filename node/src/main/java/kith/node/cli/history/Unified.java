package kith.node.cli.history;

import java.util.List;
import kith.lang.Difference;
import kith.lang.Difference.Lines;
import kith.node.cli.shell.Shortened;
import kith.node.cli.shell.Terminal;
import kith.node.cli.shell.Terminal.Ink;

/// The difference of two texts by lines, as `diff -u` shows it (POSIX, *diff*, unified context).
///
/// ```
/// --- notes/today  before the meeting
/// +++ notes/today  now
/// @@ -1,2 +1,3 @@
///  shopping
/// -milk
/// +milk, 2 litres
/// +bread
/// ```
final class Unified {
    /// Lines that are shown around what differs.
    private static final int CONTEXT = 3;

    private final Terminal terminal;
    private final List<String> from;
    private final List<String> to;
    private final List<Lines> changes;

    Unified(Terminal terminal, String from, String to) {
        this.terminal = terminal;
        this.from = Difference.cutLines(from);
        this.to = Difference.cutLines(to);
        this.changes = Difference.lines(from, to);
    }

    void show(String fromName, String toName) {
        terminal.line(terminal.paint(Ink.BOLD, "--- " + Shortened.name(fromName)));
        terminal.line(terminal.paint(Ink.BOLD, "+++ " + Shortened.name(toName)));
        for (int first = 0; first < changes.size(); ) {
            int end = first + 1;
            while (end < changes.size() && near(changes.get(end - 1), changes.get(end))) {
                end++;
            }
            hunk(changes.subList(first, end));
            first = end;
        }
    }

    private static boolean near(Lines one, Lines next) {
        return next.fromLine() - one.fromEnd() <= 2 * CONTEXT;
    }

    private void hunk(List<Lines> parts) {
        Lines first = parts.getFirst();
        Lines last = parts.getLast();
        int before = Math.min(CONTEXT, first.fromLine());
        int behind = Math.min(CONTEXT, from.size() - last.fromEnd());
        int start = first.fromLine() - before;
        int end = last.fromEnd() + behind;
        int toStart = first.toLine() - before;
        int toEnd = last.toEnd() + behind;
        String head = "@@ -" + range(start, end) + " +" + range(toStart, toEnd) + " @@";
        terminal.line(terminal.paint(Ink.DIM, head));
        int at = start;
        for (Lines part : parts) {
            lines(' ', from.subList(at, part.fromLine()));
            lines('-', from.subList(part.fromLine(), part.fromEnd()));
            lines('+', to.subList(part.toLine(), part.toEnd()));
            at = part.fromEnd();
        }
        lines(' ', from.subList(at, end));
    }

    /// Counted from 1; of no lines, the one before.
    private static String range(int start, int end) {
        int count = end - start;
        return (count == 0 ? start : start + 1) + (count == 1 ? "" : "," + count);
    }

    private void lines(char sign, List<String> lines) {
        for (String line : lines) {
            boolean ended = line.endsWith("\n");
            String text =
                    sign + Shortened.name(ended ? line.substring(0, line.length() - 1) : line);
            terminal.line(
                    switch (sign) {
                        case '-' -> terminal.paint(Ink.RED, text);
                        case '+' -> terminal.paint(Ink.GREEN, text);
                        default -> text;
                    });
            if (!ended) {
                terminal.line(terminal.paint(Ink.DIM, "\\ no line feed at the end"));
            }
        }
    }
}
