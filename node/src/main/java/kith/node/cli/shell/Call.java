package kith.node.cli.shell;

import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import kith.node.Home;
import org.jspecify.annotations.Nullable;

/// A command with what was said to it.
public final class Call {
    private static final long[] UNIT_MILLIS = {
        1_000, 60_000, 3_600_000, 86_400_000, 7 * 86_400_000L
    };
    private static final String UNITS = "smhdw";

    private final Terminal terminal;
    private final List<String> arguments;
    private final TreeMap<String, List<String>> options;

    private Call(Terminal terminal, Line.Said said) {
        this.terminal = terminal;
        this.arguments = said.arguments();
        this.options = said.options();
    }

    /// The line read as one of that command.
    public static Call of(Spec spec, Line line, Terminal terminal) {
        return new Call(terminal, line.read(spec));
    }

    public Terminal terminal() {
        return terminal;
    }

    /// The home that was named, seen from where the user stands; else the default one.
    public Home home() {
        String named = option("home");
        return named == null ? Home.byDefault() : Home.at(Path.of(named));
    }

    public String argument(int index) {
        return arguments.get(index);
    }

    /// An argument that may be left out.
    public @Nullable String argumentOrNull(int index) {
        return index < arguments.size() ? arguments.get(index) : null;
    }

    /// Those from there on.
    public List<String> arguments(int from) {
        return arguments.subList(Math.min(from, arguments.size()), arguments.size());
    }

    public boolean has(String option) {
        return options.containsKey(option);
    }

    /// Null when it was not given.
    public @Nullable String option(String name) {
        List<String> values = options.get(name);
        return values == null || values.isEmpty() ? null : values.getFirst();
    }

    public List<String> all(String option) {
        return options.getOrDefault(option, List.of());
    }

    public String option(String name, String fallback) {
        String value = option(name);
        return value == null ? fallback : value;
    }

    /// A whole number within bounds.
    public long number(String name, long fallback, long min, long max) {
        String text = option(name);
        return text == null ? fallback : number("--" + name, text, min, max);
    }

    /// The same for any text; `what` names it in the error.
    public static long number(String what, String text, long min, long max) {
        try {
            long value = Long.parseLong(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below, with the bounds
        }
        throw Failure.usage(
                what + " is \"" + text + "\", expected a whole number from " + min + " to " + max,
                "");
    }

    /// How long: a whole number with a unit (`90s`, `30m`, `12h`, `7d`, `4w`), in milliseconds.
    public static long millis(String what, String text, long max) {
        int end = text.length() - 1;
        int unit = end < 1 ? -1 : UNITS.indexOf(text.charAt(end));
        if (unit < 0) {
            throw Failure.usage(
                    what + " is \"" + text + "\", expected a number with a unit",
                    "For example 90s, 30m, 12h, 7d or 4w.");
        }
        long most = max / UNIT_MILLIS[unit];
        if (most == 0) {
            throw Failure.usage(what + " is \"" + text + "\", expected less than that", "");
        }
        return number(what, text.substring(0, end), 1, most) * UNIT_MILLIS[unit];
    }
}
