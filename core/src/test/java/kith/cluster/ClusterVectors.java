package kith.cluster;

import static kith.value.VectorJson.hex;
import static kith.value.VectorJson.list;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Distinct;
import kith.lang.Reader;
import kith.lang.Sha256;
import kith.lang.Writer;
import kith.port.FrameVectors;
import kith.value.Value;
import kith.value.VectorJson;
import org.junit.jupiter.api.Test;

/// `docs/vectors/cluster.json`, written by the encoder beside it, which shares nothing with ours.
final class ClusterVectors {
    private static final Value FILE = VectorJson.file("cluster.json");
    private static final FrameVectors<ClusterMessage> VECTORS =
            new FrameVectors<>(
                    FILE,
                    ClusterMessage.class.getPermittedSubclasses().length,
                    ClusterVectors::read);

    private static final PeerId ANN =
            peer("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");

    private static final PeerId BEN =
            peer("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");

    private static final Coordinate AT = new Coordinate(-1.5, 20, 0, 10_000, 4.3, 0.12);

    private static PeerId peer(String hex) {
        return new PeerId(Bytes.fromHex(hex));
    }

    @Test
    void eachMessageIsReadAndWrittenAgainAsTheVectorHasIt() {
        VECTORS.areReadAndWritten();
    }

    @Test
    void whatIsReadIsWhatTheVectorSays() {
        var place = (ClusterMessage.Place) VECTORS.message("who tells of a cluster");
        assertEquals(AT, place.at());
        Card card = place.cards().getFirst();
        assertEquals(-5, card.cluster());
        assertEquals(ANN, card.leader());
        assertEquals(64, card.size());
        var roster = (ClusterMessage.Roster) VECTORS.message("one went, one came");
        assertEquals(List.of(ANN), roster.gone());
        assertEquals(List.of(BEN), roster.come());
        assertEquals(300, roster.version());
        var claim = assertInstanceOf(ClusterMessage.Claim.class, VECTORS.message("of a lease"));
        assertEquals(1L << 40, claim.epoch());
        var report = (ClusterMessage.Report) VECTORS.message("of a member");
        assertEquals(
                List.of(Figure.one("", 300, 5), Figure.one("jobs", -7, 1_800_000_000_000L)),
                report.figures());
        var summed = (ClusterMessage.Summed) VECTORS.message("of a cluster and of all");
        Figure.Sum jobs = summed.sums().getFirst();
        assertEquals(new Figure.Total(0, 8, -7, 9, -7, 3), jobs.cluster());
        assertEquals(new Figure.Total(9_000, 16, 1L << 40, 10, 400, 12), jobs.board());
    }

    @Test
    void aSketchHasTheRegistersOfTheTwin() {
        var all = Distinct.empty();
        for (int i = 0; i < 5_000; i++) {
            all = all.with(Distinct.of(Sha256.hash(new Writer().u32(i).toBytes())));
        }
        String what = "of a cluster, with many different ones";
        var report = (ClusterMessage.Report) VECTORS.message(what);
        assertEquals(all, report.figures().getFirst().of().different());
    }

    @Test
    void whatIsSignedIsWhatTheVectorHas() {
        var board = new BoardId(new Reader(VECTORS.frame("of a lease").slice(1, 33)).bytes(32));
        var place = (ClusterMessage.Place) VECTORS.message("who tells of a cluster");
        var measured = (ClusterMessage.Measured) VECTORS.message("of two");
        List<Value> signed = list(FILE, "signed");
        assertEquals(hex(signed.get(0), "bytes"), place.cards().getFirst().statement(board));
        assertEquals(hex(signed.get(1), "bytes"), measured.opinions().getFirst().statement(board));
    }

    @Test
    void aWrongMessageIsRefused() {
        VECTORS.areRefused();
    }

    private static ClusterMessage read(Bytes bytes) {
        var in = new Reader(bytes);
        int type = in.u8();
        assertTrue(ClusterMessage.has(type));
        return ClusterMessage.read(type, in);
    }

    /// The same, through its bytes.
    static ClusterMessage copy(ClusterMessage message) {
        var out = new Writer();
        message.write(out);
        return read(out.toBytes());
    }
}
