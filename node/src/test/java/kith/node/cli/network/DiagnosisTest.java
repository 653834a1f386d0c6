package kith.node.cli.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import kith.node.client.Field;
import kith.value.Json;
import org.junit.jupiter.api.Test;

/// What is told of a peer whose cells are these.
final class DiagnosisTest {
    private static final long ROOM = 1L << 40;

    /// Somebody was asked, and there was no address.
    private static final String CALLED = "{\"asked\":[{\"peer\":\"ann\"}],\"addresses\":[]}";

    private static final String CAME =
            "{\"peer\":\"ann\",\"region\":\"us\",\"reached\":true,\"micros\":12345}";
    private static final String FAILED =
            "{\"peer\":\"ben\",\"reached\":false,\"code\":\"unreachable\",\"because\":\"no way\"}";

    private static List<String> codes(String about, long room) {
        return codes(about, CALLED, room);
    }

    private static List<String> codes(String about, String called, long room) {
        return findings(about, called, room).stream()
                .filter(one -> one.grade() != Finding.Grade.GOOD)
                .map(one -> one.grade().sign + one.code())
                .toList();
    }

    private static List<Finding> findings(String about, String called, long room) {
        return new Diagnosis(new Field(Json.parse(about)), new Field(Json.parse(called)), room)
                .findings();
    }

    private static String called(String address, String... tries) {
        return """
        {"asked":[{"peer":"ann"}],
         "addresses":[{"address":"%s","over":"tcp","tries":[%s]}],"millis":3}
        """
                .formatted(address, String.join(",", tries));
    }

    private static String peer(String addresses, String links, String others) {
        return """
        {"id":"me","version":3,"addresses":[%s],"store":{"writable":true},"links":{%s},
         "boards":{"home":{"members":{"me":{}%s}}}}
        """
                .formatted(addresses, links, others);
    }

    @Test
    void whoIsCalledFromEverywhereIsWell() {
        String links = "\"ann\":{\"inbound\":true,\"address\":\"192.0.2.9:4000\",\"version\":3}";
        String about = peer("\"192.0.2.1:5484\",\"wss://kith.example/pipe\"", links, ",\"ann\":{}");
        assertEquals(List.of(), codes(about, ROOM));
    }

    @Test
    void addressesSayWhoCannotCall() {
        record Case(String addresses, String code) {}
        for (Case one :
                List.of(
                        new Case("", "✗reach-nowhere"),
                        new Case("\"127.0.0.1:5484\",\"[::1]:5484\"", "!reach-loopback"),
                        new Case("\"127.0.0.1:5484\",\"10.1.2.3:5484\"", "!reach-private"),
                        new Case("\"[fd00::1]:5484\",\"[fe80::1]:5484\"", "!reach-private"))) {
            List<String> codes = codes(peer(one.addresses, "", ""), ROOM);
            assertEquals(List.of(one.code, "!reach-no-door", "!reach-unproven"), codes);
        }
        assertTrue(!codes(peer("\"kith.example:5484\"", "", ""), ROOM).contains("!reach-private"));
    }

    @Test
    void whoIsLinkedToNobodyIsToldWhy() {
        String about =
                peer("\"192.0.2.1:5484\",\"wss://kith.example/pipe\"", "", ",\"ann\":{}")
                        .replace(
                                "\"store\"",
                                "\"unreached\":{\"192.0.2.9:1\":{\"because\":\"refused\"}},"
                                        + "\"store\"");
        assertEquals(
                List.of("!reach-unproven", "✗reach-nobody", "!unreachable"), codes(about, ROOM));
    }

    @Test
    void aWrongClockAnOldVersionAndAFullDiskAreTold() {
        String links =
                "\"ann\":{\"inbound\":true,\"address\":\"192.0.2.9:4000\",\"version\":2,"
                        + "\"clockOffSeconds\":-90},"
                        + "\"ben\":{\"inbound\":true,\"address\":\"192.0.2.8:4000\",\"version\":3,"
                        + "\"clockOffSeconds\":7}";
        String about = peer("\"192.0.2.1:5484\",\"wss://kith.example/pipe\"", links, ",\"ann\":{}");
        assertEquals(
                List.of("!disk-nearly-full", "✗clock-off", "!clock-off", "!version-old"),
                codes(about, 1_000));
        String failed = about.replace("\"writable\":true", "\"writable\":false");
        assertEquals("✗disk-failed", codes(failed, ROOM).getFirst());
    }

    @Test
    void whatNeighboursFoundIsOneLineForEachAddress() {
        String about = peer("\"192.0.2.1:5484\",\"wss://kith.example/pipe\"", "", "");
        String place = "192.0.2.1:5484";
        String both = called(place, CAME, FAILED);
        assertEquals(List.of(), codes(about, both, ROOM));
        String line = " is reached over TCP by ann (us) in 12.3 ms, not by ben (unreachable)";
        List<Finding> found = findings(about, both, ROOM);
        assertTrue(
                found.stream().anyMatch(one -> one.what().equals(place + line)), found::toString);
        String none = called(place, FAILED, FAILED.replace("ben", "bob"));
        assertEquals(List.of("!unreachable", "!reach-unproven"), codes(about, none, ROOM));
        String words = findings(about, none, ROOM).toString();
        assertTrue(words.contains(place + " is not reached by ben: no way; bob: the same"), words);
        String nobody = "{\"asked\":[],\"addresses\":[{\"address\":\"a:1\",\"tries\":[]}]}";
        assertEquals(List.of("!reach-unasked", "!reach-unproven"), codes(about, nobody, ROOM));
    }

    @Test
    void anAddressOfThisMachineIsNotForThoseOnOthers() {
        String from = "\"ben\":{\"address\":\"%s:4000\",\"version\":3}";
        String about = peer("\"192.0.2.1:1\",\"wss://kith.example/pipe\"", from, ",\"ben\":{}");
        String called = called("127.0.0.1:1", FAILED);
        assertEquals(List.of("!reach-unproven"), codes(about.formatted("192.0.2.9"), called, ROOM));
        assertEquals(
                List.of("!unreachable", "!reach-unproven"),
                codes(about.formatted("127.0.0.1"), called, ROOM));
    }
}
