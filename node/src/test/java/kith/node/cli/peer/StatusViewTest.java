package kith.node.cli.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import kith.node.client.Field;
import kith.value.Json;
import kith.value.Value;
import org.junit.jupiter.api.Test;

/// The pages are compared with text files that were read by people: `fresh.json` is shown as
/// `fresh.txt`.
final class StatusViewTest {
    private static final StatusView.Here HERE =
            new StatusView.Here(
                    "/home/ada/.kith",
                    4711,
                    "http://127.0.0.1:5485",
                    1_800_000_000_000L,
                    1_800_003_600_000L);

    private static byte[] read(String name) throws IOException {
        try (InputStream in = StatusViewTest.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("no file " + name);
            }
            return in.readAllBytes();
        }
    }

    private static List<String> page(String name) throws IOException {
        Value about = Json.parse(read(name + ".json"));
        return new StatusView(new Field(about), HERE, (ink, text) -> text).lines();
    }

    private static void assertShown(String name) throws IOException {
        String expected = new String(read(name + ".txt"), StandardCharsets.UTF_8);
        List<String> lines = page(name);
        assertEquals(expected, String.join("\n", lines) + "\n");
        for (String line : lines) {
            assertTrue(line.length() <= 80, () -> line.length() + " columns: " + line);
        }
    }

    @Test
    void aPeerThatWasJustMade() throws IOException {
        assertShown("fresh");
    }

    @Test
    void aPeerWithALinkOverWhichSomethingIsMissingAndMembersWithoutALink() throws IOException {
        assertShown("calm");
    }

    @Test
    void whatSomebodyHasToDoSomethingAboutStandsAtTheTop() throws IOException {
        assertShown("trouble");
    }

    @Test
    void aPeerThatWasRemovedIsToldSo() throws IOException {
        assertShown("removed");
    }

    @Test
    void whatAnotherVersionTellsOtherwiseIsNoReasonToFail() {
        var odd =
                Json.parse(
                        "{\"id\":5,\"store\":[],\"links\":{\"x\":7},\"spaces\":{\"a\":{\"b\":null}}}");
        List<String> lines = new StatusView(new Field(odd), HERE, (ink, text) -> text).lines();
        assertTrue(lines.size() > 5);
    }
}
