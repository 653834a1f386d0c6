package kith.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What happens when functions throw, need themselves, or never come to rest.
final class FailureTest {
    private final Graph graph = new Graph();
    private final List<Object> log = new ArrayList<>();

    private static int positive(int value) {
        if (value < 0) {
            throw new IllegalArgumentException("negative: " + value);
        }
        return value;
    }

    @Test
    void aFailureIsTheResultUntilAnInputChanges() {
        var a = graph.signal(-1);
        var root =
                graph.computed(
                        () -> {
                            log.add("run");
                            return positive(a.value());
                        });
        var first = assertThrows(IllegalArgumentException.class, root::value);
        assertSame(first, assertThrows(IllegalArgumentException.class, root::value));
        assertEquals(List.of("run"), log);
        a.set(4);
        assertEquals(4, root.value());
    }

    @Test
    void aReaderMayCatchAFailureAndIsToldWhenItIsOver() {
        var a = graph.signal(1);
        var root = graph.computed(() -> positive(a.value()));
        graph.watch(
                () -> {
                    try {
                        log.add(root.value());
                    } catch (IllegalArgumentException failed) {
                        log.add("failed");
                    }
                });
        a.set(-1);
        a.set(-2);
        a.set(2);
        assertEquals(List.of(1, "failed", "failed", 2), log);
    }

    @Test
    void theExceptionOfAWatcherReachesItsOwnerAndHarmsNobody() {
        var told = new ArrayList<String>();
        var careful = new Graph(thrown -> told.add("graph: " + thrown.getMessage()));
        var a = careful.signal(1);
        careful.watch("first", () -> log.add(positive(a.value())));
        careful.watch(
                "second",
                () -> log.add(positive(a.value())),
                thrown -> told.add("own: " + thrown.getMessage()));
        careful.watch(() -> log.add("third " + a.value()));
        a.set(-1);
        a.set(2);
        assertEquals(List.of(1, 1, "third 1", "third -1", 2, 2, "third 2"), log);
        assertEquals(List.of("graph: negative: -1", "own: negative: -1"), told);
    }

    @Test
    void withoutAnOwnerTheWriterGetsTheExceptionAfterAllHasSettled() {
        var a = graph.signal(1);
        graph.watch(() -> positive(a.value()));
        graph.watch(() -> positive(2 * a.value()));
        graph.watch(() -> log.add(a.value()));
        var thrown = assertThrows(IllegalArgumentException.class, () -> a.set(-1));
        assertEquals("negative: -1", thrown.getMessage());
        assertEquals("negative: -2", thrown.getSuppressed()[0].getMessage());
        assertEquals(List.of(1, -1), log);
        a.set(3);
        assertEquals(List.of(1, -1, 3), log);
    }

    @Test
    void aWatcherThatFailsAtOnceWithoutAnOwnerIsClosed() {
        var a = graph.signal(-1);
        assertThrows(IllegalArgumentException.class, () -> graph.watch(() -> positive(a.value())));
        assertEquals(0, a.readerCount());
    }

    @Test
    void anOwnerThatThrowsIsHeardByTheWriter() {
        var a = graph.signal(1);
        graph.watch(
                "w",
                () -> positive(a.value()),
                thrown -> {
                    throw new IllegalStateException("owner");
                });
        assertThrows(IllegalStateException.class, () -> a.set(-1));
        a.set(2);
    }

    @Test
    void anEqualityThatThrowsWritesNothingAndFailsAComputed() {
        Equality<Integer> broken =
                (p, q) -> {
                    throw new UnsupportedOperationException("equality");
                };
        var a = graph.signal("a", 1, broken);
        assertThrows(UnsupportedOperationException.class, () -> a.set(2));
        assertEquals(1, a.value());
        var b = graph.signal(1);
        Computed<Integer> c = graph.computed("c", b::value, broken);
        assertEquals(1, c.value());
        b.set(2);
        assertThrows(UnsupportedOperationException.class, c::value);
    }

    @Test
    void aCycleIsReportedWithItsPathAndGoesWhenAnInputChanges() {
        var closed = graph.signal(true);
        var nodes = new ArrayList<Computed<Integer>>();
        var a = graph.computed("a", () -> nodes.get(1).value() + 1);
        var b = graph.computed("b", () -> nodes.get(2).value() + 1);
        var c = graph.computed("c", () -> closed.value() ? nodes.getFirst().value() : 0);
        nodes.addAll(List.of(a, b, c));
        var cycle = assertThrows(CycleException.class, a::value);
        assertEquals("a computed needs its own value: a -> b -> c -> a", cycle.getMessage());
        assertEquals(List.of(a, b, c), cycle.path());
        var watcher =
                graph.watch(
                        () -> {
                            try {
                                log.add(b.value());
                            } catch (CycleException again) {
                                log.add("cycle");
                            }
                        });
        closed.set(false);
        closed.set(true);
        closed.set(false);
        assertEquals(List.of("cycle", 1, "cycle", 1), log);
        assertEquals(2, a.value());
        watcher.close();
        assertEquals(0, a.readerCount() + b.readerCount() + c.readerCount() + closed.readerCount());
    }

    @Test
    void aCycleEndsWhenWhatLedThereChangesElsewhere() {
        var loop = graph.signal(true);
        var nodes = new ArrayList<Computed<Integer>>();
        var a = graph.computed("a", () -> loop.value() ? nodes.get(1).value() : 7);
        var b = graph.computed("b", () -> nodes.getFirst().value());
        nodes.addAll(List.of(a, b));
        var watcher =
                graph.watch(
                        () -> {
                            try {
                                log.add(b.value());
                            } catch (CycleException again) {
                                log.add("cycle");
                            }
                        });
        loop.set(false);
        loop.set(true);
        assertEquals(List.of("cycle", 7, "cycle"), log);
        watcher.close();
        assertEquals(0, a.readerCount() + b.readerCount() + loop.readerCount());
    }

    @Test
    void watchersThatNeverSettleAreStoppedAndNamed() {
        var a = graph.signal("a", 0);
        var b = graph.signal("b", 0);
        graph.watch("ping", () -> b.set(a.value() + 1));
        var go = graph.signal(false);
        graph.watch(
                "pong",
                () -> {
                    if (go.value()) {
                        a.set(b.value() + 1);
                    }
                });
        graph.watch(() -> log.add(a.value()));
        var stopped = assertThrows(UnsettledException.class, () -> go.set(true));
        assertEquals(5, stopped.path().size(), stopped.getMessage());
        assertTrue(
                stopped.path().containsAll(List.of("ping", "pong", "a", "b")),
                stopped.getMessage());
        assertEquals(stopped.path().getFirst(), stopped.path().getLast());
        assertThrows(UnsettledException.class, () -> a.set(-7));
        go.set(false);
        a.set(1000);
        assertEquals(1001, b.value());
        assertEquals(1000, log.getLast());
    }

    @Test
    void anErrorOfTheVirtualMachineIsNotKept() {
        var broken = new boolean[] {true};
        var a = graph.signal(1);
        var c =
                graph.computed(
                        () -> {
                            if (broken[0]) {
                                throw new StackOverflowError("test");
                            }
                            return a.value();
                        });
        assertThrows(StackOverflowError.class, c::value);
        broken[0] = false;
        assertEquals(1, c.value());
        graph.watch(() -> log.add(c.value()));
        a.set(2);
        assertEquals(List.of(1, 2), log);
    }
}
