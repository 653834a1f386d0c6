package kith.node.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import kith.node.Home;
import kith.node.Node;
import kith.node.Peers;
import kith.node.Running;
import kith.value.Json;
import kith.value.Value;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Which peer a home has, when its `http.json` is older than what is there.
final class PeerClientTest {
    private final Peers peers = new Peers();

    @AfterEach
    void stop() {
        peers.close();
    }

    private Path file() {
        return peers.home("ada").resolve("http.json");
    }

    private Home home() {
        return Home.at(peers.home("ada"));
    }

    private void replace(String name, String with) throws IOException {
        Value.Obj running = (Value.Obj) Json.parse(Files.readAllBytes(file()));
        String before = Json.print(Objects.requireNonNull(running.find(name)));
        String text = Json.print(running);
        assertTrue(text.contains(before), name);
        Files.writeString(
                file(), text.replace("\"" + name + "\":" + before, "\"" + name + "\":" + with));
    }

    @Test
    void thePeerOfAHomeIsFoundAndAsked() throws IOException, PeerRefusal {
        Node ada = peers.start("ada");
        try (PeerClient client = PeerClient.of(home())) {
            assertNotNull(client);
            assertEquals(ada.id().text(), client.running().peer());
            client.call("PUT", "/tasks/a", "1".getBytes(StandardCharsets.UTF_8)).bytes();
            assertEquals(Value.Int.of(1), client.read("/tasks/a"));
        }
    }

    @Test
    void aProcessThatOnlyHasTheNumberIsNotThePeer() throws IOException {
        peers.start("ada");
        Running running = home().running();
        assertNotNull(running);
        assertFalse(running.begun().isEmpty());
        replace("begun", "\"another start/1\"");
        assertNull(home().running());
        assertNull(PeerClient.of(home()));
    }

    @Test
    void whoAnswersAtThePortAndDoesNotKnowTheTokenIsNotShownIt() throws Exception {
        Node ada = peers.start("ada");
        String token = home().token();
        assertNotNull(token);
        String lie = "{\"proof\":\"" + "0".repeat(64) + "\",\"peer\":\"" + ada.id().text() + "\"}";
        String reply = "HTTP/1.1 200 OK\r\nContent-Length: " + lie.length() + "\r\n\r\n" + lie;
        for (String said : new String[] {reply, "SSH-2.0-OpenSSH_9.9\r\n", ""}) {
            try (var other = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
                replace("httpPort", Integer.toString(other.getLocalPort()));
                CompletableFuture<String> heard =
                        CompletableFuture.supplyAsync(() -> heard(other, said));
                assertNull(PeerClient.of(home()));
                assertFalse(heard.get().contains(token), heard.get());
                assertTrue(heard.get().startsWith("GET /.kith/proof?challenge="), heard.get());
            }
        }
    }

    /// Answers one who connects, and says all that it sent.
    private static String heard(ServerSocket server, String answer) {
        try (Socket socket = server.accept()) {
            var some = new byte[4_096];
            int size = socket.getInputStream().read(some);
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            byte[] rest = socket.getInputStream().readAllBytes();
            return new String(some, 0, size, StandardCharsets.UTF_8)
                    + new String(rest, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
