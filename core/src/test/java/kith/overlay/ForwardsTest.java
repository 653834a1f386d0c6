package kith.overlay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.overlay.OverlayMessage.Answered;
import kith.overlay.OverlayMessage.Forward;
import kith.overlay.OverlayMessage.Kind;
import kith.overlay.OverlayMessage.Outcome;
import kith.port.Now;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ForwardsTest {
    private static final Bytes WORD = Bytes.of((byte) 7);
    private static final Bytes MEBIBYTE = Bytes.wrap(new byte[1 << 20]);

    private final Town town = new Town();
    private final Town.Peer hub = town.add(1_000, 0);
    private final Town.Peer ann = town.add(1, 8);
    private final Town.Peer ben = town.add(2, 8);
    private final Town.Ends annToHub = town.link(ann, hub);
    private final Town.Ends benToHub = town.link(ben, hub);
    private final List<Outcome> outcomes = new ArrayList<>();

    @BeforeEach
    void allIsTold() {
        town.pass(Now.SECOND);
        town.said.clear();
    }

    private void send(Town.Peer from, PeerId to, Kind kind, Bytes bytes) {
        from.overlay.send(Town.BOARD, to, kind, bytes, outcomes::add);
    }

    private static Forward forward(long number, PeerId from, PeerId to, Bytes bytes) {
        return new Forward(number, Town.BOARD, from, to, Kind.RELAYED, bytes);
    }

    private List<Outcome> answers(Town.Peer from, Town.Peer to) {
        var answers = new ArrayList<Outcome>();
        for (OverlayMessage message : town.said(from, to)) {
            if (message instanceof Answered answered) {
                answers.add(answered.outcome());
            }
        }
        return answers;
    }

    @Test
    void whatOneHasForAnotherGoesOverWhoIsLinkedToBothAndIsAnswered() {
        send(ann, ben.id, Kind.SIGNAL, WORD);
        assertEquals(List.of(), outcomes);
        town.settle();
        assertEquals(List.of(WORD), ben.delivered);
        assertEquals(List.of(Outcome.DELIVERED), outcomes);
        assertEquals(2, town.said(ann, hub).size() + town.said(hub, ann).size());
    }

    @Test
    void itGoesDirectlyWhereThereIsALink() {
        town.link(ann, ben);
        town.settle();
        send(ann, ben.id, Kind.SIGNAL, WORD);
        town.settle();
        assertEquals(List.of(Outcome.DELIVERED), outcomes);
        assertEquals(List.of(), answers(hub, ann));
    }

    @Test
    void onWhichBoardNeedNotBeSaid() {
        ann.overlay.send(null, ben.id, Kind.SIGNAL, WORD, outcomes::add);
        town.settle();
        assertEquals(List.of(Outcome.DELIVERED), outcomes);
    }

    @Test
    void whomNobodyIsLinkedToIsNotReached() {
        send(ann, Town.id(77), Kind.SIGNAL, WORD);
        ann.overlay.send(null, Town.id(77), Kind.SIGNAL, WORD, outcomes::add);
        var other = new BoardId(Town.id(5).key());
        ann.overlay.send(other, ben.id, Kind.SIGNAL, WORD, outcomes::add);
        assertEquals(
                List.of(Outcome.UNREACHABLE, Outcome.UNREACHABLE, Outcome.UNREACHABLE), outcomes);
    }

    @Test
    void whoSpeaksForAnotherIsFoundOut() {
        ann.say(hub, forward(1, Town.id(3), ben.id, WORD));
        town.settle();
        assertTrue(hub.ends.getFirst().contains("for somebody else"), hub.ends::toString);
        assertEquals(List.of(), ben.delivered);
    }

    @Test
    void nothingIsPassedOnTwice() {
        Town.Peer cid = town.add(3, 8);
        town.link(ben, cid);
        town.pass(Now.SECOND);
        hub.say(ben, forward(1, ann.id, cid.id, WORD));
        town.settle();
        assertTrue(ben.ends.getFirst().contains("for somebody else"), ben.ends::toString);
        assertEquals(List.of(), cid.delivered);
    }

    @Test
    void onlyOnABoardThatAllThreeShareSomethingIsPassedOn() {
        var other = new BoardId(Town.id(5).key());
        ann.say(hub, new Forward(1, other, ann.id, ben.id, Kind.SIGNAL, WORD));
        annToHub.share(other); // and ben does not
        ann.say(hub, new Forward(2, other, ann.id, ben.id, Kind.SIGNAL, WORD));
        town.settle();
        assertEquals(List.of(Outcome.UNREACHABLE, Outcome.UNREACHABLE), answers(hub, ann));
        assertEquals(List.of(), ben.delivered);
    }

    @Test
    void whatComesFromWhoIsNoMemberIsNotTaken() {
        ben.strangers.add(ann.id);
        send(ann, ben.id, Kind.SIGNAL, WORD);
        town.settle();
        assertEquals(List.of(Outcome.UNREACHABLE), outcomes);
        assertEquals(List.of(), ben.delivered);
    }

    @Test
    void whoCannotBeDialledGetsNothing() {
        Town.Peer node = town.add(3, 0);
        town.link(node, hub);
        town.pass(Now.SECOND);
        town.said.clear();
        send(ann, node.id, Kind.SIGNAL, WORD);
        send(ann, hub.id, Kind.SIGNAL, WORD);
        town.settle();
        assertEquals(List.of(Outcome.UNWANTED, Outcome.UNWANTED), outcomes);
        assertEquals(List.of(), town.said(hub, node));
    }

    @Test
    void moreThanMayBeUnansweredIsNotSent() {
        ben.deaf = true;
        for (int i = 0; i < 5; i++) {
            send(ann, ben.id, Kind.RELAYED, MEBIBYTE);
        }
        assertEquals(List.of(Outcome.BUSY, Outcome.BUSY), outcomes); // 4 MiB, with their headers
        for (int i = 0; i < 300; i++) {
            send(ann, ben.id, Kind.SIGNAL, WORD);
        }
        assertEquals(300 - (256 - 3) + 2, outcomes.size());
    }

    @Test
    void whoSendsMoreThanMayBeUnansweredIsFoundOut() {
        ben.deaf = true;
        for (int i = 1; i <= 257; i++) {
            ann.say(hub, forward(i, ann.id, ben.id, WORD));
        }
        town.settle();
        assertEquals(1, hub.ends.size());
        assertTrue(hub.ends.getFirst().contains("may be unanswered"), hub.ends::toString);
        assertEquals(256, town.said(hub, ben).size());
    }

    @Test
    void whereSeveralHaveMuchForOneSomeOfItIsRefused() {
        Town.Peer cid = town.add(3, 8);
        town.link(cid, hub);
        town.pass(Now.SECOND);
        ben.deaf = true;
        for (int i = 0; i < 3; i++) {
            send(ann, ben.id, Kind.RELAYED, MEBIBYTE);
            send(cid, ben.id, Kind.RELAYED, MEBIBYTE);
        }
        town.settle();
        assertEquals(List.of(Outcome.BUSY, Outcome.BUSY, Outcome.BUSY), outcomes);
        assertEquals(List.of(), hub.ends);
    }

    @Test
    void whoDoesNotAnswerInTimeGetsNoMoreThanMayBeUnanswered() {
        ben.deaf = true;
        send(ann, ben.id, Kind.RELAYED, MEBIBYTE);
        town.pass(9 * Now.SECOND);
        assertEquals(List.of(), outcomes);
        town.pass(2 * Now.SECOND);
        assertEquals(List.of(Outcome.UNANSWERED), outcomes);
        for (int i = 0; i < 3; i++) {
            send(ann, ben.id, Kind.RELAYED, MEBIBYTE);
            town.pass(11 * Now.SECOND);
        }
        assertEquals(
                List.of(Outcome.UNANSWERED, Outcome.UNANSWERED, Outcome.UNANSWERED, Outcome.BUSY),
                outcomes);
    }

    @Test
    void anAnswerThatComesTooLateIsNotToldAgain() {
        ben.deaf = true;
        send(ann, ben.id, Kind.SIGNAL, WORD);
        town.pass(11 * Now.SECOND);
        ben.say(hub, new Answered(1, Outcome.DELIVERED));
        town.settle();
        assertEquals(List.of(Outcome.UNANSWERED), outcomes);
        assertEquals(List.of(), hub.ends);
    }

    @Test
    void whoHasMuchPassedOnGetsItsAnswersLaterAndLosesNothing() {
        int more = 0;
        long began = ann.now().nanos();
        while (outcomes.size() < 64) { // 64 MiB, of which one second's worth is saved
            while (more < 64 && more - outcomes.size() < 3) {
                send(ann, ben.id, Kind.RELAYED, MEBIBYTE);
                more++;
            }
            town.pass(10 * Now.MILLI);
        }
        long tookMillis = (ann.now().nanos() - began) / Now.MILLI;
        assertTrue(tookMillis > 2_600 && tookMillis < 3_300, tookMillis + " ms"); // at 16 MiB/s
        assertEquals(64, ben.delivered.size());
        assertTrue(outcomes.stream().allMatch(one -> one == Outcome.DELIVERED));
    }

    @Test
    void anAnswerToNothingIsFoundOut() {
        ben.say(hub, new Answered(1, Outcome.DELIVERED));
        town.settle();
        assertTrue(hub.ends.getFirst().contains("answer to nothing"), hub.ends::toString);
    }

    @Test
    void nobodyAnswersTwice() {
        send(ann, ben.id, Kind.SIGNAL, WORD);
        town.settle();
        ben.say(hub, new Answered(1, Outcome.DELIVERED));
        town.settle();
        assertTrue(hub.ends.getFirst().contains("answer to nothing"), hub.ends::toString);
        assertEquals(List.of(Outcome.DELIVERED), outcomes);
    }

    @Test
    void whenALinkBreaksItIsNotKnownWhatBecameOfIt() {
        ben.deaf = true;
        send(ann, ben.id, Kind.SIGNAL, WORD);
        town.settle();
        send(ann, ben.id, Kind.SIGNAL, WORD);
        annToHub.breakDown();
        assertEquals(List.of(Outcome.UNANSWERED, Outcome.UNANSWERED), outcomes);
    }

    @Test
    void whenTheOtherLinkBreaksItIsToldThatNobodyKnows() {
        ben.deaf = true;
        send(ann, ben.id, Kind.SIGNAL, WORD);
        town.settle();
        benToHub.breakDown();
        town.settle();
        assertEquals(List.of(Outcome.UNANSWERED), outcomes);
    }

    private int forwards(Town.Peer from, Town.Peer to) {
        return (int) town.said(from, to).stream().filter(Forward.class::isInstance).count();
    }

    @Test
    void whatBelongsTogetherGoesOneWayAndAnotherWhenThatIsGone() {
        Town.Peer second = town.add(900, 0);
        town.link(ann, second);
        town.link(ben, second);
        town.pass(Now.SECOND);
        town.said.clear();
        for (int i = 0; i < 20; i++) {
            send(ann, ben.id, Kind.SIGNAL, WORD);
        }
        town.settle();
        int over = forwards(ann, hub);
        assertTrue(over == 0 || over == 20, over + " over the one, the rest over the other");
        Town.Peer used = over == 20 ? hub : second;
        Town.Peer other = over == 20 ? second : hub;
        used.hangUp(ann);
        town.said.clear();
        send(ann, ben.id, Kind.SIGNAL, WORD);
        town.settle();
        assertEquals(1, forwards(ann, other));
        assertEquals(21, ben.delivered.size());
    }

    @Test
    void whoCannotReachItAnyMoreIsNotAskedAgain() {
        Town.Peer second = town.add(900, 0);
        town.link(ann, second);
        town.link(ben, second);
        town.pass(Now.SECOND);
        hub.hangUp(ben);
        second.hangUp(ben); // and nobody has told ann yet
        town.said.clear();
        for (int i = 0; i < 40; i++) {
            send(ann, ben.id, Kind.SIGNAL, WORD);
            while (outcomes.size() <= i) {
                town.arrive();
            }
        }
        assertTrue(outcomes.stream().allMatch(one -> one == Outcome.UNREACHABLE));
        assertTrue(!town.said(ann, hub).isEmpty() && !town.said(ann, second).isEmpty());
    }
}
