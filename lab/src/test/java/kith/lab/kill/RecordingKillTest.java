package kith.lab.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import kith.lab.Replay;
import kith.node.client.Field;
import kith.value.Json;
import kith.value.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Two real peers that share a board are recorded; one is killed, comes back, and is stopped.
/// Each of these lives is the same again.
@DisabledOnOs(OS.WINDOWS)
final class RecordingKillTest {
    @TempDir private Path folder;

    @Test
    @Timeout(600)
    void theLivesOfTwoPeersAreTheSameAgainAlsoOneThatWasKilled() throws IOException {
        Path adas = folder.resolve("ada");
        Path bobs = folder.resolve("bob");
        try (RealPeer ada = RealPeer.upRecording(adas);
                RealPeer bob = RealPeer.upRecording(bobs)) {
            String link = new Field(ada.ask("POST", "/.kith/invite", "{}")).at("link").text();
            bob.ask("POST", "/.kith/join", Json.print(link(link)));
            for (int i = 0; i < 20; i++) {
                ada.ask("PUT", "/both/a" + i + "?durable=1", "\"" + "x".repeat(50 * i) + "\"");
                bob.ask("PUT", "/both/b" + i + "?durable=1", Integer.toString(i));
            }
            bob.kill();
            ada.ask("PUT", "/both/alone", "1");
            ada.ask("POST", "/.kith/stop", "");
            assertEquals(0, ada.awaitEnd(), ada::output);
        }
        try (RealPeer bob = RealPeer.upRecording(bobs)) {
            bob.ask("PUT", "/both/later?durable=0", "1");
            bob.ask("POST", "/.kith/stop", "");
            assertEquals(0, bob.awaitEnd(), bob::output);
        }
        assertSame(adas, 1);
        assertSame(bobs, 2);
    }

    private static Value link(String text) {
        return Value.Obj.of(List.of("link"), List.of(new Value.Text(text)));
    }

    private static void assertSame(Path home, int lives) throws IOException {
        List<Path> recordings;
        try (Stream<Path> all = Files.list(home.resolve("recordings"))) {
            recordings = all.toList();
        }
        assertEquals(lives, recordings.size());
        for (Path recording : recordings) {
            var out = new ByteArrayOutputStream();
            int exit =
                    Replay.run(
                            List.of(recording.toString()),
                            new PrintStream(out, true, StandardCharsets.UTF_8));
            String said = out.toString(StandardCharsets.UTF_8);
            assertEquals(0, exit, said);
            assertTrue(said.contains("steps, all of them the same"), said);
        }
    }
}
