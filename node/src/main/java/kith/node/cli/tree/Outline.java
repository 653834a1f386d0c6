package kith.node.cli.tree;

import java.io.IOException;
import kith.node.cli.shell.Shortened;
import kith.node.cli.shell.Terminal;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// Shows cells below each other, each level two spaces further in.
///
/// ```
/// groceries
///   milk  "2 litres"
///   eggs  12
/// people  … 14 below
/// ```
final class Outline {
    private static final String INDENT = "  ";

    /// After so many lines it looks whether anybody still reads, which flushes them.
    private static final int LINES_EACH = 500;

    private final Terminal terminal;
    private boolean printed;

    Outline(Terminal terminal) {
        this.terminal = terminal;
    }

    /// Shows all items; false when there was none.
    boolean show(JsonItems items) throws IOException {
        int shown = 0;
        for (Value item = items.next(); item != null; item = items.next()) {
            if (item instanceof Value.Obj cell
                    && cell.find("path") instanceof Value.Text(String path)) {
                shown++;
                line(path, cell);
            }
            if (shown % LINES_EACH == LINES_EACH - 1 && terminal.isCut()) {
                return true;
            }
        }
        if (shown == 1 && !printed) {
            terminal.line(terminal.paint(Terminal.Ink.DIM, "(nothing below)"));
        }
        return shown > 0;
    }

    private void line(String path, Value.Obj cell) {
        Value value = cell.find("value");
        int level = path.isEmpty() ? 0 : 1 + slashes(path);
        String indent = INDENT.repeat(Math.max(0, level - 1));
        String name = Shortened.name(path.substring(path.lastIndexOf('/') + 1));
        if (path.isEmpty() && cell.find("slot") instanceof Value.Text(String slot)) {
            if (slot.equals("text") && value instanceof Value.Text(String text)) {
                printed = true;
                terminal.line(text.endsWith("\n") ? text.substring(0, text.length() - 1) : text);
                return;
            }
        }
        if (path.isEmpty() && value == null && below(cell).isEmpty()) {
            return; // the top itself is not named: the user has just done that
        }
        printed = true;
        String shown = value == null ? below(cell) : value(value, indent.length() + name.length());
        String gap = name.isEmpty() || shown.isEmpty() ? "" : INDENT;
        boolean contested = cell.find("contested") != null;
        String more = contested ? terminal.paint(Terminal.Ink.YELLOW, "  (conflicts)") : "";
        String painted = value == null ? terminal.paint(Terminal.Ink.BOLD, name) : name;
        terminal.line(indent + painted + gap + shown + more);
    }

    private String value(Value value, int taken) {
        int width = terminal.outIsTerminal() ? terminal.width() - taken - 2 : Integer.MAX_VALUE / 4;
        return Shortened.value(value, width);
    }

    private String below(Value.Obj cell) {
        boolean cut = cell.find("cut") != null;
        @Nullable Value children = cell.find("children");
        if (cut && children instanceof Value.Int(long count)) {
            return terminal.paint(Terminal.Ink.DIM, "… " + count + " below");
        }
        return "";
    }

    private static int slashes(String path) {
        int count = 0;
        for (int i = 0; i < path.length(); i++) {
            count += path.charAt(i) == '/' ? 1 : 0;
        }
        return count;
    }
}
