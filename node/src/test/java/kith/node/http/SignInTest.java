package kith.node.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import kith.node.Node;
import kith.node.NodeConfig;
import kith.node.Peers;
import kith.node.http.RawHttp.Reply;
import kith.port.Note;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SignInTest {
    private static final String SESSION = "/.kith/session";
    private static final String[] UPGRADE = {
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
    };

    private static final int COOKIES_MAX = 4;
    private static final int TOLD_BYTES_MAX = 10_000;
    private static final String PAGE = "Kith-Page: 1";

    private final Peers peers = new Peers();
    private final List<Note> notes = new CopyOnWriteArrayList<>();
    private int port;
    private String owner = "";
    private String origin = "";

    @BeforeAll
    void start() {
        Node ada = peers.start("ada", c -> open(c).tellingNotes(notes::add));
        port = ada.http().port();
        owner = "Authorization: Bearer " + Objects.requireNonNull(ada.home().token());
        origin = "Origin: http://127.0.0.1:" + port;
        RawHttp.put(port, "/tasks/a", "1", owner);
    }

    private static NodeConfig open(NodeConfig config) {
        return config.withHttp(HttpConfig.standard().at("0.0.0.0"), 0);
    }

    @AfterAll
    void stop() {
        peers.close();
    }

    private static String[] with(String[] headers, String... more) {
        var all = new ArrayList<>(List.of(headers));
        all.addAll(List.of(more));
        return all.toArray(new String[0]);
    }

    private Reply begin(String... more) {
        return RawHttp.ask(port, "POST", SESSION, "", with(more, owner, origin));
    }

    private static String cookie(Reply reply) {
        String set = reply.header("Set-Cookie");
        return "Cookie: " + set.substring(0, set.indexOf(';'));
    }

    @Test
    void whoShowsTheTokenGetsACookieThatNoScriptReadsAndNoOtherSiteSends() {
        Reply reply = begin();
        assertEquals("{\"needed\":true,\"in\":true}\n", reply.text());
        String set = reply.header("Set-Cookie");
        assertTrue(set.startsWith("kith-session-"), set);
        assertTrue(set.endsWith("; Path=/; HttpOnly; SameSite=Strict"), set);
        String seen = RawHttp.get(port, SESSION, cookie(reply), PAGE).text();
        assertEquals("{\"needed\":true,\"in\":true}\n", seen);
        assertEquals("{\"needed\":true,\"in\":false}\n", RawHttp.get(port, SESSION).text());
    }

    @Test
    void byTheCookieEverythingGoesThatGoesByTheToken() {
        String cookie = cookie(begin());
        assertEquals(200, RawHttp.get(port, "/tasks/a", cookie, PAGE).status());
        assertEquals(200, RawHttp.put(port, "/tasks/b", "1", cookie, origin).status());
        String[] socket = with(UPGRADE, cookie, origin);
        assertEquals(101, RawHttp.get(port, "/.kith/socket", socket).status());
        String others = "Cookie: a=b; " + cookie.substring("Cookie: ".length()) + "; c=d";
        assertEquals(200, RawHttp.get(port, "/tasks/a", others, PAGE).status());
    }

    @Test
    void byTheCookieWhatChangesOrStaysSaysItsOrigin() {
        String cookie = cookie(begin());
        for (String method : List.of("PUT", "PATCH", "DELETE", "POST")) {
            Reply silent = RawHttp.ask(port, method, "/tasks/a", "2", cookie);
            assertEquals("token-wrong", silent.code(), method);
            String foreign = "Origin: http://127.0.0.1:1"; // the same site, by another port
            Reply other = RawHttp.ask(port, method, "/tasks/a", "2", cookie, foreign);
            assertEquals("origin-refused", other.code(), method);
        }
        Reply socket = RawHttp.get(port, "/.kith/socket", with(UPGRADE, cookie));
        assertEquals("token-wrong", socket.code());
        assertEquals("1\n", RawHttp.get(port, "/tasks/a", cookie, PAGE).text());
    }

    @Test
    void aWrongTokenOrCookieIsRefused() {
        String wrong = "Authorization: Bearer nonsense";
        Reply refused = RawHttp.ask(port, "POST", SESSION, "", wrong, origin);
        assertEquals(401, refused.status());
        assertEquals("token-wrong", refused.code());
        assertEquals("", refused.header("Set-Cookie"));
        String cookie = cookie(begin());
        String other = cookie.substring(0, cookie.length() - 1) + "x";
        assertEquals("token-wrong", RawHttp.get(port, "/tasks/a", other, PAGE).code());
        assertEquals(
                "token-wrong",
                RawHttp.get(port, "/tasks/a", cookie, wrong, PAGE).code(),
                "what is said aloud counts");
        Reply elsewhere =
                RawHttp.ask(port, "POST", SESSION, "", owner, "Origin: http://evil.example");
        assertEquals("origin-refused", elsewhere.code());
    }

    @Test
    void whoSignsOutIsOutAndSoAreItsSockets() {
        String cookie = cookie(begin());
        try (var socket = new RawHttp(port)) {
            socket.send("GET", "/.kith/socket", "", with(UPGRADE, cookie, origin));
            assertEquals(101, socket.head().status());
            Reply out = RawHttp.ask(port, "DELETE", SESSION, "", cookie, origin);
            assertEquals("{\"needed\":true,\"in\":false}\n", out.text());
            assertTrue(out.header("Set-Cookie").contains("Max-Age=0"));
            assertTrue(socket.ended());
        }
        assertEquals("token-wrong", RawHttp.get(port, "/tasks/a", cookie, PAGE).code());
    }

    @Test
    void whoSignsInAnewLeavesNoOlderSessionBehind() {
        String first = cookie(begin());
        try (var socket = new RawHttp(port)) {
            socket.send("GET", "/.kith/socket", "", with(UPGRADE, first, origin));
            assertEquals(101, socket.head().status());
            String wrong = "Authorization: Bearer nonsense";
            assertEquals(
                    401, RawHttp.ask(port, "POST", SESSION, "", wrong, first, origin).status());
            assertEquals(200, RawHttp.get(port, "/tasks/a", first, PAGE).status());
            String second = cookie(begin(first));
            assertTrue(socket.ended());
            assertEquals("token-wrong", RawHttp.get(port, "/tasks/a", first, PAGE).code());
            assertEquals(200, RawHttp.get(port, "/tasks/a", second, PAGE).status());
        }
    }

    @Test
    void whatIsSaidOfASessionFollowsTheRulesOfEverythingElse() {
        String cookie = cookie(begin());
        Reply silent = RawHttp.ask(port, "DELETE", SESSION, "", cookie, PAGE);
        assertEquals("token-wrong", silent.code(), "it does not say its origin");
        assertEquals("", silent.header("Set-Cookie"));
        String wrong = "Authorization: Bearer nonsense";
        String no = "{\"needed\":true,\"in\":false}\n";
        assertEquals(no, RawHttp.get(port, SESSION, cookie, PAGE, wrong).text());
        RawHttp.ask(port, "DELETE", SESSION, "", cookie, origin, wrong);
        assertEquals(200, RawHttp.get(port, "/tasks/a", cookie, PAGE).status());
    }

    @Test
    void byTheCookieAReadSaysThatItIsOfOurPageOrOfAPerson() {
        String cookie = cookie(begin());
        for (String path : List.of("/tasks/a?depth=1", "/metrics", "/.kith/version")) {
            Reply script = RawHttp.get(port, path, cookie, "Accept: */*");
            assertEquals("token-wrong", script.code(), path);
            assertEquals("nosniff", script.header("X-Content-Type-Options"));
            for (String says :
                    List.of(PAGE, origin, "Sec-Fetch-Site: same-origin", "Accept: text/html,*/*")) {
                Reply reply = RawHttp.get(port, path, cookie, says);
                assertEquals(200, reply.status(), path + " " + says);
                assertEquals("nosniff", reply.header("X-Content-Type-Options"));
            }
        }
        Reply none = RawHttp.get(port, SESSION, cookie, "Accept: */*");
        assertEquals("{\"needed\":true,\"in\":false}\n", none.text());
    }

    @Test
    void whoSignsOutHearsSoOverAConnectionThatHadASubscription() {
        String cookie = cookie(begin());
        try (var line = new RawHttp(port)) {
            String subscribe = "Subscribe: true";
            line.send("GET", "/tasks?mode=none", "", cookie, subscribe, "Accept: */*");
            assertEquals("parameter-malformed", line.reply("GET").code());
            line.send("DELETE", SESSION, "", cookie, origin);
            assertEquals("{\"needed\":true,\"in\":false}\n", line.reply("DELETE").text());
            line.send("GET", SESSION, "");
            assertEquals(200, line.reply("GET").status(), "the connection serves on");
        }
    }

    @Test
    void aSubscriptionEndsWithItsSession() {
        String cookie = cookie(begin());
        try (var line = new RawHttp(port)) {
            line.send("GET", "/tasks", "", cookie, "Subscribe: true");
            assertEquals(209, line.head().status());
            RawHttp.ask(port, "DELETE", SESSION, "", cookie, origin);
            boolean ended = false;
            for (int i = 0; i < TOLD_BYTES_MAX && !ended; i++) {
                ended = line.ended(); // what came before is read away
            }
            assertTrue(ended);
        }
    }

    @Test
    void onlySoManyCookiesAreLookedAt() {
        String cookie = cookie(begin()).substring("Cookie: ".length());
        String name = cookie.substring(0, cookie.indexOf('='));
        String junk = (name + "=1; ").repeat(COOKIES_MAX - 1);
        assertEquals(200, RawHttp.get(port, "/tasks/a", "Cookie: " + junk + cookie, PAGE).status());
        String more = "Cookie: " + junk + name + "=2; " + cookie;
        assertEquals(401, RawHttp.get(port, "/tasks/a", more, PAGE).status());
    }

    private String ticket() {
        String text = RawHttp.ask(port, "POST", "/.kith/ticket", "", owner).text();
        return "Authorization: Bearer " + text.split("\"")[3];
    }

    @Test
    void aTicketBeginsOneSessionAndOnlyTheOwnerGetsOne() {
        String cookie = cookie(begin());
        Reply byCookie = RawHttp.ask(port, "POST", "/.kith/ticket", "", cookie, origin);
        assertEquals("token-wrong", byCookie.code());
        String ticket = ticket();
        assertEquals("token-wrong", RawHttp.get(port, "/tasks/a", ticket).code());
        Reply in = RawHttp.ask(port, "POST", SESSION, "", ticket, origin);
        assertEquals(200, RawHttp.get(port, "/tasks/a", cookie(in), PAGE).status());
        Reply same = RawHttp.ask(port, "POST", SESSION, "", ticket, origin, cookie(in));
        assertEquals(200, same.status(), "the same browser, by the same link");
        assertEquals("", same.header("Set-Cookie"));
        assertEquals(200, RawHttp.get(port, "/tasks/a", cookie(in), PAGE).status());
    }

    @Test
    void aTicketThatSomebodyElseShowsAgainEndsWhatItBegan() {
        String ticket = ticket();
        String first = cookie(RawHttp.ask(port, "POST", SESSION, "", ticket, origin));
        try (var socket = new RawHttp(port)) {
            socket.send("GET", "/.kith/socket", "", with(UPGRADE, first, origin));
            assertEquals(101, socket.head().status());
            Reply second = RawHttp.ask(port, "POST", SESSION, "", ticket, origin);
            assertEquals("token-wrong", second.code());
            assertEquals("", second.header("Set-Cookie"));
            assertTrue(socket.ended());
        }
        assertEquals("token-wrong", RawHttp.get(port, "/tasks/a", first, PAGE).code());
        assertTrue(
                notes.stream().anyMatch(note -> note.code().equals("ticket-used-again")),
                notes.toString());
    }

    @Test
    void whereNoTokenIsAskedForThereIsNothingToSignInTo() {
        int open = peers.start("bob").http().port();
        assertEquals("{\"needed\":false,\"in\":true}\n", RawHttp.get(open, SESSION).text());
        Reply reply = RawHttp.ask(open, "POST", SESSION, "");
        assertEquals("{\"needed\":false,\"in\":true}\n", reply.text());
        assertEquals("", reply.header("Set-Cookie"));
    }

    @Test
    void aProxyWithTlsGetsACookieForTlsOnly() {
        HttpConfig config =
                HttpConfig.standard()
                        .trusting(List.of("ada.example"), List.of("https://ada.example"));
        Node eve = peers.start("eve", c -> c.withHttp(config, 0));
        String token = "Authorization: Bearer " + eve.home().token();
        Reply reply =
                RawHttp.ask(
                        eve.http().port(),
                        "POST",
                        SESSION,
                        "",
                        token,
                        "Host: ada.example",
                        "Origin: https://ada.example");
        assertTrue(reply.header("Set-Cookie").endsWith("; Secure"), reply.header("Set-Cookie"));
    }

    @Test
    void thePageAndItsFilesAreForEverybodyAndTheMetricsAreNot() {
        String person = "Sec-Fetch-Mode: navigate";
        Reply page = RawHttp.get(port, "/tasks/a", person);
        assertFalse(page.text().contains("\"1\"") || page.text().equals("1\n"));
        if (!page.header("Content-Type").startsWith("text/html")) {
            assertEquals("token-wrong", page.code(), "no console was built");
        }
        assertEquals("token-wrong", RawHttp.get(port, "/metrics", person).code());
        assertEquals("token-wrong", RawHttp.get(port, "/tasks/a?depth=1", person).code());
        assertEquals("not-found", RawHttp.get(port, "/.kith/assets/none.js").code());
    }
}
