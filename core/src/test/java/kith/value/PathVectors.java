package kith.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import org.junit.jupiter.api.Test;

final class PathVectors {
    private static final String FILE = "paths.json";

    @Test
    void eachPathHasItsTextAndItsBytes() {
        for (var vector : Vectors.list(FILE, "paths", 25)) {
            String text = Vectors.text(vector, "text");
            Path path = Vectors.path(vector, "path");
            assertEquals(text, path.toText());
            assertEquals(path, Path.parse(text), text);
            var out = new Writer();
            path.write(out);
            assertEquals(Vectors.hex(vector), out.toBytes(), text);
            var in = new Reader(out.toBytes());
            assertEquals(path, Path.read(in), text);
            in.expectEnd();
        }
    }

    @Test
    void otherTextsAreReadToo() {
        for (var vector : Vectors.list(FILE, "alsoRead", 6)) {
            String text = Vectors.text(vector, "text");
            assertEquals(Vectors.path(vector, "path"), Path.parse(text), text);
        }
    }

    @Test
    void textsThatAreNoPathAreRefusedWithTheReason() {
        for (var vector : Vectors.list(FILE, "refusedTexts", 20)) {
            String text = Vectors.text(vector, "text");
            var error = assertThrows(Malformed.class, () -> Path.parse(text), text);
            assertTrue(
                    String.valueOf(error.getMessage()).contains(Vectors.text(vector, "because")),
                    error.getMessage());
        }
    }

    @Test
    void aPathAfterAnotherLeavesOutWhatIsShared() {
        for (var vector : Vectors.list(FILE, "after", 8)) {
            Path previous = Vectors.path(vector, "previous");
            Path path = Vectors.path(vector, "path");
            var out = new Writer();
            path.writeAfter(out, previous);
            assertEquals(Vectors.hex(vector), out.toBytes(), vector.toString());
            var in = new Reader(out.toBytes());
            assertEquals(path, Path.readAfter(in, previous), vector.toString());
            in.expectEnd();
        }
    }

    @Test
    void bytesThatAreNoPathAreRefused() {
        for (var vector : Vectors.list(FILE, "refused", 7)) {
            assertTrue(
                    Vectors.refuses(Vectors.hex(vector), Path::read), Vectors.text(vector, "what"));
        }
        for (var vector : Vectors.list(FILE, "refusedAfter", 4)) {
            Path previous = Vectors.path(vector, "previous");
            Bytes hex = Vectors.hex(vector);
            assertTrue(
                    Vectors.refuses(hex, in -> Path.readAfter(in, previous)),
                    Vectors.text(vector, "what"));
        }
    }
}
