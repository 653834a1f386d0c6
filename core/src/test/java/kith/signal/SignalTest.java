package kith.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SignalTest {
    private final Graph graph = new Graph();
    private final List<Object> log = new ArrayList<>();

    private <T> T logged(T entry) {
        log.add(entry);
        return entry;
    }

    @Test
    void aWatcherRunsAtOnceAndAfterEachChange() {
        var a = graph.signal(1);
        graph.watch(() -> log.add(a.value()));
        a.set(2);
        a.set(2);
        a.update(value -> value + 1);
        assertEquals(List.of(1, 2, 3), log);
    }

    @Test
    void aComputedIsNotEvaluatedUntilSomebodyReadsIt() {
        var a = graph.signal(1);
        var twice = graph.computed(() -> logged(a.value() * 2));
        a.set(5);
        assertEquals(List.of(), log);
        assertEquals(10, twice.value());
        assertEquals(10, twice.value());
        assertEquals(List.of(10), log);
    }

    @Test
    void anUnwatchedComputedIsEvaluatedAgainOnlyIfItsInputChanged() {
        var a = graph.signal(1);
        var other = graph.signal(1);
        var twice = graph.computed(() -> logged(a.value() * 2));
        var half = graph.computed(() -> twice.value() / 2);
        assertEquals(1, half.value());
        other.set(2);
        assertEquals(1, half.value());
        assertEquals(List.of(2), log);
        a.set(3);
        assertEquals(3, half.value());
        assertEquals(List.of(2, 6), log);
    }

    @Test
    void aDiamondShowsNoMixtureOfOldAndNew() {
        var a = graph.signal(1);
        var left = graph.computed(() -> a.value() + 1);
        var right = graph.computed(() -> a.value() * 10);
        var both = graph.computed(() -> left.value() + ":" + right.value());
        graph.watch(() -> log.add(both.value()));
        a.set(2);
        assertEquals(List.of("2:10", "3:20"), log);
    }

    @Test
    void anEqualResultStopsTheChange() {
        var a = graph.signal(1);
        var odd = graph.computed(() -> a.value() % 2 == 1);
        graph.watch(() -> log.add(odd.value()));
        a.set(3);
        a.set(5);
        a.set(6);
        assertEquals(List.of(true, false), log);
    }

    @Test
    void whatCountsAsEqualCanBeReplaced() {
        Signal<String> a =
                graph.signal(
                        "a",
                        "x",
                        (before, after) ->
                                before != null && after != null && before.equalsIgnoreCase(after));
        Computed<Integer> b = graph.computed("b", () -> a.value().length(), (p, q) -> true);
        graph.watch(() -> log.add(b.value()));
        graph.watch(() -> log.add(a.value()));
        a.set("X");
        a.set("yy");
        assertEquals(List.of(1, "x", "yy"), log);
        assertEquals(1, b.value());
    }

    @Test
    void dependenciesFollowWhatTheLastRunRead() {
        var choice = graph.signal(true);
        var a = graph.signal("a");
        var b = graph.signal("b");
        graph.watch(() -> log.add(choice.value() ? a.value() : b.value()));
        b.set("b2");
        choice.set(false);
        a.set("a2");
        b.set("b3");
        assertEquals(List.of("a", "b2", "b3"), log);
        assertEquals(0, a.readerCount());
    }

    @Test
    void aSourceThatIsNoLongerNeededIsNotEvaluated() {
        var list = graph.signal(List.of(1));
        var empty = graph.computed(() -> list.value().isEmpty());
        var first = graph.computed(() -> logged(list.value().getFirst()));
        var shown = graph.computed(() -> empty.value() ? -1 : first.value());
        graph.watch(() -> log.add("shows " + shown.value()));
        list.set(List.of());
        assertEquals(List.of(1, "shows 1", "shows -1"), log);
    }

    @Test
    void untrackedAndPeekedValuesAreNoSources() {
        var a = graph.signal(1);
        var b = graph.signal(1);
        var sum = graph.computed(() -> b.value() + 1);
        graph.watch(() -> log.add(a.value() + graph.untracked(b::value) + sum.peek()));
        b.set(5);
        assertEquals(List.of(4), log);
        a.set(2);
        assertEquals(List.of(4, 13), log);
    }

    @Test
    void aBatchSettlesOnceAtItsEnd() {
        var a = graph.signal(1);
        var b = graph.signal(1);
        var sum = graph.computed(() -> a.value() + b.value());
        graph.watch(() -> log.add(sum.value()));
        graph.batch(
                () -> {
                    a.set(2);
                    graph.batch(() -> b.set(2));
                    assertEquals(List.of(2), log, "an inner batch is part of the outer one");
                    assertEquals(2, a.value());
                    assertEquals(4, sum.value(), "what is read inside belongs together");
                });
        assertEquals(List.of(2, 4), log);
    }

    @Test
    void aValueWrittenBackInABatchIsNoChange() {
        var a = graph.signal(1);
        var b = graph.computed(() -> logged(a.value()));
        graph.watch(() -> log.add("w" + b.value()));
        graph.batch(
                () -> {
                    a.set(2);
                    a.set(3);
                    a.set(1);
                });
        assertEquals(List.of(1, "w1"), log);
        graph.batch(
                () -> {
                    a.set(2);
                    a.set(1);
                    a.set(4);
                });
        assertEquals(List.of(1, "w1", 4, "w4"), log);
    }

    @Test
    void anExceptionInABatchSettlesWhatWasWritten() {
        var a = graph.signal(1);
        graph.watch(() -> log.add(a.value()));
        var problem = new IllegalArgumentException("stop");
        Runnable body =
                () -> {
                    a.set(2);
                    throw problem;
                };
        assertSame(problem, assertThrows(IllegalArgumentException.class, () -> graph.batch(body)));
        assertEquals(List.of(1, 2), log);
        a.set(3);
        assertEquals(List.of(1, 2, 3), log);
    }

    @Test
    void aWatcherMayWriteAndTheNextRoundSettlesIt() {
        var a = graph.signal(0);
        var steps = graph.signal(0);
        graph.watch(() -> steps.set(Math.min(5, a.value() + steps.value())));
        graph.watch(() -> log.add(steps.value()));
        a.set(1);
        assertEquals(5, steps.value());
        assertEquals(5, log.getLast());
    }

    @Test
    void writingOrWatchingInAComputedIsRefused() {
        var a = graph.signal("the signal", 1);
        var bad =
                graph.computed(
                        "the computed",
                        () -> {
                            graph.untracked(
                                    () -> {
                                        a.set(2);
                                        return 0;
                                    });
                            return 1;
                        });
        var problem = assertThrows(IllegalStateException.class, bad::value);
        assertTrue(
                String.valueOf(problem.getMessage()).startsWith("the computed writes the signal"),
                problem.getMessage());
        var watching = graph.computed(() -> graph.watch(() -> {}));
        assertThrows(IllegalStateException.class, watching::value);
        assertEquals(1, a.value());
    }

    @Test
    void aClosedWatcherNeverRunsAgainAndHoldsNothing() {
        var a = graph.signal(1);
        var b = graph.computed(a::value);
        var watcher = graph.watch(() -> log.add(b.value()));
        watcher.close();
        watcher.close();
        a.set(2);
        assertEquals(List.of(1), log);
        assertEquals(0, a.readerCount() + b.readerCount());
        assertFalse((b.flags & Source.LIVE) != 0);
    }

    @Test
    void aWatcherMayCloseItselfAndOthersWhileItRuns() {
        var a = graph.signal(1);
        var b = graph.signal(1);
        var watchers = new ArrayList<Watcher>();
        for (int i = 0; i < 3; i++) {
            watchers.add(
                    graph.watch(
                            () -> {
                                log.add(a.value());
                                if (a.value() == 2) {
                                    watchers.forEach(Watcher::close);
                                    log.add(b.value());
                                }
                            }));
        }
        a.set(2);
        a.set(3);
        b.set(3);
        assertEquals(List.of(1, 1, 1, 2, 1), log);
        assertEquals(0, a.readerCount() + b.readerCount());
    }

    @Test
    void aWatcherMadeByAWatcherLivesOnItsOwn() {
        var a = graph.signal(1);
        var inner = new ArrayList<Watcher>();
        var outer = graph.watch(() -> inner.add(graph.watch(() -> log.add(a.value()))));
        outer.close();
        a.set(2);
        assertEquals(List.of(1, 2), log);
        inner.getFirst().close();
        a.set(3);
        assertEquals(List.of(1, 2), log);
    }

    @Test
    void watchersOfOneSignalRunInTheOrderOfTheirFirstReading() {
        var a = graph.signal(0);
        for (int i = 0; i < 4; i++) {
            int id = i;
            graph.watch(() -> log.add(id + 10 * a.value()));
        }
        log.clear();
        a.set(1);
        assertEquals(List.of(10, 11, 12, 13), log);
    }

    @Test
    void nullIsAValue() {
        Signal<String> a = graph.signal("x");
        var b = graph.computed(() -> a.value() == null ? "none" : a.value());
        graph.watch(() -> log.add(b.value()));
        setNull(a);
        a.set("y");
        assertEquals(List.of("x", "none", "y"), log);
    }

    @SuppressWarnings("NullAway")
    private static void setNull(Signal<String> signal) {
        signal.set(null);
    }
}
