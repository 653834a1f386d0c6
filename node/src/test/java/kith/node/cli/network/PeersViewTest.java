package kith.node.cli.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

    @Test
    void aLeaderHasGuestsAndAGuestHasNoMembers() {
        String cluster =
                """
                {"neighbours":{},"cluster":{"id":"c1","leader":"bbbbbbbbbbbb","epoch":2,"leaseUntil":1800000070000,%s}}
                """;
        String leads = "\"guests\":1000,\"members\":{\"bbbbbbbbbbbb\":{\"score\":30}}";
        String guest = "\"guest\":true";
        assertTrue(
                lines(cluster.formatted(leads))
                        .get(4)
                        .startsWith("  cluster c1, 1 member and 1,000 guests, led by bbbbbbbb"));
        List<String> lines = lines(cluster.formatted(guest));
        assertTrue(
                lines.getLast().startsWith("  cluster c1, this peer is its guest, led by bbbbbbbb"),
                lines::toString);
    }

    @Test
    void aNeighbourHasWhatGoesOverItsLinkAndALeaderHasItsReason() {
        String cluster =
                """
                {"neighbours":{"aaaaaaaaaaaa":{"standing":"suspect","roundTripMicros":1900,"gets":"feeds","gives":"lazy"}},
                 "cluster":{"id":"c1","leader":"me","epoch":2,"leaseUntil":1800000005000,
                  "members":{"me":{"score":%s},"bbbbbbbbbbbb":{"score":30}}}}
                """;
        List<String> lines = lines(cluster.formatted("30"));
        assertEquals(
                List.of(
                        "  1 neighbour",
                        "              region  round trip  as placed  from it  to it",
                        "    aaaaaaaa          1.9 ms                 feeds    lazy   suspect"),
                lines.subList(3, 6));
        assertEquals("    nobody has more marks than who leads", lines.getLast());
        assertEquals(
                "    somebody has 2 more, which is too few or too new to take over",
                lines(cluster.formatted("28")).getLast());
    }
}
