package kith.node.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import kith.node.Node;
import kith.node.Peers;
import kith.node.http.RawHttp.Reply;
import kith.value.Json;
import kith.value.Value;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@Tag("alone")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class StreamTest {
    private static final HttpConfig QUICK =
            HttpConfig.standard().withMillis(30_000, 400, 60, 60_000);

    private final Peers peers = new Peers();
    private Node node = assertStarted();
    private int port;

    private Node assertStarted() {
        return peers.start("ada", config -> config.withHttp(QUICK, 0));
    }

    @BeforeAll
    void start() {
        port = node.http().port();
    }

    @AfterAll
    void stop() {
        peers.close();
    }

    private Reply put(String target, String json) {
        Reply reply = RawHttp.put(port, target, json);
        assertEquals(200, reply.status(), reply.text());
        return reply;
    }

    private Value json(String target) {
        return RawHttp.get(port, target).json();
    }

    @Test
    void firstComesWhatIsThereThenEachChange() {
        String first = put("/first/a", "1").header("Version");
        try (var client = new BraidClient(port, "/first")) {
            assertEquals(209, client.head.status());
            assertEquals("true", client.head.header("Subscribe"));
            assertEquals(first, client.head.header("Current-Version"));
            assertTrue(client.head.header("Cache-Control").contains("no-store"));
            client.next();
            assertEquals(Json.parse("{\"a\":1}"), client.value);
            assertEquals(first, client.version);
            assertEquals("", client.parents);
            String second = put("/first/b", "2").header("Version");
            client.next();
            assertEquals(Json.parse("{\"a\":1,\"b\":2}"), client.value);
            assertEquals(second, client.version);
            assertEquals(first, client.parents);
            RawHttp.ask(port, "DELETE", "/first/a", "");
            assertEquals(Json.parse("{\"b\":2}"), client.next().value);
        }
    }

    @Test
    void aLeafIsItsValueAndNothingIsAnEmptyBody() {
        put("/leaf/other", "0");
        try (var client = new BraidClient(port, "/leaf/a")) {
            assertNull(client.next().value);
            put("/leaf/a", "\"x\"");
            assertEquals(new Value.Text("x"), client.next().value);
            put("/leaf/a", "{\"b\":1}");
            assertEquals(Json.parse("{\"b\":1}"), client.next().value);
            RawHttp.ask(port, "DELETE", "/leaf/a", "");
            assertNull(client.next().value);
        }
    }

    @Test
    void aSpaceThatIsNotThereYetCanBeWaitedFor() {
        put("/board/exists", "1");
        try (var client = new BraidClient(port, "/later")) {
            assertNull(client.next().value);
            put("/later/a", "1");
            assertEquals(Json.parse("{\"a\":1}"), client.next().value);
        }
    }

    @Test
    void aLargeResourceIsToldInPartsAndRebuiltByThem() {
        put("/many", large(200));
        try (var client = new BraidClient(port, "/many")) {
            client.next();
            assertTrue(client.whole);
            String version = put("/many/k007/new", "{\"deep\":[1]}").header("Version");
            client.next();
            assertFalse(client.whole);
            assertEquals(version, client.version);
            assertEquals(json("/many"), client.value);
            put("/many/k007", "5");
            assertEquals(json("/many"), client.until(last("/many")).value);
            RawHttp.ask(port, "DELETE", "/many/k009", "");
            assertEquals(json("/many"), client.until(last("/many")).value);
            RawHttp.ask(
                    port,
                    "PATCH",
                    "/many",
                    "[{\"put\":\"k008\",\"value\":{\"a\":{\"b\":1}}},{\"put\":\"x~1y/~_\",\"value\":1},"
                            + "{\"remove\":\"k010\"},{\"put\":\"ä 😀\",\"value\":{}}]");
            assertEquals(json("/many"), client.until(last("/many")).value);
        }
    }

    private String last(String target) {
        return RawHttp.get(port, target + "?depth=0").header("Version");
    }

    private static String large(int cells) {
        var out = new StringBuilder("{");
        for (int i = 0; i < cells; i++) {
            out.append(i == 0 ? "" : ",").append("\"k%03d\":{\"text\":\"%040d\"}".formatted(i, i));
        }
        return out.append("}").toString();
    }

    @Test
    void aVeryLargeResourceComesInPagesAndOnlyItsEndHasAVersion() {
        for (int part = 0; part < 4; part++) {
            put("/pages/p" + part, large(600));
        }
        try (var client = new BraidClient(port, "/pages")) {
            client.next();
            assertEquals("", client.version);
            client.until(last("/pages"));
            assertTrue(client.updates > 3);
            assertEquals(json("/pages"), client.value);
        }
    }

    @Test
    void whoHasTheCurrentVersionGoesOnWithoutASnapshot() {
        put("/resume/a", "1");
        String version = last("/resume");
        try (var client = new BraidClient(port, "/resume", "Parents: " + version)) {
            assertEquals("true", client.head.header("Resumed"));
            String next = put("/resume/b", "2").header("Version");
            client.next();
            assertEquals(version, client.parents);
            assertEquals(next, client.version);
            assertEquals(Json.parse("{\"a\":1,\"b\":2}"), client.value);
        }
    }

    @Test
    void whoHasAnOlderVersionGetsASnapshotInStateMode() {
        String old = put("/missed/a", "1").header("Version");
        put("/missed/b", "2");
        try (var client = new BraidClient(port, "/missed", "Parents: " + old)) {
            assertEquals("false", client.head.header("Resumed"));
            client.next();
            assertEquals("", client.parents);
            assertEquals(json("/missed"), client.value);
        }
    }

    @Test
    void inChangesModeEachChangeComesAlsoThoseThatWereMissed() {
        put("/every/a", "0");
        String version;
        try (var client = new BraidClient(port, "/every?mode=changes")) {
            client.next();
            put("/every/a", "1");
            client.next();
            assertEquals(Json.parse("{\"a\":1}"), client.value);
            version = client.version;
        }
        for (int i = 2; i < 6; i++) {
            put("/every/a", Integer.toString(i));
        }
        try (var client = new BraidClient(port, "/every?mode=changes", "Parents: " + version)) {
            assertEquals("true", client.head.header("Resumed"));
            String before = version;
            for (int i = 2; i < 6; i++) {
                client.next();
                assertEquals(Json.parse("{\"a\":" + i + "}"), client.value);
                assertEquals(before, client.parents);
                before = client.version;
            }
            put("/every/a", "6");
            assertEquals(Json.parse("{\"a\":6}"), client.next().value);
        }
        try (var client = new BraidClient(port, "/every?mode=changes", "Parents: \"aa.1.1\"")) {
            assertEquals("false", client.head.header("Resumed"));
            assertEquals(Json.parse("{\"a\":6}"), client.next().value);
        }
    }

    @Test
    void missedChangesOfALargeResourceComeAsParts() {
        put("/everylarge", large(200));
        String version = last("/everylarge");
        Value then = json("/everylarge");
        try (var client = new BraidClient(port, "/everylarge?mode=changes")) {
            client.next();
        }
        put("/everylarge/k001", "1");
        put("/everylarge/k002/x", "2");
        RawHttp.ask(port, "DELETE", "/everylarge/k003", "");
        try (var client =
                new BraidClient(port, "/everylarge?mode=changes", "Parents: " + version)) {
            assertEquals("true", client.head.header("Resumed"));
            client.value = then;
            client.until(last("/everylarge"));
            assertEquals(3, client.updates);
            assertEquals(json("/everylarge"), client.value);
        }
    }

    @Test
    void whatIsHiddenByAValueAppearsWhenTheValueGoes() {
        for (String target : new String[] {"/hidden", "/hidden?mode=changes"}) {
            for (String size : new String[] {"small", "large"}) {
                String space = "/h" + size + target.length();
                put(space, size.equals("small") ? "{\"x\":0}" : large(200));
                try (var client = new BraidClient(port, target.replace("/hidden", space))) {
                    client.next();
                    String before = last(space);
                    put(space + "/a/b", "1");
                    RawHttp.put(port, space + "/a", "5", "Parents: " + before);
                    client.until(last(space));
                    assertEquals(json(space), client.value, space + " the value hides");
                    put(space + "/z", "1");
                    client.until(last(space));
                    // Removes the value alone: its writer had not seen what is below.
                    String hiding = RawHttp.get(port, space + "/a?conflicts").text();
                    assertTrue(hiding.contains("children"), hiding);
                    put(space + "/a/c", "2");
                    client.until(last(space));
                    assertEquals(json(space), client.value, space + " all appear");
                }
            }
        }
    }

    @Test
    void depthBoundsWhatIsTold() {
        put("/shallow", "{\"a\":{\"b\":{\"c\":1}}}");
        try (var client = new BraidClient(port, "/shallow?depth=1")) {
            assertEquals(Json.parse("{\"a\":{}}"), client.next().value);
            put("/shallow/a/b/c", "2");
            put("/shallow/d", "3");
            assertEquals(Json.parse("{\"a\":{},\"d\":3}"), client.until(last("/shallow")).value);
        }
    }

    @Test
    void aQuietStreamShowsThatItLives() {
        put("/quiet/a", "1");
        try (var client = new BraidClient(port, "/quiet", "Heartbeats: 1s")) {
            assertEquals("1.0s", client.head.header("Heartbeats"));
            client.next();
            client.awaitHeartbeat();
            client.awaitHeartbeat();
        }
        assertEquals(
                "request-malformed",
                RawHttp.get(port, "/quiet", "Subscribe: true", "Heartbeats: often").code());
    }

    @Test
    void aPeersOwnHealthIsWatchedInTheSameWay() {
        try (var client = new BraidClient(port, "/.peer/store")) {
            client.next();
            assertNotNull(client.value);
            assertEquals("", client.version);
            put("/health/a", "1");
            client.next();
            assertNotNull(client.value);
        }
    }

    @Test
    void oneThatNeverReadsIsCutOffAndCostsTheOthersNothing() {
        put("/slow/a", "0");
        String big = "x".repeat(200_000) + "\"";
        try (var silent = new BraidClient(port, "/slow");
                var reader = new BraidClient(port, "/slow/small")) {
            reader.next();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            int i = 0;
            for (; !isCut(silent) && System.nanoTime() < end; i++) {
                put("/slow/a", "\"" + i + big);
                put("/slow/small", Integer.toString(i));
                reader.next();
                assertNotNull(reader.value);
            }
            assertTrue(isCut(silent), "a client that does not read is still there after " + i);
        }
    }

    /// The other side has reset the connection: something can no longer be written to it.
    private static boolean isCut(BraidClient client) {
        try {
            client.http().socket().sendUrgentData(0);
            return false;
        } catch (java.io.IOException reset) {
            return true;
        }
    }

    @Test
    void aSlowReaderSkipsWhatIsNoLongerTrue() {
        int patient = peers.start("carl").http().port();
        RawHttp.put(patient, "/skip/a", "0");
        try (var client = new BraidClient(patient, "/skip/a")) {
            client.next();
            String pad = "x".repeat(100_000);
            int last = 150;
            for (int i = 1; i <= last; i++) {
                RawHttp.put(patient, "/skip/a", "\"" + i + pad + "\"");
            }
            Value end = new Value.Text(last + pad);
            while (!end.equals(client.value)) {
                client.next();
            }
            assertTrue(client.updates < last, client.updates + " updates for " + last + " changes");
        }
    }

    @Test
    void aThousandReadersOfOneCellAreEncodedForOnce() {
        put("/crowd/a", "0");
        var clients = new ArrayList<BraidClient>();
        for (int i = 0; i < 1_000; i++) {
            var client = new BraidClient(port, "/crowd/a");
            client.next();
            clients.add(client);
        }
        long before = node.http().textsMade();
        put("/crowd/a", "1");
        clients.forEach(client -> assertEquals(Value.Int.of(1), client.next().value));
        assertEquals(1, node.http().textsMade() - before);
        clients.forEach(BraidClient::close);
    }

    @Test
    void readersWhoComeAndGoWhileItIsWrittenAllEndAtTheNewest() throws InterruptedException {
        put("/coming", large(200));
        int last = 400;
        Thread writer =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    for (int i = 1; i <= last; i++) {
                                        put("/coming/k" + (100 + i % 7), "{\"n\":" + i + "}");
                                    }
                                });
        var clients = new ArrayList<BraidClient>();
        for (int i = 0; i < 24; i++) {
            clients.add(new BraidClient(port, "/coming"));
            clients.getLast().next();
            if (i % 3 == 2) {
                clients.remove(i / 3).close(); // also the one that was first of all
            }
        }
        writer.join();
        Value end = json("/coming");
        for (BraidClient client : clients) {
            while (!end.equals(client.value)) {
                String before = client.version;
                client.next();
                assertTrue(client.parents.isEmpty() || client.parents.equals(before), before);
            }
            client.close();
        }
    }

    @Test
    void streamsEndWhenThePeerStops() {
        Node bob = peers.start("bob");
        RawHttp.put(bob.http().port(), "/tasks/a", "1");
        try (var client = new BraidClient(bob.http().port(), "/tasks")) {
            client.next();
            long start = System.nanoTime();
            bob.stop();
            assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(2));
            assertTrue(client.http().line().isEmpty() || client.http().ended());
        }
    }
}
