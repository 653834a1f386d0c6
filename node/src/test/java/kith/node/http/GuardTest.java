package kith.node.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import kith.node.Node;
import kith.node.Peers;
import kith.node.http.RawHttp.Reply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class GuardTest {
    private static final String[] UPGRADE = {
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
    };

    private final Peers peers = new Peers();
    private int port;

    @BeforeAll
    void start() {
        port = peers.start("ada").http().port();
        RawHttp.put(port, "/tasks/a", "1");
    }

    @AfterAll
    void stop() {
        peers.close();
    }

    private static String[] with(String header, String... more) {
        var all = new ArrayList<>(List.of(more));
        all.add(header);
        return all.toArray(new String[0]);
    }

    @Test
    void namesOfThisMachineAreAnswered() {
        for (String host :
                List.of("localhost", "127.0.0.1", "[::1]", "LOCALHOST", "localhost:" + port)) {
            assertEquals(200, RawHttp.get(port, "/tasks", "Host: " + host).status(), host);
        }
    }

    @Test
    void aNameThatSomebodyPointedAtThisMachineIsRefused() {
        for (String host :
                List.of(
                        "evil.example",
                        "evil.example:" + port,
                        "localhost.evil.example",
                        "1.2.3.4")) {
            Reply reply = RawHttp.get(port, "/tasks", "Host: " + host);
            assertEquals(403, reply.status(), host);
            assertEquals("host-refused", reply.code(), host);
        }
        assertEquals(400, RawHttp.get(port, "/tasks", "Host: ").status());
        Reply absolute = RawHttp.get(port, "http://evil.example/tasks", "Host: localhost");
        assertTrue(absolute.status() >= 400, absolute.text());
        Reply upgrade = RawHttp.get(port, "/.kith/socket", with("Host: evil.example", UPGRADE));
        assertEquals("host-refused", upgrade.code());
    }

    @Test
    void pagesOfOtherOriginsAreRefusedForEveryMethod() {
        for (String method : List.of("GET", "HEAD", "PUT", "PATCH", "DELETE", "POST", "OPTIONS")) {
            for (String origin :
                    List.of(
                            "http://evil.example",
                            "http://localhost:1",
                            "https://127.0.0.1:" + port,
                            "null")) {
                Reply reply = RawHttp.ask(port, method, "/tasks/a", "2", "Origin: " + origin);
                assertEquals(403, reply.status(), method + " " + origin);
                assertEquals("", reply.header("Access-Control-Allow-Origin"));
                if (!method.equals("HEAD")) {
                    assertEquals("origin-refused", reply.code());
                }
            }
        }
        assertEquals("1\n", RawHttp.get(port, "/tasks/a").text());
    }

    @Test
    void aSocketForAPageOfAnotherOriginIsRefused() {
        Reply foreign =
                RawHttp.get(port, "/.kith/socket", with("Origin: http://evil.example", UPGRADE));
        assertEquals(403, foreign.status());
        assertEquals("origin-refused", foreign.code());
        String own = "Origin: http://127.0.0.1:" + port;
        assertEquals(101, RawHttp.get(port, "/.kith/socket", with(own, UPGRADE)).status());
        assertEquals(101, RawHttp.get(port, "/.kith/socket", UPGRADE).status());
    }

    @Test
    void aSubscriptionForAPageOfAnotherOriginOrUnderAForeignNameIsRefused() {
        Reply page = RawHttp.get(port, "/tasks", "Subscribe: true", "Origin: http://evil.example");
        assertEquals(403, page.status());
        assertEquals("origin-refused", page.code());
        Reply rebound = RawHttp.get(port, "/tasks", "Subscribe: true", "Host: evil.example");
        assertEquals(403, rebound.status());
        assertEquals("host-refused", rebound.code());
    }

    @Test
    void theOwnOriginIsAnswered() {
        String own = "Origin: http://127.0.0.1:" + port;
        assertEquals(200, RawHttp.get(port, "/tasks", own).status());
        String local = "Origin: http://localhost:" + port;
        assertEquals(200, RawHttp.get(port, "/tasks", local, "Host: localhost:" + port).status());
    }

    @Test
    void whatAPageOfAnotherSiteLoadsWithoutSayingItsOriginIsRefusedToo() {
        Reply image =
                RawHttp.get(
                        port, "/tasks", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors");
        assertEquals("origin-refused", image.code());
        Reply typed =
                RawHttp.get(port, "/tasks", "Sec-Fetch-Site: none", "Sec-Fetch-Mode: navigate");
        assertEquals(200, typed.status());
    }

    @Test
    void hostsAndOriginsThatTheOwnerAddedAreAnswered() {
        HttpConfig config =
                HttpConfig.standard()
                        .trusting(List.of("ada.example"), List.of("https://app.example"));
        Node bob = peers.start("bob", c -> c.withHttp(config, 0));
        int other = bob.http().port();
        String right = "Authorization: Bearer " + bob.home().token();
        RawHttp.put(other, "/tasks/a", "1", right);
        assertEquals(200, RawHttp.get(other, "/tasks", "Host: ada.example", right).status());
        assertEquals(
                200, RawHttp.get(other, "/tasks", "Origin: https://app.example", right).status());
        assertEquals(
                "origin-refused",
                RawHttp.get(other, "/tasks", "Origin: https://other.example", right).code());
        assertEquals("token-wrong", RawHttp.get(other, "/tasks", "Host: ada.example").code());
        assertEquals("token-wrong", RawHttp.get(other, "/tasks").code(), "a proxy may say so");
    }

    @Test
    @EnabledOnOs(OS.LINUX) // where all of 127.0.0.0/8 is loopback
    void theAddressThatAConnectionCameInAtIsAName() throws java.io.IOException {
        Node open = peers.start("fay", c -> c.withHttp(HttpConfig.standard().at("0.0.0.0"), 0));
        int other = open.http().port();
        String right = "Authorization: Bearer " + open.home().token();
        try (var socket = new java.net.Socket("127.0.0.2", other)) {
            for (String host : List.of("127.0.0.2:" + other, "127.0.0.3:" + other)) {
                String ask = "GET /.kith/version HTTP/1.1\r\nHost: " + host + "\r\n" + right;
                socket.getOutputStream().write((ask + "\r\n\r\n").getBytes(US_ASCII));
                var reply = new byte[4_096];
                int size = socket.getInputStream().read(reply);
                boolean good = new String(reply, 0, size, US_ASCII).startsWith("HTTP/1.1 200");
                assertEquals(host.startsWith("127.0.0.2"), good, host);
            }
        }
    }

    @Test
    void whereOthersReachItEveryRequestNeedsTheToken() {
        Node open = peers.start("eve", c -> c.withHttp(HttpConfig.standard().at("0.0.0.0"), 0));
        int other = open.http().port();
        String token = Objects.requireNonNull(open.home().token());
        for (String method : List.of("GET", "PUT", "PATCH", "DELETE", "POST")) {
            Reply none = RawHttp.ask(other, method, "/tasks/a", "1");
            assertEquals(401, none.status(), method);
            assertEquals("token-wrong", none.code());
            assertEquals("Bearer", none.header("WWW-Authenticate"));
        }
        String wrong = "Authorization: Bearer " + token.substring(1) + "a";
        assertEquals("token-wrong", RawHttp.get(other, "/", wrong).code());
        assertEquals("token-wrong", RawHttp.get(other, "/.kith/version").code());
        assertEquals("token-wrong", RawHttp.get(other, "/.kith/socket", UPGRADE).code());
        String proof = "/.kith/proof?challenge=" + "0".repeat(32);
        assertEquals(200, RawHttp.get(other, proof).status());
        assertEquals("origin-refused", RawHttp.get(other, proof, "Origin: http://x").code());
        assertEquals("parameter-malformed", RawHttp.get(other, "/.kith/proof").code());
        String right = "Authorization: Bearer " + token;
        assertEquals(200, RawHttp.put(other, "/tasks/a", "1", right).status());
        assertEquals(200, RawHttp.get(other, "/.kith/version", right).status());
    }
}
