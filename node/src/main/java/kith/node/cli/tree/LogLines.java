package kith.node.cli.tree;

import kith.node.cli.history.EditWords;
import kith.node.cli.shell.Prefix;
import kith.node.cli.shell.Shortened;
import kith.node.cli.shell.Terminal;
import kith.node.cli.shell.Terminal.Ink;
import kith.node.client.Field;

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
    private static final int DAY_CHARS = 10;
    private static final int SEQ_CHARS = 4;

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
            show(change, change.at("lost").flag() ? "" : EditWords.of(change));
        }
    }

    private void endTyping() {
        Field change = typing.newest();
        if (change != null) {
            boolean several = typing.count() > 1;
            String since = several ? EditWords.time(typing.oldest()) : "";
            boolean sameDay =
                    several && EditWords.time(change).startsWith(since.substring(0, DAY_CHARS));
            String from = sameDay ? since.substring(DAY_CHARS + 1) : since;
            show(change, several ? typing.inSum() + " since " + from : EditWords.of(change));
            typing.clear();
        }
    }

    private void show(Field change, String what) {
        String who = Prefix.shown(change.at("author").text());
        String seq = Long.toString(change.at("seq").number());
        String gap = " ".repeat(Math.max(1, SEQ_CHARS - seq.length()));
        String line = who + '.' + seq + gap + ' ' + what;
        int width =
                terminal.outIsTerminal()
                        ? terminal.width() - EditWords.TIME_CHARS - 2
                        : Integer.MAX_VALUE;
        String marks = marks(change);
        String shown =
                Shortened.text(
                        Shortened.name(line.stripTrailing()), Math.max(0, width - marks.length()));
        terminal.line(
                terminal.paint(Ink.DIM, EditWords.time(change)) + "  " + shown + painted(marks));
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
}
