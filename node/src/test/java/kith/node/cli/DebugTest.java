package kith.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import kith.Address;
import kith.Answer;
import kith.Command;
import kith.node.Home;
import kith.node.Node;
import kith.node.NodeConfig;
import kith.node.crypto.NodeCrypto;
import kith.node.flight.Recorder;
import kith.node.flight.Recording;
import kith.node.flight.Replay;
import kith.state.Writing;
import kith.value.Json;
import kith.value.Value;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `kith debug` against real peers in this process.
final class DebugTest {
    @TempDir static Path folder;

    private static Node ada;
    private static Node bob;

    @BeforeAll
    static void start() {
        ada =
                Node.start(
                        NodeConfig.of(folder.resolve("ada"))
                                .listening("127.0.0.1", 0)
                                .recording(Recorder.BYTES_MIN));
        bob = Node.start(NodeConfig.of(folder.resolve("bob")).listening("127.0.0.1", 0));
        String link = atAda("invite").good().strip();
        Typed.at(bob.home(), "join", link).good();
    }

    @AfterAll
    static void stop() {
        ada.stop();
        bob.stop();
    }

    private static Typed atAda(String... words) {
        return Typed.at(ada.home(), words);
    }

    /// Writes against a version, as somebody does who has not seen what came since.
    private static String put(String address, String text, List<String> seen) {
        Address at = Address.parse(address);
        var edit = new Writing.Put(at.path(), new Value.Text(text));
        Answer answer = ada.driver().call(new Command.Write(at, List.of(edit), seen, false));
        if (answer instanceof Answer.Written written) {
            return written.version();
        }
        throw new AssertionError(answer);
    }

    @Test
    void whyTellsWhatIsShownWhatLivesBesideItAndWhatWasReplaced() {
        String first = put("why/milk", "1 litre", List.of());
        put("why/milk", "2 litres", List.of(first));
        put("why/milk", "oat", List.of(first));
        String who = ada.id().text().substring(0, 8);
        List<String> lines = atAda("debug", "why", "why/milk").good().lines().toList();
        assertEquals("why/milk shows \"oat\"; 1 more lives there", lines.getFirst());
        String time = "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d +";
        for (String expected :
                List.of(
                        "  shown +" + time + who + "\\.3 +milk = \"oat\"",
                        "  beside +" + time + who + "\\.2 +milk = \"2 litres\" +concurrent",
                        "  replaced +"
                                + time
                                + who
                                + "\\.1 +milk = \"1 litre\" +by "
                                + who
                                + ".2")) {
            assertTrue(
                    lines.stream().anyMatch(line -> line.matches(expected)),
                    () -> expected + " in " + lines);
        }
        var json = (Value.Obj) Json.parse(atAda("debug", "why", "why/milk", "--json").good());
        assertEquals(new Value.Text("why/milk"), json.find("address"));
        assertTrue(json.find("standings") instanceof Value.Array all && all.size() == 2);
        assertTrue(json.find("changes") instanceof Value.Array all && all.size() == 3);
        String one = atAda("debug", "why", "why/milk", "--limit", "1").good();
        assertEquals(2, one.lines().count(), one);
    }

    @Test
    void whatIsAskedInTheWrongWayIsRefusedWithWhatIsRight() {
        put("wrong/x", "1", List.of());
        assertTrue(atAda("debug", "why", "wrong/y").err().contains("(not-found)"));
        assertTrue(atAda("debug", "why", "no-such-space").err().contains("(space-unknown)"));
        for (String[] words :
                new String[][] {
                    {"debug"},
                    {"debug", "why"},
                    {"debug", "whom"},
                    {"debug", "links", "x"},
                    {"debug", "links", "--limit", "3"},
                    {"debug", "why", "a", "--timeout", "3"},
                    {"debug", "why", "a", "--limit", "0"}
                }) {
            Typed typed = atAda(words);
            assertEquals(2, typed.exit(), String.join(" ", words) + typed);
            assertTrue(typed.err().contains("(usage)"), typed.err());
        }
        assertEquals(4, Typed.at(Home.at(folder.resolve("none")), "debug", "links").exit());
    }

    @Test
    void stateHasAllSpacesOrOneWithTheirHeads() {
        put("state/a/b", "here", List.of());
        String all = atAda("debug", "state").good();
        assertTrue(all.contains("@home/state  1 change\n  "), all);
        assertTrue(all.contains("{\n  \"a\": {\n    \"b\": \"here\"\n  }\n}\n"), all);
        assertEquals("\"here\"\n", atAda("debug", "state", "state/a/b").good());
        assertEquals("nothing\n", atAda("debug", "state", "state/z").good());
        String json = atAda("debug", "state", "--json").good();
        assertTrue(json.contains("\"address\":\"@home/state\",\"changes\":1,\"heads\":{"), json);
    }

    @Test
    void aSyncEndsWhenTheOtherSideHasTheSameAndLinksTellWhatWentOverThem() {
        put("synced/x", "1", List.of());
        String id = bob.id().text();
        assertEquals("in sync with 1 peer\n", atAda("debug", "sync").good());
        assertEquals("in sync with 1 peer\n", atAda("debug", "sync", id.substring(0, 8)).good());
        assertEquals(
                "{\"inSync\":[\"" + id + "\"]}\n", atAda("debug", "sync", id, "--json").good());
        String links = atAda("debug", "links").good();
        assertTrue(links.startsWith(id.substring(0, 8) + "  "), links);
        assertTrue(links.contains(" sent  ") && links.endsWith("  in sync\n"), links);
        var json = (Value.Obj) Json.parse(atAda("debug", "links", "--json").good());
        assertTrue(json.find("links") instanceof Value.Array all && all.size() == 1);
        assertTrue(atAda("debug", "sync", "zzzz").err().contains("(peer-unknown)"));
        String nobody = "a".repeat(52);
        assertTrue(atAda("debug", "sync", nobody).err().contains("(not-connected)"));
    }

    /// How many steps a trace has that is made now.
    private static long recorded(int number) {
        String file = folder.resolve(number + ".kithtrace").toString();
        var made = (Value.Obj) Json.parse(atAda("debug", "trace", file, "--json").good());
        return made.find("steps") instanceof Value.Int(long steps) ? steps : 0;
    }

    @Test
    void aTraceIsOneFileThatTakesTheSameStepsAgain() throws IOException, InterruptedException {
        put("traced/x", "1", List.of());
        var tries = new AtomicInteger(); // what is recorded is written a moment later
        WithPeersTest.eventually("it is written", () -> recorded(tries.incrementAndGet()) > 20);
        Path file = folder.resolve("ada.kithtrace");
        String said = atAda("debug", "trace", file.toString()).good();
        assertTrue(said.startsWith(file + "  "), said);
        long steps = 0;
        try (var recording = Recording.open(file, new NodeCrypto().hasher())) {
            var replay = new Replay(recording, false);
            for (var again = replay.next(); again != null; again = replay.next()) {
                assertTrue(again.same(), again.number() + ": " + again.input());
                steps = again.number();
            }
            assertFalse(recording.isTorn());
        }
        assertTrue(steps > 20, steps + " steps");
        Typed again = atAda("debug", "trace", file.toString());
        assertEquals(1, again.exit());
        assertTrue(again.err().contains("is there already (file-unusable)"), again.err());
        Typed none = Typed.at(bob.home(), "debug", "trace");
        assertEquals(1, none.exit());
        assertTrue(none.err().contains("(not-recorded)") && none.err().contains("--record"));
    }

    @Test
    void thereIsNoKeyInATrace() throws IOException {
        Path file = folder.resolve("keys.kithtrace");
        atAda("debug", "trace", file.toString()).good();
        String trace = HexFormat.of().formatHex(Files.readAllBytes(file));
        byte[] seed = Files.readAllBytes(ada.home().folder().resolve("seed"));
        assertTrue(seed.length >= 32, "a seed of " + seed.length + " bytes");
        assertFalse(trace.contains(HexFormat.of().formatHex(seed, 0, 32)));
        assertTrue(trace.contains(ada.id().key().hex()), "its public key is in it");
    }
}
