package kith.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kith.identity.InvitationLink;
import kith.node.http.HttpConfig;
import org.junit.jupiter.api.Test;

final class ReachableTest {
    private static final String PATH = "/.kith/link/word";

    @Test
    void whoListensOnOneAddressTellsThatOne() {
        assertEquals(List.of("127.0.0.1:7"), Reachable.links("127.0.0.1", 7, List.of()));
        assertEquals(List.of("[::1]:7"), Reachable.links("::1", 7, List.of()));
    }

    @Test
    void whoListensEverywhereTellsTheLoopbackLastAndNoneThatOthersCannotUse() {
        List<String> all = Reachable.links("0.0.0.0", 7, List.of());
        assertEquals("127.0.0.1:7", all.getLast());
        for (String address : all) {
            assertTrue(address.endsWith(":7"), address);
            assertFalse(address.contains("%"), address);
            assertFalse(address.startsWith("[fe80"), address);
            assertFalse(address.startsWith("0.0.0.0"), address);
        }
    }

    @Test
    void whatTheOwnerSaysIsToldAsItIsWithAPortWhereThereIsNone() {
        List<String> chosen = List.of("ada.example", "ada.example:99", "[2001:db8::1]", "[::1]:3");
        assertEquals(
                List.of("ada.example:7", "ada.example:99", "[2001:db8::1]:7", "[::1]:3"),
                Reachable.links("0.0.0.0", 7, chosen));
    }

    private static List<String> web(HttpConfig http, String... chosen) {
        return Reachable.web(http, 8, List.of(chosen), PATH);
    }

    @Test
    void whoseHttpIsForThisMachineTellsBrowsersTheLoopback() {
        var here = HttpConfig.standard();
        assertEquals(List.of("ws://127.0.0.1:8/.kith/link/word"), web(here));
        assertEquals(List.of("ws://[::1]:8/.kith/link/word"), web(here.at("::1")));
    }

    @Test
    void whoseHttpIsForEverybodyTellsBrowsersAFewAddresses() {
        List<String> all = web(HttpConfig.standard().at("0.0.0.0"));
        assertEquals("ws://127.0.0.1:8/.kith/link/word", all.getLast());
        assertTrue(all.size() <= 3, all::toString);
    }

    @Test
    void theNameOfAProxyWithTlsIsToldAndOtherOriginsAreNot() {
        var behind =
                HttpConfig.standard()
                        .trusting(
                                List.of("ada.example"),
                                List.of(
                                        "https://ada.example",
                                        "https://ada.example:444",
                                        "http://ada.example",
                                        "https://app.example"));
        assertEquals(
                List.of(
                        "wss://ada.example/.kith/link/word",
                        "wss://ada.example:444/.kith/link/word",
                        "ws://127.0.0.1:8/.kith/link/word"),
                web(behind));
    }

    @Test
    void whatTheOwnerSaysToBrowsersIsToldAndWhatItSaysToNodesKeepsTheOthersBack() {
        var open = HttpConfig.standard().at("0.0.0.0");
        String name = "wss://ada.example/.kith/link";
        String elsewhere = "wss://ada.example/behind/a/proxy";
        assertEquals(
                List.of(name + "/word", elsewhere), web(open, name, elsewhere, "ada.example:7"));
        assertEquals(List.of("ws://127.0.0.1:8/.kith/link/word"), web(open, "ada.example:7"));
        assertEquals(List.of("127.0.0.1:7"), Reachable.links("127.0.0.1", 7, List.of(name)));
    }

    @Test
    void allTogetherFitIntoALinkWhateverTheOwnerSays() {
        var many = new ArrayList<String>();
        for (int i = 0; i < 20; i++) {
            many.add("node" + i + ".example:7");
            many.add("wss://node" + i + ".example/.kith/link");
        }
        NodeConfig config = NodeConfig.of(Path.of("nowhere")).advertising(many);
        List<String> all = Reachable.at(config, 7, 8, PATH);
        assertEquals(InvitationLink.ADDRESSES_MAX, all.size());
        assertEquals(3, all.stream().filter(InvitationLink::isWeb).count());
        assertEquals("node0.example:7", all.getFirst());
        String long259 = "wss://" + "a".repeat(242) + "/.kith/link";
        assertEquals(List.of(long259), web(HttpConfig.standard(), long259)); // no room for a word
        all.forEach(address -> assertTrue(InvitationLink.isAddress(address), address));
    }
}
