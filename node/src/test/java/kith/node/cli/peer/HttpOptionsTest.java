package kith.node.cli.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kith.node.Node;
import kith.node.NodeConfig;
import kith.node.Peers;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Failure;
import kith.node.cli.shell.Line;
import kith.node.cli.shell.Terminal;
import kith.node.client.PeerClient;
import kith.node.http.HttpConfig;
import kith.value.Value;
import org.junit.jupiter.api.Test;

final class HttpOptionsTest {
    private static NodeConfig chosen(NodeConfig config, String... words) {
        var all = new ArrayList<>(List.of("up"));
        all.addAll(List.of(words));
        var none = new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8);
        var terminal = new Terminal(none, none, false, false, false, 80);
        var call = Call.of(new UpCommand().spec(), Line.of(all), terminal);
        return HttpOptions.chosen(call, config);
    }

    private static NodeConfig chosen(String... words) {
        return chosen(NodeConfig.of(Path.of("home")), words);
    }

    @Test
    void withoutOptionsHttpIsForThisMachine() {
        assertEquals(HttpConfig.standard(), chosen().http());
        assertEquals(NodeConfig.BESIDE, chosen().httpPort());
        assertEquals(9, chosen("--http-port", "9").httpPort());
    }

    @Test
    void whereItIsBoundAndWhomItAnswersIsChosen() {
        NodeConfig config =
                chosen(
                        "--http",
                        "[fd00::2]:80",
                        "--http-host",
                        "Ada.example",
                        "--http-host",
                        "b.example",
                        "--http-origin",
                        "https://App.example");
        assertEquals("fd00::2", config.http().host());
        assertEquals(80, config.httpPort());
        assertEquals(List.of("ada.example", "b.example"), config.http().hosts());
        assertEquals(List.of("https://app.example"), config.http().origins());
        assertEquals("0.0.0.0", chosen("--http", "0.0.0.0:0").http().host());
        assertEquals("ada.lan", chosen("--http", "Ada.LAN:0").http().host());
    }

    @Test
    void whatMeansNothingIsRefused() {
        for (String[] words :
                new String[][] {
                    {"--http", "5485"},
                    {"--http", ":5485"},
                    {"--http", "fd00::2:5485"},
                    {"--http", "0.0.0.0:x"},
                    {"--http", "0.0.0.0:65536"},
                    {"--http", "0.0.0.0:1", "--http-port", "1"},
                    {"--http", "0.0.0.0:1", "--http-origin", "https://app.example"},
                    {"--http-host", "*"},
                    {"--http-host", "ada.example:80"},
                    {"--http-host", "http://ada.example"},
                    {"--http-origin", "*"},
                    {"--http-origin", "app.example"},
                    {"--http-origin", "https://app.example/"},
                }) {
            Failure failure = assertThrows(Failure.class, () -> chosen(words), words[1]);
            assertEquals(Exit.USAGE, failure.exit());
        }
    }

    @Test
    void aPeerThatOthersReachIsAskedWithItsToken() throws Exception {
        try (var peers = new Peers()) {
            Node ada = peers.start(chosen(peers.config("ada"), "--http", "0.0.0.0:0"));
            assertTrue(ada.http().wantsToken());
            try (PeerClient client = PeerClient.of(ada.home())) {
                assertNotNull(client);
                client.call("PUT", "/tasks/a", PeerClient.bytes(Value.Int.of(1))).bytes();
                assertEquals(Value.Int.of(1), client.read("/tasks/a"));
            }
        }
    }
}
