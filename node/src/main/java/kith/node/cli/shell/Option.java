package kith.node.cli.shell;

/// Something that may be said beside the arguments, `--name` or `--name VALUE`.
///
/// @param name without the dashes
/// @param value what stands for the value in the manual; empty when it takes none
/// @param text what it does, in a line or two
/// @param repeats whether it may be said more than once
public record Option(String name, String value, String text, boolean repeats) {
    /// Takes no value.
    public static Option flag(String name, String text) {
        return new Option(name, "", text, false);
    }

    public static Option of(String name, String value, String text) {
        return new Option(name, value, text, false);
    }

    /// May be said more than once, each time with another value.
    public static Option many(String name, String value, String text) {
        return new Option(name, value, text, true);
    }

    public boolean takesValue() {
        return !value.isEmpty();
    }
}
