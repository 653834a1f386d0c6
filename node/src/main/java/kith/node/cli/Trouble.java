package kith.node.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import kith.lang.Malformed;
import kith.node.NodeFailure;
import kith.node.cli.shell.Answer;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Failure;
import kith.node.cli.shell.Terminal;
import kith.node.client.PeerRefusal;

/// How it is told that something went wrong: one line, `kith: what (code)`, what to do about it,
/// and an exit code; a stack trace only for who asked for it, and for a mistake of ours. Programs
/// get the same as one JSON object.
final class Trouble {
    private Trouble() {}

    /// Tells it, and returns the exit code.
    static int told(Throwable thrown, boolean verbose, Terminal terminal) {
        Failure failure = failure(thrown);
        boolean traced = verbose || failure.exit() == Exit.BUG;
        ArrayList<String> trace = traced ? trace(thrown) : new ArrayList<>();
        terminal.flush();
        if (terminal.isForPrograms()) {
            terminal.error(json(failure, trace));
            return failure.exit();
        }
        String kith = terminal.paintNote(Terminal.Ink.RED, "kith:");
        terminal.note(kith + ' ' + failure.what() + " (" + failure.code() + ')');
        if (!failure.advice().isEmpty()) {
            terminal.note(failure.advice());
        }
        trace.forEach(terminal::note);
        return failure.exit();
    }

    private static String json(Failure failure, ArrayList<String> trace) {
        var error =
                new Answer()
                        .text("code", failure.code())
                        .text("what", failure.what())
                        .text("advice", failure.advice());
        if (!trace.isEmpty()) {
            error.texts("trace", trace);
        }
        return new Answer().value("error", error.object()).toString();
    }

    private static ArrayList<String> trace(Throwable thrown) {
        var lines = new ArrayList<String>();
        lines.add(thrown.toString());
        stack(thrown, lines);
        for (Throwable at = thrown.getCause(); at != null; at = at.getCause()) {
            lines.add("caused by " + at);
            stack(at, lines);
        }
        return lines;
    }

    private static void stack(Throwable thrown, ArrayList<String> lines) {
        for (StackTraceElement element : thrown.getStackTrace()) {
            lines.add("    at " + element);
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
            case "work-no-worker" ->
                    "Somebody must do such things: kith work serve NAME -- COMMAND";
            case "work-no-leader" ->
                    "A board needs three members, and a moment until one leads: kith peers";
            case "nothing-to-prune" ->
                    "How it stands: kith prune SPACE. Who lacks what: kith status";
            default -> "";
        };
    }
}
