package kith.lab.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kith.Answer;
import kith.Command;
import kith.identity.InvitationLink;
import kith.lab.SimPeer;
import kith.lang.Bytes;
import kith.lang.Reader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Links to somebody who is no member: they end after a while, with a reason, and nothing that they
/// bring costs much.
@Tag("worlds")
class StrangerTest {
    private static final int HELLO = 1;
    private static final int PRESENT = 2;
    private static final int JOIN = 3;

    private static int type(Bytes frame) {
        return new Reader(frame).u8();
    }

    /// Somebody who is on no board and calls.
    private static SimPeer stranger(Scene scene, SimPeer called) {
        SimPeer eve = scene.world.add("eve");
        eve.call(new Command.Connect(called.address()), answer -> {});
        return eve;
    }

    /// All frames of one kind that pass while a story goes on.
    private static List<Bytes> passing(Scene scene, SimPeer from, int type) {
        var seen = new ArrayList<Bytes>();
        scene.world
                .network()
                .witness(
                        (sender, to, frame) -> {
                            if (sender == from && type(frame) == type) {
                                seen.add(frame);
                            }
                        });
        return seen;
    }

    private static void ended(Scene scene, SimPeer by, String reason, double withinSeconds) {
        scene.await(() -> Scene.noted(by, "hung-up", reason), withinSeconds);
        scene.run(0.2); // the other side learns of it
    }

    @Test
    void whoNeverGreetsIsCutOff() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer eve = stranger(scene, ann);
                    Scene.tap(eve, (link, frame) -> List.of());
                    ended(scene, ann, "link-silent: no greeting", 11);
                });
    }

    @Test
    void whoSharesNoBoardIsCutOffAfterAWhileAndBothSidesSayWhy() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer eve = stranger(scene, ann);
                    scene.run(25);
                    assertEquals(1, scene.world.network().linkCount());
                    String reason = "nothing-shared: no board in common for 30 s";
                    ended(scene, ann, reason, 10);
                    assertTrue(
                            eve.noted("nothing-shared") || Scene.noted(eve, "hung-up", reason),
                            () -> "" + eve.notes());
                });
    }

    @Test
    void whoIsCutOffCallsLessAndLessOften() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    List<Bytes> calls = passing(scene, ann, HELLO);
                    SimPeer eve = stranger(scene, ann);
                    scene.run(600); // 30 s each; between them 0.5, 1, 2, … 32, 60, 60, ... s, each
                    // half up to one and a half of that: of 10 to 13 there is room for the waits
                    assertTrue(calls.size() >= 10 && calls.size() <= 13, () -> "" + calls.size());
                    ann.kill("stop");
                    scene.run(100); // 90 at most until the next call
                    String unreached = scene.health(eve, "unreached");
                    assertTrue(unreached.contains("nobody there"), unreached);
                });
    }

    @Test
    void aMemberIsNotCutOff() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    scene.run(100);
                    assertTrue(scene.world.network().isLinked(ann, ben));
                    assertFalse(ann.noted("hung-up"), () -> "" + ann.notes());
                    assertFalse(ben.noted("hung-up"), () -> "" + ben.notes());
                });
    }

    @Test
    void whoWasRemovedIsToldAndReadsNothingMoreOverALinkThatIsUp() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    SimPeer cid = scene.member("cid", ann);
                    scene.run(2);
                    scene.call(ann, new Command.RemoveMember(null, ben.id()));
                    scene.run(1);
                    scene.put(cid, "secret", 7);
                    scene.run(60);
                    scene.seesNothing(ben, "secret");
                    assertTrue(ben.noted("not-a-member") || ann.noted("not-a-member"));
                    for (SimPeer peer : List.of(ann, cid)) {
                        String sharing = scene.health(peer, "spaces/home/a/peers");
                        assertFalse(sharing.contains(ben.id().text()), sharing);
                    }
                    String removed = scene.health(ben, "boards/home/removed");
                    assertTrue(removed.contains(ben.id().text()), removed);
                });
    }

    @Test
    void whoWasRemovedWhileItWasAwayIsNotLetInByItsOldProof() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    SimPeer cid = scene.member("cid", ann);
                    scene.run(2);
                    scene.world.network().cutOff(ben);
                    scene.call(ann, new Command.RemoveMember(null, ben.id()));
                    scene.run(1);
                    scene.put(cid, "secret", 7);
                    scene.world.network().healAll();
                    scene.run(100);
                    scene.seesNothing(ben, "secret");
                    String unreached = scene.health(ben, "unreached");
                    assertTrue(ben.noted("not-a-member"), () -> "" + ben.notes());
                    assertTrue(unreached.contains("nothing-shared"), unreached);
                });
    }

    @Test
    void whoShowsTheProofOfAnotherIsCutOff() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.world.add("ben");
                    List<Bytes> proofs = passing(scene, ben, PRESENT);
                    scene.letIn(ben, ann);
                    SimPeer eve = stranger(scene, ann);
                    Scene.tap(eve, after(HELLO, proofs.getFirst()));
                    ended(scene, ann, "a proof of somebody else's membership", 1);
                    assertTrue(eve.noted("message-malformed"), () -> "" + eve.notes());
                });
    }

    @Test
    void whoPutsItsNameIntoTheProofOfAnotherIsCutOff() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.world.add("ben");
                    List<Bytes> proofs = passing(scene, ben, PRESENT);
                    scene.letIn(ben, ann);
                    SimPeer eve = stranger(scene, ann);
                    Bytes forged = replaced(proofs.getFirst(), ben.key(), eve.key());
                    Scene.tap(eve, after(HELLO, forged));
                    ended(scene, ann, "signature-wrong: in the proof of your membership", 1);
                    assertTrue(eve.noted("signature-wrong"), () -> "" + eve.notes());
                });
    }

    @Test
    void whoPresentsItselfTwiceIsCutOff() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.world.add("ben");
                    Scene.tap(ben, (link, frame) -> twice(frame, PRESENT, 2));
                    scene.join(ben, scene.invitation(ann));
                    ended(scene, ann, "presented twice on one board", 1);
                });
    }

    @Test
    void whoAsksAgainAndAgainToBeLetInIsCutOff() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    InvitationLink link = scene.invitation(ann);
                    scene.letIn(scene.world.add("ben"), ann);
                    SimPeer cid = scene.world.add("cid");
                    scene.join(cid, link);
                    SimPeer eve = scene.world.add("eve");
                    Scene.tap(eve, (to, frame) -> twice(frame, JOIN, 1_000));
                    Answer answer = scene.join(eve, link); // the one or the other comes first
                    assertTrue(answer instanceof Answer.Failed, answer::toString);
                    ended(scene, ann, "joins-too-many", 2);
                    assertTrue(eve.noted("joins-too-many"), () -> "" + eve.notes());
                });
    }

    private static List<Bytes> twice(Bytes frame, int type, int times) {
        var out = new ArrayList<Bytes>();
        for (int i = 0; i < (type(frame) == type ? times : 1); i++) {
            out.add(frame);
        }
        return out;
    }

    private static java.util.function.BiFunction<Long, Bytes, List<Bytes>> after(
            int type, Bytes more) {
        return (link, frame) -> type(frame) == type ? List.of(frame, more) : List.of(frame);
    }

    private static Bytes replaced(Bytes in, Bytes old, Bytes with) {
        String text = in.hex().replace(old.hex(), with.hex());
        return Bytes.fromHex(text);
    }
}
