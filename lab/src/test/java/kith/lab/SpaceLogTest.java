package kith.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import kith.Address;
import kith.Answer;
import kith.Command;
import kith.Problem;
import kith.port.Limits;
import kith.port.Now;
import kith.replica.history.Ask;
import kith.replica.history.History;
import kith.replica.history.Page;
import kith.replica.history.Page.Entry;
import kith.replica.history.Page.Told;
import kith.state.Writing;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The changes of a space are told from memory and from the disk, in the order in which they
/// came.
class SpaceLogTest {
    /// With so little in memory that nearly all is read from the disk, a little at a time.
    private static Limits small() {
        return Limits.DEFAULT.with(
                choice -> {
                    choice.gatherNanos = 0;
                    choice.creditBytes = Limits.CREDIT_BYTES_MIN;
                    choice.tailBytes = 1 << 12;
                    choice.loadBytes = 1 << 12;
                });
    }

    private static Command.Log ask(String at, boolean oldest, @Nullable String from, int limit) {
        return new Command.Log(Address.parse(at), oldest, from, List.of(), limit, 10, 100);
    }

    private static Page page(Solo solo, Command.Log ask) {
        long ticket = solo.begin(ask);
        for (int i = 0; solo.answer(ticket) == null && i < 100_000; i++) {
            solo.goOn();
        }
        if (solo.answer(ticket) instanceof Answer.Logged logged) {
            return logged.page();
        }
        throw new AssertionError(solo.answer(ticket));
    }

    /// All pages of a log, one after the other.
    private static List<Entry> all(Solo solo, String at, boolean oldest, int limit) {
        var all = new ArrayList<Entry>();
        String from = null;
        do {
            Page page = page(solo, ask(at, oldest, from, limit));
            assertTrue(page.entries().size() <= limit);
            all.addAll(page.entries());
            from = page.next();
        } while (from != null);
        return all;
    }

    private static Told told(Entry entry) {
        Told told = entry.told();
        assertNotNull(told, entry.id());
        return told;
    }

    private static List<Integer> seqs(List<Entry> entries) {
        var seqs = new ArrayList<Integer>();
        entries.forEach(entry -> seqs.add(entry.seq()));
        return seqs;
    }

    private static List<Integer> range(int first, int last) {
        var range = new ArrayList<Integer>();
        for (int i = first; first <= last ? i <= last : i >= last; i += first <= last ? 1 : -1) {
            range.add(i);
        }
        return range;
    }

    /// Two spaces whose changes lie between each other on the disk.
    private static Solo filled(int changes) {
        var solo = new Solo(small());
        for (int i = 1; i <= changes; i++) {
            solo.put("a", i % 10 == 0 ? "tens/x" : "k" + i % 7, i);
            solo.put("b", "other", i);
            if (i % 50 == 0) {
                solo.settle();
            }
        }
        solo.settle();
        return solo;
    }

    @Test
    void aChangeSaysWhoWroteWhatAndWhatBecameOfIt() {
        var solo = new Solo(Limits.DEFAULT);
        solo.put("a", "x/y", 7);
        solo.settle();
        solo.holdSyncs(true);
        var edits = new ArrayList<Writing.Edit>();
        edits.add(new Writing.Put(Path.parse("long"), new Value.Text("z".repeat(101))));
        edits.add(new Writing.Remove(Path.parse("x")));
        edits.add(new Writing.Add(Path.parse("n"), 3));
        solo.begin(new Command.Write(Address.parse("a"), edits, List.of(), false));
        Page page = page(solo, ask("a", false, null, 5));
        assertEquals(2, page.total());
        assertNull(page.next());
        Entry second = page.entries().getFirst();
        Entry first = page.entries().getLast();
        assertFalse(second.durable(), "no sync was answered yet");
        assertTrue(first.counts());
        assertEquals(List.of(first.id()), told(second).parents());
        assertEquals(List.of(), told(first).parents());
        assertEquals(
                List.of(new Page.Edit(Page.Kind.SET, Path.parse("x/y"), Value.Int.of(7), 2)),
                told(first).edits());
        assertEquals(3, told(second).ops());
        assertTrue(told(second).cut(), "a value of 101 letters and more is left out");
        assertNull(told(second).edits().getFirst().value());
        assertEquals(Value.Int.of(3), told(second).edits().get(1).value());
        assertEquals(Page.Kind.REMOVE, told(second).edits().get(2).kind());
        solo.holdSyncs(false);
        solo.settle();
        Entry later = page(solo, ask("a", false, null, 1)).entries().getFirst();
        assertTrue(later.durable() && later.signed());
    }

    @Test
    void thePagesTogetherAreTheWholeLogInBothDirections() {
        var solo = filled(700);
        for (int limit : new int[] {1_000, 64, 7}) {
            assertEquals(range(700, 1), seqs(all(solo, "a", false, limit)), "limit " + limit);
            assertEquals(range(1, 700), seqs(all(solo, "a", true, limit)), "limit " + limit);
        }
        for (Entry entry : all(solo, "a", true, 1_000)) {
            assertEquals(
                    Value.Int.of(entry.seq()), told(entry).edits().getFirst().value(), entry.id());
        }
    }

    @Test
    void afterARestartItIsReadFromTheDisk() {
        var solo = filled(300);
        List<Entry> before = all(solo, "a", false, 1_000);
        solo.restart();
        assertEquals(before, all(solo, "a", false, 1_000));
        solo.put("a", "new", 301); // the next incarnation
        solo.settle();
        List<Entry> after = all(solo, "a", false, 50);
        assertEquals(1, after.getFirst().seq());
        assertEquals(before, after.subList(1, after.size()));
    }

    @Test
    void anAddressBelowTheRootTellsOnlyWhatTouchedIt() {
        var solo = filled(300);
        var seqs = new ArrayList<Integer>();
        range(30, 1).forEach(i -> seqs.add(10 * i));
        assertEquals(seqs, seqs(all(solo, "a/tens", false, 1_000)));
        assertEquals(seqs, seqs(all(solo, "a/tens/x", false, 4)));
        assertEquals(List.of(), all(solo, "a/nothing", false, 10));
        solo.begin(
                new Command.Write(
                        Address.parse("a"),
                        List.of(new Writing.Remove(Path.parse("tens"))),
                        List.of(),
                        false));
        solo.settle();
        Entry removed = all(solo, "a/tens/x", false, 1_000).getFirst();
        assertEquals(Page.Kind.REMOVE, told(removed).edits().getFirst().kind());
    }

    @Test
    void whatAVersionHasIsLeftOut() {
        var solo = filled(40);
        List<Entry> all = all(solo, "a", true, 1_000);
        var since =
                new Command.Log(
                        Address.parse("a"), true, null, List.of(all.get(29).id()), 100, 10, 100);
        assertEquals(range(31, 40), seqs(page(solo, since).entries()));
    }

    @Test
    void manyChangesThatAreLeftOutAreLookedAtInSeveralSteps() {
        var solo = filled(5_000);
        String newest = all(solo, "a", true, 1_000).getLast().id();
        long ticket =
                solo.begin(
                        new Command.Log(
                                Address.parse("a"), true, null, List.of(newest), 100, 10, 100));
        int steps = 1;
        while (solo.answer(ticket) == null && solo.goOn()) {
            steps++;
        }
        assertTrue(steps >= 3, steps + " steps");
        assertTrue(
                solo.answer(ticket) instanceof Answer.Logged logged
                        && logged.page().entries().isEmpty()
                        && logged.page().next() == null);
    }

    /// Of six changes the newest of a space touches what is asked about, and all wait in memory.
    @Test
    void whatTakesSeveralStepsToLookThroughIsToldAtTheEndOfTheLogAsWell() {
        var solo = new Solo(Limits.DEFAULT);
        for (int i = 1; i <= 5; i++) {
            var text = new Value.Text("z".repeat(100_000) + i);
            var large = new Writing.Put(Path.of("large"), text);
            solo.begin(new Command.Write(Address.parse("a"), List.of(large), List.of(), false));
        }
        solo.put("a", "small", 6);
        solo.settle();
        for (boolean oldest : new boolean[] {true, false}) {
            assertEquals(List.of(6), seqs(all(solo, "a/small", oldest, 10)));
            assertEquals(5, all(solo, "a/large", oldest, 10).size());
            assertEquals(6, all(solo, "a", oldest, 10).size());
        }
    }

    /// Changes of 64 edits with paths of 1,000 bytes each.
    private static Solo withLongPaths(int changes) {
        var solo = new Solo(small());
        for (int i = 1; i <= changes; i++) {
            var edits = new ArrayList<Writing.Edit>();
            for (int edit = 0; edit < 64; edit++) {
                String name = "x".repeat(990) + edit;
                edits.add(new Writing.Put(Path.of("k" + i, name), Value.Int.of(i)));
            }
            solo.begin(new Command.Write(Address.parse("a"), edits, List.of(), false));
            solo.settle();
        }
        return solo;
    }

    @Test
    void longPathsMakeAPageShortAndNothingIsLeftOut() {
        int changes = 60;
        var solo = withLongPaths(changes);
        for (boolean oldest : new boolean[] {true, false}) {
            var all = new ArrayList<Entry>();
            String from = null;
            do {
                var ask =
                        new Command.Log(Address.parse("a"), oldest, from, List.of(), 100, 64, 100);
                Page page = page(solo, ask);
                long bytes = 0;
                for (Entry entry : page.entries()) {
                    for (Page.Edit edit : told(entry).edits()) {
                        bytes += edit.path().toText().length();
                    }
                }
                assertTrue(bytes < 1_200_000, bytes + " bytes of paths");
                all.addAll(page.entries());
                from = page.next();
            } while (from != null);
            assertEquals(oldest ? range(1, changes) : range(changes, 1), seqs(all));
        }
    }

    @Test
    void aDiskThatDoesNotReadForAWhileHasLostNothing() {
        int refused = 0;
        for (int at = 0; at < 8; at++) {
            for (boolean busy : new boolean[] {true, false}) {
                var solo = filled(300);
                List<Entry> before = all(solo, "a", false, 1_000);
                solo.refuseReads(at, 5, busy);
                assertEquals(before, all(solo, "a", false, 1_000), "after " + at + " reads");
                refused += solo.readsRefused() == 0 ? 1 : 0;
            }
        }
        assertTrue(refused >= 4, "refused " + refused + " times");
    }

    @Test
    void aDiskThatIsFarBehindForLongIsToldAndNothingAsLost() {
        var solo = filled(300);
        List<Entry> before = all(solo, "a", false, 1_000);
        solo.refuseReads(0, 1_000, true);
        long first = solo.begin(ask("a", false, null, 1_000));
        long second = solo.begin(ask("b", false, null, 1_000));
        for (long ticket : new long[] {first, second}) {
            while (solo.answer(ticket) == null && solo.goOn()) {}
            assertTrue(
                    solo.answer(ticket) instanceof Answer.Failed failed
                            && failed.problem() == Problem.DISK_BUSY,
                    () -> "answered by " + solo.answer(ticket));
        }
        assertTrue(solo.readsRefused() > 970, "each is asked for ten seconds");
        solo.refuseReads(0, 0, true);
        assertEquals(before, all(solo, "a", false, 1_000));
    }

    @Test
    void aDiskThatIsFarBehindInTheMidstMakesAPageShortAndNothingIsLost() {
        var solo = filled(300);
        List<Entry> before = all(solo, "a", false, 1_000);
        solo.refuseReads(2, 12, true);
        Page page = page(solo, ask("a", false, null, 1_000));
        assertNotNull(page.next());
        assertTrue(page.entries().size() < 300);
        assertEquals(before.subList(0, page.entries().size()), page.entries());
        var rest = page(solo, ask("a", false, page.next(), 1_000)).entries();
        assertEquals(before.subList(page.entries().size(), 300), rest);
    }

    @Test
    void aPartThatCannotBeReadHoldsUpAQuestionOnceAndTheNextOneNotAtAll() {
        var solo = filled(1_000);
        List<Entry> before = all(solo, "a", false, 1_000);
        solo.spoil(30_000);
        long begun = solo.nanos();
        long first = solo.begin(ask("a", false, null, 1_000));
        long second = solo.begin(ask("b", false, null, 100));
        while (solo.answer(second) == null && solo.goOn()) {}
        assertTrue(solo.answer(first) instanceof Answer.Logged);
        assertTrue(solo.answer(second) instanceof Answer.Logged);
        assertTrue(solo.readsFailed() > 10, "it is asked for ten seconds");
        long seconds = (solo.nanos() - begun) / Now.SECOND;
        assertTrue(seconds < 16, "answered after " + seconds + " s");
        int failed = solo.readsFailed();
        page(solo, ask("a", true, null, 100));
        assertTrue(solo.readsFailed() - failed <= 1, "once given up it is not waited for");
        solo.spoil(-1);
        solo.pass(600 * Now.SECOND); // the longest pause
        assertEquals(before, all(solo, "a", false, 1_000));
    }

    @Test
    void aForgottenQuestionIsNotAskedForAgain() {
        var solo = filled(1_000);
        solo.spoil(30_000);
        long first = solo.begin(ask("a", false, null, 1_000));
        while (solo.readsFailed() == 0 && solo.goOn()) {}
        solo.begin(new Command.Forget(first));
        solo.settle();
        assertEquals(1, solo.readsFailed());
    }

    @Test
    void aForgottenQuestionIsNotAnsweredAndTheNextOneIs() {
        for (int steps = 0; steps < 30; steps++) {
            var solo = filled(300);
            long first = solo.begin(ask("a", false, null, 1_000));
            long second = solo.begin(ask("a", false, null, 1_000));
            long third = solo.begin(ask("b", true, null, 1_000));
            for (int i = 0; i < steps && solo.answer(first) == null; i++) {
                solo.goOn();
            }
            boolean late = solo.answer(first) != null;
            solo.begin(new Command.Forget(first));
            solo.begin(new Command.Forget(second));
            solo.begin(new Command.Forget(999)); // which there is not
            solo.settle();
            assertEquals(late, solo.answer(first) != null, "after " + steps + " steps");
            assertNull(solo.answer(second));
            assertTrue(solo.answer(third) instanceof Answer.Logged);
        }
    }

    @Test
    void overAThousandQuestionsAreRefusedAndRoomComesAgain() {
        var solo = filled(300);
        solo.refuseReads(0, 1, true); // so that the first one waits
        long first = solo.begin(ask("a", false, null, 1_000));
        long last = first;
        for (int i = 0; i < History.QUESTIONS_MAX; i++) {
            last = solo.begin(ask("a", false, null, 1));
        }
        assertNull(solo.answer(last));
        long over = solo.begin(ask("a", false, null, 1));
        assertTrue(
                solo.answer(over) instanceof Answer.Failed failed
                        && failed.problem() == Problem.TOO_MANY_QUESTIONS);
        solo.begin(new Command.Forget(last));
        long fits = solo.begin(ask("a", false, null, 1));
        solo.settle();
        assertNull(solo.answer(last));
        assertTrue(solo.answer(first) instanceof Answer.Logged);
        assertTrue(solo.answer(fits) instanceof Answer.Logged);
    }

    @Test
    void aVersionOfOverAThousandIdsIsRefused() {
        var solo = filled(40);
        String id = all(solo, "a", true, 1_000).getFirst().id();
        for (int count : new int[] {Ask.SINCE_MAX, Ask.SINCE_MAX + 1}) {
            var since = Collections.nCopies(count, id);
            long ticket =
                    solo.begin(
                            new Command.Log(Address.parse("a"), true, null, since, 100, 10, 100));
            solo.settle();
            assertEquals(count <= Ask.SINCE_MAX, solo.answer(ticket) instanceof Answer.Logged);
        }
    }

    @Test
    void whatTheDiskHasLostIsToldAsLostAndTheRestAsItIs() {
        var solo = filled(300);
        List<Entry> before = all(solo, "a", false, 1_000);
        String log = solo.disk.list().getFirst();
        for (long at = 9_000; at < 9_100; at++) {
            solo.disk.flip(log, at, 3);
        }
        List<Entry> after = all(solo, "a", false, 1_000);
        assertEquals(seqs(before), seqs(after));
        int lost = 0;
        for (int i = 0; i < before.size(); i++) {
            if (after.get(i).told() == null) {
                lost++;
            } else {
                assertEquals(before.get(i), after.get(i));
            }
        }
        assertTrue(lost > 0, "nothing was lost by a hole in " + log);
    }

    @Test
    void manyMayAskAtOnceAndEachIsAnswered() {
        var solo = filled(200);
        var tickets = new ArrayList<Long>();
        for (int i = 0; i < 20; i++) {
            tickets.add(solo.begin(ask("a", i % 2 == 0, null, 30)));
        }
        solo.settle();
        for (long ticket : tickets) {
            assertTrue(
                    solo.answer(ticket) instanceof Answer.Logged logged
                            && logged.page().entries().size() == 30);
        }
    }

    @Test
    void whereThereIsNoLogTheAnswerSaysSo() {
        var solo = filled(5);
        assertEquals(Problem.SPACE_UNKNOWN, problem(solo, ask("nobody", false, null, 5)));
        assertEquals(Problem.SPACE_UNKNOWN, problem(solo, ask(".peer", false, null, 5)));
        String unknown = "00".repeat(32) + ".0.7";
        assertEquals(Problem.VERSION_UNKNOWN, problem(solo, ask("a", false, unknown, 5)));
        assertEquals(Problem.VERSION_UNKNOWN, problem(solo, ask("a", false, "x", 5)));
        assertEquals(Problem.VALUE_MALFORMED, problem(solo, ask("a", false, null, 1_001)));
    }

    private static @Nullable Problem problem(Solo solo, Command.Log ask) {
        return solo.answer(solo.begin(ask)) instanceof Answer.Failed failed
                ? failed.problem()
                : null;
    }
}
