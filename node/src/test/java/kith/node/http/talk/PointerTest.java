package kith.node.http.talk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import kith.talk.Below;
import kith.value.Path;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

final class PointerTest {
    /// The examples of RFC 6901, section 6, without the number sign.
    @Test
    void theExamplesOfTheRfcAreReadAndWritten() {
        var examples =
                new String[][] {
                    {"", null},
                    {"/foo", "foo"},
                    {"/", ""},
                    {"/a~1b", "a/b"},
                    {"/c%25d", "c%d"},
                    {"/e%5Ef", "e^f"},
                    {"/g%7Ch", "g|h"},
                    {"/i%5Cj", "i\\j"},
                    {"/k%22l", "k\"l"},
                    {"/%20", " "},
                    {"/m~0n", "m~n"}
                };
        for (String[] example : examples) {
            Path path = example[1] == null ? Path.ROOT : Path.of(example[1]);
            assertEquals(path, Pointer.parse(example[0]));
            assertEquals(path, Pointer.parse(Pointer.text(Path.ROOT, path)));
        }
        assertEquals("/b~1c/%C3%A4", Pointer.text(Path.of("a"), Path.of("a", "b/c", "ä")));
    }

    @Property(tries = 300)
    void anyPathComesBackAndFitsIntoAHeader(
            @ForAll @Size(max = 5) java.util.List<@StringLength(max = 6) String> names) {
        var segments = new ArrayList<String>();
        names.forEach(name -> segments.add(name.replace('\0', '0')));
        Path path = Path.of(segments);
        String text = Pointer.text(Path.ROOT, path);
        assertTrue(text.chars().allMatch(c -> c > ' ' && c < 0x7f), text);
        assertEquals(path, Pointer.parse(text));
    }

    @Test
    void whatIsNoPointerIsRefused() {
        for (String wrong : new String[] {"a", "/%", "/%4", "/%zz", "/~", "/~2", "/%ff", "#/a"}) {
            Refused refused = assertThrows(Refused.class, () -> Pointer.parse(wrong), wrong);
            assertEquals("patch-malformed", refused.code());
        }
    }

    @Test
    void relativeTextsComeBackWhateverTheFirstNameIs() {
        Path base = Path.of("pkg", "exports");
        for (String name : new String[] {".", "..", "./x", "", "~", "a/b", ".x"}) {
            Path path = base.child(name);
            assertEquals(path, Below.parse(base, Below.text(base, path)), name);
        }
        assertEquals("", Below.text(base, base));
        assertEquals(base, Below.parse(base, ""));
        assertEquals(Path.of("a", "b"), Below.parse(Path.ROOT, "a/b"));
    }
}
