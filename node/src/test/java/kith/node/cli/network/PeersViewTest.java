package kith.node.cli.network;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import kith.node.client.Field;
import kith.value.Json;
import org.junit.jupiter.api.Test;

/// What `kith peers` shows of cells.
final class PeersViewTest {
    private static final long NOW = 1_800_000_000_000L;

    private static List<String> lines(String board) {
        String about = "{\"id\":\"me\",\"network\":{\"home\":" + board + "}}";
        return new PeersView(new Field(Json.parse(about)), NOW, (ink, text) -> text).lines();
    }

    @Test
    void numbersOfApplicationsStandInATableWithThoseOfThisClusterBelow() {
        List<String> lines =
                lines(
                        """
                        {"neighbours":{},"aggregates":{
                         "jobs":{"mine":3,
                          "cluster":{"count":8,"sum":64,"newest":7,"different":8,"asOf":1799999998000},
                          "board":{"count":16,"sum":1360,"newest":7,"different":16,"asOf":1799999996000}},
                         "users":{"mine":-2}}}
                        """);
        assertEquals(
                List.of(
                        "  numbers that applications give",
                        "            peers  sum    newest  different  as of    mine",
                        "    jobs    16     1,360  7       16         4 s ago  3",
                        "      here  8      64     7       8          2 s ago",
                        "    users                                             -2"),
                lines.subList(lines.size() - 5, lines.size()));
    }

    @Test
    void whatOthersAndThisPeerDoForEachOtherStandsInALine() {
        String work = "{\"serves\":[\"fetch\",\"twice\"],\"doing\":2,\"waiting\":1}";
        assertEquals(
                "  work: serves fetch, twice; 2 tasks being done here; 1 task without an answer yet",
                lines("{\"neighbours\":{},\"work\":" + work + "}").getLast());
    }

    @Test
    void whereNobodyGivesANumberNoneAreShown() {
        assertEquals(
                List.of("  no neighbours now", "  in no cluster yet"),
                lines("{\"neighbours\":{}}").subList(3, 5));
    }
}
