package kith.lab.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kith.Answer;
import kith.Command;
import kith.Problem;
import kith.identity.Invitation;
import kith.identity.InvitationLink;
import kith.lab.Invitations;
import kith.lab.SimPeer;
import kith.lab.World;
import kith.lang.Bytes;
import kith.lang.Reader;
import kith.port.Now;
import kith.replica.Replica;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Asking to be let in: how long that takes, and what is asked and answered how often.
@Tag("worlds")
class KnockingTest {
    private static final int JOIN = 3;
    private static final int REFUSED = 5;

    /// An invitation to the board of another link, by somebody who is not on it.
    private static InvitationLink by(SimPeer stranger, InvitationLink link) {
        Invitation unsigned =
                Invitation.unsigned(
                        link.invitation().board(),
                        stranger.id(),
                        link.invitation().inviteKey(),
                        1,
                        0,
                        "");
        return new InvitationLink(
                unsigned.signed(stranger.sign(unsigned.message())),
                link.secret(),
                link.boardName(),
                link.addresses());
    }

    private static long sent(Scene scene, SimPeer from, SimPeer whom, int type, Runnable during) {
        var seen = new ArrayList<Bytes>();
        scene.world
                .network()
                .witness(
                        (sender, to, frame) -> {
                            if (sender == from && to == whom && new Reader(frame).u8() == type) {
                                seen.add(frame);
                            }
                        });
        during.run();
        return seen.size();
    }

    private static void twice(SimPeer peer, int type) {
        Scene.tap(
                peer,
                (link, frame) ->
                        new Reader(frame).u8() == type ? List.of(frame, frame) : List.of(frame));
    }

    /// How many changes the board's own space has.
    private static long records(SimPeer at) {
        for (Replica replica : at.engine().replicas()) {
            if (replica.name().equals(".board")) {
                return replica.graph().changeCount();
            }
        }
        return 0;
    }

    @Test
    void whoseInviterNobodyKnowsIsRefusedAtOnceWhereOthersSayTheSame() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    scene.member("ben", ann);
                    InvitationLink link = by(scene.world.add("zoe"), scene.invitation(ann));
                    long start = scene.world.nanos();
                    SimPeer eve = scene.world.add("eve");
                    scene.refused(Problem.INVITATION_REVOKED, scene.join(eve, link));
                    assertTrue(scene.world.nanos() - start < 2 * Now.SECOND);
                });
    }

    @Test
    void whoseInviterIsNotKnownYetComesInOnceThatIs() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    SimPeer cid = scene.world.add("cid");
                    scene.part(List.of(ann), List.of(ben, cid));
                    scene.letIn(cid, ben);
                    InvitationLink link = scene.invitation(cid);
                    SimPeer dan = scene.world.add("dan");
                    var answers = new ArrayList<Answer>();
                    var there =
                            new InvitationLink(
                                    link.invitation(),
                                    link.secret(),
                                    link.boardName(),
                                    List.of(ann.address()));
                    dan.call(new Command.Join(there, null), answers::add);
                    scene.run(3);
                    assertTrue(answers.isEmpty(), answers::toString);
                    scene.world.network().healAll();
                    ann.call(new Command.Connect(cid.address()), answer -> {});
                    scene.await(() -> !answers.isEmpty(), 6);
                    assertTrue(answers.getFirst() instanceof Answer.Joined, answers::toString);
                });
    }

    @Test
    void whoAsksTwiceWaitsOnceAndIsAnsweredOnce() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann"); // linked to nobody: it may lack something
                    InvitationLink link = by(scene.world.add("zoe"), scene.invitation(ann));
                    SimPeer eve = scene.world.add("eve");
                    twice(eve, JOIN);
                    long refusals =
                            sent(
                                    scene,
                                    ann,
                                    eve,
                                    REFUSED,
                                    () -> {
                                        Answer answer = scene.join(eve, link);
                                        scene.refused(Problem.INVITATION_REVOKED, answer);
                                        scene.run(3);
                                    });
                    assertEquals(1, refusals);
                });
    }

    @Test
    void oneAdmissionIsWrittenOnceHoweverOftenItIsShown() {
        for (long seed = 1; seed <= 5; seed++) {
            var counts = new ArrayList<Long>();
            for (boolean twice : List.of(false, true)) {
                var scene = new Scene(seed, World.Config.DEFAULT);
                SimPeer ann = scene.founder("ann");
                SimPeer ben = scene.world.add("ben");
                if (twice) {
                    twice(ben, JOIN);
                }
                scene.letIn(ben, ann);
                scene.run(2);
                counts.add(records(ann));
            }
            assertEquals(counts.get(0), counts.get(1), "seed " + seed);
        }
    }

    @Test
    void ofTwoWishesAtOneAddressEachGetsItsOwnAnswer() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    scene.call(ann, new Command.Found("club"));
                    InvitationLink used = scene.invitation(ann);
                    scene.join(scene.world.add("ben"), used);
                    InvitationLink good = scene.invitation(Invitations.by(ann).to("club"));
                    SimPeer cid = scene.world.add("cid");
                    var first = new ArrayList<Answer>();
                    var second = new ArrayList<Answer>();
                    cid.call(new Command.Join(used, "one"), first::add);
                    cid.call(new Command.Join(good, "two"), second::add);
                    scene.await(() -> !first.isEmpty() && !second.isEmpty(), 10);
                    scene.refused(Problem.INVITATION_USED_UP, first.getFirst());
                    assertTrue(second.getFirst() instanceof Answer.Joined, second::toString);
                    scene.run(2);
                    assertFalse(cid.noted("joins-too-many"));
                });
    }
}
