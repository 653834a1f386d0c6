package kith.node.cli.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kith.node.cli.shell.Failure;
import kith.value.Json;
import kith.value.Path;
import kith.value.Value;
import org.junit.jupiter.api.Test;

final class CellsTest {
    private static List<String> cells(String json, String address, Path base) {
        Cells cells = Cells.of(Json.parse(json), address, base);
        var lines = new ArrayList<String>();
        for (int i = 0; i < cells.size(); i++) {
            lines.add(cells.path(i) + "=" + Json.print(cells.value(i)));
        }
        return lines;
    }

    private static String refused(String json, String address, Path base) {
        var failure = assertThrows(Failure.class, () -> cells(json, address, base));
        assertEquals("import-refused", failure.code());
        assertTrue(failure.what().startsWith("nothing was written"), failure::what);
        return failure.what();
    }

    @Test
    void eachFieldBecomesACellAndAnArrayStaysOneValue() {
        assertEquals(
                List.of("a/b=1", "a/c/d=[{\"x\":1},2]", "e=null"),
                cells(
                        "{\"a\":{\"b\":1,\"c\":{\"d\":[{\"x\":1},2]}},\"e\":null}",
                        "s/t",
                        Path.of("t")));
    }

    @Test
    void anEmptyObjectIsAValue() {
        assertEquals(List.of("a={}"), cells("{\"a\":{}}", "s", Path.ROOT));
        assertEquals(List.of("={}"), cells("{}", "s", Path.ROOT));
        assertEquals(List.of("=5"), cells("5", "s/x", Path.of("x")));
    }

    @Test
    void oddNamesAreEscapedAsTheyAreInPackagesOfNpm() {
        assertEquals(
                List.of("~.=1", "~./x=2", "~_=3", "a~1b=4", "~0=5", "~..=6", "ü=7"),
                cells(
                                "{\".\":1,\"./x\":2,\"\":3,\"a/b\":4,\"~\":5,\"..\":6,\"ü\":7}"
                                        .replace("./x", "./x"),
                                "s/t",
                                Path.of("t"))
                        .stream()
                        .map(line -> line.replace("~.~1x", "~./x"))
                        .toList());
    }

    @Test
    void everyPathIsReadBackAsTheSameNames() {
        String json = "{\".\":{\"\":{\"./x\":{\"~_\":{\"a/b\":{\"~.\":1}}}}}}";
        Cells cells = Cells.of(Json.parse(json), "s/t", Path.of("t"));
        assertEquals(
                Path.of("t", ".", "", "./x", "~_", "a/b", "~."), Path.parse("t/" + cells.path(0)));
    }

    @Test
    void aNameOfKithsOwnAtTheRootOfASpaceIsRefusedWithAWayOut() {
        String what = refused("{\"a\":1,\".\":2}", "npm", Path.ROOT);
        assertTrue(what.contains("npm/data"), what);
        assertEquals(List.of("a/~.=2"), cells("{\"a\":{\".\":2}}", "npm", Path.ROOT));
    }

    @Test
    void whatCannotBeANameIsNamedByItsPath() {
        assertTrue(refused("{\"a\":{\"x\\u0000\":1}}", "s", Path.ROOT).contains("of s/a: path"));
        String longName = "n".repeat(2_000);
        assertTrue(
                refused("{\"a\":{\"" + longName + "\":1}}", "s/t", Path.of("t")).contains("s/t/a"));
    }

    @Test
    void aPathThatIsTooDeepTogetherWithTheAddressIsRefused() {
        String deep = "{\"a\":".repeat(60) + "1" + "}".repeat(60);
        var names = new String[70];
        java.util.Arrays.fill(names, "b");
        assertEquals(1, cells(deep, "s", Path.ROOT).size());
        assertTrue(refused(deep, "s/b", Path.of(names)).contains("segments"));
    }

    @Test
    void aValueThatDoesNotFitIntoAChangeIsNamed() {
        String large = "{\"a\":{\"big\":[\"" + "x".repeat(1 << 20) + "\"]}}";
        String what = refused(large, "s", Path.ROOT);
        assertTrue(what.contains("of s/a/big: a value of 1048"), what);
    }

    @Test
    void aValueWhoseJsonIsTooLongForARequestIsNamed() {
        String control = "\\u0001".repeat(800_000); // six bytes each, one in a change
        Value value = Json.parse("{\"a\":\"" + control + "\"}");
        assertThrows(Failure.class, () -> Cells.of(value, "s", Path.ROOT));
    }
}
