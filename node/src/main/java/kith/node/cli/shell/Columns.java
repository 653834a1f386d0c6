package kith.node.cli.shell;

import java.util.ArrayList;
import java.util.List;

/// Rows whose columns stand below each other, as wide as their widest text. The last column is not
/// filled up.
public final class Columns {
    private static final int GAP = 2;

    private final List<List<String>> rows = new ArrayList<>();

    public Columns row(String... texts) {
        rows.add(List.of(texts));
        return this;
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /// The lines, each with `indent` in front.
    public List<String> lines(String indent) {
        var widths = new ArrayList<Integer>();
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                int width = width(row.get(i));
                if (i == widths.size()) {
                    widths.add(width);
                } else {
                    widths.set(i, Math.max(widths.get(i), width));
                }
            }
        }
        var lines = new ArrayList<String>();
        for (List<String> row : rows) {
            lines.add(line(row, widths, indent));
        }
        return lines;
    }

    private static String line(List<String> row, List<Integer> widths, String indent) {
        var line = new StringBuilder(indent);
        for (int i = 0; i < row.size(); i++) {
            line.append(row.get(i));
            if (i + 1 < row.size()) {
                line.append(" ".repeat(widths.get(i) - width(row.get(i)) + GAP));
            }
        }
        return line.toString().stripTrailing();
    }

    /// How many characters are seen: a colour has none.
    private static int width(String text) {
        int width = 0;
        boolean escape = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            escape |= c == '\u001b';
            width += escape || Character.isLowSurrogate(c) ? 0 : 1;
            escape &= c != 'm';
        }
        return width;
    }
}
