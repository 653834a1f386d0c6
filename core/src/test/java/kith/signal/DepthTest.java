package kith.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Graphs deeper than Java's stack, wider than a search, and left by everybody.
final class DepthTest {
    private static final int LENGTH = 100_000;

    private final Graph graph = new Graph();
    private final List<Object> log = new ArrayList<>();

    private List<Computed<Integer>> chain(Signal<Integer> head, int length) {
        var nodes = new ArrayList<Computed<Integer>>();
        nodes.add(graph.computed(() -> head.value() + 1));
        for (int i = 1; i < length; i++) {
            var before = nodes.getLast();
            nodes.add(graph.computed(() -> before.value() + 1));
        }
        return nodes;
    }

    @Test
    void aChainOfAHundredThousandIsReadWatchedChangedAndLeft() {
        var head = graph.signal(0);
        var nodes = chain(head, LENGTH);
        assertEquals(LENGTH, nodes.getLast().value());
        head.set(1);
        assertEquals(LENGTH + 1, nodes.getLast().value());
        var watcher = graph.watch(() -> log.add(nodes.getLast().value()));
        head.set(2);
        head.set(3);
        assertEquals(List.of(LENGTH + 1, LENGTH + 2, LENGTH + 3), log);
        watcher.close();
        assertTrue(nodes.stream().allMatch(node -> node.readerCount() == 0));
        assertEquals(0, head.readerCount());
    }

    @Test
    void aChainNeverReadBeforeIsWatchedFromItsEnd() {
        var head = graph.signal(0);
        var nodes = chain(head, LENGTH);
        graph.watch(() -> log.add(nodes.getLast().value()));
        head.set(5);
        assertEquals(List.of(LENGTH, LENGTH + 5), log);
    }

    @Test
    void aDeepNestIsResolvedThoughTheFunctionsCatchEverything() {
        var nodes = new ArrayList<Computed<Integer>>();
        nodes.add(graph.computed(() -> 0));
        for (int i = 1; i < 2_000; i++) {
            var before = nodes.getLast();
            nodes.add(
                    graph.computed(
                            () -> {
                                try {
                                    return before.value() + 1;
                                } catch (Throwable swallowed) {
                                    return -1_000_000;
                                }
                            }));
        }
        assertEquals(1_999, nodes.getLast().value());
    }

    @Test
    void aRingLongerThanTheStackIsReportedAndOpensAgain() {
        int length = 3_000;
        var closed = graph.signal(true);
        var nodes = new ArrayList<Computed<Integer>>();
        for (int i = 0; i < length; i++) {
            int next = (i + 1) % length;
            nodes.add(
                    next == 0
                            ? graph.computed(() -> closed.value() ? nodes.get(0).value() : 0)
                            : graph.computed(() -> nodes.get(next).value() + 1));
        }
        var cycle = assertThrows(CycleException.class, nodes.get(5)::value);
        assertEquals(length, cycle.path().size());
        var watcher =
                graph.watch(
                        () -> {
                            try {
                                log.add(nodes.get(5).value());
                            } catch (CycleException again) {
                                log.add("cycle");
                            }
                        });
        closed.set(false);
        assertEquals(List.of("cycle", length - 6), log);
        watcher.close();
        assertTrue(nodes.stream().allMatch(node -> node.readerCount() == 0));
    }

    @Test
    void aThousandReadersLeaveInAnyOrder() {
        var a = graph.signal(0);
        var watchers = new ArrayList<Watcher>();
        for (int i = 0; i < 1_000; i++) {
            watchers.add(graph.watch(() -> log.add(a.value())));
        }
        assertEquals(1_000, a.readerCount());
        for (int i = 0; i < 1_000; i++) {
            watchers.get(i * 7 % 1_000).close();
            assertEquals(999 - i, a.readerCount());
        }
        assertTrue(a.others == null, "memory is given back");
    }

    @Test
    void aReaderOfManySourcesKeepsOneEdgeForEachInAnyOrder() {
        var sources = new ArrayList<Signal<Integer>>();
        for (int i = 0; i < 500; i++) {
            sources.add(graph.signal(i));
        }
        var step = graph.signal(1);
        graph.watch(
                () -> {
                    int sum = 0;
                    for (int i = 0; i < 500; i++) {
                        sum += sources.get(i * step.value() % 500).value();
                    }
                    log.add(sum);
                });
        for (int next : new int[] {3, 7, 499, 2, 1}) {
            step.set(next);
            int distinct = next == 2 ? 250 : 500;
            assertEquals(distinct, sources.stream().mapToInt(each -> each.readerCount()).sum());
        }
        sources.get(123).set(1_000);
        assertEquals(500 * 499 / 2 + 1_000 - 123, log.getLast());
    }
}
