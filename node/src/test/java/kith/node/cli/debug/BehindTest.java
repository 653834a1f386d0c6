package kith.node.cli.debug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import kith.node.client.Field;
import kith.value.Json;
import org.junit.jupiter.api.Test;

final class BehindTest {
    private static Behind of(String peers, String more) {
        String spaces =
                """
                {"spaces": {"home": {"a": {"peers": %s}, "b": {"peers": %s}}}}
                """
                        .formatted(peers, more);
        return Behind.of(new Spaces(new Field(Json.parse(spaces))), "ann");
    }

    @Test
    void whoWasComparedWithNowhereIsNotInSync() {
        Behind unknown = of("{}", "{\"ben\": {\"inSync\": true}}");
        assertFalse(unknown.inSync());
        assertEquals("not compared yet", unknown.words());
    }

    @Test
    void whoIsInSyncEverywhereIs() {
        assertTrue(of("{\"ann\": {\"inSync\": true}}", "{}").inSync());
    }

    @Test
    void whatIsMissingIsAddedUp() {
        Behind behind =
                of(
                        "{\"ann\": {\"inSync\": false, \"missingThere\": 2}}",
                        "{\"ann\": {\"inSync\": false, \"missingThere\": 1, \"missingHere\": 1}}");
        assertFalse(behind.inSync());
        assertEquals("3 changes missing there, 1 change missing here", behind.words());
    }
}
