package kith.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Signals read for the first time are noted first and tracked later ([Notes]); nobody may find
/// that out.
final class NotesTest {
    private final Graph graph = new Graph();
    private final List<Object> log = new ArrayList<>();

    @Test
    void aWatcherThatWritesWhatItHasJustReadRunsAgain() {
        var other = graph.signal(0);
        var counter = graph.signal(0);
        graph.watch(
                () -> {
                    other.value();
                    int count = counter.value();
                    log.add(count);
                    if (count < 3) {
                        counter.set(count + 1);
                    }
                });
        assertEquals(List.of(0, 1, 2, 3), log);
        counter.set(2);
        assertEquals(List.of(0, 1, 2, 3, 2, 3), log);
    }

    @Test
    void moreNewSignalsThanThereIsRoomForAreAllTracked() {
        var signals = new ArrayList<Signal<Integer>>();
        for (int i = 0; i < 2 * Notes.NOTES_MAX + 1; i++) {
            signals.add(graph.signal(1));
        }
        var watcher = graph.watch(() -> log.add(signals.stream().mapToInt(Signal::value).sum()));
        for (int at : new int[] {0, 1023, 1024, 2047, 2048}) {
            signals.get(at).update(value -> value + 1);
        }
        assertEquals(List.of(2049, 2050, 2051, 2052, 2053, 2054), log);
        assertEquals(signals, Arrays.asList(watcher.sources).subList(0, watcher.count));
    }

    @Test
    void theSameNewSignalAgainAndAgainIsOneSource() {
        var a = graph.signal(1);
        var watcher =
                graph.watch(
                        () -> {
                            for (int i = 0; i < 3 * Notes.NOTES_MAX; i++) {
                                a.value();
                            }
                            log.add(a.value());
                        });
        a.set(2);
        assertEquals(List.of(1, 2), log);
        assertEquals(1, watcher.count);
    }

    @Test
    void whatWasReadAfterTheNewSignalIsAskedAfterIt() {
        var mode = graph.signal(0);
        var a = graph.signal(1);
        var heavy =
                graph.computed(
                        () -> {
                            log.add("heavy");
                            return a.value();
                        });
        var gate = graph.signal(true);
        var watcher =
                graph.watch(
                        () -> {
                            if (mode.value() == 0 || gate.value()) {
                                heavy.value();
                            }
                        });
        mode.set(1); // from here on the gate is read, and before the heavy one
        assertEquals(List.of(mode, gate, heavy), Arrays.asList(watcher.sources).subList(0, 3));
        log.clear();
        graph.batch(
                () -> {
                    gate.set(false);
                    a.set(2);
                    graph.untracked(gate::value);
                });
        assertEquals(0, log.size(), "the gate is shut, and nobody asks for what is behind it");
    }

    @Test
    void whatIsReadAsideIsNotTrackedAmongWhatIs() {
        var before = graph.signal(1);
        var aside = graph.signal(1);
        var after = graph.signal(1);
        graph.watch(() -> log.add(before.value() + graph.untracked(aside::value) + after.value()));
        aside.set(10);
        assertEquals(List.of(3), log);
        before.set(2);
        after.set(2);
        assertEquals(List.of(3, 13, 14), log);
    }

    @Test
    void aRingIsOpenedByASignalThatWasNewWhenItClosed() {
        var closed = graph.signal(true);
        var ring = new ArrayList<Computed<Integer>>();
        ring.add(graph.computed("a", () -> closed.value() ? ring.get(1).value() : 1));
        ring.add(graph.computed("b", () -> ring.get(0).value() + 1));
        assertThrows(CycleException.class, () -> ring.get(1).value());
        closed.set(false);
        assertEquals(2, ring.get(1).value());
    }

    @Test
    void whatAPeekedComputedReadsIsItsOwn() {
        var a = graph.signal(1);
        var b = graph.signal(10);
        var sum = graph.computed(() -> b.value() + 1);
        graph.watch(() -> log.add(a.value() + sum.peek()));
        b.set(20);
        assertEquals(List.of(12), log);
        a.set(2);
        assertEquals(List.of(12, 23), log);
    }

    @Test
    void aRingOfPeeksIsNamedAndOpens() {
        var closed = graph.signal(true);
        var ring = new ArrayList<Computed<Integer>>();
        ring.add(graph.computed("a", () -> closed.value() ? ring.get(1).peek() : 1));
        ring.add(graph.computed("b", () -> closed.value() ? ring.get(0).peek() : 2));
        var cycle = assertThrows(CycleException.class, () -> ring.getFirst().value());
        assertEquals("a computed needs its own value: a -> b -> a", cycle.getMessage());
        closed.set(false);
        assertEquals(1, ring.getFirst().value());
    }

    @Test
    void aWatcherMadeInAnotherHasItsOwnReadings() {
        var outer = graph.signal(1);
        var inner = graph.signal(1);
        var later = graph.signal(1);
        graph.watch(
                () -> {
                    log.add("outer" + outer.value());
                    if (log.size() == 1) {
                        graph.watch(() -> log.add("inner" + inner.value()));
                    }
                    later.value();
                });
        inner.set(2);
        later.set(2);
        outer.set(2);
        assertEquals(List.of("outer1", "inner1", "inner2", "outer1", "outer2"), log);
    }

    @Test
    void aRunThatThrowsHasReadWhatItRead() {
        var bad = graph.signal(true);
        var thrown = new ArrayList<Throwable>();
        graph.watch(
                "w",
                () -> {
                    if (bad.value()) {
                        throw new IllegalStateException("bad");
                    }
                    log.add("good");
                },
                thrown::add);
        bad.set(false);
        assertEquals(1, thrown.size());
        assertEquals(List.of("good"), log);
    }

    @Test
    void aWatcherThatClosesItselfTracksNothingMore() {
        var a = graph.signal(1);
        var b = graph.signal(1);
        var self = new ArrayList<Watcher>();
        self.add(
                graph.watch(
                        () -> {
                            log.add(a.value());
                            if (!self.isEmpty()) {
                                b.value();
                                self.getFirst().close();
                                b.value();
                            }
                        }));
        a.set(2);
        a.set(3);
        b.set(2);
        assertEquals(List.of(1, 2), log);
        assertTrue(a.first == null && b.first == null);
    }
}
