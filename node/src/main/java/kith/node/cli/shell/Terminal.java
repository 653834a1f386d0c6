package kith.node.cli.shell;

import java.io.BufferedOutputStream;
import java.io.Console;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Where a command writes to: answers to the standard output, everything else to the standard
/// error.
///
/// Both are written as UTF-8 whatever the locale says: in a container it often says ASCII while the
/// terminal at the other end shows everything. Colour and pictures are for terminals only, and
/// `NO_COLOR` is honoured (no-color.org).
///
/// For programs ([#forPrograms]) only answers come out, one JSON object a line, and what is meant
/// for people is dropped: so a command says what it did in both ways, and need not know who asks.
///
/// Safe for several threads: a line comes out whole.
public final class Terminal {
    /// How a text stands out.
    public enum Ink {
        BOLD("1"),
        DIM("2"),
        RED("31"),
        GREEN("32"),
        YELLOW("33");

        private final String code;

        Ink(String code) {
            this.code = code;
        }
    }

    private static final int WIDTH_USUAL = 80;
    private static final int WIDTH_MIN = 20;
    private static final int WIDTH_MAX = 1_000;
    private static final int STTY_MILLIS_MAX = 500;
    private static final int BUFFER_BYTES = 8 << 10;

    private final PrintStream out;
    private final PrintStream err;
    private final boolean outIsTerminal;
    private final boolean errIsTerminal;
    private boolean colour;
    private volatile boolean programs;
    private int width;

    /// `width` 0: ask the terminal when somebody wants to know.
    public Terminal(
            PrintStream out,
            PrintStream err,
            boolean outIsTerminal,
            boolean errIsTerminal,
            boolean colour,
            int width) {
        this.out = out;
        this.err = err;
        this.outIsTerminal = outIsTerminal;
        this.errIsTerminal = errIsTerminal;
        this.colour = colour;
        this.width = width;
    }

    /// That of this process.
    public static Terminal ofProcess() {
        boolean outIsTerminal = isTerminal(1);
        boolean errIsTerminal = isTerminal(2);
        String noColour = System.getenv("NO_COLOR");
        String kind = System.getenv("TERM");
        boolean colour =
                (noColour == null || noColour.isEmpty()) && kind != null && !kind.equals("dumb");
        return new Terminal(
                stream(FileDescriptor.out),
                stream(FileDescriptor.err),
                outIsTerminal,
                errIsTerminal,
                colour,
                0);
    }

    private static PrintStream stream(FileDescriptor to) {
        var buffered = new BufferedOutputStream(new FileOutputStream(to), BUFFER_BYTES);
        return new PrintStream(buffered, false, StandardCharsets.UTF_8);
    }

    /// Linux says what a descriptor leads to. Elsewhere there is the JDK's console, which knows
    /// only of input and output together.
    private static boolean isTerminal(int descriptor) {
        try {
            String target =
                    Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
            return target.startsWith("/dev/pts/")
                    || target.startsWith("/dev/tty")
                    || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException notLinux) {
            return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
        }
    }

    public boolean outIsTerminal() {
        return outIsTerminal;
    }

    public boolean errIsTerminal() {
        return errIsTerminal;
    }

    public void withoutColour() {
        colour = false;
    }

    /// Whether programs read the answer, or people.
    public void forPrograms(boolean are) {
        programs = are;
    }

    public boolean isForPrograms() {
        return programs;
    }

    /// Whether the answer may have colours.
    public boolean hasColour() {
        return colour && outIsTerminal;
    }

    /// How many characters fit a line: of the terminal, or as many as people expect.
    public int width() {
        if (width == 0) {
            width = outIsTerminal || errIsTerminal ? measured() : WIDTH_USUAL;
        }
        return width;
    }

    /// Asks `stty`, which is wherever there is a terminal; the JDK has no way to ask.
    private static int measured() {
        try {
            Process stty =
                    new ProcessBuilder("stty", "size")
                            .redirectInput(new File("/dev/tty"))
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            if (!stty.waitFor(STTY_MILLIS_MAX, TimeUnit.MILLISECONDS)) {
                stty.destroy();
                return WIDTH_USUAL;
            }
            String said =
                    new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            int columns = Integer.parseInt(said.strip().substring(said.indexOf(' ') + 1));
            return columns <= 0 ? WIDTH_USUAL : Math.clamp(columns, WIDTH_MIN, WIDTH_MAX);
        } catch (IOException | NumberFormatException none) {
            return WIDTH_USUAL;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return WIDTH_USUAL;
        }
    }

    /// A line of the answer to people.
    public void line(String text) {
        if (!programs) {
            print(Shortened.lines(text));
        }
    }

    /// The answer to programs, at once.
    public void answer(Answer answer) {
        if (programs) {
            print(answer.toString());
            out.flush();
        }
    }

    /// A line of the answer, whoever reads it.
    public void print(String text) {
        synchronized (out) {
            out.print(text);
            out.print('\n');
        }
    }

    /// A line of the answer that somebody waits for.
    public void lineNow(String text) {
        line(text);
        out.flush();
    }

    /// Bytes of the answer, as they are.
    public PrintStream out() {
        return out;
    }

    /// A line beside the answer: for people, never for programs.
    public void note(String text) {
        if (!programs) {
            error(Shortened.lines(text));
        }
    }

    /// A line to the standard error, whoever reads it.
    public void error(String text) {
        synchronized (err) {
            err.print(text);
            err.print('\n');
            err.flush();
        }
    }

    /// Shows `text` in the place of what was shown so before, on a terminal; empty: shows nothing.
    public void status(String text) {
        if (programs) {
            return;
        }
        synchronized (err) {
            err.print("\r\u001b[K" + text);
            err.flush();
        }
    }

    /// The text for the answer, coloured where that can be seen.
    public String paint(Ink ink, String text) {
        return hasColour() ? painted(ink, text) : text;
    }

    /// The same for what goes to the standard error.
    public String paintNote(Ink ink, String text) {
        return colour && errIsTerminal ? painted(ink, text) : text;
    }

    private static String painted(Ink ink, String text) {
        return text.isEmpty() ? text : "\u001b[" + ink.code + "m" + text + "\u001b[0m";
    }

    /// Whether whoever read the answer went away, as `head` does.
    public boolean isCut() {
        return out.checkError();
    }

    public void flush() {
        out.flush();
        err.flush();
    }
}
