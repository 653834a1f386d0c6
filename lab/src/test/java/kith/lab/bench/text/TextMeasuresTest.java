package kith.lab.bench.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextMeasuresTest {
    private static final String SEQUENTIAL =
            """
            {"startContent":"","endContent":"Hallo!","txns":[
              {"time":"","patches":[[0,0,"Helo"]]},
              {"time":"","patches":[[2,0,"l"],[1,1,"a"]]},
              {"time":"","patches":[[5,0,"?"]]},
              {"time":"","patches":[[5,1,"!"]]}]}
            """;

    private static final String CONCURRENT =
            """
            {"kind":"concurrent","endContent":"abc","numAgents":2,"txns":[
              {"parents":[],"numChildren":2,"agent":0,"time":"","patches":[[0,0,"b"]]},
              {"parents":[0],"numChildren":1,"agent":0,"time":"","patches":[[0,0,"a"]]},
              {"parents":[0],"numChildren":1,"agent":1,"time":"","patches":[[1,0,"c"]]},
              {"parents":[1,2],"numChildren":0,"agent":1,"time":"","patches":[]}]}
            """;

    @TempDir private Path folder;

    private TextTrace trace(String json) throws IOException {
        Path file = folder.resolve("trace.json");
        Files.writeString(file, json);
        return TextTrace.read(file);
    }

    @Test
    void aSequentialTraceIsReadWithItsPatches() throws Exception {
        var trace = trace(SEQUENTIAL);
        assertFalse(trace.concurrent());
        assertEquals(4, trace.size());
        assertEquals(1, trace.from(1));
        assertEquals(3, trace.end(1));
        assertEquals(1, trace.position(2));
        assertEquals(1, trace.deleted(2));
        assertEquals("a", trace.inserted(2));
        assertEquals("Hallo!", trace.text());
        assertEquals("Hallo?", trace.textAfter(3));
        assertEquals("", trace.textAfter(0));
    }

    @Test
    void aGraphIsReadWithAuthorsAndParents() throws Exception {
        var trace = trace(CONCURRENT);
        assertTrue(trace.concurrent());
        assertEquals(2, trace.authors());
        assertArrayEquals(new int[] {1, 2}, trace.parents(3));
        assertEquals(1, trace.author(2));
    }

    @Test
    void aCompressedFileIsReadToo() throws Exception {
        Path file = folder.resolve("trace.json.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(SEQUENTIAL.getBytes(StandardCharsets.UTF_8));
        }
        assertEquals("Hallo!", TextTrace.read(file).text());
    }

    @Test
    void aCharacterBeyondSixteenBitsIsRefusedSincePositionsWouldDiffer() {
        var astral = SEQUENTIAL.replace("Helo", "\ud83d\ude00");
        assertThrows(IllegalArgumentException.class, () -> trace(astral));
    }

    @Test
    void everyMeasureOfALibraryThatWorksIsTaken() throws Exception {
        var measures = new TextMeasures(new PlainText(), trace(SEQUENTIAL));
        for (var each : List.of("local", "live", "save", "load", "edit", "merge", "stream")) {
            assertTrue(measures.figure(each, measures.nanos(each)) >= 0, each);
        }
        assertEquals(6, measures.bytes("save"));
    }

    @Test
    void aLibraryThatComesToAnotherTextIsFound() throws Exception {
        var trace = trace(SEQUENTIAL.replace("Hallo!", "Hello!"));
        var measures = new TextMeasures(new PlainText(), trace);
        var problem = assertThrows(IllegalStateException.class, () -> measures.nanos("local"));
        assertEquals("the text is wrong from 1 on", problem.getMessage());
    }

    @Test
    void eachAuthorOfAGraphIsGivenExactlyWhatItHadSeen() throws Exception {
        var measures = new TextMeasures(new Letters(), trace(CONCURRENT));
        assertTrue(measures.nanos("merge") > 0);
        assertTrue(measures.nanos("stream") > 0);
    }

    /// Merges texts whose letters stand in the order of the alphabet, so that the position of a new
    /// one tells what its author had seen.
    private static final class Letters implements TextSubject {
        @Override
        public TextReplica create(int author) {
            return new Sorted();
        }

        @Override
        public TextReplica load(byte[] saved) {
            var sorted = new Sorted();
            sorted.receive(saved);
            return sorted;
        }
    }

    private static final class Sorted implements TextReplica {
        private final TreeSet<String> letters = new TreeSet<>();
        private String open = "";

        @Override
        public void splice(int at, int deleted, String inserted) {
            assertEquals(letters.headSet(inserted).size(), at, "where " + inserted + " goes");
            letters.add(inserted);
            open += inserted;
        }

        @Override
        public void commit() {
            open = "";
        }

        @Override
        public byte[] update() {
            var made = open.getBytes(StandardCharsets.UTF_8);
            commit();
            return made;
        }

        @Override
        public void receive(byte[] update) {
            new String(update, StandardCharsets.UTF_8)
                    .chars()
                    .forEach(each -> letters.add(String.valueOf((char) each)));
        }

        @Override
        public byte[] history() {
            return save();
        }

        @Override
        public byte[] save() {
            return text().getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String text() {
            return String.join("", letters);
        }
    }
}
