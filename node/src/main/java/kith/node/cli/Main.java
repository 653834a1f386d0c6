package kith.node.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kith.node.cli.shell.Answer;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Command;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Failure;
import kith.node.cli.shell.Line;
import kith.node.cli.shell.Manual;
import kith.node.cli.shell.Nearest;
import kith.node.cli.shell.Spec;
import kith.node.cli.shell.Terminal;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// Where `kith` begins and ends.
///
/// Whatever goes wrong ends here: see [Trouble].
public final class Main {
    /// What somebody adds to the options of the JVM, a recording for example.
    static final String JVM_OPTIONS = "KITH_JAVA_OPTS";

    /// `kith help`, which is no command: it makes them.
    static final Spec HELP =
            new Spec("help", List.of("[COMMAND]"), List.of(), "explains a command", "", List.of());

    private Main() {}

    /// A peer keeps threads that would keep the process, so the end is said. When nobody looks for
    /// what the JVM itself writes at an orderly end, it is left out: to write down that it ends, it
    /// would look for a logger in each jar.
    public static void main(String[] arguments) {
        Terminal terminal = Terminal.ofProcess();
        int exit = run(asTyped(arguments), terminal);
        terminal.flush();
        String options = System.getenv(JVM_OPTIONS);
        if (options == null || options.isEmpty()) {
            Runtime.getRuntime().halt(exit);
        }
        System.exit(exit);
    }

    /// Runs one line and returns its exit code.
    public static int run(List<String> words, Terminal terminal) {
        Line line = Line.of(words);
        if (line.says("no-color", "--no-color")) {
            terminal.withoutColour();
        }
        terminal.forPrograms(line.says("json", "--json")); // also when the rest is wrong
        try {
            return run(line, terminal);
        } catch (Exception | StackOverflowError | OutOfMemoryError e) {
            return Trouble.told(e, line.says("verbose", "-v"), terminal);
        }
    }

    private static int run(Line line, Terminal terminal) throws Exception {
        String name = line.name();
        boolean help = line.says("help", "-h");
        if (name == null) {
            if (line.says("version", "-V")) {
                return run(Line.of(List.of("version")), terminal);
            }
            overview(terminal);
            return help ? Exit.OK : Exit.USAGE;
        }
        if (name.equals("help")) {
            return help(line, terminal);
        }
        List<String> rest = line.rest();
        if (name.equals("completion") && !rest.isEmpty() && rest.getFirst().equals("complete")) {
            List<String> handed = rest.subList(1, rest.size());
            return Completing.run(handed, terminal, Completing.LOOK_MILLIS_MAX);
        }
        Command command = command(name);
        if (help) {
            new Manual(terminal).show(command.spec());
            return Exit.OK;
        }
        Call call = Call.of(command.spec(), line, terminal);
        terminal.forPrograms(call.has("json")); // the value of another option is none
        return command.run(call);
    }

    private static int help(Line line, Terminal terminal) {
        for (String word : line.rest()) {
            if (!word.startsWith("-")) {
                new Manual(terminal).show(command(word).spec());
                return Exit.OK;
            }
        }
        overview(terminal);
        return Exit.OK;
    }

    private static Command command(String name) {
        Command command = Catalogue.find(name);
        if (command == null) {
            String near = Nearest.of(name, Catalogue.NAMES);
            String guess = near == null ? "" : "; did you mean `kith " + near + "`?";
            throw Failure.usage(
                    "there is no command \"" + name + '"' + guess, "All commands: kith help");
        }
        return command;
    }

    private static void overview(Terminal terminal) {
        var commands = new ArrayList<Value>();
        for (Command command : Catalogue.all()) {
            commands.add(
                    new Answer()
                            .text("name", command.spec().name())
                            .text("summary", command.spec().summary())
                            .object());
        }
        terminal.answer(new Answer().value("commands", Value.Array.of(commands)));
        var manual = new Manual(terminal);
        manual.wrapped(
                "kith shares a tree of cells between peers, without a server. An ADDRESS is"
                        + " space/path/to/a/cell, or @board/space/path on another board.",
                "",
                "");
        terminal.line("");
        var left = new ArrayList<String>();
        var right = new ArrayList<String>();
        for (Command command : Catalogue.all()) {
            left.add(command.spec().name());
            right.add(command.spec().summary());
        }
        manual.twoColumns(left, right);
        terminal.line("");
        terminal.line("  kith help COMMAND explains one, with an example.");
        terminal.line("");
        manual.title("First steps");
        terminal.line("  kith up --detach");
        terminal.line("  kith set tasks/groceries/milk '\"2 litres\"'");
        terminal.line("  kith get tasks");
        terminal.line("");
        manual.title("Options of every command");
        var names = new ArrayList<String>();
        var texts = new ArrayList<String>();
        for (var option : Spec.GLOBAL) {
            names.add(
                    option.takesValue()
                            ? "--" + option.name() + ' ' + option.value()
                            : "--" + option.name());
            texts.add(option.text());
        }
        manual.twoColumns(names, texts);
    }

    /// The words as they were typed. In a locale that says ASCII the JVM has lost the letters
    /// beyond it; on Linux the bytes are still there to be read.
    private static List<String> asTyped(String[] arguments) {
        boolean lost = false;
        for (String argument : arguments) {
            lost |= argument.indexOf('\uFFFD') >= 0;
        }
        List<String> raw = lost ? rawArguments() : null;
        if (raw == null || raw.size() < arguments.length) {
            return List.of(arguments);
        }
        return raw.subList(raw.size() - arguments.length, raw.size());
    }

    private static @Nullable List<String> rawArguments() {
        try {
            byte[] bytes = Files.readAllBytes(Path.of("/proc/self/cmdline"));
            var words = new ArrayList<String>();
            int start = 0;
            for (int at = 0; at < bytes.length; at++) {
                if (bytes[at] == 0) {
                    words.add(new String(bytes, start, at - start, StandardCharsets.UTF_8));
                    start = at + 1;
                }
            }
            return words;
        } catch (IOException notLinux) {
            return null;
        }
    }
}
