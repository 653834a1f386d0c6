package kith.node.cli.complete;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.node.cli.shell.Option;
import kith.node.cli.shell.Spec;
import org.jspecify.annotations.Nullable;

/// Where on a line a word is being typed: what is expected there, and what was said before.
///
/// It is found as [kith.node.cli.shell.Line] reads a line, but nothing is refused: a line is full
/// of mistakes until it is finished.
public final class Place {
    /// What is expected where the name of a command stands.
    static final String COMMAND = "COMMAND";

    /// What is expected where only options can stand.
    static final String OPTION = "";

    private final Specs specs;
    private final TreeMap<String, String> said = new TreeMap<>();
    private @Nullable Spec spec;
    private @Nullable Option open;
    private boolean named;
    private boolean optionsEnded;
    private final List<String> arguments = new ArrayList<>();

    /// Where commands are found by name; null when there is none.
    public interface Specs {
        @Nullable Spec find(String name);
    }

    /// Behind these words, the command's name first.
    Place(List<String> before, Specs specs) {
        this.specs = specs;
        before.forEach(this::take);
    }

    private void take(String word) {
        Option expecting = open;
        if (expecting != null) {
            said.put(expecting.name(), word);
            open = null;
        } else if (!optionsEnded && named && word.equals("--")) {
            optionsEnded = true;
        } else if (!optionsEnded && word.startsWith("-") && word.length() > 1) {
            option(word);
        } else if (!named) {
            named = true;
            spec = specs.find(word);
        } else {
            arguments.add(word);
        }
    }

    private void option(String word) {
        int equals = word.indexOf('=');
        Option option = find(name(word));
        if (option == null) {
            return;
        }
        if (!option.takesValue()) {
            said.put(option.name(), "");
        } else if (equals < 0) {
            open = option;
        } else {
            said.put(option.name(), word.substring(equals + 1));
        }
    }

    private static String name(String word) {
        int equals = word.indexOf('=');
        return word.startsWith("--") ? word.substring(2, equals < 0 ? word.length() : equals) : "";
    }

    /// The option of that name at this place; null when there is none.
    private @Nullable Option find(String name) {
        for (Option option : options()) {
            if (option.name().equals(name)) {
                return option;
            }
        }
        return null;
    }

    /// The first argument of the command; empty when it was not said.
    String first() {
        return arguments.isEmpty() ? "" : arguments.getFirst();
    }

    /// What was said for an option; null when nothing was.
    @Nullable String said(String option) {
        return said.get(option);
    }

    /// What the word stands for, as the help calls it, such as `ADDRESS`: the value of an option
    /// that waits for one, or the next argument.
    String expected() {
        if (open != null) {
            return open.value();
        }
        if (!named) {
            return COMMAND;
        }
        if (spec == null || arguments.size() >= spec.arguments().size()) {
            return OPTION;
        }
        String argument = spec.arguments().get(arguments.size());
        return Spec.isOptional(argument) ? argument.substring(1, argument.length() - 1) : argument;
    }

    /// What the value in `--name=value` stands for; null when the word is no such thing.
    @Nullable String expectedIn(String word) {
        Option option = isOption(word) && word.indexOf('=') > 0 ? find(name(word)) : null;
        return option != null && option.takesValue() ? option.value() : null;
    }

    /// Whether that word is an option, here.
    boolean isOption(String word) {
        return open == null && !optionsEnded && word.startsWith("-");
    }

    /// The options that can still be said.
    List<String> optionWords() {
        var words = new ArrayList<String>();
        if (open != null || optionsEnded) {
            return words;
        }
        for (Option option : options()) {
            if (option.repeats() || !said.containsKey(option.name())) {
                words.add("--" + option.name());
            }
        }
        return words;
    }

    private List<Option> options() {
        var options = new ArrayList<Option>(spec == null ? List.of() : spec.options());
        options.addAll(Spec.GLOBAL);
        return options;
    }
}
