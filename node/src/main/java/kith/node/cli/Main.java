package kith.node.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kith.lang.Malformed;
import kith.node.NodeFailure;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Command;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Failure;
import kith.node.cli.shell.Line;
import kith.node.cli.shell.Manual;
import kith.node.cli.shell.Nearest;
import kith.node.cli.shell.Spec;
import kith.node.cli.shell.Terminal;
import kith.node.client.PeerRefusal;
import org.jspecify.annotations.Nullable;

/// Where `kith` begins and ends.
///
/// Whatever goes wrong becomes one line, `kith: what (code)`, what to do about it, and an exit
/// code; a stack trace only for who asked for it, and for a mistake of ours.
public final class Main {
    private Main() {}

    /// A peer keeps threads that would keep the process, so the end is said.
    public static void main(String[] arguments) {
        Terminal terminal = Terminal.ofProcess();
        int exit = run(asTyped(arguments), terminal);
        terminal.flush();
        System.exit(exit);
    }

    /// Runs one line and returns its exit code.
    public static int run(List<String> words, Terminal terminal) {
        Line line = Line.of(words);
        if (line.says("no-color", "--no-color")) {
            terminal.withoutColour();
        }
        try {
            return run(line, terminal);
        } catch (Exception | StackOverflowError | OutOfMemoryError e) {
            return failed(e, line.says("verbose", "-v"), terminal);
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
        Command command = command(name);
        if (help) {
            new Manual(terminal).show(command.spec());
            return Exit.OK;
        }
        return command.run(Call.of(command.spec(), line, terminal));
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

    private static int failed(Throwable thrown, boolean verbose, Terminal terminal) {
        Failure failure = failure(thrown);
        terminal.flush();
        terminal.note(
                terminal.paintNote(Terminal.Ink.RED, "kith:")
                        + ' '
                        + failure.what()
                        + " ("
                        + failure.code()
                        + ')');
        if (!failure.advice().isEmpty()) {
            terminal.note(failure.advice());
        }
        if (verbose || failure.exit() == Exit.BUG) {
            trace(thrown, terminal);
        }
        return failure.exit();
    }

    private static void trace(Throwable thrown, Terminal terminal) {
        terminal.note(thrown.toString());
        stack(thrown, terminal);
        for (Throwable at = thrown.getCause(); at != null; at = at.getCause()) {
            terminal.note("caused by " + at);
            stack(at, terminal);
        }
    }

    private static void stack(Throwable thrown, Terminal terminal) {
        for (StackTraceElement element : thrown.getStackTrace()) {
            terminal.note("    at " + element);
        }
    }

    private static Failure failure(Throwable thrown) {
        if (thrown instanceof Failure failure) {
            return failure;
        }
        if (thrown instanceof PeerRefusal refusal) {
            return Failure.of(refusal.code(), refusal.detail(), advice(refusal.code()));
        }
        if (thrown instanceof NodeFailure failure) {
            return Failure.of(failure.code(), failure.text(), "");
        }
        if (thrown instanceof Malformed malformed) {
            return Failure.usage(String.valueOf(malformed.getMessage()), "");
        }
        if (thrown instanceof InvalidPathException wrong) {
            return Failure.usage(
                    "no file can be called \"" + wrong.getInput() + "\" here: " + wrong.getReason(),
                    "If the name has letters beyond ASCII, set LC_ALL=C.UTF-8 and try again.");
        }
        if (thrown instanceof FileSystemException broken) {
            return Failure.of("file-unusable", unusable(broken), "");
        }
        if (thrown instanceof IOException broken) {
            return Failure.of(
                    "peer-unreachable",
                    "the connection to the peer failed: " + broken.getMessage(),
                    "Does it still run? See `kith status`, and kith.log in its home.");
        }
        if (thrown instanceof OutOfMemoryError) {
            return Failure.of(
                    "memory-full",
                    "not enough memory: " + thrown.getMessage(),
                    "Give the command more, for example KITH_JAVA_OPTS=-Xmx4g.");
        }
        return new Failure(
                "bug",
                "this is a mistake in Kith: " + thrown,
                "Please report it with the lines below, and what you did.",
                Exit.BUG);
    }

    private static String unusable(FileSystemException broken) {
        String file = broken.getFile();
        if (broken instanceof NoSuchFileException) {
            return "there is no file or folder " + file;
        }
        if (broken instanceof AccessDeniedException) {
            return "you may not use " + file;
        }
        return "a file cannot be used: " + broken.getMessage();
    }

    private static String advice(String code) {
        return switch (code) {
            case "not-connected" -> "Who is linked: kith status";
            default -> "";
        };
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
