package kith.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.log.Change.Place;
import kith.log.Change.View;
import kith.log.Intake.Verdict;
import kith.log.StoredRun.Replayed;
import org.junit.jupiter.api.Test;

class ChangeGraphTest {
    private final ChangeGraph graph = Fixture.graph();
    private final int a = graph.open(Fixture.author(0));
    private final int b = graph.open(Fixture.author(1));
    private int tick;

    private Verified write(int chain) {
        return Fixture.write(graph, chain, ++tick, null);
    }

    private Place last(int chain) {
        return new Place(chain, graph.last(chain));
    }

    /// Splits `chain` before `seq`, as when another change with that number was found.
    private int split(ChangeGraph of, int chain, int seq) {
        Past before = of.before(chain, seq);
        Past first = of.past(chain, seq);
        assertNotNull(before);
        assertNotNull(first);
        return of.split(chain, seq, before, first.hash(), 0);
    }

    @Test
    void aChainIsOpenedOnceAndItsFirstChangeFollowsTheGenesis() {
        assertEquals(a, graph.open(Fixture.author(0)));
        assertEquals(2, graph.chainCount());
        assertEquals(-1, graph.number(Fixture.author(7)));
        Verified first = write(a);
        assertEquals(Fixture.HEADERS.genesis(Fixture.SPACE, Fixture.author(0)), first.prev());
        assertEquals(first.past(1), graph.tip(a));
        assertEquals(1, graph.changeCount());
    }

    @Test
    void theFrontierIsWhatNothingHasSeen() {
        write(a);
        assertEquals(List.of(last(a)), graph.frontier());
        Fixture.write(graph, b, ++tick, List.of());
        assertEquals(List.of(last(a), last(b)), graph.frontier());
        write(a);
        assertEquals(List.of(last(a)), graph.frontier());
        assertEquals(List.of(last(a)), graph.depsFor(b));
        assertEquals(List.of(), graph.depsFor(a));
    }

    @Test
    void depsComeAscendingByHashWhateverTheNumbers() {
        for (int author = 2; author < 9; author++) {
            Fixture.write(graph, graph.open(Fixture.author(author)), ++tick, List.of());
        }
        Bytes before = Bytes.EMPTY;
        for (Place dep : graph.depsFor(a)) {
            Past past = graph.past(dep.chain(), dep.seq());
            assertNotNull(past);
            assertTrue(before.compareTo(past.hash()) < 0);
            before = past.hash();
        }
        assertEquals(7, graph.depsFor(a).size());
    }

    @Test
    void composingRefusesWhatOthersWouldRefuse() {
        write(a);
        List<Place> own = List.of(last(a));
        assertThrows(
                IllegalArgumentException.class,
                () -> graph.compose(a, Fixture.time(9), own, null, Bytes.EMPTY));
        assertThrows(
                IllegalArgumentException.class,
                () -> graph.compose(a, Fixture.time(1), List.of(), null, Bytes.EMPTY));
        assertThrows(
                IllegalArgumentException.class,
                () -> graph.compose(b, Fixture.time(1), own, null, Bytes.EMPTY));
        assertThrows(
                IllegalStateException.class,
                () ->
                        graph.compose(
                                b, Fixture.time(9), List.of(new Place(a, 2)), null, Bytes.EMPTY));
    }

    @Test
    void aViewGovernsWhatWasSeenButNotWhatIsInThePast() {
        write(a);
        write(a);
        View view = new View(0, List.of(new Place(a, 1)));
        Verified made = graph.compose(b, Fixture.time(++tick), graph.depsFor(b), view, Bytes.EMPTY);
        graph.append(made);
        Seen seen = graph.seenBy(b, made.run().changes().getFirst());
        assertTrue(seen.covers(a, 1));
        assertFalse(seen.covers(a, 2));
        Place written = last(b);
        Place before = new Place(a, 2);
        assertTrue(graph.covers(written, before));
    }

    @Test
    void oldHashesLeaveMemoryAndAreRememberedWhenReadBack() {
        Verified first = write(a);
        for (int i = 0; i < Fixture.WINDOW; i++) {
            write(a);
        }
        assertNull(graph.past(a, 1));
        assertNull(graph.before(a, 2));
        assertNotNull(graph.past(a, 2));
        assertNotNull(graph.before(a, 1), "a genesis is always known");
        graph.remember(new Place(a, 1), first.past(1));
        assertEquals(first.past(1), graph.past(a, 1));
        assertNull(graph.past(a, Fixture.WINDOW + 2), "beyond the end there is nothing");
    }

    @Test
    void aRunThatDoesNotFollowIsNotAppended() {
        Verified one = write(a);
        ChangeGraph other = Fixture.graph();
        other.open(Fixture.author(0));
        Fixture.write(other, 0, 50, List.of());
        Verified second = Fixture.write(other, 0, 51, List.of());
        assertThrows(IllegalStateException.class, () -> graph.append(second));
        assertThrows(IllegalStateException.class, () -> graph.append(one));
        assertEquals(1, graph.last(a));
    }

    @Test
    void theChangesAfterAForkAreABranchNamedByItsFirst() {
        write(a);
        Verified second = write(a);
        write(a);
        write(b);
        int branch = split(graph, a, 2);
        assertEquals(
                new ChainId(Fixture.author(0).author(), 0, second.hashes().getFirst()),
                graph.id(branch));
        assertEquals(new Origin(a, 1), graph.origin(branch));
        assertEquals(1, graph.last(a));
        assertTrue(graph.ended(a));
        assertFalse(graph.ended(branch));
        assertEquals(2, graph.first(branch));
        assertEquals(3, graph.last(branch));
        assertEquals(branch, graph.resolve(a, 3));
        assertEquals(a, graph.resolve(branch, 1));
        assertTrue(graph.covers(new Place(b, 1), new Place(branch, 3)));
        assertTrue(graph.covers(new Place(b, 1), new Place(a, 3)), "as it was numbered before");
        assertTrue(graph.covers(new Place(branch, 2), new Place(a, 1)));
        assertEquals(List.of(last(b)), graph.frontier());
    }

    @Test
    void aForkAtTheFirstChangeLeavesAnEmptyChain() {
        write(a);
        write(a);
        int branch = split(graph, a, 1);
        assertEquals(0, graph.last(a));
        assertEquals(1, graph.first(branch));
        assertEquals(new Origin(a, 0), graph.origin(branch));
        assertEquals(List.of(last(branch)), graph.frontier());
        Bytes name = Fixture.bytes(32, 3);
        Past genesis = graph.before(a, 1);
        assertNotNull(genesis);
        ChainId id = new ChainId(Fixture.author(0).author(), 0, name);
        int other = graph.open(id, new Origin(a, 0), genesis);
        assertEquals(1, graph.first(other));
        assertEquals(genesis, graph.tip(other));
    }

    @Test
    void aForkFurtherBackMovesTheBranchesToTheirNewParent() {
        for (int i = 0; i < 6; i++) {
            write(a);
        }
        int late = split(graph, a, 5);
        int early = split(graph, a, 3);
        assertEquals(new Origin(early, 4), graph.origin(late));
        assertEquals(new Origin(a, 2), graph.origin(early));
        assertTrue(graph.ended(early));
        assertEquals(4, graph.last(early));
        assertEquals(List.of(a, a, early, early, late, late), owners(6));
        assertTrue(graph.covers(new Place(late, 5), new Place(early, 4)));
        assertTrue(graph.covers(new Place(late, 5), new Place(a, 2)));
    }

    private List<Integer> owners(int count) {
        var owners = new ArrayList<Integer>();
        for (int seq = 1; seq <= count; seq++) {
            owners.add(graph.resolve(a, seq));
        }
        return owners;
    }

    @Test
    void aRunFromBeforeASplitComesUnderTheNumbersOfNow() {
        for (int i = 0; i < 3; i++) {
            write(a);
        }
        Run old = new Run(a, List.of(graphChange(1), graphChange(2), graphChange(3)));
        int branch = split(graph, a, 2);
        List<Run> runs = graph.resolve(old);
        assertEquals(2, runs.size());
        assertEquals(a, runs.getFirst().chain());
        assertEquals(1, runs.getFirst().lastSeq());
        assertEquals(branch, runs.getLast().chain());
        assertEquals(2, runs.getLast().firstSeq());
        Change naming = new Change(1, Fixture.time(9), List.of(new Place(a, 3)), null, Bytes.EMPTY);
        Run resolved = graph.resolve(new Run(b, List.of(naming))).getFirst();
        assertEquals(List.of(new Place(branch, 3)), resolved.at(1).deps());
    }

    private static Change graphChange(int seq) {
        return new Change(seq, Fixture.time(seq), List.of(), null, Fixture.content(seq));
    }

    @Test
    void noForkIsFoundWhereThereIsNone() {
        write(a);
        write(a);
        Past before = graph.before(a, 2);
        Past first = graph.past(a, 2);
        assertNotNull(before);
        assertNotNull(first);
        for (int seq : List.of(0, 1, 3)) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> graph.split(a, seq, before, first.hash(), 0));
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> graph.split(a, 2, before, first.hash(), 1 << 20));
        Bytes wrong = Fixture.bytes(32, 1);
        assertThrows(IllegalArgumentException.class, () -> graph.split(a, 2, before, wrong, 0));
        int branch = split(graph, a, 2);
        assertThrows(
                IllegalArgumentException.class,
                () -> graph.split(branch, 2, before, first.hash(), 0),
                "two changes that follow the parent are two branches of the parent");
    }

    @Test
    void aBranchBeginsWhereItsParentIs() {
        write(a);
        ChainId id = new ChainId(Fixture.author(0).author(), 0, Fixture.bytes(32, 3));
        Past wrong = new Past(Fixture.bytes(32, 4), 5);
        assertThrows(IllegalArgumentException.class, () -> graph.open(id, new Origin(a, 1), wrong));
        assertThrows(
                IllegalArgumentException.class,
                () -> graph.open(id, new Origin(b, 0), graph.tip(b)));
        assertThrows(IllegalArgumentException.class, () -> graph.open(id, new Origin(a, 2), wrong));
        assertThrows(IllegalArgumentException.class, () -> graph.open(id));
    }

    @Test
    void aBranchIsTakenInOnlyWhereAForkIsKnown() {
        ChangeGraph here = Fixture.graph();
        here.open(Fixture.author(0));
        var intake = Fixture.intake(here);
        Verified first = write(a);
        here.append(first);
        Verified second = write(a);
        ChainId id = new ChainId(Fixture.author(0).author(), 0, second.hashes().getFirst());
        int branch = here.open(id, new Origin(0, 1), here.tip(0));
        Run claimed = second.run().in(branch);
        Verdict unproven = new Verdict.Unproven();
        assertEquals(unproven, offer(intake, claimed));
        here.append(second.in(0)); // it is simply how the chain goes on
        assertEquals(unproven, offer(intake, claimed));
        ChangeGraph copy = Fixture.graph();
        copy.open(Fixture.author(0));
        copy.append(first);
        Run other = Fixture.write(copy, 0, 90, List.of()).run();
        ChainId real = new ChainId(id.author(), 0, copy.tip(0).hash());
        int fork = here.open(real, new Origin(0, 1), Fixture.must(here.past(0, 1)));
        Run misnamed = Fixture.writeRun(copy, 0, 91, 1);
        assertInstanceOf(Verdict.Gap.class, offer(intake, misnamed.in(fork)));
        assertEquals(new Verdict.Queued(), offer(intake, other.in(fork)));
    }

    private static Verdict offer(Intake intake, Run run) {
        return intake.offer(run, null, 1, 1, Fixture.WALL_MILLIS);
    }

    @Test
    void anEndedChainIsNotWrittenOn() {
        write(a);
        graph.end(a);
        var intake = Fixture.intake(graph);
        assertEquals(new Verdict.Ended(1), offer(intake, new Run(a, List.of(graphChange(2)))));
        assertThrows(IllegalArgumentException.class, () -> write(a));
    }

    @Test
    void aBranchHasTheNameOfItsFirstChange() {
        Verified first = write(a);
        write(a);
        ChainId id = new ChainId(Fixture.author(0).author(), 0, Fixture.bytes(32, 3));
        int branch = graph.open(id, new Origin(a, 1), first.past(1));
        var intake = Fixture.intake(graph);
        Change change = new Change(2, Fixture.time(50), List.of(), null, Bytes.EMPTY);
        assertInstanceOf(Verdict.Wrong.class, offer(intake, new Run(branch, List.of(change))));
    }

    @Test
    void aHeadOfABranchVouchesForItsParents() {
        for (int i = 0; i < 4; i++) {
            write(a);
        }
        int branch = split(graph, a, 3);
        assertEquals(0, graph.lastSigned(a));
        graph.sign(branch, Fixture.head(graph, branch));
        assertEquals(4, graph.lastSigned(branch));
        assertEquals(2, graph.lastSigned(a));
        assertNull(graph.headUpTo(a, 2), "which has no head of its own");
        graph.durable(branch, 3);
        assertEquals(3, graph.lastDurable(branch));
        assertEquals(2, graph.lastDurable(a));
    }

    @Test
    void theHashOfWhatWouldFollowIsKnownWhenItsPastIs() {
        write(a);
        Change next = new Change(1, Fixture.time(9), List.of(new Place(a, 1)), null, Bytes.EMPTY);
        Verified made = graph.compose(b, Fixture.time(9), next.deps(), null, Bytes.EMPTY);
        assertEquals(made.hashes().getFirst(), graph.headers().hashAfter(graph, b, next));
        Change missing =
                new Change(1, Fixture.time(9), List.of(new Place(a, 2)), null, Bytes.EMPTY);
        assertNull(graph.headers().hashAfter(graph, b, missing));
    }

    @Test
    void aReplayTakesWhatFollowsAndSaysWhatWasLost() {
        var stored = new ArrayList<StoredRun>();
        for (int i = 0; i < 3; i++) {
            stored.add(stored(write(a)));
        }
        StoredRun after = stored(write(b));
        ChangeGraph back = Fixture.graph();
        back.open(Fixture.author(0));
        back.open(Fixture.author(1));
        assertEquals(new Replayed.Gap(0), stored.get(1).replayInto(back));
        assertInstanceOf(Replayed.Taken.class, stored.get(0).replayInto(back));
        assertInstanceOf(Replayed.Known.class, stored.get(0).replayInto(back));
        assertEquals(new Replayed.PastMissing(new Place(a, 3)), after.replayInto(back));
        assertInstanceOf(Replayed.Taken.class, stored.get(1).replayInto(back));
        assertInstanceOf(Replayed.Taken.class, stored.get(2).replayInto(back));
        assertInstanceOf(Replayed.Taken.class, after.replayInto(back));
        assertEquals(graph.frontier(), back.frontier());
    }

    @Test
    void theNumberOfAChainInWhichNothingIsCanGoToAnother() {
        write(b);
        assertEquals(List.of(a), graph.empty());
        graph.openAt(a, Fixture.author(7), null, null);
        assertEquals(-1, graph.number(Fixture.author(0)));
        assertEquals(a, graph.number(Fixture.author(7)));
        graph.openAt(2, Fixture.author(7), null, null); // it was given to nobody in between
        assertEquals(2, graph.number(Fixture.author(7)));
        assertTrue(ChangeGraph.isNobody(graph.id(a)));
        write(2);
        assertThrows(Malformed.class, () -> graph.openAt(b, Fixture.author(8), null, null));
        assertThrows(Malformed.class, () -> graph.openAt(a, Fixture.author(7), null, null));
        assertThrows(Malformed.class, () -> graph.openAt(4, Fixture.author(8), null, null));
    }

    @Test
    void aChainWhoseNameWasLostKeepsItsNumber() {
        Verified first = write(b);
        ChangeGraph back = Fixture.graph();
        assertEquals(new Replayed.Gap(0), stored(first).replayInto(back), "nothing is open yet");
        back.openLost();
        assertEquals(a + 1, back.chainCount());
        assertEquals(b, back.open(Fixture.author(1)));
        assertEquals(new Replayed.Gap(0), stored(write(a)).replayInto(back));
        assertInstanceOf(Replayed.Taken.class, stored(first).replayInto(back));
        assertEquals(2, back.open(Fixture.author(0)), "it comes back under another");
    }

    @Test
    void aReplayOfWhatDoesNotConnectIsMalformed() {
        write(a);
        ChangeGraph other = Fixture.graph();
        other.open(Fixture.author(0));
        Fixture.write(other, 0, 50, List.of());
        StoredRun second = stored(Fixture.write(other, 0, 51, List.of()));
        assertThrows(Malformed.class, () -> second.replayInto(graph));
        StoredRun named = stored(Fixture.write(other, other.open(Fixture.author(1)), 52, null));
        assertThrows(Malformed.class, () -> cutTo(named, new Place(a, 1)).replayInto(graph));
    }

    /// The same with other numbers but the old hashes.
    private static StoredRun cutTo(StoredRun stored, Place place) {
        Change old = stored.run().changes().getFirst();
        var change = new Change(old.seq(), old.time(), List.of(place), null, old.content());
        var run = new Run(stored.run().chain(), List.of(change));
        return new StoredRun(run, stored.prev(), stored.placeHashes(), stored.head());
    }

    private static StoredRun stored(Verified verified) {
        var out = new Writer();
        StoredRun.write(out, verified);
        return StoredRun.read(new Reader(out.toBytes()));
    }
}
