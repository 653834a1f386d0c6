package kith.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.RandomText;
import kith.lang.Reader;
import kith.lang.Rng;
import kith.lang.Utf8;
import kith.lang.Writer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

final class PathProperties {
    private static boolean hasText(Path path) {
        return path.isRoot() || !path.at(0).equals(".") && !path.at(0).equals("..");
    }

    @Property(tries = 3000)
    void everyPathWithATextComesBackFromIt(@ForAll long seed) {
        Path path = RandomValue.path(new Rng(seed));
        if (hasText(path)) {
            assertEquals(path, Path.parse(path.toText()));
            assertEquals(path, Path.parse(path.toText() + "/"));
        }
    }

    /// Nothing in a text looks to a library for URLs like a step up, a step on the spot, or
    /// nothing.
    @Property(tries = 3000)
    void noLibraryForUrlsChangesAText(@ForAll long seed) {
        String text = RandomValue.path(new Rng(seed)).toText();
        if (!text.isEmpty()) {
            for (String segment : text.split("/", -1)) {
                assertFalse(segment.isEmpty() || segment.equals(".") || segment.equals(".."), text);
            }
            if (text.chars()
                    .allMatch(c -> c > ' ' && c < 0x7f && "\"%<>?#[\\]^`{|}".indexOf(c) < 0)) {
                assertEquals("/" + text, URI.create("/" + text).normalize().getPath());
            }
        }
    }

    @Property(tries = 5000)
    void anyTextIsAPathOrRefused(@ForAll long seed) {
        var rng = new Rng(seed);
        var text = new StringBuilder();
        for (int i = rng.nextInt(8); i > 0; i--) {
            text.append(rng.chance(20) ? RandomText.of(rng, 2) : "/~.01_a".charAt(rng.nextInt(7)));
        }
        try {
            Path path = Path.parse(text.toString());
            assertTrue(hasText(path));
            assertEquals(path, Path.parse(path.toText()));
        } catch (Malformed expected) {
            assertTrue(String.valueOf(expected.getMessage()).startsWith("path "));
        }
    }

    @Property(tries = 3000)
    void pathsInARowComeBack(@ForAll long seed) {
        var rng = new Rng(seed);
        var paths = new Path[rng.nextInt(6)];
        var out = new Writer();
        Path previous = Path.ROOT;
        for (int i = 0; i < paths.length; i++) {
            Path kept = previous.upTo(rng.nextInt(previous.size() + 1));
            paths[i] = kept.append(RandomValue.path(rng));
            paths[i].writeAfter(out, previous);
            previous = paths[i];
        }
        var in = new Reader(out.toBytes());
        previous = Path.ROOT;
        for (Path path : paths) {
            previous = Path.readAfter(in, previous);
            assertEquals(path, previous);
        }
        in.expectEnd();
    }

    @Property(tries = 5000)
    void anyBytesAreRefusedOrTheOnlyOnesOfTheirPath(@ForAll long seed) {
        var rng = new Rng(seed);
        Path previous = RandomValue.path(rng);
        var bytes = new Writer();
        for (int i = rng.nextInt(20); i >= 0; i--) {
            bytes.u8(rng.chance(70) ? rng.nextInt(4) : rng.chance(70) ? 'a' : rng.nextInt());
        }
        check(bytes.toBytes(), previous);
        check(bytes.toBytes(), Path.ROOT);
    }

    private static void check(Bytes bytes, Path previous) {
        var in = new Reader(bytes);
        int size = bytes.size();
        try {
            Path path = Path.readAfter(in, previous);
            var again = new Writer();
            path.writeAfter(again, previous);
            assertEquals(bytes.slice(0, in.position()), again.toBytes());
        } catch (Malformed expected) {
            assertTrue(in.position() <= size);
        }
    }

    @Property
    void orderAgreesWithTheListOfSegments(@ForAll long seed, @ForAll long other) {
        Path a = RandomValue.path(new Rng(seed));
        Path b = RandomValue.path(new Rng(other));
        int expected = 0;
        for (int i = 0; expected == 0 && (i < a.size() || i < b.size()); i++) {
            expected = i == a.size() ? -1 : i == b.size() ? 1 : a.at(i).compareTo(b.at(i));
        }
        assertEquals(Integer.signum(expected), Integer.signum(a.compareTo(b)));
        assertEquals(expected == 0, a.equals(b));
        assertTrue(Utf8.size(a.toText()) <= 2 * Path.BYTES_MAX + Path.SEGMENTS_MAX * 3);
    }
}
