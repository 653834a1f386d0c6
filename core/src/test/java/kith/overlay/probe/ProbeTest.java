package kith.overlay.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import kith.port.Now;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ProbeTest {
    /// What a peer of this village says of itself at first: the second at which it began.
    private static final long FIRST = 1_800_000_001L;

    private final Village village = new Village(7);
    private final Village.Peer subject = village.peer(3);
    private final Village.Peer liar = village.peer(5);

    @BeforeEach
    void allHaveAnsweredEachOther() {
        village.pass(20 * Now.SECOND);
    }

    private void assertNobodyWasBuried() {
        for (int i = 0; i < 7; i++) {
            assertFalse(village.peer(i).buried, "by " + i);
        }
    }

    private void assertAll(Standing standing) {
        village.others(subject).forEach(one -> assertEquals(standing, one.of(subject)));
    }

    @Test
    void nobodyIsDoubtedWhileAllAnswer() {
        village.pass(600 * Now.SECOND);
        for (int i = 0; i < 7; i++) {
            Village.Peer peer = village.peer(i);
            peer.standings.forEach((id, standing) -> assertEquals(Standing.ALIVE, standing));
        }
        assertNobodyWasBuried();
    }

    @Test
    void whoCrashesIsGoneForAllAfterThreeSeconds() {
        subject.crash();
        village.pass(3 * Now.SECOND);
        assertAll(Standing.GONE);
        village.others(subject).stream()
                .flatMap(one -> village.others(one).stream().map(one::of))
                .filter(standing -> standing != Standing.GONE)
                .forEach(standing -> assertEquals(Standing.ALIVE, standing));
    }

    @Test
    void whoHasVeryManyLinksIsAskedMoreSeldomAndByNobodyForLong() {
        var pair = new Village(2);
        Village.Peer leaf = pair.peer(0);
        Village.Peer hub = pair.peer(1);
        pair.pass(60 * Now.SECOND);
        leaf.probe.linksThere(hub.number, 1_000);
        hub.probe.linksThere(leaf.number, 1_000); // so that it does not ask itself
        pair.pass(60 * Now.SECOND);
        leaf.asked.clear();
        hub.asked.clear();
        pair.pass(320 * Now.SECOND);
        int asked = leaf.asked.size() + hub.asked.size();
        assertTrue(asked >= 9 && asked <= 12, asked + " questions in 320 s");
        hub.crash();
        pair.pass(40 * Now.SECOND);
        assertEquals(Standing.GONE, leaf.of(hub));
    }

    @Test
    void howeverManyLinksSomebodyClaimsItIsAskedAfterAMinute() {
        var pair = new Village(2);
        Village.Peer one = pair.peer(0);
        Village.Peer other = pair.peer(1);
        pair.pass(60 * Now.SECOND);
        one.probe.linksThere(other.number, Integer.MAX_VALUE);
        other.probe.linksThere(one.number, Integer.MAX_VALUE);
        pair.pass(60 * Now.SECOND);
        one.asked.clear();
        other.asked.clear();
        pair.pass(600 * Now.SECOND);
        int asked = one.asked.size() + other.asked.size();
        assertTrue(asked >= 9 && asked <= 13, asked + " questions in ten minutes");
    }

    /// Forty who are linked to each other ask one each second of those who are linked to it.
    @Test
    void whoIsAskedByManyMeasuresToo() {
        var crowd = new Village(40);
        crowd.pass(20 * Now.SECOND);
        for (int i = 0; i < 40; i++) {
            assertTrue(crowd.peer(i).measured >= 20, crowd.peer(i).measured + " round trips");
        }
    }

    @Test
    void whoIsLinkedToOneAloneIsGoneWhenThatOneSaysSo() {
        var pair = new Village(2);
        pair.pass(20 * Now.SECOND);
        pair.peer(1).crash();
        pair.pass(3 * Now.SECOND);
        assertEquals(Standing.GONE, pair.peer(0).of(pair.peer(1)));
    }

    @Test
    void whoeverAnswersTheOthersIsNotGoneBecauseOfOneBrokenLink() {
        Village.Peer cut = village.peer(0);
        cut.unheard.add(subject);
        subject.unheard.add(cut);
        village.pass(120 * Now.SECOND);
        assertNobodyWasBuried();
        for (Village.Peer one : village.others(cut)) {
            if (one != subject) {
                assertEquals(Standing.ALIVE, one.of(subject));
            }
        }
    }

    @Test
    void whoHearsNothingIsGoneBuriesNobodyAndComesBack() {
        subject.deafen();
        village.pass(8 * Now.SECOND);
        assertAll(Standing.GONE);
        assertFalse(subject.buried);
        subject.hear();
        village.pass(10 * Now.SECOND);
        assertAll(Standing.ALIVE);
    }

    @Test
    void oneWhoSaysThatAnotherIsGoneOnlyMakesItSayThatItIsThere() {
        liar.say(liar.doubt(subject, FIRST));
        village.pass(5 * Now.SECOND);
        assertNobodyWasBuried();
        assertAll(Standing.ALIVE);
        liar.say(liar.doubt(subject, FIRST + 1)); // of what it said then
        village.pass(5 * Now.SECOND);
        assertNobodyWasBuried();
    }

    @Test
    void oneWhoLiesAllTheTimeBuriesNobodyEvenWithOneWhoseLinkIsBroken() {
        Village.Peer cut = village.peer(0);
        cut.unheard.add(subject);
        subject.unheard.add(cut);
        for (int i = 0; i < 300; i++) {
            for (int raised = 0; raised < 20; raised++) {
                liar.say(liar.doubt(subject, FIRST + i / 3 + raised));
            }
            village.pass(Now.SECOND);
        }
        assertNobodyWasBuried();
    }

    @Test
    void doubtsOfAnIncarnationThatIsOverBuryNobody() {
        List<Word> old =
                village.others(subject).stream()
                        .map(one -> (Word) one.doubt(subject, FIRST))
                        .toList();
        liar.say(old.getFirst());
        village.pass(5 * Now.SECOND); // it has another one now
        old.forEach(liar::say);
        village.pass(5 * Now.SECOND);
        assertNobodyWasBuried();
        assertAll(Standing.ALIVE);
    }

    @Test
    void doubtsOfManyBuryNobodyForWhomItAnswers() {
        village.others(subject).forEach(one -> one.say(one.doubt(subject, FIRST)));
        village.pass(5 * Now.SECOND);
        assertNobodyWasBuried();
    }

    @Test
    void nobodyCanSayForAnotherThatItIsThere() {
        subject.crash();
        for (int i = 0; i < 300; i++) {
            liar.say(liar.alive(subject, FIRST + 1 + i));
            village.pass(Now.SECOND / 100);
        }
        village.others(subject).forEach(one -> assertEquals(Standing.GONE, one.of(subject)));
    }

    @Test
    void aClockThatJumpsMakesNobodyGone() {
        subject.jump(3_600 * Now.SECOND);
        village.pass(60 * Now.SECOND);
        subject.jump(5 * Now.SECOND);
        village.pass(60 * Now.SECOND);
        assertNobodyWasBuried();
        assertAll(Standing.ALIVE);
        subject.standings.forEach((id, standing) -> assertEquals(Standing.ALIVE, standing));
    }

    @Test
    void whoComesBackWithAClockThatIsBehindIsShownWhatItSaidBefore() {
        Word before = subject.alive(subject, FIRST + 1);
        subject.crash();
        village.pass(5 * Now.SECOND);
        assertAll(Standing.GONE);
        Village.Peer again = village.startAnew(subject, 3_600);
        village.others(again).forEach(Village.Peer::hear);
        village.pass(5 * Now.SECOND);
        again.unheard.add(liar);
        liar.say(liar.doubt(again, FIRST + 25 - 3_600)); // so that they look at the next
        liar.say(before);
        village.pass(Now.SECOND);
        again.hear();
        village.pass(5 * Now.SECOND);
        village.others(again).forEach(one -> assertEquals(Standing.ALIVE, one.of(again)));
        assertEquals(FIRST + 2, again.said.getLast().incarnation());
    }

    @Test
    void thereAreAtMostFiveQuestionsInAnySecond() {
        village.peer(1).crash();
        village.peer(2).deafen();
        village.pass(60 * Now.SECOND);
        for (int i = 0; i < 7; i++) {
            List<Long> asked = village.peer(i).asked;
            for (int j = 5; j < asked.size(); j++) {
                assertTrue(asked.get(j) - asked.get(j - 5) >= Now.SECOND, "by " + i);
            }
            assertTrue(asked.size() > 60, "by " + i);
        }
    }
}
