package kith.node.cli.shell;

import java.util.ArrayList;
import java.util.List;

/// The help, made from what a command says of itself.
public final class Manual {
    private static final int WIDTH_MAX = 100;
    private static final int GAP = 2;

    private final Terminal terminal;
    private final int width;

    public Manual(Terminal terminal) {
        this.terminal = terminal;
        this.width = Math.min(terminal.width(), WIDTH_MAX);
    }

    /// One command.
    public void show(Spec spec) {
        terminal.answer(spec.answer());
        terminal.line(
                terminal.paint(Terminal.Ink.BOLD, "kith " + spec.name()) + ": " + spec.summary());
        terminal.line("");
        wrapped(spec.usage(), "  ", "      ");
        terminal.line("");
        paragraphs(spec.text().strip());
        title(spec.examples().size() == 1 ? "Example" : "Examples");
        for (String example : spec.examples()) {
            terminal.line("  " + example);
        }
        if (!spec.options().isEmpty()) {
            terminal.line("");
            title("Options");
            options(spec.options());
        }
        terminal.line("");
        title("Options of every command");
        options(Spec.GLOBAL);
    }

    private void paragraphs(String text) {
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf("\n\n", start);
            end = end < 0 ? text.length() : end;
            wrapped(text.substring(start, end).replace('\n', ' '), "", "");
            terminal.line("");
            start = end + 2;
        }
    }

    public void title(String text) {
        terminal.line(terminal.paint(Terminal.Ink.BOLD, text));
    }

    private void options(List<Option> options) {
        var left = new ArrayList<String>();
        var right = new ArrayList<String>();
        for (Option option : options) {
            String name = "--" + option.name();
            left.add(option.takesValue() ? name + " " + option.value() : name);
            right.add(option.text());
        }
        twoColumns(left, right);
    }

    /// Names to the left, what they mean to the right.
    public void twoColumns(List<String> left, List<String> right) {
        int widest = 0;
        for (String text : left) {
            widest = Math.max(widest, text.length());
        }
        for (int i = 0; i < left.size(); i++) {
            String first = "  " + left.get(i) + " ".repeat(widest - left.get(i).length() + GAP);
            wrapped(right.get(i), first, " ".repeat(first.length()));
        }
    }

    /// Prints words in lines no longer than the terminal; `first` stands before the first line and
    /// `more` before the others.
    public void wrapped(String text, String first, String more) {
        var line = new StringBuilder(first);
        boolean empty = true;
        for (String word : text.strip().split(" ")) {
            if (!empty && line.length() + 1 + word.length() > width) {
                terminal.line(line.toString());
                line = new StringBuilder(more);
                empty = true;
            }
            line.append(empty ? "" : " ").append(word);
            empty = false;
        }
        terminal.line(line.toString());
    }
}
