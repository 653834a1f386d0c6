package kith.node.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import kith.node.Node;
import kith.node.Peers;
import kith.node.http.RawHttp.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Writes whose answer was lost because the peer went away, and which come again.
final class SentAgainTest {
    private static final String NAME = "Version: \"page-7\"";
    private static final String TYPED =
            "[{\"splice\":\"\",\"at\":0,\"delete\":0,\"insert\":\"x\"}]";

    private final Peers peers = new Peers();
    private Node node = peers.start("ada");

    @AfterEach
    void stop() {
        peers.close();
    }

    private void restart() {
        node.stop();
        node = peers.start("ada");
    }

    private Reply patch(String address, String body, String... headers) {
        return RawHttp.ask(node.http().port(), "PATCH", address, body, headers);
    }

    private String text(String address) {
        return RawHttp.get(node.http().port(), address).text().strip();
    }

    @Test
    void aKeystrokeThatIsSentAgainAfterARestartIsInsertedOnce() {
        String begun =
                patch("/notes/today", "[{\"text\":\"\",\"value\":\"abc\"}]").header("Version");
        Reply first = patch("/notes/today", TYPED, NAME, "Parents: " + begun);
        restart();
        Reply again = patch("/notes/today", TYPED, NAME, "Parents: " + begun);
        assertEquals(200, again.status(), again::text);
        assertEquals("\"xabc\"", text("/notes/today"));
        assertEquals(first.header("Version"), again.header("Version"));
        assertEquals(first.header("Parents"), again.header("Parents"));
        patch("/notes/today", TYPED, "Version: \"page-8\"", "Parents: " + begun);
        assertEquals("\"xxabc\"", text("/notes/today"));
    }

    @Test
    void anotherClientOrAnotherAddressMayHaveTheSameName() {
        patch("/notes/a", "[{\"add\":\"\",\"delta\":1}]", NAME, "Peer: \"one\"");
        restart();
        patch("/notes/a", "[{\"add\":\"\",\"delta\":1}]", NAME, "Peer: \"two\"");
        patch("/notes/b", "[{\"add\":\"\",\"delta\":1}]", NAME, "Peer: \"one\"");
        assertEquals("2", text("/notes/a"));
        assertEquals("1", text("/notes/b"));
    }

    @Test
    void aChangeThatWasLostInACrashIsWrittenAgain() throws IOException {
        Reply first = patch("/notes/a", "[{\"add\":\"\",\"delta\":1}]", NAME);
        node.stop();
        try (var files = Files.list(peers.home("ada").resolve("store"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        node = peers.start("ada");
        Reply again = patch("/notes/a", "[{\"add\":\"\",\"delta\":1}]", NAME);
        assertEquals(200, again.status(), again::text);
        assertEquals("1", text("/notes/a"));
        assertNotEquals(first.header("Version"), again.header("Version"));
    }
}
