package kith.network.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.log.ChainId;
import kith.network.spread.Way;
import org.junit.jupiter.api.Test;

class TraceMessageTest {
    private static final BoardId BOARD = new BoardId(bytes(1));
    private static final PeerId PEER = new PeerId(bytes(2));
    private static final PeerId OTHER = new PeerId(bytes(3));

    private static Bytes bytes(int each) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) each);
        return Bytes.wrap(bytes);
    }

    private static Bytes written(TraceMessage message) {
        var out = new Writer();
        message.write(out);
        return out.toBytes();
    }

    private static TraceMessage read(Bytes bytes) {
        var in = new Reader(bytes);
        int type = in.u8();
        assertTrue(TraceMessage.has(type));
        return TraceMessage.read(type, in);
    }

    private static TraceMessage.Answered answered(Step step) {
        return new TraceMessage.Answered(7, BOARD, step);
    }

    @Test
    void eachMessageIsReadAsItWasWritten() {
        var pass = new Step.Pass(OTHER, 1_200, 40_000);
        for (TraceMessage message :
                List.of(
                        new TraceMessage.Asked(
                                1,
                                new Subject(
                                        BOARD,
                                        bytes(4),
                                        new ChainId(PEER.key(), 2, bytes(5)),
                                        300)),
                        answered(new Step.Lacking()),
                        answered(new Step.Forgotten()),
                        answered(new Step.Known(null, 0, 0, List.of(), List.of())),
                        answered(
                                new Step.Known(
                                        PEER, 3, -20, List.of(pass), List.of(PEER, OTHER))))) {
            assertEquals(message, read(written(message)));
        }
    }

    /// The type, 7, the board, 1: forgotten.
    @Test
    void anAnswerHasTheBytesOfTheDocument() {
        String board = "01".repeat(32);
        assertEquals(Bytes.fromHex("a307" + board + "01"), written(answered(new Step.Forgotten())));
        assertEquals(
                Bytes.fromHex("a307" + board + "02" + "03" + "02" + "00" + "00" + "00"),
                written(answered(new Step.Known(null, 3, 1, List.of(), List.of()))));
    }

    @Test
    void whatIsCutOrNamesTooManyOrFollowsIsMalformed() {
        Bytes whole =
                written(answered(new Step.Known(PEER, 3, 5, List.of(), List.of(PEER, OTHER))));
        for (int size = 1; size < whole.size(); size++) {
            Bytes cut = whole.slice(0, size);
            assertThrows(Malformed.class, () -> read(cut), () -> "cut to " + cut.size());
        }
        List<PeerId> many = Collections.nCopies(Way.NAMED_MAX + 1, PEER);
        Bytes crowded = written(answered(new Step.Known(PEER, 3, 5, List.of(), many)));
        assertThrows(Malformed.class, () -> read(crowded));
        Bytes longer = new Writer().bytes(whole).u8(0).toBytes();
        assertThrows(Malformed.class, () -> read(longer));
    }
}
