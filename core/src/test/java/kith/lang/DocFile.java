package kith.lang;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A document that tests read: the only place of these tests where a file is opened. Where they run
/// in a browser, another class of this name is handed the text.
final class DocFile {
    private DocFile() {}

    static String text(String file) {
        try {
            return Files.readString(Path.of("../docs", file));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
