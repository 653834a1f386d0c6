package kith.node.http.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import kith.lang.Bytes;
import org.jspecify.annotations.Nullable;

/// The files of the console on the class path, where the build has put them. A build without npm
/// has none.
public final class ConsoleFiles {
    private static final String FOLDER = "/kith-console/";
    private static final String BUILD = "name=\"kith-console\" content=\"";

    /// Names of files have a hash in them and are longer than any of ours.
    private static final int NAME_CHARS_MAX = 128;

    private static final Map<String, String> TYPES =
            Map.of(
                    "js", "text/javascript; charset=utf-8",
                    "css", "text/css; charset=utf-8",
                    "svg", "image/svg+xml");

    private final String folder;
    private final byte @Nullable [] index;
    private final byte @Nullable [] demo;
    private final String build;

    /// A file, and what a browser takes it for.
    record Asset(String type, Bytes bytes) {}

    ConsoleFiles(String folder) {
        this.folder = folder;
        index = read(folder + "index.html");
        demo = read(folder + "demo.html");
        build = index == null ? "" : build(new String(index, StandardCharsets.UTF_8));
    }

    /// Those of this build.
    public static ConsoleFiles ofBuild() {
        return new ConsoleFiles(FOLDER);
    }

    /// The page; null when none was built.
    byte @Nullable [] index() {
        return index;
    }

    /// The page on which tabs find each other; null when none was built.
    byte @Nullable [] demo() {
        return demo;
    }

    String build() {
        return build;
    }

    private static String build(String page) {
        int at = page.indexOf(BUILD);
        int start = at + BUILD.length();
        int end = at < 0 ? -1 : page.indexOf('"', start);
        return end < 0 ? "" : page.substring(start, end);
    }

    /// The file of that name; null when there is none.
    @Nullable Asset asset(String name) {
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null || !isPlain(name)) {
            return null;
        }
        byte[] bytes = read(folder + "assets/" + name);
        return bytes == null ? null : new Asset(type, Bytes.wrap(bytes));
    }

    /// Letters, digits, `-`, `_` and dots: so a name never leads out of its folder.
    private static boolean isPlain(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            if (!letter && !(c >= '0' && c <= '9') && c != '-' && c != '_' && c != '.') {
                return false;
            }
        }
        return name.length() <= NAME_CHARS_MAX && !name.startsWith(".");
    }

    private static byte @Nullable [] read(String resource) {
        try (InputStream in = ConsoleFiles.class.getResourceAsStream(resource)) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
