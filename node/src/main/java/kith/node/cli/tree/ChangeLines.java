package kith.node.cli.tree;

import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import kith.node.cli.shell.Answer;
import kith.node.cli.shell.Numbers;
import kith.node.cli.shell.Shortened;
import kith.node.cli.shell.Terminal;
import kith.node.cli.shell.Terminal.Ink;
import kith.node.client.Field;
import kith.value.Value;

/// The lines of `kith watch`, and what was seen last.
///
/// ```
/// 12:03:04  groceries/milk  "2 litres"
/// 12:03:09  groceries/eggs  removed
/// ```
final class ChangeLines {
    private static final int CLOCK_CHARS = 8;

    private final Terminal terminal;
    private final String address;
    private Value.Array version = Value.Array.EMPTY;
    private long cells;
    private boolean begun;
    private boolean lost;

    ChangeLines(Terminal terminal, String address) {
        this.terminal = terminal;
        this.address = address;
    }

    /// The version that was seen last: to go on from.
    synchronized Value.Array version() {
        return version;
    }

    /// Takes a message in; false when nobody reads the lines any more.
    synchronized boolean take(Field message) {
        if (message.at("resumed").flag()) {
            terminal.answer(event("resumed"));
            note("the peer is back; nothing was missed");
        }
        lost = false;
        if (message.at("page").isThere()) {
            page(message);
        }
        for (Field cell : message.at("changes").items()) {
            change(cell);
        }
        if (message.at("version").value() instanceof Value.Array now) {
            version = now;
        }
        terminal.flush();
        return !terminal.isCut();
    }

    /// What is there is counted and not shown.
    private void page(Field message) {
        if (message.at("first").flag()) {
            cells = 0;
        }
        for (Field cell : message.at("page").items()) {
            cells += cell.at("value").isThere() ? 1 : 0;
        }
        if (message.at("last").flag()) {
            terminal.answer(event(begun ? "begun-anew" : "watching").number("cells", cells));
            String there = Numbers.count(cells, "cell") + " at " + address;
            note(
                    begun
                            ? "watching again, " + there + "; what changed meanwhile is not shown"
                            : "watching " + there);
            begun = true;
        }
    }

    private void change(Field cell) {
        Value value = cell.at("value").value();
        boolean gone = cell.at("gone").flag();
        if (value == null && !gone) {
            return; // a cell that is there only for those below it, which have lines of their own
        }
        String path = cell.at("path").text();
        if (terminal.isForPrograms()) {
            Answer told =
                    new Answer().number("time", System.currentTimeMillis()).text("path", path);
            terminal.print(
                    (gone ? told.flag("gone", true) : told.value("value", value)).toString());
            return;
        }
        String name = Shortened.name(path.isEmpty() ? address : path);
        LocalTime time = LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS);
        String clock = time.getSecond() == 0 ? time + ":00" : time.toString();
        int left =
                terminal.outIsTerminal()
                        ? terminal.width() - CLOCK_CHARS - name.length() - 4
                        : Integer.MAX_VALUE / 4;
        String shown =
                value == null ? terminal.paint(Ink.RED, "removed") : Shortened.value(value, left);
        terminal.line(terminal.paint(Ink.DIM, clock) + "  " + name + "  " + shown);
    }

    /// What is no change, for programs.
    private static Answer event(String name) {
        return new Answer().number("time", System.currentTimeMillis()).text("event", name);
    }

    /// Said once until something comes again: a peer that is stopping may let us in once more.
    synchronized void lost() {
        if (!lost) {
            terminal.answer(event("lost"));
            note("the peer is gone; waiting for it to be started again");
        }
        lost = true;
    }

    synchronized void behind() {
        terminal.answer(event("behind"));
        note("changes came faster than they could be shown; beginning anew");
        version = Value.Array.EMPTY;
    }

    private void note(String text) {
        terminal.note(terminal.paintNote(Ink.DIM, text));
    }
}
