package kith.lab.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import kith.lab.SimPeer;
import kith.lang.Bytes;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.sync.SyncMessage;
import kith.value.Value;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Large contents and batches take fewer bytes on the line, for those who speak of it; and nobody
/// can do harm with it.
@Tag("worlds")
class PackedRunsTest {
    private static final int WORDS = 2_000;
    private static final String TEXT = "said once more ".repeat(WORDS);

    private static void write(SimPeer peer) {
        peer.put("a", "text", new Value.Text(TEXT), answer -> {});
    }

    private static void reads(Scene scene, SimPeer peer) {
        scene.await(() -> new Value.Text(TEXT).equals(scene.at(peer, "text")), 5);
    }

    @Test
    void aLargeTextTakesAFractionOfItsBytesBetweenPeersThatSpeakVersion2() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    List<Bytes> frames = passing(scene);
                    write(ann);
                    reads(scene, ben);
                    assertTrue(bytes(frames) < TEXT.length() / 20, () -> "bytes " + bytes(frames));
                });
    }

    @Test
    void whoSpeaksVersion1IsSentItAsItIsAndPassesItOnToOneWhoDoesNot() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.speaking("ann", 1, 2);
                    SimPeer ben = scene.speaking("ben", 1);
                    SimPeer cid = scene.speaking("cid", 1, 2);
                    scene.found(ann);
                    scene.letIn(ben, ann);
                    scene.letIn(cid, ben);
                    scene.world.network().cut(ann, cid);
                    List<Bytes> frames = passing(scene);
                    write(ann);
                    reads(scene, ben);
                    reads(scene, cid);
                    assertTrue(bytes(frames) > 2L * TEXT.length(), () -> "bytes " + bytes(frames));
                });
    }

    private static List<Bytes> passing(Scene scene) {
        var frames = new ArrayList<Bytes>();
        scene.world.network().witness((from, to, frame) -> frames.add(frame));
        return frames;
    }

    private static long bytes(List<Bytes> frames) {
        long sum = 0;
        for (Bytes frame : frames) {
            sum += frame.size();
        }
        return sum;
    }

    @Test
    void aBombEndsTheLinkAndNothingElse() {
        endsTheLink("which is too few", packed -> of(packed, 1 << 20, packed.packed().slice(0, 9)));
    }

    @Test
    void aRunThatComesOutLongerThanItWasSaidToBeEndsTheLinkAndNothingElse() {
        endsTheLink(
                "packed bytes hold more",
                packed -> of(packed, packed.runBytes() - 1, packed.packed()));
    }

    @Test
    void aRunThatComesOutShorterThanItWasSaidToBeEndsTheLinkAndNothingElse() {
        endsTheLink(
                "packed bytes end at",
                packed -> of(packed, packed.runBytes() + 1, packed.packed()));
    }

    @Test
    void rubbishEndsTheLinkAndNothingElse() {
        Bytes rubbish = Bytes.wrap(new byte[100]);
        endsTheLink("cannot be unpacked", packed -> of(packed, packed.runBytes(), rubbish));
    }

    private static SyncMessage.Packed of(SyncMessage.Packed packed, int runBytes, Bytes bytes) {
        return new SyncMessage.Packed(
                packed.space(), packed.chain(), packed.signature(), runBytes, bytes);
    }

    private static void endsTheLink(
            String reason, Function<SyncMessage.Packed, SyncMessage.Packed> spoil) {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer eve = scene.member("eve", ann);
                    scene.put(eve, "x", 7);
                    scene.run(2);
                    String heads = scene.health(ann, "spaces/home/a/heads");
                    Scene.tap(eve, (link, frame) -> List.of(spoilt(frame, spoil)));
                    write(eve);
                    scene.await(() -> Scene.noted(ann, "message-malformed", reason), 5);
                    scene.await(() -> Scene.noted(eve, "message-malformed", reason), 5);
                    assertEquals(heads, scene.health(ann, "spaces/home/a/heads"));
                    scene.sees(ann, "x", 7);
                    eve.tap((link, frame) -> List.of(frame));
                    scene.run(5);
                    reads(scene, ann);
                });
    }

    private static Bytes spoilt(
            Bytes frame, Function<SyncMessage.Packed, SyncMessage.Packed> spoil) {
        if (!(SyncMessage.read(new Reader(frame)) instanceof SyncMessage.Packed packed)) {
            return frame;
        }
        var out = new Writer();
        spoil.apply(packed).write(out);
        return out.toBytes();
    }
}
