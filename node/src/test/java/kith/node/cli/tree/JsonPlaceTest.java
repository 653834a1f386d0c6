package kith.node.cli.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import kith.lang.Malformed;
import kith.value.Json;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class JsonPlaceTest {
    /// Where the parser stops, as a path.
    private static @Nullable String place(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        String message =
                String.valueOf(assertThrows(Malformed.class, () -> Json.parse(bytes)).getMessage());
        int comma = message.indexOf(", column ");
        int line = Integer.parseInt(message.substring("JSON, line ".length(), comma));
        int column = Integer.parseInt(message.substring(comma + 9, message.indexOf(':')));
        return JsonPlace.at(bytes, line, column);
    }

    @Test
    void aNumberThatIsTooLargeIsNamedByItsPath() {
        assertEquals(
                "a/b/1/c", place("{\"a\":{\"x\":1,\n\"b\":[5,{\"c\":99999999999999999999}]}}"));
    }

    @Test
    void aNameThatOccursTwiceIsNamed() {
        assertEquals("a/b", place("{\"a\":{\"b\":1,\"c\":{},\"b\":2}}"));
    }

    @Test
    void whatWasClosedIsNoPartOfThePath() {
        assertEquals("z", place("{\"a\":{\"b\":[1,2]},\"z\":tru}"));
        assertEquals("2", place("[{\"a\":1},[2],nope]"));
    }

    @Test
    void namesAreWrittenAsInAnAddress() {
        assertEquals("~./x~1y/~_", place("{\".\":{\"x/y\":{\"\":nope}}}"));
    }

    @Test
    void lettersBeyondAsciiAndBracketsInTextsDoNotMislead() {
        assertEquals("ü/😀", place("{\"ä\":\"}]{[\\\"\",\r\n\"ü\":{\"😀\":nope}}"));
    }

    @Test
    void outsideOfEverythingThereIsNoPath() {
        assertEquals(null, place("nope"));
    }

    @Test
    void aTextWithoutAnEndEndsSomewhere() {
        assertEquals("a", place("{\"a\":\"bc"));
        assertEquals("a", place("{\"a\":\"bc\\"));
    }

    @Test
    void aNameThatIsNotThereYetIsNotTakenForTheEmptyOne() {
        assertEquals("a/d", place("{\"a\":{\"d\":{\"x\":2,}}}"));
        assertEquals("a", place("{\"a\":{"));
        assertEquals("a/b", place("{\"a\":{\"b\":{nope"));
    }

    @Test
    void deepNestingIsNamedByTheFirstBracketThatIsTooDeep() {
        String place = place("{\"a\":".repeat(65) + "1" + "}".repeat(65));
        assertEquals("a/".repeat(8) + "…" + "/a".repeat(4), place);
    }
}
