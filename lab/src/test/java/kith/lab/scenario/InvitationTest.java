package kith.lab.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kith.Answer;
import kith.Command;
import kith.Problem;
import kith.identity.InvitationLink;
import kith.lab.Invitations;
import kith.lab.SimDisk;
import kith.lab.SimPeer;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.value.Value;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Who is let in by an invitation, by whom, and who is not.
@Tag("worlds")
class InvitationTest {
    private static final long HOUR_MILLIS = 3_600_000;

    /// The same invitation, to be used with somebody else.
    private static InvitationLink at(InvitationLink link, SimPeer host) {
        return new InvitationLink(
                link.invitation(), link.secret(), link.boardName(), List.of(host.address()));
    }

    private static boolean isMember(SimPeer of, SimPeer who) {
        return of.read(".peer/boards/home/members") instanceof Value.Obj all
                && all.find(who.id().text()) != null;
    }

    /// All of these say the same of who is a member: exactly these are.
    private static void agree(Scene scene, List<SimPeer> peers, List<SimPeer> members) {
        scene.run(1);
        for (SimPeer peer : peers) {
            for (SimPeer other : scene.world.peers()) {
                assertEquals(
                        members.contains(other),
                        isMember(peer, other),
                        () -> other + " a member as " + peer + " sees it");
            }
        }
    }

    private static Bytes idOf(Scene scene, InvitationLink link) {
        return link.invitation().id(scene.world.crypto().hasher());
    }

    @Test
    void anInvitationEndsWithItsTime() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    long end = scene.world.wallMillis() + 60_000;
                    var wanted = Invitations.by(ann).uses(0).until(end);
                    InvitationLink link = scene.invitation(wanted);
                    SimPeer ben = scene.world.add("ben");
                    assertTrue(scene.join(ben, link) instanceof Answer.Joined);
                    scene.run(60);
                    SimPeer cid = scene.world.add("cid");
                    scene.refused(Problem.INVITATION_EXPIRED, scene.join(cid, link));
                    cid.wallOff(-HOUR_MILLIS); // it thinks that there is time
                    scene.refused(Problem.INVITATION_EXPIRED, scene.join(cid, link));
                    assertTrue(cid.noted("invitation-expired"));
                    agree(scene, List.of(ann, ben), List.of(ann, ben));
                });
    }

    @Test
    void aHostWhoseClockIsBehindCannotStretchItBeyondWhatItHasSeen() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    long end = scene.world.wallMillis() + 60_000;
                    InvitationLink link = scene.invitation(Invitations.by(ann).until(end));
                    scene.run(61);
                    scene.member("dan", ann); // is in the board's own space, after the end
                    SimPeer cid = scene.world.add("cid");
                    ben.wallOff(-HOUR_MILLIS);
                    cid.wallOff(-HOUR_MILLIS);
                    scene.refused(Problem.INVITATION_EXPIRED, scene.join(cid, at(link, ben)));
                    assertFalse(isMember(ann, cid));
                    assertFalse(isMember(ben, cid));
                });
    }

    @Test
    void asManyAreLetInAsAnInvitationIsFor() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    InvitationLink link = scene.invitation(Invitations.by(ann).uses(2));
                    SimPeer ben = scene.world.add("ben");
                    SimPeer cid = scene.world.add("cid");
                    SimPeer dan = scene.world.add("dan");
                    assertTrue(scene.join(ben, link) instanceof Answer.Joined);
                    assertTrue(scene.join(cid, link) instanceof Answer.Joined);
                    scene.refused(Problem.INVITATION_USED_UP, scene.join(dan, link));
                    scene.run(2);
                    agree(scene, List.of(ann, ben, cid), List.of(ann, ben, cid));
                });
    }

    @Test
    void ofTwoWhoUseOneInvitationAtOnceOneCountsEverywhere() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    InvitationLink link = scene.invitation(ann);
                    SimPeer cid = scene.world.add("cid");
                    SimPeer dan = scene.world.add("dan");
                    scene.part(List.of(ann, cid), List.of(ben, dan));
                    assertTrue(scene.join(cid, at(link, ann)) instanceof Answer.Joined);
                    assertTrue(scene.join(dan, at(link, ben)) instanceof Answer.Joined);
                    scene.put(cid, "of-cid", 1);
                    scene.put(dan, "of-dan", 1);
                    scene.run(3);
                    scene.world.network().healAll();
                    scene.run(100);
                    SimPeer in = isMember(ann, cid) ? cid : dan;
                    SimPeer out = in == cid ? dan : cid;
                    agree(scene, List.of(ann, ben, in), List.of(ann, ben, in));
                    for (SimPeer peer : List.of(ann, ben, in)) {
                        scene.sees(peer, "of-" + in, 1);
                        scene.seesNothing(peer, "of-" + out);
                    }
                    assertTrue(out.noted("not-a-member"), () -> out + ": " + out.notes());
                });
    }

    @Test
    void whoseInvitationDidNotCountComesInByAnotherWithAllThatItWrote() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    InvitationLink link = scene.invitation(ann);
                    SimPeer cid = scene.world.add("cid");
                    SimPeer dan = scene.world.add("dan");
                    scene.part(List.of(ann, cid), List.of(ben, dan));
                    scene.join(cid, at(link, ann));
                    scene.join(dan, at(link, ben));
                    scene.put(cid, "of-cid", 1);
                    scene.put(dan, "of-dan", 1);
                    scene.run(3);
                    scene.world.network().healAll();
                    scene.run(100);
                    SimPeer out = isMember(ann, cid) ? dan : cid;
                    scene.letIn(out, ben);
                    scene.run(30);
                    scene.put(out, "again", 2);
                    scene.run(2);
                    out.kill("stop");
                    out.start();
                    scene.run(5);
                    agree(scene, scene.world.peers(), scene.world.peers());
                    for (SimPeer peer : scene.world.peers()) {
                        scene.sees(peer, "of-" + out, 1);
                        scene.sees(peer, "again", 2);
                    }
                    Answer again = scene.join(out, scene.invitation(ann));
                    scene.refused(Problem.ALREADY_MEMBER, again);
                });
    }

    @Test
    void anInvitationToAnotherBoardOpensNoDoor() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.founder("ben");
                    InvitationLink link = at(scene.invitation(ann), ben);
                    SimPeer cid = scene.world.add("cid");
                    scene.refused(Problem.INVITATION_OTHER_BOARD, scene.join(cid, link));
                    assertFalse(isMember(ben, cid));
                });
    }

    @Test
    void whoCameInBeforeARevocationStaysWithAllWhomItInvited() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    InvitationLink link = scene.invitation(Invitations.by(ann).uses(0));
                    SimPeer ben = scene.world.add("ben");
                    assertTrue(scene.join(ben, link) instanceof Answer.Joined);
                    scene.run(2);
                    SimPeer cid = scene.member("cid", ben);
                    scene.call(ann, new Command.Revoke(null, idOf(scene, link)));
                    scene.run(1);
                    SimPeer dan = scene.member("dan", cid);
                    SimPeer eve = scene.world.add("eve");
                    scene.refused(Problem.INVITATION_REVOKED, scene.join(eve, link));
                    scene.refused(Problem.INVITATION_REVOKED, scene.join(eve, at(link, cid)));
                    var all = List.of(ann, ben, cid, dan);
                    agree(scene, all, all);
                });
    }

    @Test
    void whoComesInUnseenByARevocationIsOutWithAllWhomItInvited() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    InvitationLink link = scene.invitation(Invitations.by(ann).uses(0));
                    SimPeer cid = scene.world.add("cid");
                    SimPeer dan = scene.world.add("dan");
                    scene.part(List.of(ann), List.of(ben, cid, dan));
                    assertTrue(scene.join(cid, at(link, ben)) instanceof Answer.Joined);
                    scene.run(2);
                    scene.letIn(dan, cid);
                    scene.put(dan, "of-dan", 1);
                    scene.run(2);
                    scene.sees(ben, "of-dan", 1);
                    scene.call(ann, new Command.Revoke(null, idOf(scene, link)));
                    scene.run(1);
                    scene.world.network().healAll();
                    scene.run(100);
                    agree(scene, List.of(ann, ben), List.of(ann, ben));
                    scene.seesNothing(ann, "of-dan");
                    scene.seesNothing(ben, "of-dan");
                });
    }

    @Test
    void whoWasRemovedDoesNotComeBackByAnotherInvitation() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    scene.call(ann, new Command.RemoveMember(null, ben.id()));
                    scene.run(10);
                    InvitationLink link = scene.invitation(ann);
                    ben.kill("stop");
                    ben.disk(new SimDisk()); // as if it had never been there
                    ben.start();
                    scene.refused(Problem.INVITATION_REFUSED, scene.join(ben, link));
                    assertTrue(Scene.noted(ben, "invitation-refused", "you were removed"));
                    agree(scene, List.of(ann), List.of(ann));
                });
    }

    @Test
    void aLinkThatIsNotWholeSaysSo() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    var hasher = scene.world.crypto().hasher();
                    String text = scene.invitation(ann).text(hasher);
                    String cut = text.substring(0, text.length() - 5);
                    char last = text.charAt(text.length() - 9);
                    String typed =
                            text.substring(0, text.length() - 9)
                                    + (last == 'a' ? 'b' : 'a')
                                    + text.substring(text.length() - 8);
                    assertTrue(problem(scene, cut).contains("is cut off"));
                    assertTrue(problem(scene, typed).contains("typing error"));
                    assertTrue(problem(scene, "http://example.org").contains("not a Kith"));
                });
    }

    private static String problem(Scene scene, String text) {
        var hasher = scene.world.crypto().hasher();
        return String.valueOf(
                assertThrows(Malformed.class, () -> InvitationLink.parse(text, hasher))
                        .getMessage());
    }

    @Test
    void whoHasTheInvitationAndNotItsSecretIsCutOff() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    InvitationLink link = scene.invitation(ann);
                    Bytes wrong = scene.world.rng().bytes(InvitationLink.SECRET_BYTES);
                    var forged =
                            new InvitationLink(
                                    link.invitation(), wrong, link.boardName(), link.addresses());
                    SimPeer eve = scene.world.add("eve");
                    scene.refused(Problem.INVITATION_REFUSED, scene.join(eve, forged));
                    scene.run(1);
                    assertTrue(Scene.noted(ann, "hung-up", "signature-wrong"));
                });
    }

    @Test
    void anotherMemberLetsInWhileTheInviterIsAway() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    InvitationLink link = scene.invitation(ben);
                    ben.kill("away");
                    SimPeer cid = scene.world.add("cid");
                    assertTrue(scene.join(cid, link) instanceof Answer.Joined);
                    scene.put(cid, "x", 7);
                    scene.run(2);
                    scene.sees(ann, "x", 7);
                    ben.start();
                    scene.run(5);
                    scene.sees(ben, "x", 7);
                    agree(scene, List.of(ann, ben, cid), List.of(ann, ben, cid));
                });
    }

    @Test
    void nobodyWhoIsReachedIsSaidWithEachAddress() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    InvitationLink link = scene.invitation(ben);
                    ann.kill("away");
                    ben.kill("away");
                    Answer answer = scene.join(scene.world.add("cid"), link);
                    scene.refused(Problem.JOIN_UNREACHABLE, answer);
                    assertTrue(answer.toString().contains("ben:1: nobody there"), "" + answer);
                    assertTrue(answer.toString().contains("ann:1: nobody there"), "" + answer);
                });
    }

    @Test
    void manyComeInAtOnceByOneInvitation() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    InvitationLink link = scene.invitation(Invitations.by(ann).uses(0));
                    var answers = new ArrayList<Answer>();
                    for (int i = 0; i < 6; i++) {
                        SimPeer newcomer = scene.world.add("p" + i);
                        newcomer.call(new Command.Join(link, null), answers::add);
                    }
                    scene.await(() -> answers.size() == 6, 20);
                    answers.forEach(answer -> assertTrue(answer instanceof Answer.Joined));
                    scene.run(10);
                    var all = new ArrayList<SimPeer>(scene.world.peers());
                    agree(scene, all, all);
                    scene.put(ben, "x", 7);
                    scene.run(2);
                    all.forEach(peer -> scene.sees(peer, "x", 7));
                });
    }

    @Test
    void aProofIsEnoughForSomebodyWhoHasNeverSeenTheInviter() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    SimPeer cid = scene.world.add("cid");
                    SimPeer dan = scene.world.add("dan");
                    scene.part(List.of(ann), List.of(ben, cid, dan));
                    scene.letIn(cid, ben);
                    scene.letIn(dan, cid);
                    scene.put(dan, "x", 7);
                    scene.run(1);
                    ben.kill("away");
                    cid.kill("away");
                    assertFalse(isMember(ann, cid));
                    scene.world.network().healAll();
                    scene.run(100);
                    scene.sees(ann, "x", 7);
                    agree(scene, List.of(ann, dan), List.of(ann, ben, cid, dan));
                });
    }
}
