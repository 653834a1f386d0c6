package kith.node.http.once;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kith.node.http.talk.Wrote;
import kith.port.Note;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WriteNamesTest {
    @TempDir Path folder = Path.of("");
    private final List<Note> notes = new ArrayList<>();
    private Path file = Path.of("");

    @BeforeEach
    void inAFolder() {
        file = folder.resolve("writes");
    }

    private WriteNames names() {
        return new WriteNames(file, 3, notes::add);
    }

    private void keep(String... names) {
        try (WriteNames kept = names()) {
            for (String name : names) {
                kept.keep(name, new Wrote("a.0." + name, List.of("p.1", "q.2")));
            }
        }
    }

    @Test
    void aNameIsKnownAfterARestartWithItsChangeAndWhatThatFollowsOn() {
        keep("1", "2");
        try (WriteNames again = names()) {
            assertEquals(new Wrote("a.0.1", List.of("p.1", "q.2")), again.find("1"));
            assertNull(again.find("3"));
        }
    }

    @Test
    void whatWasWrittenLastUnderANameCounts() {
        keep("1");
        try (WriteNames kept = names()) {
            kept.keep("1", new Wrote("a.1.9", List.of()));
        }
        assertEquals(new Wrote("a.1.9", List.of()), names().find("1"));
    }

    @Test
    void theLastOnesAreKnownHoweverManyThereWere() throws IOException {
        for (int n = 0; n < 20; n++) {
            keep("n" + n, "m" + n);
            assertTrue(Files.size(file) < 4 * 64, "the file grows");
        }
        for (String last : List.of("m18", "n19", "m19")) {
            assertEquals("a.0." + last, String.valueOf(version(last)));
        }
        assertNull(names().find("n0"));
        try (var all = Files.list(folder)) {
            assertEquals(2, all.count());
        }
    }

    private String version(String name) {
        Wrote found = names().find(name);
        return found == null ? "none" : found.version();
    }

    @Test
    void aLineThatACrashCutIsNoLineAndSpoilsNoOther() throws IOException {
        keep("1", "2");
        byte[] whole = Files.readAllBytes(file);
        for (int cut = 1; cut < 40; cut++) {
            Files.write(file, Arrays.copyOf(whole, whole.length - cut));
            keep("3");
            assertEquals("a.0.1", version("1"));
            assertEquals(cut == 1 ? "a.0.2" : "none", version("2"), "cut by " + cut);
            assertEquals("a.0.3", version("3"));
        }
    }

    @Test
    void nonsenseInItsPlaceIsNoObstacle() throws IOException {
        Files.write(file, new byte[10_000]);
        keep("1");
        assertEquals("a.0.1", version("1"));
        Files.writeString(file, "x y z\n\n .\n. . .\n", StandardOpenOption.APPEND);
        assertEquals("a.0.1", version("1"));
    }

    @Test
    void whereItCannotBeKeptThatIsToldOnceAndNothingElseHappens() throws IOException {
        Files.createDirectories(file.resolve("full"));
        Files.createDirectories(folder.resolve("writes.old/full"));
        keep("1", "2");
        assertEquals(1, notes.stream().filter(n -> n.detail().contains("goes on")).count());
    }

    @Test
    void aWriteThatChangedNothingIsNotKept() {
        try (WriteNames kept = names()) {
            kept.keep("1", new Wrote("", List.of()));
        }
        assertNull(names().find("1"));
    }
}
