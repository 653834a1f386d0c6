package kith.lab.tab;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds where TeaVM 0.15 compiles a `catch` wrongly.
///
/// *The fault.* Where something is dereferenced in a `try` for the first time, and again in its
/// `catch`, the compiler takes the null check in the `try` for one that has been made whenever the
/// `catch` runs, and lets the `catch` use the variable that holds the checked value. If what was
/// thrown was thrown before the check, that variable holds nothing, or something else. *The cure*
/// is in the Java source: dereference it before the `try`.
///
/// Reads a module whose names and lines were kept: a handler that reads a variable which only its
/// `try` assigns, from a null check, is such a place.
final class HandlerCheck {
    private static final Pattern FUNCTION = Pattern.compile("^([\\w$]+) = .*=> \\{$");
    private static final Pattern CHECKED = Pattern.compile("(var\\$\\d+) = \\$rt_nullCheck");
    private static final Pattern ASSIGNED = Pattern.compile("^\\s*(var\\$\\d+) = (.*)$");
    private static final Pattern VARIABLE = Pattern.compile("var\\$\\d+");

    private final List<String> lines;
    private final List<String> found = new ArrayList<>();

    private HandlerCheck(List<String> lines) {
        this.lines = lines;
    }

    /// The functions with such a place, with the line that is wrong.
    static List<String> wrongHandlers(List<String> lines) {
        var check = new HandlerCheck(lines);
        String function = "";
        for (int i = 0; i < lines.size(); i++) {
            Matcher head = FUNCTION.matcher(lines.get(i));
            if (head.matches()) {
                function = head.group(1);
            } else if (lines.get(i).endsWith("try {")) {
                check.handler(function, i);
            }
        }
        return check.found;
    }

    private void handler(String function, int start) {
        int body = end(start);
        Set<String> checked = new HashSet<>();
        for (String line : lines.subList(start + 1, body)) {
            for (Matcher each = CHECKED.matcher(line); each.find(); ) {
                checked.add(each.group(1));
            }
        }
        for (String line : lines.subList(body + 1, end(body))) {
            Matcher assigned = ASSIGNED.matcher(line);
            boolean assigns = assigned.matches();
            for (Matcher each = VARIABLE.matcher(assigns ? assigned.group(2) : line);
                    each.find(); ) {
                if (checked.contains(each.group())) {
                    found.add(function + ": " + line.strip());
                }
            }
            if (assigns) {
                checked.remove(assigned.group(1));
            }
        }
    }

    /// The line that ends the block which begins in that line: the first brace under its own.
    private int end(int start) {
        int indent = indent(start);
        int line = start + 1;
        while (indent(line) != indent || !lines.get(line).startsWith("}", indent)) {
            line++;
        }
        return line;
    }

    private int indent(int line) {
        String text = lines.get(line);
        return text.length() - text.stripLeading().length();
    }
}
