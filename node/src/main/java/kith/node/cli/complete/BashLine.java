package kith.node.cli.complete;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// A line of bash up to the cursor, taken apart into words as bash does it, and words written so
/// that bash reads them back as they are.
///
/// **The problem.** Bash replaces the text from some place to the cursor by what it is given, and
/// that place is not where the word begins: it is behind the quotation mark that is still open, or
/// else behind the last character of `COMP_WORDBREAKS` that is not quoted, of which `@`, `:` and
/// `=` are some. What was given is inserted as it is; so a name such as `$(reboot)` has to be
/// quoted here, in the way that fits the quotation mark that is open.
///
/// Source: *Bash Reference Manual*, sections 3.1.2 (Quoting) and 8.6 (Programmable Completion); the
/// rule for the place is that of readline.
final class BashLine {
    /// How the text at the cursor is quoted.
    private enum Quote {
        NONE,
        SINGLE,
        DOUBLE,
        ANSI
    }

    /// Beside letters and digits, what needs no quoting anywhere in a word.
    private static final String PLAIN = "-_./:=@%+,";

    /// What a backslash quotes within double quotation marks.
    private static final String IN_DOUBLE = "\"\\$`";

    /// What follows a backslash in `$'…'`, and what it means.
    private static final String ANSI_NAMES = "abefnrtv\\'\"?";

    private static final String ANSI_VALUES = "\u0007\b\u001b\f\n\r\t\u000b\\'\"?";

    private final String line;
    private final String breaks;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private Quote quote = Quote.NONE;
    private boolean begun;
    private int at;

    /// Where in the value of the last word bash replaces it.
    private int anchor;

    BashLine(String line, String breaks) {
        this.line = line;
        this.breaks = breaks;
        while (at < line.length()) {
            char c = line.charAt(at++);
            switch (quote) {
                case NONE -> plain(c);
                case SINGLE -> single(c);
                case DOUBLE -> doubled(c);
                case ANSI -> ansi(c);
            }
        }
        words.add(word.toString());
    }

    /// The words without their quoting, that of the program first; the last one may be empty.
    List<String> words() {
        return words;
    }

    private void plain(char c) {
        char next = at < line.length() ? line.charAt(at) : 0;
        if (c == ' ' || c == '\t' || c == '\n') {
            if (begun) {
                words.add(word.toString());
            }
            word.setLength(0);
            begun = false;
            anchor = 0;
            return;
        }
        begun = true;
        if (c == '\\') {
            if (at < line.length()) {
                word.append(next);
                at++;
            }
        } else if (c == '\'' || c == '"') {
            quote = c == '"' ? Quote.DOUBLE : Quote.SINGLE;
            open();
        } else if (c == '$' && next == '\'') {
            at++;
            quote = Quote.ANSI;
            open();
        } else {
            word.append(c);
            anchor = breaks.indexOf(c) >= 0 ? word.length() : anchor;
        }
    }

    private int before;

    /// While a quotation mark is open, what is behind it is replaced; when it is closed, it no
    /// longer counts.
    private void open() {
        before = anchor;
        anchor = word.length();
    }

    private void close() {
        quote = Quote.NONE;
        anchor = before;
    }

    private void single(char c) {
        if (c == '\'') {
            close();
        } else {
            word.append(c);
        }
    }

    private void doubled(char c) {
        if (c == '"') {
            close();
        } else if (c == '\\' && at < line.length() && IN_DOUBLE.indexOf(line.charAt(at)) >= 0) {
            word.append(line.charAt(at++));
        } else {
            word.append(c);
        }
    }

    private void ansi(char c) {
        if (c == '\'') {
            close();
        } else if (c == '\\' && at < line.length()) {
            escaped(line.charAt(at++));
        } else {
            word.append(c);
        }
    }

    private void escaped(char c) {
        int known = ANSI_NAMES.indexOf(c);
        if (known >= 0) {
            word.append(ANSI_VALUES.charAt(known));
        } else if (c == 'x' && at + 2 <= line.length() && isHex(at) && isHex(at + 1)) {
            word.append((char) HexFormat.fromHexDigits(line, at, at + 2));
            at += 2;
        } else {
            word.append('\\').append(c);
        }
    }

    private boolean isHex(int index) {
        return HexFormat.isHexDigit(line.charAt(index));
    }

    /// What bash is to put in the place of what is typed, so that the word becomes `whole`, which
    /// begins with what is typed.
    String replacement(String whole) {
        var out = new StringBuilder();
        for (int i = Math.min(anchor, whole.length()); i < whole.length(); i++) {
            char c = whole.charAt(i);
            if (c < ' ' || c == 0x7f || c >= 0x80 && c < 0xa0) {
                control(c, out);
            } else {
                visible(c, i == 0, out);
            }
        }
        return out.toString();
    }

    /// Control characters would be carried out by the terminal when the words are listed.
    private void control(char c, StringBuilder out) {
        String mark =
                switch (quote) {
                    case NONE, ANSI -> "";
                    case SINGLE -> "'";
                    case DOUBLE -> "\"";
                };
        String hex = HexFormat.of().toHexDigits((byte) c);
        String escape = c < 0x80 ? "\\x" + hex : "\\u00" + hex;
        out.append(mark);
        out.append(quote == Quote.ANSI ? escape : "$'" + escape + "'");
        out.append(mark);
    }

    private void visible(char c, boolean first, StringBuilder out) {
        switch (quote) {
            case NONE -> {
                boolean letter = Character.isLetterOrDigit(c) || c >= 0x80;
                boolean safe = letter || PLAIN.indexOf(c) >= 0 || c == '~' && !first;
                out.append(safe ? "" : "\\").append(c);
            }
            case SINGLE -> out.append(c == '\'' ? "'\\''" : String.valueOf(c));
            case DOUBLE -> {
                // No backslash quotes an exclamation mark within quotation marks.
                out.append(c == '!' ? "\"'!'\"" : IN_DOUBLE.indexOf(c) >= 0 ? "\\" + c : "" + c);
            }
            case ANSI -> out.append(c == '\'' || c == '\\' ? "\\" : "").append(c);
        }
    }
}
