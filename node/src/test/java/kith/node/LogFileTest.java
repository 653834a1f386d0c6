package kith.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import kith.port.Note;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogFileTest {
    @TempDir Path folder;

    @Test
    void aNoteIsOneLineWhateverItQuotes() throws IOException {
        Path file = folder.resolve("kith.log");
        try (var log = new LogFile(file)) {
            log.note(new Note("some-code", "peer", "two\nlines\u001b[31m\ttab"));
            log.bug(new IllegalStateException("a bug"));
        }
        List<String> lines = Files.readAllLines(file);
        assertEquals(2, lines.size());
        assertTrue(
                lines.get(0).endsWith(" some-code about=peer detail=two\\nlines?[31m tab"),
                lines.get(0));
        assertTrue(lines.get(1).contains("a bug\\n"), lines.get(1));
        assertTrue(lines.get(1).contains("LogFileTest"), lines.get(1));
    }

    @Test
    void aFullFileIsTurnedOverAndOldOnesGo() throws IOException {
        Path file = folder.resolve("kith.log");
        for (int i = 0; i < 6; i++) {
            try (var log = new LogFile(file, 1)) {
                log.note(new Note("line", Integer.toString(i), ""));
            }
        }
        assertFalse(Files.exists(file));
        for (int number = 1; number <= LogFile.OLDER_FILES_MAX; number++) {
            String text = Files.readString(folder.resolve("kith.log." + number));
            assertTrue(text.contains("about=" + (6 - number)), text);
        }
        assertFalse(Files.exists(folder.resolve("kith.log." + (LogFile.OLDER_FILES_MAX + 1))));
    }
}
