package kith.lang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class Sha256Vectors {
    @Test
    void publishedMessagesHaveTheirPublishedHashes() {
        int checked = 0;
        for (String line : Docs.lines("vectors/sha256.txt")) {
            if (!line.isEmpty() && !line.startsWith("#")) {
                int space = line.indexOf(' ');
                String message = line.substring(0, space);
                var bytes = message.equals("-") ? Bytes.EMPTY : Bytes.fromHex(message);
                assertEquals(line.substring(space + 1), Sha256.hash(bytes).hex(), message);
                checked++;
            }
        }
        assertTrue(checked >= 19, "only " + checked);
    }
}
