package kith.node.http.pipe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import kith.lang.Rng;
import org.junit.jupiter.api.Test;

/// What comes in pieces is taken as messages, and no more is asked for than there is room.
final class InboxTest {
    private static final int MESSAGE_BYTES_MAX = 300_000;

    private int demanded;
    private final Inbox inbox = new Inbox(100, () -> demanded++);

    private int takenBytes() throws IOException {
        return Objects.requireNonNull(inbox.take()).length;
    }

    private boolean add(int bytes, boolean last) {
        return inbox.add(ByteBuffer.allocate(bytes), last);
    }

    @Test
    void messagesAreWholeHoweverTheirPiecesCame() throws IOException {
        inbox.expect(MESSAGE_BYTES_MAX);
        var random = new Rng(1);
        for (int i = 0; i < 300; i++) {
            byte[] message = random.bytes(random.between(0, 5_000)).shared();
            for (int at = 0; at <= message.length; ) {
                int count = Math.min(message.length - at, random.between(0, 2_000));
                boolean last = at + count == message.length;
                assertTrue(inbox.add(ByteBuffer.wrap(message, at, count), last));
                at += last ? count + 1 : count;
            }
            assertArrayEquals(message, inbox.take());
        }
    }

    @Test
    void nothingIsReadAheadInAHandshake() throws IOException {
        assertTrue(add(33, true));
        assertEquals(0, demanded);
        assertEquals(33, takenBytes());
        assertEquals(0, demanded, "nobody waits for the next one yet");
    }

    @Test
    void theRestOfAMessageIsDemandedPieceByPiece() {
        add(10, false);
        assertEquals(1, demanded);
        add(10, false);
        assertEquals(2, demanded);
        add(10, true);
        assertEquals(2, demanded);
    }

    @Test
    void messagesOfNothingAreNotReadAheadWithoutEnd() throws IOException {
        inbox.expect(MESSAGE_BYTES_MAX);
        int added = 0;
        while (added < 100_000 && demanded == added) {
            added++;
            add(0, true);
        }
        assertEquals(1_024, added, "64 bytes each until they are 64 KiB");
        for (int i = 0; i < added; i++) {
            assertEquals(0, takenBytes());
        }
        assertEquals(added, demanded, "one is on its way, since there is room again");
    }

    @Test
    void messagesAreReadAheadUntilThereAreEnoughAndAgainWhenTheyAreTaken() throws IOException {
        inbox.expect(MESSAGE_BYTES_MAX);
        int added = 0;
        do {
            added++;
            add(10_000, true);
        } while (demanded == added);
        assertEquals(7, added, "70,000 bytes are more than 64 KiB");
        inbox.take();
        assertEquals(added, demanded, "there is room again");
        inbox.take();
        assertEquals(added, demanded, "and what was demanded has not come");
    }

    @Test
    void aMessageThatIsTooLongIsNotTakenInWhateverPieces() {
        assertTrue(add(100, false));
        assertFalse(add(1, true));
        var other = new Inbox(100, () -> {});
        assertFalse(other.add(ByteBuffer.allocate(101), false));
    }

    @Test
    void whatCameBeforeAnEndIsTakenBeforeIt() throws IOException {
        add(1, true);
        inbox.end(null);
        inbox.end(new IOException("later"));
        assertEquals(1, takenBytes());
        assertNull(inbox.take());
        assertNull(inbox.take());
    }

    @Test
    void whoWaitsIsWokenByAMessageAndByABreak() {
        List<Object> taken = new ArrayList<>();
        var waiting =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        taken.add(takenBytes());
                                        inbox.take();
                                    } catch (IOException broken) {
                                        taken.add(broken.getMessage());
                                    }
                                });
        add(5, true);
        inbox.end(new IOException("broken"));
        assertTrue(ended(waiting));
        assertEquals(List.of(5, "broken"), taken);
        assertThrows(IOException.class, inbox::take);
    }

    private static boolean ended(Thread thread) {
        try {
            return thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
