package kith.node.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import kith.node.Node;
import kith.node.Peers;
import kith.port.Note;
import org.junit.jupiter.api.Test;

/// Who is not let in over HTTP is a line of the log, and a flood of them is not.
final class RefusalsTest {
    @Test
    void whoIsKeptOutIsNotedOnceInASecondWithWhatItAskedFor() {
        var notes = new CopyOnWriteArrayList<Note>();
        try (var peers = new Peers()) {
            Node ada = peers.start("ada", config -> config.tellingNotes(notes::add));
            int port = ada.http().port();
            long begun = System.nanoTime();
            int asked = 50;
            for (int i = 0; i < asked; i++) {
                var reply = RawHttp.get(port, "/tasks/a", "Origin: https://evil.example");
                assertEquals("origin-refused", reply.code());
            }
            long seconds = (System.nanoTime() - begun) / 1_000_000_000L;
            RawHttp.get(port, "/nobody");
            List<Note> told =
                    notes.stream().filter(note -> note.code().equals("origin-refused")).toList();
            assertTrue(!told.isEmpty() && told.size() <= 1 + seconds, told.toString());
            Note first = told.getFirst();
            assertEquals("http from 127.0.0.1", first.about());
            assertTrue(first.detail().startsWith("GET /tasks/a"), first.detail());
            assertTrue(first.detail().endsWith("origin https://evil.example"), first.detail());
            assertTrue(notes.stream().noneMatch(note -> note.code().equals("space-unknown")));
        }
    }
}
