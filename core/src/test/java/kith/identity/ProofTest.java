package kith.identity;

import static kith.identity.JdkHasher.HASHER;
import static kith.identity.Story.peer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import kith.identity.BoardRecord.Admission;
import kith.lang.Bytes;
import kith.lang.Malformed;
import org.junit.jupiter.api.Test;

/// A proof convinces somebody who has no log, or says why not.
final class ProofTest {
    private final Story story = new Story(new BoardRules(3, 0, 0));

    private Proof proof(Admission... admissions) {
        return new Proof(story.founding, List.of(admissions));
    }

    private Admission admission(String inviter, String member) {
        return story.admission(story.invite(inviter, inviter + " to " + member), member);
    }

    private String fault(Proof proof) {
        return Refused.because(() -> proof.verifyShape(story.board, HASHER));
    }

    @Test
    void theFounderProvesItselfWithTheFoundingAlone() {
        var proof = proof();
        proof.verifyShape(story.board, HASHER);
        assertEquals(peer("founder"), proof.member());
        assertEquals(List.of(story.founding.check()), proof.checks(HASHER));
    }

    @Test
    void aChainFromTheFounderProvesItsLastMember() {
        var proof = proof(admission("founder", "anna"), admission("anna", "bert"));
        proof.verifyShape(story.board, HASHER);
        assertEquals(peer("bert"), proof.member());
        assertEquals(7, proof.checks(HASHER).size());
    }

    @Test
    void aProofForAnotherBoardIsRefused() {
        var other = new BoardId(Bytes.wrap(new byte[32]));
        String message = Refused.because(() -> proof().verifyShape(other, HASHER));
        assertTrue(message.startsWith("a proof for board " + story.board), message);
    }

    @Test
    void anInvitationForAnotherBoardIsRefused() {
        var other = new BoardId(Bytes.wrap(new byte[32]));
        var link = Invitation.unsigned(other, peer("founder"), peer("key"), 0, 0, "");
        String message = fault(proof(story.admission(link, "anna")));
        assertTrue(message.startsWith("an invitation for another board"), message);
    }

    @Test
    void aChainWithAGapIsRefused() {
        String message = fault(proof(admission("founder", "anna"), admission("bert", "carl")));
        assertTrue(message.startsWith("a broken proof"), message);
        assertTrue(fault(proof(admission("anna", "bert"))).startsWith("a broken proof"));
    }

    @Test
    void aCircleIsRefused() {
        var circle =
                proof(
                        admission("founder", "anna"),
                        admission("anna", "bert"),
                        admission("bert", "anna"));
        assertTrue(fault(circle).startsWith("a proof that goes in a circle"));
        var self = proof(admission("founder", "founder"));
        assertTrue(fault(self).startsWith("a proof that goes in a circle"));
    }

    @Test
    void aChainBelowTheDepthLimitOfTheBoardIsRefused() {
        var deep =
                proof(
                        admission("founder", "a"),
                        admission("a", "b"),
                        admission("b", "c"),
                        admission("c", "d"));
        assertEquals("a member at depth 4; the board allows 3", fault(deep));
    }

    @Test
    void aProofHasAtMostSixtyFourAdmissions() {
        var many = new ArrayList<Admission>();
        for (int i = 0; i < 65; i++) {
            many.add(admission("founder", "anna"));
        }
        assertThrows(Malformed.class, () -> new Proof(story.founding, many));
    }

    @Test
    void anInvitationThatHadEndedIsRefused() {
        var link = story.invite("founder", "1", 0, Story.START_MILLIS - 1);
        String message = fault(proof(story.admission(link, "anna")));
        assertTrue(message.startsWith("the invitation had expired"), message);
    }

    @Test
    void membersGiveTheProofOfEachThatCameIn() {
        var anna = story.admit("founder", story.invite("founder", "a"), "anna");
        var bert = story.admit("anna", story.invite("anna", "b"), "bert", anna);
        story.remove("founder", "anna", bert);
        var members = story.members();
        for (String name : new String[] {"founder", "anna", "bert"}) {
            var proof = Objects.requireNonNull(members.proof(peer(name)), name);
            proof.verifyShape(story.board, HASHER);
            assertEquals(peer(name), proof.member());
        }
        assertEquals(2, Objects.requireNonNull(members.proof(peer("bert"))).admissions().size());
        assertNull(members.proof(peer("eve")));
        assertEquals(1, Objects.requireNonNull(members.standing(peer("anna"))).depth());
        assertNull(members.find(peer("anna")));
    }
}
