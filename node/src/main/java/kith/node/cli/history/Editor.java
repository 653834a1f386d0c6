package kith.node.cli.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import kith.node.cli.shell.Failure;
import org.jspecify.annotations.Nullable;

/// Lets somebody edit a text in the program of their choice.
///
/// The text is in a file that only they can read, and stays there when something goes wrong after
/// it was saved: nobody types twice.
final class Editor implements AutoCloseable {
    /// The longest end of a name that is taken for the kind of the file.
    private static final int SUFFIX_CHARS_MAX = 12;

    /// A text has at most 16,777,216 units, and each at most three bytes.
    private static final long BYTES_MAX = 48L << 20;

    private final String command;
    private final Path file;
    private boolean kept;

    private Editor(String command, Path file) {
        this.command = command;
        this.file = file;
    }

    /// `name` is that of the cell: what stands behind its last dot tells the editor what it is.
    static Editor of(Map<String, String> environment, String name, String otherwise)
            throws IOException {
        return new Editor(
                command(environment), Files.createTempFile("kith-", suffix(name, otherwise)));
    }

    /// What is called when nobody says otherwise is on every Unix (POSIX, `vi`).
    private static String command(Map<String, String> environment) {
        for (String name : new String[] {"VISUAL", "EDITOR"}) {
            String said = environment.get(name);
            if (said != null && !said.isBlank()) {
                return said;
            }
        }
        return "vi";
    }

    static String suffix(String name, String otherwise) {
        int dot = name.lastIndexOf('.');
        String suffix = dot < 1 ? "" : name.substring(dot);
        boolean plain = suffix.length() > 1 && suffix.length() <= SUFFIX_CHARS_MAX;
        for (int i = 1; i < suffix.length(); i++) {
            char c = suffix.charAt(i);
            plain &= c < 128 && Character.isLetterOrDigit(c);
        }
        return plain ? suffix : otherwise;
    }

    /// What was saved; null when it is what it was.
    @Nullable String edit(String text) throws IOException, InterruptedException {
        byte[] before = text.getBytes(StandardCharsets.UTF_8);
        Files.write(file, before);
        Process editor =
                new ProcessBuilder("sh", "-c", command + " \"$1\"", "sh", file.toString())
                        .inheritIO()
                        .start();
        int exit = editor.waitFor();
        if (exit != 0) {
            throw Failure.of(
                    "editor-failed",
                    "the editor ("
                            + command
                            + ") ended with exit code "
                            + exit
                            + "; nothing was written",
                    "Another one: EDITOR=nano kith edit ADDRESS");
        }
        String after = read();
        return after.equals(text) ? null : withoutLineEnd(text, after);
    }

    private String read() throws IOException {
        if (Files.size(file) > BYTES_MAX) {
            keep();
            throw Failure.of(
                    "change-too-large",
                    "what was saved has "
                            + Files.size(file)
                            + " bytes, at most "
                            + BYTES_MAX
                            + "; nothing was written",
                    where());
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
        } catch (CharacterCodingException notText) {
            keep();
            throw Failure.of(
                    "text-malformed", "what was saved is not UTF-8; nothing was written", where());
        }
    }

    /// Many editors end the last line whether it had an end or not: that is no edit.
    private static @Nullable String withoutLineEnd(String before, String after) {
        boolean added = !before.endsWith("\n") && after.endsWith("\n");
        String text = added ? after.substring(0, after.length() - 1) : after;
        return text.equals(before) ? null : text;
    }

    /// What was saved is worth more than a tidy folder.
    void keep() {
        kept = true;
    }

    String where() {
        return "What you saved is in " + file + ".";
    }

    @Override
    public void close() throws IOException {
        if (!kept) {
            Files.deleteIfExists(file);
        }
    }
}
