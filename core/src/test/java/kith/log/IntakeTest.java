package kith.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Bytes;
import kith.log.Change.Place;
import kith.log.Change.View;
import kith.log.Intake.Verdict;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IntakeTest {
    private static final long SOURCE = 10;
    private static final long OTHER = 20;

    /// Where changes are made; both sides number the chains alike.
    private final ChangeGraph there = Fixture.graph();

    private final ChangeGraph here = Fixture.graph();
    private final Intake intake = Fixture.intake(here);
    private final int chain = open(0);
    private long tickets;

    private int open(int author) {
        here.open(Fixture.author(author));
        return there.open(Fixture.author(author));
    }

    private Verdict offer(Run run, @Nullable Head head, long source) {
        return intake.offer(run, head, source, ++tickets, Fixture.WALL_MILLIS);
    }

    private Head headThere(int of) {
        return Fixture.head(there, of);
    }

    private Intake.Outcome check(int of) {
        Intake.Request request = intake.nextCheck(of);
        assertNotNull(request);
        boolean good = Fixture.holds(request.author(), request.message(), request.signature());
        Intake.Outcome outcome = intake.checked(of, good);
        outcome.accepted().forEach(accepted -> here.append(accepted.run()));
        return outcome;
    }

    private static List<Long> tickets(Intake.Outcome outcome) {
        var tickets = new ArrayList<Long>();
        outcome.accepted().forEach(accepted -> tickets.add(accepted.ticket()));
        return tickets;
    }

    @Test
    void aRunWithATrueHeadIsTakenIn() {
        Run run = Fixture.writeRun(there, chain, 1, 3);
        assertEquals(new Verdict.Queued(), offer(run, headThere(chain), SOURCE));
        assertEquals(3, intake.lastQueued(chain));
        assertEquals(0, here.last(chain));
        Intake.Outcome outcome = check(chain);
        assertEquals(List.of(1L), tickets(outcome));
        assertEquals(there.tip(chain), here.tip(chain));
        assertEquals(3, here.lastSigned(chain));
        assertEquals(new Verdict.Duplicate(), offer(run, headThere(chain), SOURCE));
        assertNull(intake.nextCheck(chain));
    }

    @Test
    void aRunWithoutAHeadWaitsForOne() {
        offer(Fixture.writeRun(there, chain, 1, 2), null, SOURCE);
        assertNull(intake.nextCheck(chain));
        offer(Fixture.writeRun(there, chain, 3, 2), headThere(chain), SOURCE);
        assertEquals(List.of(1L, 2L), tickets(check(chain)));
        assertEquals(4, here.last(chain));
    }

    @Test
    void manyRunsThatOneHeadVouchesForAreTakenInToTheLast() {
        for (int count = 60; count <= 70; count++) { // at 64 the list is moved up
            int of = open(count);
            for (int i = 1; i <= count; i++) {
                Run run = Fixture.writeRun(there, of, i, 1);
                offer(run, i == count ? headThere(of) : null, SOURCE);
            }
            assertEquals(count, tickets(check(of)).size());
            assertEquals(count, here.last(of));
            assertEquals(List.of(), intake.waiting());
        }
    }

    @Test
    void aHeadThatComesWithARunQueuedBeforeIsKept() {
        Run run = Fixture.writeRun(there, chain, 1, 2);
        Head middle = headThere(chain);
        Run all = new Run(chain, concat(run, Fixture.writeRun(there, chain, 3, 2)));
        offer(all, null, SOURCE);
        assertEquals(new Verdict.Duplicate(), offer(run, middle, SOURCE));
        Intake.Outcome outcome = check(chain);
        assertEquals(2, here.last(chain));
        assertNull(outcome.accepted().getFirst().ticket(), "the rest of its run still waits");
        assertEquals(4, intake.lastQueued(chain));
        assertEquals(new Verdict.Duplicate(), offer(all, headThere(chain), SOURCE));
        assertEquals(List.of(1L), tickets(check(chain)));
        assertEquals(4, here.last(chain));
    }

    private static List<Change> concat(Run one, Run other) {
        var changes = new ArrayList<>(one.changes());
        changes.addAll(other.changes());
        return changes;
    }

    @Test
    void whatComesDuringACheckIsCheckedAtOnceByItsNewestHead() {
        offer(Fixture.writeRun(there, chain, 1, 1), headThere(chain), SOURCE);
        assertNotNull(intake.nextCheck(chain));
        for (int i = 2; i <= 5; i++) {
            offer(Fixture.writeRun(there, chain, i, 1), headThere(chain), SOURCE);
            assertNull(intake.nextCheck(chain), "one check of a chain at a time");
        }
        intake.checked(chain, true).accepted().forEach(accepted -> here.append(accepted.run()));
        Intake.Request next = intake.nextCheck(chain);
        assertNotNull(next);
        assertEquals(5, next.seq());
        Intake.Outcome outcome = intake.checked(chain, true);
        assertEquals(List.of(2L, 3L, 4L, 5L), tickets(outcome));
    }

    @Test
    void aSignatureThatWasNotCheckedItselfIsNotTakenIn() {
        Run first = Fixture.writeRun(there, chain, 1, 1);
        offer(first, new Head(1, Fixture.bytes(64, 9)), SOURCE);
        offer(Fixture.writeRun(there, chain, 2, 1), headThere(chain), SOURCE);
        Intake.Outcome outcome = check(chain);
        assertNull(outcome.accepted().getFirst().run().head());
        assertNotNull(outcome.accepted().getLast().run().head());
        assertNull(here.headUpTo(chain, 1));
    }

    @Test
    void aFalseHeadDropsTheLaneOfItsSourceAndNoOther() {
        Run run = Fixture.writeRun(there, chain, 1, 3);
        offer(run, new Head(3, Fixture.bytes(64, 9)), SOURCE);
        offer(run, headThere(chain), OTHER);
        Intake.Outcome outcome = check(chain);
        assertEquals(List.of(), outcome.accepted());
        assertEquals(List.of(1L), outcome.dropped());
        assertEquals(List.of(SOURCE), outcome.refused());
        assertEquals(List.of(2L), tickets(check(chain)));
        assertEquals(3, here.last(chain));
    }

    @Test
    void whatALiarClaimsDoesNotSpoilWhatOthersSend() {
        ChangeGraph lie = Fixture.graph();
        lie.open(Fixture.author(0));
        offer(Fixture.writeRun(lie, chain, 7, 2), null, OTHER); // never signed by the author
        offer(Fixture.writeRun(there, chain, 1, 3), headThere(chain), SOURCE);
        Intake.Outcome outcome = check(chain);
        assertEquals(List.of(2L), tickets(outcome));
        assertEquals(List.of(1L), outcome.dropped(), "contradicts what is true now");
        assertEquals(List.of(), outcome.refused());
        assertEquals(3, intake.lastQueued(chain, OTHER));
    }

    @Test
    void whoContradictsWhatIsTrueLosesAllThatItClaims() {
        int second = open(1);
        ChangeGraph lie = Fixture.graph();
        lie.open(Fixture.author(0));
        offer(Fixture.writeRun(lie, chain, 7, 5), null, OTHER);
        offer(Fixture.writeRun(there, second, 1, 1), null, OTHER);
        offer(Fixture.writeRun(there, chain, 1, 3), headThere(chain), SOURCE);
        assertEquals(List.of(1L, 2L), check(chain).dropped());
        assertEquals(3, intake.lastQueued(chain, OTHER));
        assertEquals(List.of(), intake.waiting());
    }

    @Test
    void whatOthersBroughtMeanwhileLeavesAQueueAndTheRestStays() {
        Run run = Fixture.writeRun(there, chain, 1, 2);
        Head early = headThere(chain);
        Run all = new Run(chain, concat(run, Fixture.writeRun(there, chain, 3, 2)));
        offer(run, early, SOURCE);
        offer(all, headThere(chain), OTHER);
        Intake.Outcome outcome = check(chain);
        assertEquals(List.of(1L), tickets(outcome));
        assertEquals(List.of(), outcome.settled(), "half of the other run still waits");
        assertEquals(List.of(2L), tickets(check(chain)));
        assertEquals(there.tip(chain), here.tip(chain));
    }

    @Test
    void lanesTakeTurns() {
        Run run = Fixture.writeRun(there, chain, 1, 1);
        Head head = headThere(chain);
        offer(run, new Head(1, Fixture.bytes(64, 9)), SOURCE);
        offer(run, new Head(1, Fixture.bytes(64, 8)), OTHER);
        assertEquals(List.of(SOURCE), check(chain).refused());
        offer(run, new Head(1, Fixture.bytes(64, 7)), SOURCE);
        assertEquals(List.of(OTHER), check(chain).refused());
        offer(run, head, OTHER);
        assertEquals(List.of(SOURCE), check(chain).refused());
        assertEquals(List.of(4L), tickets(check(chain)));
    }

    @Test
    void gapsAreToldWithWhatIsKnown() {
        Run first = Fixture.writeRun(there, chain, 1, 2);
        Run third = Fixture.writeRun(there, chain, 3, 2).part(4, 4);
        assertEquals(new Verdict.Gap(0), offer(third, null, SOURCE));
        offer(first, null, SOURCE);
        assertEquals(new Verdict.Gap(2), offer(third, null, SOURCE));
        assertEquals(new Verdict.Gap(0), offer(third, null, OTHER), "lanes are apart");
    }

    @Test
    void anOverlapIsTakenInFromWhereItIsNew() {
        Run first = Fixture.writeRun(there, chain, 1, 2);
        offer(first, headThere(chain), SOURCE);
        check(chain);
        Run both = new Run(chain, concat(first, Fixture.writeRun(there, chain, 3, 1)));
        assertEquals(new Verdict.Queued(), offer(both, headThere(chain), OTHER));
        assertEquals(3, check(chain).accepted().getFirst().run().run().firstSeq());
    }

    @Test
    void theHeadOfARunIsAtItsEnd() {
        Run run = Fixture.writeRun(there, chain, 1, 2);
        Head head = new Head(1, Fixture.bytes(64, 1));
        assertInstanceOf(Verdict.Wrong.class, offer(run, head, SOURCE));
    }

    @Test
    void aRunWaitsUntilItsPastIsHereAndChecked() {
        int second = open(1);
        Run first = Fixture.writeRun(there, chain, 1, 1);
        Head head = headThere(chain);
        Run after = Fixture.write(there, second, 2, null).run();
        Verdict missing = new Verdict.PastMissing(1, new Place(chain, 1));
        assertEquals(missing, offer(after, headThere(second), SOURCE));
        offer(first, head, SOURCE);
        assertEquals(missing, offer(after, headThere(second), OTHER), "another's claim is nothing");
        assertEquals(new Verdict.Queued(), offer(after, headThere(second), SOURCE));
        assertEquals(List.of(), tickets(check(second)), "its past is not checked yet");
        assertEquals(List.of(2L, 4L), tickets(check(chain)));
        assertTrue(here.covers(new Place(second, 1), new Place(chain, 1)));
    }

    @Test
    void hashesThatLeftMemoryAreAskedForAllAtOnce() {
        int second = open(1);
        int third = open(2);
        for (int of : List.of(chain, second)) {
            offer(Fixture.writeRun(there, of, 1, Fixture.WINDOW + 9), headThere(of), SOURCE);
            check(of);
        }
        ChangeGraph all = new ChangeGraph(Fixture.SPACE, Fixture.HASHER, 1024);
        List<Place> old = List.of(new Place(chain, 3), new Place(second, 5));
        for (int author = 0; author < 3; author++) {
            all.open(Fixture.author(author));
        }
        for (int of : List.of(chain, second)) {
            Fixture.writeRun(all, of, 1, Fixture.WINDOW + 9);
        }
        Run run = Fixture.write(all, third, 500, old).run();
        Verdict verdict = offer(run, Fixture.head(all, third), SOURCE);
        Verdict.PastOnDisk asked = assertInstanceOf(Verdict.PastOnDisk.class, verdict);
        assertEquals(2, asked.places().size());
        for (Place place : asked.places()) {
            Past past = all.past(place.chain(), place.seq());
            assertNotNull(past);
            here.remember(place, past);
        }
        assertEquals(new Verdict.Queued(), offer(run, Fixture.head(all, third), SOURCE));
        check(third);
        assertEquals(all.tip(third), here.tip(third));
    }

    @Test
    void aClockThatIsTooFarAheadIsToldWithItsTime() {
        long ahead = Fixture.WALL_MILLIS + Fixture.AHEAD_MAX_MILLIS;
        there.append(there.compose(chain, ahead << 16, List.of(), null, Bytes.EMPTY));
        Verified tooFar = there.compose(chain, ahead + 1 << 16, List.of(), null, Bytes.EMPTY);
        there.append(tooFar);
        Verdict expected = new Verdict.Ahead(2, ahead + 1 << 16);
        Change first = new Change(1, ahead << 16, List.of(), null, Bytes.EMPTY);
        var run = new Run(chain, List.of(first, tooFar.run().changes().getFirst()));
        assertEquals(expected, offer(run, headThere(chain), SOURCE));
        assertEquals(new Verdict.Queued(), offer(run.part(1, 1), null, SOURCE));
    }

    @Test
    void timeAdvancesInAChain() {
        Change change = new Change(1, 0, List.of(), null, Bytes.EMPTY);
        Verdict verdict = offer(new Run(chain, List.of(change)), null, SOURCE);
        assertInstanceOf(Verdict.Wrong.class, verdict, "a genesis has time 0");
        offer(Fixture.writeRun(there, chain, 5, 1), headThere(chain), SOURCE);
        check(chain);
        Change second = new Change(2, Fixture.time(5), List.of(), null, Bytes.EMPTY);
        assertInstanceOf(Verdict.Wrong.class, offer(new Run(chain, List.of(second)), null, SOURCE));
    }

    @Test
    void aChangeIsLaterThanWhatItNames() {
        int second = open(1);
        offer(Fixture.writeRun(there, chain, 5, 1), headThere(chain), SOURCE);
        check(chain);
        var dep = List.of(new Place(chain, 1));
        Change early = new Change(1, Fixture.time(5), dep, null, Bytes.EMPTY);
        assertInstanceOf(Verdict.Wrong.class, offer(new Run(second, List.of(early)), null, SOURCE));
    }

    @Test
    void placesComeAscendingByHashAndOnce() {
        int second = open(1);
        int third = open(2);
        for (int of : List.of(chain, second)) {
            offer(Fixture.writeRun(there, of, 1, 1), headThere(of), SOURCE);
            check(of);
        }
        List<Place> right = there.depsFor(third);
        List<Place> wrong = List.of(right.getLast(), right.getFirst());
        List<Place> twice = List.of(right.getFirst(), right.getFirst());
        for (List<Place> places : List.of(wrong, twice)) {
            Change change = new Change(1, Fixture.time(9), places, null, Bytes.EMPTY);
            assertInstanceOf(
                    Verdict.Wrong.class, offer(new Run(third, List.of(change)), null, SOURCE));
            View view = new View(0, places);
            change = new Change(1, Fixture.time(9), right, view, Bytes.EMPTY);
            assertInstanceOf(
                    Verdict.Wrong.class, offer(new Run(third, List.of(change)), null, SOURCE));
        }
        Change change = new Change(1, Fixture.time(9), right, null, Bytes.EMPTY);
        assertEquals(new Verdict.Queued(), offer(new Run(third, List.of(change)), null, SOURCE));
    }

    @Test
    void aChangeDoesNotNameItsOwnChain() {
        offer(Fixture.writeRun(there, chain, 1, 1), headThere(chain), SOURCE);
        check(chain);
        Change change =
                new Change(2, Fixture.time(2), List.of(new Place(chain, 1)), null, Bytes.EMPTY);
        assertInstanceOf(Verdict.Wrong.class, offer(new Run(chain, List.of(change)), null, SOURCE));
    }

    @Test
    void aViewBeyondThePastSeesNoFartherThanThePast() {
        int second = open(1);
        offer(Fixture.writeRun(there, chain, 1, 2), headThere(chain), SOURCE);
        check(chain);
        View view = new View(0, List.of(new Place(chain, 2)));
        List<Place> deps = List.of(new Place(chain, 1));
        Verified made = there.compose(second, Fixture.time(3), deps, view, Bytes.EMPTY);
        there.append(made);
        assertEquals(new Verdict.Queued(), offer(made.run(), headThere(second), SOURCE));
        check(second);
        Seen seen = here.seenBy(second, made.run().changes().getFirst());
        assertEquals(1, seen.upTo(chain));
    }

    @Test
    void whatWasDroppedDuringACheckIsNotTakenIn() {
        Run run = Fixture.writeRun(there, chain, 1, 2);
        offer(run, headThere(chain), SOURCE);
        assertNotNull(intake.nextCheck(chain));
        assertEquals(List.of(1L), intake.drop(chain));
        assertEquals(0, intake.lastQueued(chain));
        offer(run, headThere(chain), SOURCE);
        assertNull(intake.nextCheck(chain), "the old check is still under way");
        Intake.Outcome outcome = intake.checked(chain, true);
        assertEquals(List.of(), outcome.accepted());
        assertEquals(List.of(), outcome.settled());
        assertEquals(List.of(2L), tickets(check(chain)));
    }

    @Test
    void aSourceThatLeavesTakesItsQueuesAlong() {
        int second = open(1);
        Run run = Fixture.writeRun(there, chain, 1, 2);
        offer(run, headThere(chain), SOURCE);
        offer(run, null, OTHER);
        offer(Fixture.writeRun(there, second, 1, 1), headThere(second), SOURCE);
        assertNotNull(intake.nextCheck(chain));
        assertEquals(List.of(1L, 3L), intake.leave(SOURCE));
        assertEquals(List.of(), intake.checked(chain, true).accepted());
        assertEquals(2, intake.lastQueued(chain));
        assertEquals(0, intake.lastQueued(second));
        assertNull(intake.nextCheck(chain));
    }

    @Test
    void anAnswerThatNobodyAskedForIsOurMistake() {
        assertThrows(IllegalStateException.class, () -> intake.checked(chain, true));
    }

    @Test
    void aChainThatWentOnByOtherMeansDropsWhatWasQueued() {
        Run run = Fixture.writeRun(there, chain, 1, 2);
        offer(run, headThere(chain), SOURCE);
        assertNotNull(intake.nextCheck(chain));
        Fixture.write(here, chain, 7, null); // our own chain, of which others know more
        Intake.Outcome outcome = intake.checked(chain, true);
        assertEquals(List.of(), outcome.accepted());
        assertEquals(List.of(1L), outcome.dropped());
        assertEquals(List.of(), outcome.refused());
        Verdict.Disagrees disagrees =
                assertInstanceOf(Verdict.Disagrees.class, offer(run, headThere(chain), SOURCE));
        assertEquals(1, disagrees.seq());
        assertNotEquals(here.tip(chain).hash(), disagrees.hash());
    }

    /// Changes of two authors who answer each other, with one head each at the end.
    @Test
    void authorsWhoAnswerEachOtherAreTakenInTogether() {
        int second = open(1);
        var runs = new ArrayList<Run>();
        for (int i = 1; i <= 1000; i++) {
            runs.add(Fixture.write(there, i % 2 == 0 ? chain : second, i, null).run());
        }
        for (Run run : runs) {
            boolean ends = run.lastSeq() == 500;
            Head head = ends ? headThere(run.chain()) : null;
            assertEquals(new Verdict.Queued(), offer(run, head, SOURCE));
        }
        assertEquals(1, check(second).accepted().size());
        assertEquals(1, here.last(second), "the first hangs on nothing");
        assertEquals(999, check(chain).accepted().size());
        assertEquals(there.frontier(), here.frontier());
        assertEquals(500, here.lastSigned(second));
    }

    @Test
    void aFalseHeadTakesAlongAllThatItsSourceClaims() {
        int second = open(1);
        offer(Fixture.writeRun(there, chain, 1, 1), new Head(1, Fixture.bytes(64, 9)), SOURCE);
        offer(Fixture.write(there, second, 2, null).run(), headThere(second), SOURCE);
        Intake.Outcome outcome = check(chain);
        assertEquals(List.of(1L, 2L), outcome.dropped());
        assertEquals(List.of(), intake.waiting());
    }

    @Test
    void behindAClosedGateThingsWait() {
        var open = new ArrayList<Integer>();
        var gated = new Intake(here, Fixture.AHEAD_MAX_MILLIS, open::contains);
        int second = open(1);
        Run first = Fixture.writeRun(there, chain, 1, 1);
        Head head = headThere(chain);
        Run after = Fixture.write(there, second, 2, null).run();
        long wall = Fixture.WALL_MILLIS;
        gated.offer(first, head, SOURCE, 1, wall);
        gated.offer(after, headThere(second), SOURCE, 2, wall);
        assertNull(gated.nextCheck(chain));
        open.add(second);
        assertNotNull(gated.nextCheck(second));
        assertEquals(List.of(), gated.checked(second, true).accepted(), "its past waits outside");
        open.add(chain);
        assertNotNull(gated.nextCheck(chain));
        open.clear();
        assertEquals(List.of(), gated.checked(chain, true).accepted(), "closed meanwhile");
        open.addAll(List.of(chain, second));
        assertEquals(2, gated.again().accepted().size());
        assertEquals(List.of(), gated.waiting());
    }

    @Test
    void ticketsOfWhatHungOnAnOldEndComeBackWithTheNextOutcome() {
        Run run = Fixture.writeRun(there, chain, 1, 2);
        offer(run, headThere(chain), SOURCE);
        here.append(here.compose(chain, Fixture.time(7), List.of(), null, Bytes.EMPTY));
        assertInstanceOf(Verdict.Disagrees.class, offer(run, headThere(chain), SOURCE));
        assertEquals(List.of(1L), intake.again().dropped());
        assertEquals(List.of(), intake.again().dropped());
    }
}
