package kith.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import kith.lang.Bytes;
import kith.lang.Deflated;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Rng;
import kith.lang.Utf8;
import kith.lang.Writer;
import kith.log.Head;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Runs are packed where it pays, and what is no packed run is refused before it costs anything.
class PackingTest {
    private static final Bytes SIGNATURE = Bytes.wrap(new byte[Head.SIGNATURE_BYTES]);

    private static Bytes words(int bytes) {
        return Bytes.wrap(Utf8.encode("the same words again ".repeat(bytes))).slice(0, bytes);
    }

    private static SyncMessage.Changes changes(@Nullable Bytes signature, Bytes run) {
        return new SyncMessage.Changes(1, 300, signature, run);
    }

    private static int frameBytes(SyncMessage message) {
        var out = new Writer();
        message.write(out);
        return out.size();
    }

    @Test
    void whatRepeatsItselfIsPackedAndComesOutAsItWas() {
        for (int bytes :
                new int[] {Packing.RUN_BYTES_MIN, 1 << 12, 1 << 15, Packing.RUN_BYTES_MAX}) {
            var plain = changes(SIGNATURE, words(bytes));
            var packed = assertInstanceOf(SyncMessage.Packed.class, Packing.smallest(plain));
            assertEquals(plain.run(), packed.run());
            assertTrue(frameBytes(packed) < frameBytes(plain));
        }
    }

    @Test
    void whatIsSmallOrHasNothingToGainIsLeftAsItIs() {
        var rng = new Rng(5);
        for (Bytes run :
                new Bytes[] {
                    Bytes.EMPTY,
                    words(Packing.RUN_BYTES_MIN - 1),
                    rng.bytes(Packing.RUN_BYTES_MIN),
                    rng.bytes(1 << 17)
                }) {
            var plain = changes(null, run);
            assertSame(plain, Packing.smallest(plain));
        }
    }

    @Test
    void aBareRunIsLeftAsItIs() {
        var bare = new SyncMessage.Changes(1, 300, true, SIGNATURE, words(1000));
        assertSame(bare, Packing.smallest(bare));
    }

    @Test
    void itCostsTheCreditThatTheRunCostsAsItIs() {
        for (int space : new int[] {1, 127, 128, 16_383, 16_384, SyncMessage.SPACES_MAX}) {
            for (int chain : new int[] {0, 127, 128, 16_384, SyncMessage.CHAIN_NUMBER_LAST}) {
                for (Bytes signature : new @Nullable Bytes[] {null, SIGNATURE}) {
                    var plain = new SyncMessage.Changes(space, chain, signature, words(1000));
                    assertEquals(frameBytes(plain), plain.costBytes());
                    assertEquals(frameBytes(plain), Packing.smallest(plain).costBytes());
                }
            }
        }
    }

    @Test
    void aBombIsRefusedBeforeRoomIsMadeForIt() {
        var bomb = new SyncMessage.Packed(1, 0, null, Packing.RUN_BYTES_MAX, words(1000));
        var wrong = assertThrows(Malformed.class, bomb::run);
        assertTrue(("" + wrong.getMessage()).contains("too few"), wrong.getMessage());
    }

    @Test
    void theGreatestGainThatThereIsIsNoBomb() {
        byte[] zeros = new byte[Packing.RUN_BYTES_MAX];
        Bytes packed = Bytes.wrap(Deflated.pack(zeros, 0, zeros.length));
        assertEquals(Bytes.wrap(zeros), Packing.unpack(packed, zeros.length));
    }

    @Test
    void aWrongSizeAndRubbishAreMalformed() {
        Bytes run = words(1000);
        byte[] packed = Deflated.pack(run.shared(), 0, run.size());
        for (int bytes : new int[] {0, 1, 999, 1001, 2000}) {
            assertThrows(Malformed.class, () -> Packing.unpack(Bytes.wrap(packed), bytes));
        }
        Bytes cut = Bytes.copy(packed, 0, packed.length - 1);
        assertThrows(Malformed.class, () -> Packing.unpack(cut, run.size()));
        Bytes more = new Writer().bytes(packed, 0, packed.length).u8(0).toBytes();
        assertThrows(Malformed.class, () -> Packing.unpack(more, run.size()));
        assertThrows(Malformed.class, () -> Packing.unpack(new Rng(7).bytes(500), 1000));
        assertThrows(Malformed.class, () -> Packing.unpack(Bytes.EMPTY, 1));
    }

    @Test
    void spoiltPackedRunsAreMalformedOrAnotherRunOfThatSize() {
        Bytes run = words(1000);
        byte[] packed = Deflated.pack(run.shared(), 0, run.size());
        for (int bit = 0; bit < 8 * packed.length; bit++) {
            byte[] spoilt = packed.clone();
            spoilt[bit / 8] ^= (byte) (1 << bit % 8);
            var frame = new Writer();
            new SyncMessage.Packed(1, 0, null, run.size(), Bytes.wrap(spoilt)).write(frame);
            var message = (SyncMessage.Runs) SyncMessage.read(new Reader(frame.toBytes()));
            try {
                assertEquals(run.size(), message.run().size(), "bit " + bit);
            } catch (Malformed expected) {
                assertTrue(expected.getMessage() != null);
            }
        }
    }
}
