package kith.node.cli.complete;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class BashLineTest {
    /// As bash has it.
    private static final String BREAKS = " \t\n\"'@><=;|&(:";

    private static BashLine line(String text) {
        return new BashLine(text, BREAKS);
    }

    private static void assertWords(String text, String... words) {
        assertEquals(List.of(words), line(text).words(), text);
    }

    @Test
    void wordsAreTakenApartAsBashDoes() {
        assertWords("kith ", "kith", "");
        assertWords("kith  get\ttas", "kith", "get", "tas");
        assertWords(
                "kith set a\\ b 'c d' \"e \\\" \\x f\"g h",
                "kith",
                "set",
                "a b",
                "c d",
                "e \" \\x fg",
                "h");
        assertWords("kith get 'a ", "kith", "get", "a ");
        assertWords("kith get \"a $(b) ", "kith", "get", "a $(b) ");
        assertWords("kith get $'a\\n\\x41\\'b", "kith", "get", "a\nA'b");
        assertWords("kith get '' ", "kith", "get", "", "");
        assertWords("kith get a\\", "kith", "get", "a");
        assertWords("", "");
    }

    @Test
    void bashIsGivenWhatItReplaces() {
        assertEquals("tasks/", line("kith get ta").replacement("tasks/"));
        assertEquals("home/", line("kith get @").replacement("@home/"));
        assertEquals("home/tasks/", line("kith get @home/t").replacement("@home/tasks/"));
        assertEquals("home", line("kith members --board=h").replacement("--board=home"));
        assertEquals("b/c", line("kith get 'a:x'/b:b").replacement("a:x/b:b/c"));
        assertEquals("a:x/y", line("kith get 'a:").replacement("a:x/y"));
        assertEquals("a\\:x/y", line("kith get a\\:").replacement("a:x/y").replace(":", "\\:"));
    }

    @Test
    void namesAreQuotedInTheWayThatIsOpen() {
        String name = "a b'c\"d$e`f!g\\h(i)~#*";
        assertEquals(
                "a\\ b\\'c\\\"d\\$e\\`f\\!g\\\\h\\(i\\)~\\#\\*",
                line("kith get a").replacement(name));
        assertEquals("a b'\\''c\"d$e`f!g\\h(i)~#*", line("kith get 'a").replacement(name));
        assertEquals(
                "a b'c\\\"d\\$e\\`f\"'!'\"g\\\\h(i)~#*", line("kith get \"a").replacement(name));
        assertEquals("a b\\'c\"d$e`f!g\\\\h(i)~#*", line("kith get $'a").replacement(name));
        assertEquals("\\~x", line("kith get ").replacement("~x"));
    }

    @Test
    void controlCharactersNeverReachTheTerminal() {
        assertEquals("a$'\\x1b'b$'\\x0a'c", line("kith get ").replacement("a\u001bb\nc"));
        assertEquals("a'$'\\x1b''b", line("kith get '").replacement("a\u001bb"));
        assertEquals("a\"$'\\x1b'\"b", line("kith get \"").replacement("a\u001bb"));
        assertEquals("a\\x1bb", line("kith get $'").replacement("a\u001bb"));
    }
}
