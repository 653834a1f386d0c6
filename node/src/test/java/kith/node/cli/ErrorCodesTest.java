package kith.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every code with which a command can end, as its source has it, is explained in `errors.md`, and
/// every command in `cli.md`.
final class ErrorCodesTest {
    private static final Path SOURCES = Path.of("src/main/java/kith/node/cli");
    private static final Path DOCUMENTS = Path.of("../docs");

    /// The code is the first thing that a failure is given.
    private static final Pattern GIVEN =
            Pattern.compile("(?:Failure\\.of|new Failure|stopped)\\(\\s*\"([a-z-]+)\"");

    /// Of names that several have or nobody (`peer-unknown`), the noun alone is in the source.
    private static final Pattern RESOLVED = Pattern.compile("Prefix\\.resolve\\([^;]*\"([a-z]+)\"");

    private static TreeSet<String> codes() throws IOException {
        var codes = new TreeSet<String>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
                String source = Files.readString(file);
                GIVEN.matcher(source).results().forEach(found -> codes.add(found.group(1)));
                RESOLVED.matcher(source)
                        .results()
                        .forEach(found -> codes.add(found.group(1) + "-unknown"));
            }
        }
        codes.removeIf(code -> code.endsWith("-")); // with a number behind it
        return codes;
    }

    @Test
    void everyCodeOfACommandIsExplained() throws IOException {
        TreeSet<String> codes = codes();
        assertTrue(codes.containsAll(List.of("not-running", "json-malformed", "peer-unknown")));
        String errors = Files.readString(DOCUMENTS.resolve("errors.md"));
        codes.add("http-status");
        codes.add("usage");
        codes.removeIf(code -> errors.contains("\n### " + code + "\n"));
        assertEquals("[]", codes.toString(), "not in docs/errors.md");
    }

    @Test
    void everyCommandAndEachOfItsOptionsIsInTheDocument() throws IOException {
        String document = Files.readString(DOCUMENTS.resolve("cli.md"));
        var missing = new TreeSet<String>();
        for (var command : Catalogue.all()) {
            String name = command.spec().name();
            int start = document.indexOf("\n### " + name + "\n");
            int end = document.indexOf("\n##", start + 1);
            String section =
                    start < 0 ? "" : document.substring(start, end < 0 ? document.length() : end);
            if (!section.contains("\n$ kith ")) {
                missing.add(name + " (with an example)");
            }
            for (var option : command.spec().options()) {
                if (!section.contains("--" + option.name())) {
                    missing.add(name + " --" + option.name());
                }
            }
        }
        assertEquals("[]", missing.toString(), "not in docs/cli.md");
    }
}
