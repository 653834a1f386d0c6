package kith.lab.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import kith.lang.Bytes;

/// Inputs that once made a decoder do what it must not, as files: lines that begin with `#` say
/// what it did, the others are hexadecimal digits.
final class Crashers {
    private static final Path KEPT = Path.of("src/test/resources/crashers");
    private static final Path NEW = Path.of("target/crashers");
    private static final int LINE_CHARS = 96;

    private Crashers() {}

    record Crasher(String file, Bytes input) {}

    static List<Crasher> of(String decoder) {
        Path folder = KEPT.resolve(decoder);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            var crashers = new ArrayList<Crasher>();
            for (Path file : files.sorted().toList()) {
                crashers.add(new Crasher(file.toString(), input(Files.readAllLines(file))));
            }
            return crashers;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Bytes input(List<String> lines) {
        var hex = new StringBuilder();
        for (String line : lines) {
            if (!line.startsWith("#")) {
                hex.append(line.strip());
            }
        }
        return Bytes.fromHex(hex.toString());
    }

    /// Writes an input down and says where.
    static String keep(String decoder, Bytes input, Throwable failure) {
        var text =
                new StringBuilder("# ").append(String.valueOf(failure).lines().findFirst().get());
        String hex = input.hex();
        for (int i = 0; i < hex.length(); i += LINE_CHARS) {
            text.append('\n').append(hex, i, Math.min(hex.length(), i + LINE_CHARS));
        }
        String name = Integer.toHexString(input.hashCode()) + ".txt";
        Path file = NEW.resolve(decoder).resolve(name);
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text.append('\n'));
        } catch (IOException unkept) {
            return "not kept: " + unkept;
        }
        return "kept in lab/" + file;
    }
}
