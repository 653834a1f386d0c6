package kith.node.nearby;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import kith.identity.BoardId;
import kith.identity.Hasher;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Rng;
import kith.lang.Writer;
import kith.node.crypto.NodeCrypto;
import org.junit.jupiter.api.Test;

/// What is said on the local network, and what is understood of it.
final class PacketTest {
    private static final int INPUTS = 20_000;
    private static final Bytes SALT = Bytes.fromHex("0102030405060708");
    private static final Bytes ADDRESS = Bytes.fromHex("0a3d0001");
    private static final Hasher HASHER = new NodeCrypto().hasher();

    private static BoardId board(int number) {
        return new BoardId(HASHER.sha256(Bytes.of((byte) number)));
    }

    private static Announcement announcement(int boards) {
        List<BoardId> on = IntStream.range(0, boards).mapToObj(PacketTest::board).toList();
        return Announcement.of(SALT, on, 5484, HASHER);
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void whoIsOnABoardIsKnownToItsMembersAndBoardsBeyondTheBoundAreLeftOut() {
        Announcement told = announcement(Announcement.MARKS_MAX + 1);
        assertTrue(told.isOn(board(0), HASHER));
        assertTrue(told.isOn(board(Announcement.MARKS_MAX - 1), HASHER));
        assertFalse(told.isOn(board(Announcement.MARKS_MAX), HASHER));
    }

    @Test
    void withAnotherSaltNothingIsTheSame() {
        Bytes other = Bytes.fromHex("1112131415161718");
        Announcement told = Announcement.of(other, List.of(board(0)), 5484, HASHER);
        assertTrue(told.isOn(board(0), HASHER));
        assertFalse(announcement(1).marks().contains(told.marks().getFirst()));
    }

    @Test
    void anAnswerIsUnderstoodAsItWasMeant() {
        for (int boards : new int[] {0, 1, Announcement.MARKS_MAX}) {
            Announcement told = announcement(boards);
            Packet.Heard heard = Packet.read(Packet.answer(told, ADDRESS).toArray());
            assertEquals(new Packet.Heard(false, List.of(told)), heard);
        }
    }

    /// Written by hand after RFC 1035: another service first, then ours, of which the end stands in
    /// the other.
    @Test
    void aQuestionWithACompressedNameIsUnderstood() {
        String other = "\4_ipp\4_tcp\5local\0\0\14\0\1"; // its `_tcp` stands at byte 17
        String ours = "\5_KITH\300\21\0\14\0\1";
        byte[] packet = latin("\0\0\0\0\0\2\0\0\0\0\0\0" + other + ours);
        assertEquals(new Packet.Heard(true, List.of()), Packet.read(packet));
        byte[] without = latin("\0\0\0\0\0\1\0\0\0\0\0\0" + other);
        assertEquals(new Packet.Heard(false, List.of()), Packet.read(without));
        assertTrue(Packet.read(Packet.question().toArray()).asks());
    }

    @Test
    void aNameThatLeadsToItselfEnds() {
        byte[] packet = latin("\0\0\0\0\0\1\0\0\0\0\0\0\300\14\0\14\0\1");
        assertThrows(Malformed.class, () -> Packet.read(packet));
        byte[] labels = latin("\0\0\0\0\0\1\0\0\0\0\0\0\1a\300\14\0\14\0\1");
        assertThrows(Malformed.class, () -> Packet.read(labels));
    }

    /// Pieces without a letter in them take long to look at, and say nothing.
    @Test
    void aNameInMorePiecesThanItHasRoomForLabelsIsMalformed() {
        Packet.read(inPieces(Packet.JUMPS_MAX));
        assertThrows(Malformed.class, () -> Packet.read(inPieces(Packet.JUMPS_MAX + 1)));
    }

    /// Two records. The first has the empty name at byte 12 and, from byte 23 on, nothing but
    /// pointers, each to the one before it; the name of the second begins at the last of them.
    private static byte[] inPieces(int pieces) {
        var packet = new StringBuilder("\0\0\204\0\0\0\0\2\0\0\0\0");
        String rest = "\0\20\0\1\0\0\0\0";
        packet.append('\0').append(rest).append(u16(2 * (pieces - 1)));
        int at = 12;
        for (int i = 0; i < pieces - 1; i++) {
            String pointer = u16(0xc000 | at);
            at = packet.length();
            packet.append(pointer);
        }
        packet.append(u16(0xc000 | at)).append(rest).append(u16(0));
        return latin(packet.toString());
    }

    private static String u16(int value) {
        return "" + (char) (value >> 8) + (char) (value & 0xff);
    }

    @Test
    void moreRecordsThanTheBoundAreNotLookedAt() {
        byte[] packet = latin("\0\0\204\0\0\0\1\1\0\0\0\0");
        assertThrows(Malformed.class, () -> Packet.read(packet));
    }

    @Test
    void aTextThatIsNoAnnouncementIsMalformed() {
        var longer = new Writer().bytes(SALT).u8(1);
        assertThrows(Malformed.class, () -> Announcement.read(new Reader(longer.toBytes()), 5484));
        assertThrows(Malformed.class, () -> Announcement.read(new Reader(SALT), 0));
    }

    @Test
    void whateverIsSaidOnTheNetworkIsUnderstoodOrMalformed() {
        var samples = new ArrayList<byte[]>();
        samples.add(Packet.question().toArray());
        samples.add(Packet.answer(announcement(2), ADDRESS).toArray());
        var rng = new Rng(1);
        int understood = 0;
        for (int i = 0; i < INPUTS; i++) {
            byte[] packet = mutated(samples.get(rng.nextInt(samples.size())), rng);
            try {
                Packet.read(packet);
                understood++;
            } catch (Malformed refused) {
                // as it should be
            } catch (RuntimeException | StackOverflowError failure) {
                throw new AssertionError("input " + i + ": " + Bytes.wrap(packet).hex(), failure);
            }
        }
        assertTrue(understood > INPUTS / 100 && understood < INPUTS, "understood " + understood);
    }

    /// Some bytes are others, and often the end is missing.
    private static byte[] mutated(byte[] sample, Rng rng) {
        byte[] packet = sample.clone();
        for (int changes = 1 + rng.nextInt(4); changes > 0; changes--) {
            packet[rng.nextInt(packet.length)] = (byte) rng.nextInt(256);
        }
        int length = rng.nextInt(3) > 0 ? packet.length : rng.nextInt(packet.length);
        return Bytes.copy(packet, 0, length).toArray();
    }
}
