package kith.network.reach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.network.reach.ReachMessage.Answered;
import kith.network.reach.ReachMessage.Asked;
import org.junit.jupiter.api.Test;

class ReachMessageTest {
    private static final BoardId BOARD = new BoardId(bytes(1));

    private static Bytes bytes(int each) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) each);
        return Bytes.wrap(bytes);
    }

    private static Bytes written(ReachMessage message) {
        var out = new Writer();
        message.write(out);
        return out.toBytes();
    }

    private static ReachMessage read(Bytes bytes) {
        var in = new Reader(bytes);
        int type = in.u8();
        assertTrue(ReachMessage.has(type));
        return ReachMessage.read(type, in);
    }

    private static Answered failed(String code, String because) {
        return new Answered(7, BOARD, new Outcome.Failed(code, because));
    }

    @Test
    void eachMessageIsReadAsItWasWritten() {
        for (ReachMessage message :
                List.of(
                        new Asked(1, BOARD, "192.0.2.1:5484"),
                        new Answered(300, BOARD, new Outcome.Reached(12_000)),
                        failed("wrong-peer", "another one is there"))) {
            assertEquals(message, read(written(message)));
        }
    }

    /// The type, 7, the board, then an address of two bytes, an outcome of 5 µs, and one with a
    /// code and without words.
    @Test
    void theMessagesHaveTheBytesOfTheDocument() {
        String board = "01".repeat(32);
        assertEquals(Bytes.fromHex("a407" + board + "02613a"), written(new Asked(7, BOARD, "a:")));
        assertEquals(
                Bytes.fromHex("a507" + board + "0005"),
                written(new Answered(7, BOARD, new Outcome.Reached(5))));
        assertEquals(Bytes.fromHex("a507" + board + "01017800"), written(failed("x", "")));
    }

    @Test
    void whatIsCutOrFollowsOrCannotBePrintedIsMalformed() {
        Bytes whole = written(failed("unreachable", "no way"));
        for (int size = 1; size < whole.size(); size++) {
            Bytes cut = whole.slice(0, size);
            assertThrows(Malformed.class, () -> read(cut), () -> "cut to " + cut.size());
        }
        for (ReachMessage wrong :
                List.of(
                        failed("", "no way"),
                        failed("Un reachable", "no way"),
                        failed("x".repeat(65), "no way"),
                        failed("unreachable", "no\u001b[2Jway"),
                        failed("unreachable", "x".repeat(257)),
                        new Asked(1, BOARD, "x".repeat(260)))) {
            Bytes bytes = written(wrong);
            assertThrows(Malformed.class, () -> read(bytes), wrong::toString);
        }
        Bytes longer = new Writer().bytes(whole).u8(0).toBytes();
        assertThrows(Malformed.class, () -> read(longer));
    }

    @Test
    void whatAHostSaysIsACodeAndWordsInOneLineThatCanBeSent() {
        assertEquals(
                new Outcome.Failed("wrong-peer", "it is another"),
                Outcome.Failed.of("wrong-peer: it is another"));
        assertEquals(
                new Outcome.Failed("unreachable", "nobody there"),
                Outcome.Failed.of("nobody there"));
        Outcome.Failed odd = Outcome.Failed.of("not-tls: a\u001b[2J\n" + "é".repeat(500));
        assertEquals("a [2J  ", odd.because().substring(0, 7));
        assertEquals(new Answered(7, BOARD, odd), read(written(new Answered(7, BOARD, odd))));
    }

    @Test
    void oneOfEachOtherRegionIsAskedFirst() {
        List<Neighbour> all =
                List.of(
                        neighbour(1, "eu", false),
                        neighbour(2, "", false),
                        neighbour(3, "us", false),
                        neighbour(4, "us", false),
                        neighbour(5, "asia", true));
        assertEquals(List.of(3L, 1L, 2L), links(Neighbour.chosen(all, false, "eu", 3)));
        assertEquals(List.of(1L, 3L), links(Neighbour.chosen(all, false, "", 2)));
        assertEquals(List.of(5L), links(Neighbour.chosen(all, true, "asia", 3)));
        assertTrue(all.getLast().calls("wss://a.example/.kith/link"));
        assertTrue(all.getFirst().calls("a.example:5484"));
    }

    private static Neighbour neighbour(int link, String region, boolean tab) {
        return new Neighbour(link, new PeerId(bytes(link)), BOARD, region, tab);
    }

    private static List<Long> links(List<Neighbour> neighbours) {
        return neighbours.stream().map(Neighbour::link).toList();
    }
}
