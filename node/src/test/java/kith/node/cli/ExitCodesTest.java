package kith.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Pattern;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Terminal;
import org.junit.jupiter.api.Test;

/// The exit codes are those of the document. That each one comes where it says is tested where that
/// is: 1, 2, 3 and 4 with the commands, 74 where a peer is stopped, 0 and 130 after Ctrl-C with
/// real processes.
final class ExitCodesTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d+) \\| ");

    @Test
    void theDocumentListsThemAllAndNoOther() throws IOException, IllegalAccessException {
        var codes = new TreeSet<Integer>();
        for (Field field : Exit.class.getFields()) {
            codes.add(field.getInt(null));
        }
        var listed = new TreeSet<Integer>();
        ROW.matcher(Files.readString(Path.of("../docs/cli.md")))
                .results()
                .forEach(row -> listed.add(Integer.valueOf(row.group(1))));
        assertEquals(codes, listed);
    }

    @Test
    void aMistakeOfOursHasItsOwnAndComesWithATrace() {
        var said = new ByteArrayOutputStream();
        var stream = new PrintStream(said, false, StandardCharsets.UTF_8);
        var terminal = new Terminal(stream, stream, false, false, false, 80);
        assertEquals(Exit.BUG, Trouble.told(new IllegalStateException("x"), false, terminal));
        String text = said.toString(StandardCharsets.UTF_8);
        assertTrue(text.startsWith("kith: this is a mistake in Kith: "), text);
        assertTrue(text.contains("kith.node.cli.ExitCodesTest."), text);
    }
}
