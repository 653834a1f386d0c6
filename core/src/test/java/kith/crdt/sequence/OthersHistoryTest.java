package kith.crdt.sequence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import kith.crdt.Chains;
import kith.crdt.Op;
import kith.crdt.Viewpoint;
import kith.lang.Malformed;
import kith.lang.Rng;
import kith.lang.Writer;
import kith.log.RunCodec.Numbering;
import kith.value.Path;
import kith.value.Value;
import org.junit.jupiter.api.Test;

/// What others say that a text or a list was is carried out before it is believed.
final class OthersHistoryTest {
    private static final Path T = Path.of("t");
    private static final Numbering SAME = new Numbering.Below(10);

    private static Text text() {
        var text = new Text(Chains.ORDER);
        edit(text, Chains.at(0, 1, 1, Map.of()), 0, 0, "shopping");
        edit(text, Chains.at(1, 1, 2, Map.of(0, 1)), 8, 0, ": milk");
        edit(text, Chains.at(0, 2, 3, Map.of(0, 1)), 0, 4, "h");
        edit(text, Chains.at(2, 1, 4, Map.of(0, 1, 1, 1)), 10, 4, "eggs");
        edit(text, Chains.at(1, 2, 5, Map.of(0, 2, 1, 1, 2, 1)), 3, 1, "!");
        return text;
    }

    private static void edit(Text text, Viewpoint at, int position, int delete, String insert) {
        boolean isVoid = at.stamp().chain() == 2;
        assertTrue(text.splice(at, new Op.Splice(T, position, delete, insert), isVoid));
    }

    private static ListOf list() {
        var list = new ListOf(Chains.ORDER);
        List<Value> three = List.of(Value.Int.of(1), Value.Int.of(2), Value.Int.of(3));
        list.splice(Chains.at(0, 1, 1, Map.of()), new Op.ListSplice(T, 0, 0, three), false);
        list.move(Chains.at(1, 1, 2, Map.of(0, 1)), new Op.ListMove(T, 0, 2), false);
        list.move(Chains.at(2, 1, 3, Map.of(0, 1)), new Op.ListMove(T, 0, 1), false);
        var cut = new Op.ListSplice(T, 1, 1, List.of());
        list.splice(Chains.at(0, 2, 4, Map.of(0, 1)), cut, false);
        return list;
    }

    @Test
    void whatIsSoundIsRead() {
        Text text = text();
        assertEquals(text.text(), Text.read(Chains.ORDER, text.writePlain(), SAME, false).text());
        ListOf list = list();
        assertEquals(
                list.values(), ListOf.read(Chains.ORDER, list.writePlain(), SAME, false).values());
    }

    @Test
    void whatIsPackedIsRefused() {
        byte[] packed = text().write();
        assertEquals(text().text(), Text.read(Chains.ORDER, packed, SAME, true).text());
        assertThrows(Malformed.class, () -> Text.read(Chains.ORDER, packed, SAME, false));
    }

    @Test
    void whatShowsSomethingElseThanItsHistoryIsRefused() {
        byte[] past = text().history().writePlain();
        var out = new Writer().u8(1).varint(0).varint(past.length).bytes(past, 0, past.length);
        byte[] whole = out.string("anything").toArray();
        assertEquals("anything", Text.read(Chains.ORDER, whole, SAME, true).text());
        assertThrows(Malformed.class, () -> Text.read(Chains.ORDER, whole, SAME, false));
    }

    @Test
    void whatIsSpoiltIsSoundOrRefused() {
        byte[] text = text().writePlain();
        byte[] list = list().writePlain();
        long seed = 20261121;
        var rng = new Rng(seed);
        int refused = 0;
        for (int i = 0; i < 4_000; i++) {
            byte[] bytes = (i % 2 == 0 ? text : list).clone();
            for (int left = rng.nextInt(3); left >= 0; left--) {
                bytes[rng.nextInt(bytes.length)] += (byte) (rng.nextInt(5) - 2);
            }
            refused += isRefused(bytes, i % 2 == 0, "change " + i + " of seed " + seed) ? 1 : 0;
        }
        assertTrue(refused > 2_000, refused + " refused");
    }

    private static boolean isRefused(byte[] bytes, boolean isText, String what) {
        try {
            if (isText) {
                Text.read(Chains.ORDER, bytes, SAME, false).text();
            } else {
                ListOf.read(Chains.ORDER, bytes, SAME, false).values();
            }
            return false;
        } catch (Malformed unsound) {
            return true;
        } catch (RuntimeException other) {
            throw new AssertionError(what, other);
        }
    }
}
