package kith.node.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import kith.node.Peers;
import kith.node.http.RawHttp.Reply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Who gets the page of the console, and what comes with it. The page here is a sample, in the
/// resources of the tests.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConsoleTest {
    private static final String NAVIGATES = "Sec-Fetch-Mode: navigate";
    private static final String BROWSER =
            "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

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

    private static boolean isPage(Reply reply) {
        return reply.text().contains("<title>sample</title>");
    }

    @Test
    void whoNavigatesToAnAddressGetsThePageAndEverybodyElseTheCell() {
        for (String path : List.of("/", "/tasks", "/tasks/a", "/tasks/nowhere", "/@x", "/a%2Fb/")) {
            assertTrue(isPage(RawHttp.get(port, path, NAVIGATES)), path);
            assertTrue(isPage(RawHttp.get(port, path, BROWSER)), path);
        }
        for (String header :
                List.of(
                        "Accept: */*",
                        "Accept: application/json",
                        "Accept: application/json, text/html;q=0.5",
                        "Accept: text/html;q=0",
                        "Accept: ,;=q\"",
                        "X: y")) {
            Reply cell = RawHttp.get(port, "/tasks/a", header);
            assertEquals("1", cell.text().strip(), header);
            assertEquals("Accept, Sec-Fetch-Mode", cell.header("Vary"), header);
        }
        Reply fetched = RawHttp.get(port, "/tasks/a", "Sec-Fetch-Mode: cors", BROWSER);
        assertEquals("1", fetched.text().strip());
    }

    @Test
    void whoAsksForACertainAnswerGetsItAlsoInABrowser() {
        assertEquals("1", RawHttp.get(port, "/tasks/a?depth=3", NAVIGATES).text().strip());
        assertFalse(isPage(RawHttp.get(port, "/.kith/version", NAVIGATES)));
        assertFalse(isPage(RawHttp.put(port, "/tasks/b", "2", NAVIGATES, BROWSER)));
    }

    @Test
    void aSpaceThatSomebodyNavigatesToIsNotMadeByThat() {
        RawHttp.get(port, "/unheard-of/x", NAVIGATES);
        assertFalse(RawHttp.get(port, "/").text().contains("unheard-of"));
    }

    @Test
    void pagesThatAreNoCellsAreBesideAllAddresses() {
        assertTrue(isPage(RawHttp.get(port, "/.kith/console")));
        assertTrue(isPage(RawHttp.get(port, "/.kith/console/peers?at=x", "Accept: */*")));
        assertEquals(405, RawHttp.put(port, "/.kith/console/peers", "1").status());
    }

    @Test
    void thePageMayLoadNothingOfOthersAndBeShownInNoFrame() {
        Reply page = RawHttp.get(port, "/", NAVIGATES);
        String policy = page.header("Content-Security-Policy");
        assertTrue(policy.contains("default-src 'self'"), policy);
        assertTrue(policy.contains("frame-ancestors 'none'"), policy);
        assertFalse(policy.contains("unsafe"), policy);
        assertTrue(policy.contains("worker-src 'self'"), policy);
        assertTrue(policy.contains("connect-src 'self' ws://127.0.0.1:" + port), policy);
        assertEquals("nosniff", page.header("X-Content-Type-Options"));
        assertEquals("no-referrer", page.header("Referrer-Policy"));
        assertEquals("no-cache", page.header("Cache-Control"));
        assertEquals("text/html; charset=utf-8", page.header("Content-Type"));
    }

    @Test
    void filesAreKeptForEverAndOnlyThoseThatAreThereAreGiven() {
        Reply script = RawHttp.get(port, "/.kith/assets/a-B_1.js");
        assertEquals("export {};\n", script.text());
        assertEquals("text/javascript; charset=utf-8", script.header("Content-Type"));
        assertTrue(script.header("Cache-Control").contains("immutable"));
        Reply head = RawHttp.ask(port, "HEAD", "/.kith/assets/a-B_1.js", "");
        assertEquals("11", head.header("Content-Length"));
        for (String name :
                List.of(
                        "b.js",
                        "",
                        "..",
                        "../secret.js",
                        "..%2Fsecret.js",
                        "%2e%2e/secret.js",
                        ".hidden.js",
                        "a-B_1.js/",
                        "a".repeat(200) + ".js",
                        "index.html")) {
            Reply reply = RawHttp.get(port, "/.kith/assets/" + name);
            assertEquals("not-found", reply.code(), name);
        }
    }

    @Test
    void thePeerSaysWhichPageItServes() {
        assertTrue(RawHttp.get(port, "/.kith/version").text().contains("\"console\":\"b7\""));
    }

    @Test
    void anotherWebsiteGetsNeitherPageNorFilesWithoutNavigating() {
        String foreign = "Sec-Fetch-Site: cross-site";
        assertEquals(403, RawHttp.get(port, "/.kith/assets/a-B_1.js", foreign).status());
        assertEquals(403, RawHttp.get(port, "/", "Host: evil.example", NAVIGATES).status());
        assertTrue(isPage(RawHttp.get(port, "/", foreign, NAVIGATES)));
    }
}
