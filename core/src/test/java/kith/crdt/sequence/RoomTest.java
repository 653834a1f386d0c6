package kith.crdt.sequence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import kith.crdt.Chains;
import kith.crdt.Op;
import kith.crdt.Viewpoint;
import kith.log.RunCodec.Numbering;
import kith.value.Path;
import org.junit.jupiter.api.Test;

/// How much may happen to one text: the same operations count for all, in whatever order they came.
final class RoomTest {
    private static final Path T = Path.of("t");
    private static final Sizes SIZES = Sizes.bounded(10, 20);

    /// One edit: by whom, who had seen what, and what it does.
    private record Edit(Viewpoint at, Op.Splice splice) {}

    private static Edit edit(int chain, int seq, Map<Integer, Integer> seen, int at, int delete) {
        String insert = delete == 0 ? "abcdef" : "";
        return new Edit(Chains.at(chain, seq, 1, seen), new Op.Splice(T, at, delete, insert));
    }

    private static Text text(Edit... edits) {
        var text = new Text(Chains.ORDER, SIZES);
        for (Edit edit : edits) {
            text.splice(edit.at(), edit.splice(), false);
        }
        return text;
    }

    @Test
    void whatItsAuthorSawTooMuchBeforeDoesNothingWhereverItComes() {
        Edit first = edit(0, 1, Map.of(), 0, 0);
        Edit alone = edit(1, 1, Map.of(0, 1), 6, 0); // the twelfth for its author
        Edit deletes = edit(2, 1, Map.of(0, 1), 0, 4); // the tenth
        Edit tooMuch = edit(2, 2, Map.of(0, 1, 2, 1), 0, 1);
        Edit unseen = edit(3, 1, Map.of(), 0, 0);
        assertEquals("abcdef", text(first, alone).text());
        assertEquals("ef", text(first, alone, deletes, tooMuch).text());
        Text one = text(first, alone, deletes, tooMuch, unseen);
        Text other = text(unseen, first, deletes, tooMuch, alone);
        assertEquals(one.text(), other.text());
        assertEquals(16, other.operations());
        assertFalse(other.isOverfull());
    }

    @Test
    void whenMoreWasDoneUnseenThanThereIsRoomForThereIsNothingInWhateverOrder() {
        Edit first = edit(0, 1, Map.of(), 0, 0);
        Edit[] all = {
            first,
            edit(1, 1, Map.of(0, 1), 0, 4),
            edit(2, 1, Map.of(0, 1), 0, 4),
            edit(3, 1, Map.of(0, 1), 0, 4),
            edit(4, 1, Map.of(0, 1), 0, 4),
        };
        assertEquals(18, text(Arrays.copyOf(all, 4)).operations());
        Text one = text(all);
        Text other = text(all[0], all[3], all[2], all[4], all[1]);
        for (Text text : List.of(one, other)) {
            assertTrue(text.isOverfull());
            assertFalse(text.isLiving());
            assertFalse(text.isBlank());
            assertEquals("", text.text());
            assertFalse(text.splice(first.at(), first.splice(), false));
            text.clear(first.at(), false);
        }
        Text read = Text.read(Chains.ORDER, one.write(), new Numbering.Below(10), false);
        assertTrue(read.isOverfull());
        assertFalse(read.splice(first.at(), first.splice(), false));
        assertEquals(1, read.writePlain().length);
    }
}
