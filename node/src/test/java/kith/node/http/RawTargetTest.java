package kith.node.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import kith.node.Peers;
import kith.node.http.RawHttp.Reply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What comes over the wire is judged as it is: no library between climbs, joins or cuts a path.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RawTargetTest {
    private final Peers peers = new Peers();
    private int port;

    @BeforeAll
    void start() {
        port = peers.start("ada").http().port();
        RawHttp.put(port, "/tasks/x", "\"here\"");
    }

    @AfterAll
    void stop() {
        peers.close();
    }

    private void refused(String target, String hint) {
        Reply reply = RawHttp.get(port, target);
        assertEquals(400, reply.status(), target + " " + reply.text());
        assertEquals("address-malformed", reply.code(), target);
        assertTrue(reply.text().contains(hint), target + " " + reply.text());
    }

    @Test
    void dotSegmentsAreNotClimbedHoweverTheyAreWritten() {
        refused("/tasks/a/../x", "~..");
        refused("/tasks/a/%2e%2e/x", "~..");
        refused("/tasks/a/%2E./x", "~..");
        refused("/tasks/./x", "~.");
        refused("/tasks/%2e/x", "~.");
        refused("/tasks/a/..", "~..");
    }

    @Test
    void dotSegmentsThatLeadOutOfTheTreeAreRefused() {
        for (String target : new String[] {"/../x", "/..", "/tasks/../../x", "/%2e%2e/x"}) {
            Reply reply = RawHttp.get(port, target);
            assertEquals(400, reply.status(), target);
            assertTrue(
                    reply.code().equals("address-malformed")
                            || reply.code().equals("request-malformed"),
                    target + reply.text());
        }
    }

    @Test
    void whatTheLibraryRefusesIsToldToWhoWritesAsToWhoReads() {
        for (String method : new String[] {"GET", "PUT", "PATCH", "DELETE"}) {
            Reply reply = RawHttp.ask(port, method, "*", "");
            assertEquals(400, reply.status(), method);
            assertEquals("request-malformed", reply.code(), method + reply.text());
        }
    }

    @Test
    void anEmptySegmentIsNoSlashTooMany() {
        refused("/tasks//x", "~_");
        refused("//tasks/x", "~_");
        refused("/tasks/x//", "~_");
        assertEquals("\"here\"\n", RawHttp.get(port, "/tasks/x/").text());
    }

    @Test
    void anEncodedSlashIsPartOfAName() {
        RawHttp.put(port, "/slash/a%2Fb", "1");
        assertEquals("{\"a/b\":1}\n", RawHttp.get(port, "/slash").text());
        assertEquals("1\n", RawHttp.get(port, "/slash/a~1b").text());
        assertEquals("not-found", RawHttp.get(port, "/slash/a/b").code());
    }

    @Test
    void aSemicolonIsACharacterLikeAnyOther() {
        RawHttp.put(port, "/semi/a;b=c", "1");
        assertEquals("{\"a;b=c\":1}\n", RawHttp.get(port, "/semi").text());
    }

    @Test
    void nulIsInNoName() {
        Reply encoded = RawHttp.get(port, "/tasks/a%00b");
        assertEquals(400, encoded.status());
        assertTrue(
                encoded.code().equals("address-malformed")
                        || encoded.code().equals("request-malformed"),
                encoded::text);
        refused("/tasks/a%C0%80b", "UTF-8"); // the long form of NUL
        try (var http = new RawHttp(port)) {
            http.write(
                    "GET /tasks/a\0b HTTP/1.1\r\nHost: localhost\r\n\r\n"
                            .getBytes(StandardCharsets.ISO_8859_1));
            assertEquals(400, http.head().status());
        }
    }

    @Test
    void whatIsNotPercentEncodedUtf8IsRefused() {
        refused("/tasks/%ff", "UTF-8");
        refused("/tasks/%c3", "UTF-8");
        assertEquals(400, RawHttp.get(port, "/tasks/%zz").status());
        assertEquals(400, RawHttp.get(port, "/tasks/%4").status());
        refused("/tasks/a~b", "~0");
    }

    @Test
    void namesInAllScriptsAreReadEncodedOrNot() {
        RawHttp.put(port, "/script/%C3%A4%F0%9F%98%80", "1");
        assertEquals("{\"ä😀\":1}\n", RawHttp.get(port, "/script").text());
        try (var http = new RawHttp(port)) {
            http.write(
                    "GET /script/ä😀 HTTP/1.1\r\nHost: localhost\r\n\r\n"
                            .getBytes(StandardCharsets.UTF_8));
            int status = http.head().status();
            assertTrue(status == 200 || status == 400, Integer.toString(status));
        }
    }

    @Test
    void tenThousandSegmentsAreTooMany() {
        refused("/tasks" + "/a".repeat(10_000), "segments");
        refused("/tasks" + "/a".repeat(129), "segments");
        assertEquals("not-found", RawHttp.get(port, "/tasks" + "/a".repeat(120)).code());
    }

    @Test
    void aNameOrAPathThatIsTooLongIsRefused() {
        refused("/tasks/" + "x".repeat(1_025), "1024");
        refused("/tasks" + ("/" + "x".repeat(1_000)).repeat(5), "4096");
    }

    @Test
    void aLineThatIsTooLongIsRefusedAndTheNextClientIsServed() {
        Reply reply = RawHttp.get(port, "/tasks/" + "x".repeat(100_000));
        assertTrue(reply.status() == 414 || reply.status() == 431, reply.text());
        assertEquals("request-too-large", reply.code());
        Reply headers = RawHttp.get(port, "/tasks", "X-Long: " + "x".repeat(100_000));
        assertEquals(431, headers.status());
        assertEquals("request-too-large", headers.code());
        assertEquals(200, RawHttp.get(port, "/tasks").status());
    }

    @Test
    void whatIsNoHttpIsToldSo() {
        for (String nonsense :
                new String[] {
                    "\r\n\r\nhello\r\n\r\n", "GET\r\n\r\n", "\u0016\u0003\u0001\u0002\r\n"
                }) {
            try (var http = new RawHttp(port)) {
                http.write(nonsense.getBytes(StandardCharsets.ISO_8859_1));
                assertEquals(400, http.head().status());
            }
        }
    }

    @Test
    void aSpaceNeedsAName() {
        refused("/~_/x", "name");
        refused("/~_", "name");
        assertEquals("address-malformed", RawHttp.put(port, "/", "1").code());
    }
}
