package kith.identity;

import static kith.identity.Story.bound;
import static kith.identity.Story.peer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kith.clock.HybridTime;
import kith.identity.BoardRecord.Removal;
import kith.identity.BoardRecord.Removal.ChainBound;
import kith.identity.BoardRecord.Removal.SpaceBounds;
import kith.identity.BoardRecord.RemovalPart;
import kith.identity.Members.Acceptance;
import kith.identity.Members.Verdict;
import kith.lang.Bytes;
import org.junit.jupiter.api.Test;

/// Who is put out, by whom, and how far the chains of a removed one still count.
final class RemovalTest {
    private final Story story = new Story(BoardRules.NONE);
    private final Placed anna = story.admit("founder", story.invite("founder", "a"), "anna");
    private final Placed bert = story.admit("founder", story.invite("founder", "b"), "bert");
    private final Placed carl = story.admit("anna", story.invite("anna", "c"), "carl", anna);

    /// A removal by somebody who had seen everything so far but says what it accepts itself.
    private Placed removeWith(String by, String whom, SpaceBounds... bounds) {
        return story.write(by, new Removal(story.board, peer(whom), List.of(bounds)), bert, carl);
    }

    private List<ChainBound> accepted(String whom) {
        var acceptance = story.members().accepted(peer(whom), story.space);
        return assertInstanceOf(Acceptance.Bounded.class, acceptance).chains();
    }

    @Test
    void somebodyNearerPutsOutSomebodyFarther() {
        story.remove("anna", "carl", carl);
        var members = story.members();
        assertFalse(members.contains(peer("carl")));
        var removed = members.removed().getFirst();
        assertEquals(peer("carl"), removed.id());
        assertEquals(peer("anna"), removed.by());
        assertEquals(Story.START_MILLIS + 4 * Story.SECOND, removed.atMillis());
    }

    @Test
    void somebodyFartherPutsOutNobodyNearer() {
        story.remove("carl", "bert", bert, carl);
        assertTrue(story.isMember("bert"));
        assertFalse(story.members().mayRemove(peer("carl"), peer("bert")));
        assertTrue(story.members().mayRemove(peer("bert"), peer("carl")));
    }

    @Test
    void nobodyPutsOutTheFounder() {
        story.remove("anna", "founder", anna);
        assertTrue(story.isMember("founder"));
        assertFalse(story.members().mayRemove(peer("anna"), peer("founder")));
    }

    @Test
    void theFounderMayLeaveAndTheBoardGoesOn() {
        story.remove("founder", "founder", bert, carl);
        var dora = story.admit("anna", story.invite("anna", "d"), "dora");
        var members = story.members();
        assertFalse(members.contains(peer("founder")));
        assertEquals(Verdict.COUNTS, members.verdict(dora));
        assertTrue(members.contains(peer("bert")), "whom the founder had let in stays");
    }

    @Test
    void aStrangerPutsOutNobody() {
        story.remove("eve", "carl", carl);
        assertTrue(story.isMember("carl"));
    }

    @Test
    void aRemovedKeyStaysRemoved() {
        story.remove("founder", "anna", carl);
        story.admit("founder", story.invite("founder", "again", 0, 0), "anna");
        assertFalse(story.isMember("anna"));
    }

    @Test
    void whoWasLetInBeforeARemovalStaysAndWhoComesAfterDoesNot() {
        var link = story.invite("anna", "many", 0, 0);
        var dora = story.admit("anna", link, "dora");
        story.remove("founder", "anna", dora);
        var emil = story.admit("dora", link, "emil", dora);
        var members = story.members();
        assertTrue(members.contains(peer("carl")));
        assertTrue(members.contains(peer("dora")));
        assertEquals(Verdict.INVITER_REMOVED, members.verdict(emil));
        assertTrue(members.invitations().getLast().withdrawn());
    }

    @Test
    void whatARemovedMemberHostedUnseenDoesNotCount() {
        story.remove("founder", "anna", carl);
        var dora = story.admit("anna", story.invite("bert", "d"), "dora", bert);
        assertEquals(Verdict.HOST_VOID, story.members().verdict(dora));
        var again = story.admit("bert", story.invite("bert", "d"), "dora", bert);
        assertEquals(
                Verdict.COUNTS, story.members().verdict(again), "somebody else hosts it again");
    }

    @Test
    void ofTwoWhoRemoveEachOtherTheNearerStays() {
        story.remove("carl", "anna", carl);
        story.remove("anna", "carl", carl);
        assertTrue(story.isMember("anna"));
        assertFalse(story.isMember("carl"));
    }

    @Test
    void ofTwoEqualsWhoRemoveEachOtherTheSmallerHashStays() {
        var byAnna = story.remove("anna", "bert", bert);
        var byBert = story.remove("bert", "anna", bert);
        boolean annaFirst = byAnna.hash().compareTo(byBert.hash()) < 0;
        assertEquals(annaFirst, story.isMember("anna"));
        assertEquals(!annaFirst, story.isMember("bert"));
    }

    @Test
    void aRemovalThatWasSeenByTheNextRemoverStands() {
        var first = story.remove("anna", "bert", bert);
        story.remove("founder", "anna", first);
        assertFalse(story.isMember("anna"));
        assertFalse(story.isMember("bert"), "the founder had seen it and accepts it");
    }

    @Test
    void aRemovalThatWasNotSeenFallsWithItsAuthor() {
        story.remove("anna", "bert", bert);
        story.remove("founder", "anna", carl);
        assertFalse(story.isMember("anna"));
        assertTrue(story.isMember("bert"));
    }

    @Test
    void aRevocationThatWasNotSeenFallsWithItsAuthor() {
        var link = story.invite("bert", "many", 0, 0);
        story.revoke("anna", link, bert);
        var dora = story.admit("bert", link, "dora", bert);
        assertEquals(Verdict.REVOKED, story.members().verdict(dora));
        story.remove("founder", "anna", carl);
        assertEquals(Verdict.COUNTS, story.members().verdict(dora));
    }

    @Test
    void aWithdrawalAboutSomebodyItsAuthorHasNotSeenComeInHasNoEffect() {
        var link = story.invite("bert", "many", 0, 0);
        story.revoke("anna", link);
        story.remove("anna", "bert");
        var dora = story.admit("bert", link, "dora", bert);
        assertEquals(Verdict.COUNTS, story.members().verdict(dora));
    }

    @Test
    void leavingAcceptsTheChangeThatSaysSo() {
        var leave = story.remove("carl", "carl", carl);
        assertFalse(story.isMember("carl"));
        assertEquals(List.of(bound(leave)), accepted("carl"));
    }

    @Test
    void aRemovalByAnotherComesBeforeALeaveOfTheSameDepth() {
        for (int salt = 0; salt < 8; salt++) {
            var other = new Story(BoardRules.NONE);
            var a = other.admit("founder", other.invite("founder", "a"), "anna");
            var b = other.admit("founder", other.invite("founder", "b"), "bert");
            long time = HybridTime.of(Story.START_MILLIS + 10_000, 0);
            var nothing = List.of(new SpaceBounds(other.space, List.of()));
            other.writeAt(
                    peer("bert"), new Removal(other.board, peer("bert"), nothing), time, salt, b);
            other.writeAt(
                    peer("anna"),
                    new Removal(other.board, peer("bert"), nothing),
                    time,
                    salt,
                    a,
                    b);
            var removed = other.members().removed().getFirst();
            assertEquals(peer("anna"), removed.by(), "salt " + salt);
        }
    }

    @Test
    void whatIsAcceptedIsWhatTheFirstRemovalInEffectSays() {
        var byFounder = new ChainBound(0, 1, carl.hash());
        var byBert = new ChainBound(0, 9, Bytes.wrap(new byte[32]));
        removeWith("bert", "anna", new SpaceBounds(story.space, List.of(byBert)));
        assertEquals(List.of(byBert), accepted("anna"));
        removeWith("founder", "anna", new SpaceBounds(story.space, List.of(byFounder)));
        assertEquals(List.of(byFounder), accepted("anna"), "the founder is nearer");
    }

    @Test
    void anEmptyListAcceptsNothing() {
        removeWith("founder", "anna", new SpaceBounds(story.space, List.of()));
        assertEquals(List.of(), accepted("anna"));
        assertEquals(Verdict.HOST_VOID, story.members().verdict(carl), "anna hosted it");
    }

    @Test
    void aSpaceThatNoRemovalListsIsUndecidedUntilOneDoes() {
        var tasks = SpaceId.of(story.board, "tasks", JdkHasher.HASHER);
        story.remove("founder", "anna", carl);
        assertInstanceOf(Acceptance.Undecided.class, story.members().accepted(peer("anna"), tasks));
        var last = new ChainBound(0, 7, Bytes.wrap(new byte[32]));
        var own = new SpaceBounds(story.space, List.of());
        var other = new SpaceBounds(tasks, List.of(last));
        boolean ownFirst = story.space.compareTo(tasks) < 0;
        removeWith("carl", "anna", ownFirst ? own : other, ownFirst ? other : own);
        assertEquals(
                new Acceptance.Bounded(List.of(last)),
                story.members().accepted(peer("anna"), tasks),
                "carl is farther than anna, who is out already");
        assertEquals(1, accepted("anna").size(), "and does not undo the founder's bounds");
    }

    private Placed part(String by, String whom, SpaceBounds... bounds) {
        return story.write(
                by, new RemovalPart(story.board, peer(whom), List.of(bounds)), bert, carl);
    }

    @Test
    void aPartAloneRemovesNobodyAndWithARemovalItIsOne() {
        var one = new ChainBound(3, 7, Bytes.wrap(new byte[32]));
        var other = new ChainBound(5, 9, Bytes.wrap(new byte[32]));
        var tasks = SpaceId.of(story.board, "tasks", JdkHasher.HASHER);
        part("founder", "anna", new SpaceBounds(tasks, List.of(one)));
        part("founder", "anna", new SpaceBounds(story.space, List.of(other)));
        assertTrue(story.isMember("anna"));
        removeWith("founder", "anna", new SpaceBounds(story.space, List.of(one)));
        assertFalse(story.isMember("anna"));
        assertEquals(List.of(one, other), accepted("anna"));
        assertEquals(
                new Acceptance.Bounded(List.of(one)),
                story.members().accepted(peer("anna"), tasks));
    }

    @Test
    void whatAPartAcceptsOfTheRecordsCounts() {
        part("founder", "anna", new SpaceBounds(story.space, List.of(bound(carl))));
        removeWith("founder", "anna", new SpaceBounds(story.space, List.of()));
        assertTrue(story.isMember("carl"), "anna had let carl in");
    }

    @Test
    void aPartByAnotherOrAboutAnotherOrThatComesLaterIsNoPartOfTheRemoval() {
        var bounds = new SpaceBounds(story.space, List.of(bound(carl)));
        part("bert", "anna", bounds);
        part("founder", "bert", bounds);
        removeWith("founder", "anna", new SpaceBounds(story.space, List.of()));
        part("founder", "anna", bounds);
        assertEquals(List.of(), accepted("anna"));
        assertFalse(story.isMember("carl"));
    }

    @Test
    void ofTwoWhoRemoveEachOtherInPartsTheSmallerHashStays() {
        for (int salt = 0; salt < 8; salt++) {
            var other = new Story(BoardRules.NONE);
            var a = other.admit("founder", other.invite("founder", "a"), "anna");
            var b = other.admit("founder", other.invite("founder", "b"), "bert");
            long time = HybridTime.of(Story.START_MILLIS + 10_000, salt);
            var nothing = List.of(new SpaceBounds(other.space, List.of()));
            for (var both : List.of(List.of("anna", "bert"), List.of("bert", "anna"))) {
                var whom = peer(both.getLast());
                var by = peer(both.getFirst());
                other.writeAt(by, new RemovalPart(other.board, whom, nothing), time, salt, a, b);
                other.writeAt(by, new Removal(other.board, whom, nothing), time + 1, salt, a, b);
            }
            var removals = new ArrayList<Placed>();
            for (var placed : other.placed) {
                if (placed.record() instanceof Removal) {
                    removals.add(placed);
                }
            }
            boolean annaFirst = removals.get(0).hash().compareTo(removals.get(1).hash()) < 0;
            assertEquals(annaFirst, other.isMember("anna"), "salt " + salt);
            assertEquals(!annaFirst, other.isMember("bert"), "salt " + salt);
        }
    }

    @Test
    void aRemovalThatSaysNothingOfItsOwnSpaceHasNoEffect() {
        removeWith("founder", "anna");
        assertTrue(story.isMember("anna"));
    }

    @Test
    void aRemovalOnAnotherBoardHasNoEffect() {
        var other = new BoardId(Bytes.wrap(new byte[32]));
        var bounds = List.of(new SpaceBounds(story.space, List.<ChainBound>of()));
        story.write("founder", new Removal(other, peer("anna"), bounds));
        assertTrue(story.isMember("anna"));
    }

    @Test
    void membersAreUnlimitedAndStrangersAreNotAccepted() {
        var members = story.members();
        assertInstanceOf(Acceptance.Unlimited.class, members.accepted(peer("anna"), story.space));
        assertInstanceOf(Acceptance.Stranger.class, members.accepted(peer("eve"), story.space));
    }

    @Test
    void whoCameByARemovedMemberIsNoStrangerAndNothingOfItCounts() {
        var link = story.invite("anna", "many", 0, 0);
        story.remove("founder", "anna", carl);
        var dora = story.admit("anna", link, "dora");
        story.admit("dora", story.invite("dora", "e"), "emil", dora);
        var members = story.members();
        assertFalse(members.contains(peer("dora")));
        var nothing = new Acceptance.Bounded(List.of());
        assertEquals(nothing, members.accepted(peer("dora"), story.space));
        assertEquals(nothing, members.accepted(peer("emil"), story.space), "nor whom it let in");
    }

    @Test
    void theOtherBranchOfAForkedChainIsVoid() {
        var dora = story.admit("anna", story.invite("anna", "d"), "dora");
        story.fork("anna");
        var emil = story.admit("anna", story.invite("anna", "e"), "emil", anna);
        story.remove("founder", "anna", dora);
        var members = story.members();
        assertEquals(Verdict.COUNTS, members.verdict(dora));
        assertEquals(Verdict.HOST_VOID, members.verdict(emil));
    }

    @Test
    void aChangeBeyondTheBoundOfAnUnforkedChainIsVoid() {
        var causality =
                new Membership.Causality() {
                    @Override
                    public boolean before(Placed a, Placed b) {
                        throw new AssertionError("not asked");
                    }
                };
        var bound = new ChainBound(0, carl.seq(), carl.hash());
        assertTrue(causality.within(carl, bound));
        var next = story.admit("anna", story.invite("anna", "d"), "dora");
        assertFalse(causality.within(next, bound));
        assertTrue(causality.within(carl, bound(next)));
        assertFalse(causality.within(carl, new ChainBound(0, carl.seq(), next.hash())));
        assertFalse(causality.within(carl, new ChainBound(1, carl.seq(), carl.hash())));
    }
}
