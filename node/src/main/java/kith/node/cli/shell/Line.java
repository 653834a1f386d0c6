package kith.node.cli.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A line as it was typed, taken apart: first the command's name, then, once its [Spec] is known,
/// its arguments and options.
///
/// What every command understands may stand before its name. `--name VALUE` and `--name=VALUE` mean
/// the same; `--` ends the options; a minus and a digit begin a number and no option, so that
/// `kith add tasks/n -5` counts down.
public final class Line {
    private final List<String> words;
    private final List<String> before = new ArrayList<>();
    private int at;
    private @Nullable String name;

    /// What was said: arguments in their order, and for each option its values.
    record Said(List<String> arguments, TreeMap<String, List<String>> options) {}

    private Line(List<String> words) {
        this.words = words;
    }

    /// Finds the name of the command.
    public static Line of(List<String> words) {
        var line = new Line(List.copyOf(words));
        line.findName();
        return line;
    }

    /// Null when there is none.
    public @Nullable String name() {
        return name;
    }

    /// Whether a global flag stands anywhere on the line, wherever the rest may be wrong.
    public boolean says(String flag, String shortForm) {
        for (String word : words) {
            if (word.equals("--")) {
                return false;
            }
            if (word.equals("--" + flag) || word.equals(shortForm)) {
                return true;
            }
        }
        return false;
    }

    /// The words behind the name.
    public List<String> rest() {
        return words.subList(at, words.size());
    }

    private void findName() {
        while (at < words.size()) {
            String word = words.get(at++);
            if (!isOption(word)) {
                name = word;
                return;
            }
            before.add(word);
            Option option = Spec.global(nameIn(word));
            boolean apart = option != null && option.takesValue() && word.indexOf('=') < 0;
            if (apart && at < words.size()) {
                before.add(words.get(at++));
            }
        }
    }

    static boolean isOption(String word) {
        return word.length() > 1
                && word.charAt(0) == '-'
                && !(word.charAt(1) >= '0' && word.charAt(1) <= '9');
    }

    private static String nameIn(String word) {
        if (word.equals("-h")) {
            return "help";
        }
        if (word.equals("-v")) {
            return "verbose";
        }
        int equals = word.indexOf('=');
        int start = word.startsWith("--") ? 2 : 0;
        return word.substring(start, equals < 0 ? word.length() : equals);
    }

    /// Reads the line as one of that command.
    Said read(Spec spec) {
        var all = new ArrayList<>(before);
        int namesEnd = all.size(); // before the name there are options only
        all.addAll(rest());
        var said = new Said(new ArrayList<>(), new TreeMap<>());
        boolean optionsEnded = false;
        for (int i = 0; i < all.size(); i++) {
            String word = all.get(i);
            if (!optionsEnded && word.equals("--") && i >= namesEnd) {
                optionsEnded = true;
            } else if (!optionsEnded && isOption(word)) {
                i += option(spec, all, i, said);
            } else {
                said.arguments().add(word);
            }
        }
        checkArguments(spec, said.arguments());
        return said;
    }

    /// How many words more than one the option took.
    private static int option(Spec spec, List<String> all, int i, Said said) {
        String word = all.get(i);
        Option option = spec.option(nameIn(word));
        if (option == null || !word.startsWith("--") && word.length() > 2) {
            throw unknown(spec, word);
        }
        int equals = word.indexOf('=');
        if (!option.takesValue()) {
            if (equals >= 0) {
                throw wrong(spec, "--" + option.name() + " takes no value");
            }
            said.options().put(option.name(), List.of());
            return 0;
        }
        boolean apart = equals < 0;
        if (apart && i + 1 == all.size()) {
            throw wrong(spec, "--" + option.name() + " needs a value: " + option.value());
        }
        List<String> values =
                said.options().computeIfAbsent(option.name(), key -> new ArrayList<>());
        if (!values.isEmpty() && !option.repeats()) {
            throw wrong(spec, "--" + option.name() + " stands twice on the line");
        }
        values.add(apart ? all.get(i + 1) : word.substring(equals + 1));
        return apart ? 1 : 0;
    }

    private static void checkArguments(Spec spec, List<String> arguments) {
        if (arguments.size() < spec.argumentsMin()) {
            throw wrong(
                    spec,
                    "`kith "
                            + spec.name()
                            + "` needs "
                            + spec.arguments().get(arguments.size())
                            + ", and it is not there");
        }
        if (!spec.takesMore() && arguments.size() > spec.arguments().size()) {
            throw wrong(
                    spec,
                    "`kith "
                            + spec.name()
                            + "` does not know what to do with \""
                            + arguments.get(spec.arguments().size())
                            + "\" (if it belongs to what stands before it, put '…' around both)");
        }
    }

    private static Failure unknown(Spec spec, String word) {
        var names = new ArrayList<String>();
        for (Option option : spec.options()) {
            names.add("--" + option.name());
        }
        for (Option option : Spec.GLOBAL) {
            names.add("--" + option.name());
        }
        String near = Nearest.of(word, names);
        String guess = near == null ? "" : "; did you mean " + near + '?';
        return wrong(spec, "`kith " + spec.name() + "` has no option " + word + guess);
    }

    private static Failure wrong(Spec spec, String what) {
        return Failure.usage(
                what, "It is used like this: " + spec.usage() + "\nMore: kith help " + spec.name());
    }
}
