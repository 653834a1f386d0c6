package kith.node.cli.shell;

import java.util.ArrayList;
import java.util.List;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// What a command takes and how it is explained.
///
/// An argument is named in capitals; one in brackets, such as `[FILE]`, may be left out, and stands
/// behind those that may not. The last one, such as `[FILE...]`, may stand there many times.
///
/// @param summary one line for the list of all commands
/// @param text what a user must know, in paragraphs
/// @param examples lines to copy, `kith` in front
public record Spec(
        String name,
        List<String> arguments,
        List<Option> options,
        String summary,
        String text,
        List<String> examples) {

    /// Understood by every command, before its name or behind it.
    public static final List<Option> GLOBAL =
            List.of(
                    Option.of(
                            "home", "DIR", "the folder of the peer; else $KITH_HOME, else ~/.kith"),
                    Option.flag("json", "the answer as JSON, a line, for programs"),
                    Option.flag("no-color", "plain text, also on a terminal"),
                    Option.flag("verbose", "(-v) a stack trace with each error"),
                    Option.flag("help", "(-h) explains the command and does nothing"));

    public Spec {
        arguments = List.copyOf(arguments);
        options = List.copyOf(options);
        examples = List.copyOf(examples);
    }

    public static boolean isOptional(String argument) {
        return argument.startsWith("[");
    }

    /// How many arguments there must be.
    public int argumentsMin() {
        int count = 0;
        for (String argument : arguments) {
            count += isOptional(argument) ? 0 : 1;
        }
        return count;
    }

    /// Whether the last argument may stand there any number of times.
    boolean takesMore() {
        return !arguments.isEmpty() && arguments.getLast().endsWith("...]");
    }

    /// The option of that name, a global one too; null when there is none.
    public @Nullable Option option(String name) {
        for (Option option : options) {
            if (option.name().equals(name)) {
                return option;
            }
        }
        return global(name);
    }

    static @Nullable Option global(String name) {
        for (Option option : GLOBAL) {
            if (option.name().equals(name)) {
                return option;
            }
        }
        return null;
    }

    /// All of it, for programs.
    public Answer answer() {
        return new Answer()
                .text("name", name)
                .text("summary", summary)
                .text("usage", usage())
                .text("text", text)
                .texts("arguments", arguments)
                .value("options", told(options))
                .value("globalOptions", told(GLOBAL))
                .texts("examples", examples);
    }

    private static Value told(List<Option> options) {
        var told = new ArrayList<Value>();
        for (Option option : options) {
            told.add(
                    new Answer()
                            .text("name", option.name())
                            .text("value", option.value())
                            .text("text", option.text())
                            .flag("repeats", option.repeats())
                            .object());
        }
        return Value.Array.of(told);
    }

    /// The line that shows what it takes.
    public String usage() {
        var out = new StringBuilder("kith ").append(name);
        for (String argument : arguments) {
            out.append(' ').append(argument);
        }
        for (Option option : options) {
            out.append(" [--").append(option.name());
            if (option.takesValue()) {
                out.append(' ').append(option.value());
            }
            out.append(option.repeats() ? "]..." : "]");
        }
        return out.toString();
    }
}
