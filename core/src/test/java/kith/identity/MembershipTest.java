package kith.identity;

import static kith.identity.JdkHasher.HASHER;
import static kith.identity.Story.peer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import kith.identity.Members.InvitationState;
import kith.identity.Members.Verdict;
import kith.lang.Bytes;
import org.junit.jupiter.api.Test;

/// Who gets in, and who does not.
final class MembershipTest {
    private final Story story = new Story(BoardRules.NONE);

    private static int depth(Members members, String name) {
        return Objects.requireNonNull(members.find(peer(name)), name).depth();
    }

    @Test
    void aBoardBeginsWithItsFounder() {
        var members = story.members();
        assertEquals(1, members.members().size());
        assertEquals(0, depth(members, "founder"));
        assertEquals(Story.START_MILLIS, members.members().getFirst().admittedAtMillis());
    }

    @Test
    void whoeverIsInvitedByAMemberIsAMember() {
        var anna = story.admit("founder", story.invite("founder", "1"), "anna");
        story.admit("anna", story.invite("anna", "2"), "bert", anna);
        var members = story.members();
        assertEquals(1, depth(members, "anna"));
        assertEquals(2, depth(members, "bert"));
        var bert = Objects.requireNonNull(members.find(peer("bert")));
        assertEquals(peer("anna"), bert.invitedBy());
        assertEquals(story.invite("anna", "2").id(HASHER), bert.invitation());
        assertEquals(Story.START_MILLIS + 2 * Story.SECOND, bert.admittedAtMillis());
    }

    @Test
    void anyMemberMayHostWithTheInviterAway() {
        var anna = story.admit("founder", story.invite("founder", "1"), "anna");
        var bert = story.admit("founder", story.invite("founder", "2"), "bert");
        var carl = story.admit("bert", story.invite("anna", "3"), "carl", anna, bert);
        assertEquals(Verdict.COUNTS, story.members().verdict(carl));
    }

    @Test
    void aStrangerCannotHost() {
        var carl = story.admit("eve", story.invite("founder", "1"), "carl");
        assertEquals(Verdict.HOST_NOT_MEMBER, story.members().verdict(carl));
        assertFalse(story.isMember("carl"));
    }

    @Test
    void nobodyHostsItsOwnAdmission() {
        story.admit("anna", story.invite("founder", "1"), "anna");
        assertFalse(story.isMember("anna"));
    }

    @Test
    void aStrangersInvitationDoesNotCount() {
        var carl = story.admit("founder", story.invite("eve", "1"), "carl");
        assertEquals(Verdict.INVITER_NOT_MEMBER, story.members().verdict(carl));
    }

    @Test
    void aHostThatHasNotSeenTheInviterComeInCannotLetSomebodyIn() {
        story.admit("founder", story.invite("founder", "1"), "anna");
        var bert = story.admit("founder", story.invite("founder", "2"), "bert");
        var carl = story.admit("bert", story.invite("anna", "3"), "carl", bert);
        // The founder's own chain carries anna before bert, so bert has seen her after all.
        assertEquals(Verdict.COUNTS, story.members().verdict(carl));
        var dora = story.admit("carl", story.invite("anna", "4"), "dora");
        assertEquals(Verdict.HOST_NOT_MEMBER, story.members().verdict(dora));
    }

    @Test
    void aHostBringsTheNewcomersProofAlong() {
        var bert = story.admit("founder", story.invite("founder", "b"), "bert");
        var toAnna = story.invite("founder", "a");
        var anna = story.admit("bert", toAnna, "anna", bert);
        var carl = story.alsoIn(anna, story.admission(story.invite("anna", "c"), "carl"));
        var members = story.members();
        assertEquals(Verdict.COUNTS, members.verdict(anna));
        assertEquals(Verdict.COUNTS, members.verdict(carl));
    }

    @Test
    void anExpiredInvitationLetsNobodyIn() {
        long end = Story.START_MILLIS + 1_500;
        var link = story.invite("founder", "1", 0, end);
        var anna = story.admit("founder", link, "anna");
        var bert = story.admit("founder", link, "bert");
        var members = story.members();
        assertEquals(Verdict.COUNTS, members.verdict(anna), "hosted after 1 s of 1.5 s");
        assertEquals(Verdict.EXPIRED, members.verdict(bert), "hosted after 2 s");
        assertEquals(InvitationState.OPEN, members.invitations().getFirst().state(end));
        assertEquals(InvitationState.EXPIRED, members.invitations().getFirst().state(end + 1));
    }

    @Test
    void anInvitationForOneLetsTheFirstIn() {
        var link = story.invite("founder", "1", 1, 0);
        story.admit("founder", link, "anna");
        var bert = story.admit("founder", link, "bert");
        var members = story.members();
        assertTrue(members.contains(peer("anna")));
        assertEquals(Verdict.USED_UP, members.verdict(bert));
        var invited = members.invitations().getFirst();
        assertEquals(0, invited.usesLeft());
        assertEquals(InvitationState.USED_UP, invited.state(Story.START_MILLIS));
    }

    @Test
    void anInvitationForManyLetsManyIn() {
        var link = story.invite("founder", "1", 0, 0);
        for (int i = 0; i < 20; i++) {
            story.admit("founder", link, "peer " + i);
        }
        var members = story.members();
        assertEquals(21, members.members().size());
        assertEquals(-1, members.invitations().getFirst().usesLeft());
        assertEquals(20, members.invitations().getFirst().uses());
    }

    @Test
    void oneAdmissionHostedTwiceTakesOneUse() {
        var link = story.invite("founder", "1", 2, 0);
        var bert = story.admit("founder", story.invite("founder", "2"), "bert");
        story.admit("founder", link, "anna");
        story.admit("bert", link, "anna", bert);
        var carl = story.admit("founder", link, "carl");
        assertEquals(Verdict.COUNTS, story.members().verdict(carl));
    }

    @Test
    void anInvitationToAnotherBoardIsRefused() {
        var other = new BoardId(Bytes.wrap(new byte[32]));
        var link = Invitation.unsigned(other, peer("founder"), peer("key"), 0, 0, "");
        var anna = story.admit("founder", link, "anna");
        assertEquals(Verdict.OTHER_BOARD, story.members().verdict(anna));
        assertTrue(story.members().invitations().isEmpty());
    }

    @Test
    void nobodyInvitesItselfOrTheFounder() {
        var anna = story.admit("founder", story.invite("founder", "1"), "anna");
        var self = story.admit("anna", story.invite("anna", "2"), "anna", anna);
        var founder = story.admit("anna", story.invite("anna", "3"), "founder");
        assertEquals(Verdict.LOOP, story.members().verdict(self));
        assertEquals(Verdict.LOOP, story.members().verdict(founder));
        assertEquals(0, depth(story.members(), "founder"));
    }

    @Test
    void aCircleOfInvitationsNeverBegins() {
        var one = story.admit("eve", story.invite("mallory", "1"), "eve");
        var two = story.admit("mallory", story.invite("eve", "2"), "mallory", one);
        story.admit("eve", story.invite("mallory", "3"), "eve", two);
        assertEquals(1, story.members().members().size());
    }

    @Test
    void anInvitationRevokedUnseenLetsNobodyIn() {
        var anna = story.admit("founder", story.invite("founder", "1"), "anna");
        var link = story.invite("founder", "2", 0, 0);
        story.revoke("founder", link);
        var bert = story.admit("anna", link, "bert", anna);
        assertEquals(Verdict.REVOKED, story.members().verdict(bert), "concurrent is revoked");
    }

    @Test
    void whoTheRevokerHadSeenStays() {
        var link = story.invite("founder", "1", 0, 0);
        var anna = story.admit("founder", link, "anna");
        story.revoke("founder", link);
        var bert = story.admit("founder", link, "bert");
        var members = story.members();
        assertEquals(Verdict.COUNTS, members.verdict(anna));
        assertEquals(Verdict.REVOKED, members.verdict(bert));
        assertEquals(
                InvitationState.REVOKED,
                members.invitations().getFirst().state(Story.START_MILLIS));
    }

    @Test
    void anEqualOfTheInviterMayRevokeAndSomebodyFartherMayNot() {
        var anna = story.admit("founder", story.invite("founder", "1"), "anna");
        var bert = story.admit("founder", story.invite("founder", "2"), "bert");
        var carl = story.admit("bert", story.invite("bert", "3"), "carl", bert);
        var byEqual = story.invite("anna", "4", 0, 0);
        var byFarther = story.invite("anna", "5", 0, 0);
        story.revoke("bert", byEqual);
        story.revoke("carl", byFarther, carl);
        var dora = story.admit("anna", byEqual, "dora", anna);
        var emil = story.admit("anna", byFarther, "emil");
        var members = story.members();
        assertEquals(Verdict.REVOKED, members.verdict(dora));
        assertEquals(Verdict.COUNTS, members.verdict(emil));
        assertTrue(members.mayRevoke(peer("bert"), peer("anna")));
        assertFalse(members.mayRevoke(peer("carl"), peer("anna")));
        assertTrue(members.mayRevoke(peer("carl"), peer("carl")));
        assertFalse(members.mayRevoke(peer("eve"), peer("anna")));
    }

    @Test
    void aRevocationInTheMiddleOfTheChainTakesAwayAllBelow() {
        var link = story.invite("founder", "1", 0, 0);
        var helper = story.admit("founder", story.invite("founder", "h"), "helper");
        story.revoke("founder", link);
        var anna = story.admit("helper", link, "anna", helper);
        var bert = story.admit("anna", story.invite("anna", "2"), "bert", anna);
        story.admit("bert", story.invite("bert", "3"), "carl", bert);
        var members = story.members();
        assertEquals(2, members.members().size());
        assertEquals(
                Verdict.HOST_NOT_MEMBER, members.verdict(bert), "anna hosted it, and is not in");
    }

    @Test
    void theWordOfSomebodyWhoOnlyClaimsToRevokeIsNotHeard() {
        var link = story.invite("founder", "1", 0, 0);
        var revocation = new BoardRecord.Revocation(story.board, link.id(HASHER), peer("founder"));
        story.write("eve", revocation);
        story.admit("founder", link, "anna");
        assertTrue(story.isMember("anna"));
    }

    @Test
    void nobodyComesInBelowTheDepthLimit() {
        var shallow = new Story(new BoardRules(2, 0, 0));
        var anna = shallow.admit("founder", shallow.invite("founder", "1"), "anna");
        var bert = shallow.admit("anna", shallow.invite("anna", "2"), "bert", anna);
        var carl = shallow.admit("bert", shallow.invite("bert", "3"), "carl", bert);
        assertEquals(Verdict.COUNTS, shallow.members().verdict(bert));
        assertEquals(Verdict.TOO_DEEP, shallow.members().verdict(carl));
    }

    @Test
    void sixtyFourInvitationsAreTheLongestChainOnAnyBoard() {
        Placed last = story.admit("founder", story.invite("founder", "0"), "p1");
        for (int i = 1; i < 70; i++) {
            last = story.admit("p" + i, story.invite("p" + i, "" + i), "p" + (i + 1), last);
        }
        var members = story.members();
        assertEquals(64, depth(members, "p64"));
        assertFalse(members.contains(peer("p65")));
    }

    @Test
    void aFullBoardTakesNobodyUntilSomebodyGoes() {
        var small = new Story(new BoardRules(0, 0, 2));
        var link = small.invite("founder", "1", 0, 0);
        var anna = small.admit("founder", link, "anna");
        var bert = small.admit("founder", link, "bert");
        assertEquals(Verdict.BOARD_FULL, small.members().verdict(bert));
        small.remove("anna", "anna", anna);
        assertEquals(Verdict.BOARD_FULL, small.members().verdict(bert), "he came too early");
        var again = small.admit("founder", link, "bert");
        assertEquals(Verdict.COUNTS, small.members().verdict(again));
    }

    @Test
    void aThousandMayComeAndGoOverOneSeat() {
        var small = new Story(new BoardRules(0, 0, 2));
        var link = small.invite("founder", "1", 0, 0);
        var last = small.admit("founder", link, "p0");
        for (int i = 0; i < 1_000; i++) {
            var gone = small.remove("p" + i, "p" + i, last);
            last = small.admit("founder", link, "p" + (i + 1), gone);
        }
        var members = small.members();
        assertEquals(2, members.members().size());
        assertTrue(members.contains(peer("p1000")));
        assertEquals(1_000, members.removed().size());
    }

    @Test
    void aSeatThatAVoidRemovalFreedIsTakenBack() {
        var small = new Story(new BoardRules(0, 0, 5));
        var anna = small.admit("founder", small.invite("founder", "a"), "anna");
        var bert = small.admit("founder", small.invite("founder", "b"), "bert");
        var carl = small.admit("founder", small.invite("founder", "c"), "carl");
        var emil = small.admit("carl", small.invite("carl", "e"), "emil", carl);
        var byAnna = small.remove("anna", "bert", bert);
        var dora = small.admit("carl", small.invite("carl", "d"), "dora", byAnna);
        small.remove("dora", "emil", dora, emil);
        assertEquals(Verdict.COUNTS, small.members().verdict(dora));
        assertFalse(small.members().contains(peer("emil")));
        small.remove("founder", "anna", anna);
        var members = small.members();
        assertTrue(members.contains(peer("bert")), "the founder had not seen him go");
        assertEquals(Verdict.BOARD_FULL, members.verdict(dora));
        assertTrue(members.contains(peer("emil")), "and dora had no right to put him out");
    }

    @Test
    void aMemberMayHaveOnlySoManyInvitationsUsed() {
        var strict = new Story(new BoardRules(0, 1, 0));
        var first = strict.invite("founder", "1", 0, 0);
        strict.admit("founder", first, "anna");
        var bert = strict.admit("founder", strict.invite("founder", "2"), "bert");
        var carl = strict.admit("founder", first, "carl");
        assertEquals(Verdict.TOO_MANY_INVITATIONS, strict.members().verdict(bert));
        assertEquals(Verdict.COUNTS, strict.members().verdict(carl));
    }

    @Test
    void aSecondShorterWayInMakesAMemberNearer() {
        var anna = story.admit("founder", story.invite("founder", "1"), "anna");
        var bert = story.admit("anna", story.invite("anna", "2"), "bert", anna);
        assertEquals(2, depth(story.members(), "bert"));
        story.admit("founder", story.invite("founder", "3"), "bert");
        var carl = story.admit("bert", story.invite("bert", "4"), "carl", bert);
        var members = story.members();
        assertEquals(1, depth(members, "bert"));
        assertEquals(2, depth(members, "carl"));
        assertEquals(Verdict.COUNTS, members.verdict(carl));
        assertEquals(
                peer("founder"), Objects.requireNonNull(members.find(peer("bert"))).invitedBy());
    }

    @Test
    void aForgedSignatureFailsItsCheckAndTheRecordIsNeverPlaced() {
        var admission = story.admission(story.invite("founder", "1"), "anna");
        for (var check : admission.checks(HASHER)) {
            assertEquals(Check.UNSIGNED, check.signature(), "the host finds it false and drops it");
        }
        assertEquals(3, admission.checks(HASHER).size());
        assertEquals(1, story.members().members().size());
    }

    @Test
    void aHostAsksBeforeItLetsSomebodyIn() {
        var link = story.invite("founder", "1");
        var anna = story.admission(link, "anna");
        assertEquals(Verdict.COUNTS, preview("founder", anna));
        assertEquals(Verdict.HOST_NOT_MEMBER, preview("eve", anna));
        story.admit("founder", link, "bert");
        assertEquals(Verdict.USED_UP, preview("founder", anna));
        assertEquals(
                Verdict.COUNTS, preview("bert", story.admission(story.invite("bert", "2"), "c")));
        story.remove("founder", "bert");
        assertEquals(
                Verdict.HOST_VOID,
                preview("bert", story.admission(story.invite("founder", "3"), "c")));
        assertEquals(
                Verdict.INVITER_REMOVED,
                preview("founder", story.admission(story.invite("bert", "2"), "c")));
        assertThrows(IllegalArgumentException.class, () -> preview("founder"));
    }

    private Verdict preview(String host, BoardRecord.Admission... admissions) {
        long time = kith.clock.HybridTime.of(Story.START_MILLIS + 1_000_000, 0);
        return Membership.preview(
                story.founding,
                story.space,
                story.placed,
                story,
                HASHER,
                peer(host),
                time,
                List.of(admissions));
    }

    @Test
    void aBoardWithoutRecordsKnowsNoVerdicts() {
        var anna = story.admit("founder", story.invite("founder", "1"), "anna");
        var members = Membership.evaluate(story.founding, story.space, List.of(), story, HASHER);
        assertThrows(IllegalArgumentException.class, () -> members.verdict(anna));
        assertNull(members.find(peer("anna")));
        assertNotNull(members.find(peer("founder")));
    }
}
