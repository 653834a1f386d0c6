package kith.state;

import static kith.state.Scene.json;
import static kith.state.Scene.path;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kith.state.Aggregate.Fold;
import kith.state.Aggregate.Over;
import kith.value.Value;
import org.junit.jupiter.api.Test;

final class AggregateTest {
    private final Scene scene = new Scene();
    private final List<RuntimeException> failures = new ArrayList<>();

    private <R> Aggregate<R> over(String path, Over over, Fold<R> fold) {
        return scene.space.aggregate(path(path), over, fold, failures::add);
    }

    @Test
    void integersAreSummedExactlyAndARealMakesTheSumReal() {
        scene.put("a", "{\"x\":1,\"y\":2,\"z\":\"text\"}");
        Aggregate<Value> sum = over("a", Over.CHILDREN, Fold.sum());
        assertEquals(json("3"), sum.value());
        scene.put("a/x", "0.1");
        scene.put("a/w", "0.2");
        assertEquals(json("2.3"), sum.value());
        scene.remove("a/w");
        scene.put("a/x", "5");
        assertEquals(json("7"), sum.value());
    }

    @Test
    void aSumOfIntegersThatFitsNoLongerIsTheNearestReal() {
        scene.put("a", "{\"x\":9223372036854775807,\"y\":1}");
        Aggregate<Value> sum = over("a", Over.CHILDREN, Fold.sum());
        assertEquals(new Value.Real(0x1p63), sum.value());
        scene.put("a/y", "0");
        assertEquals(json("9223372036854775807"), sum.value());
    }

    @Test
    void aSumBeyondTheLargestRealIsTheLargest() {
        scene.put("a", "{\"x\":1.7e308,\"y\":1.7e308}");
        assertEquals(
                new Value.Real(Double.MAX_VALUE), over("a", Over.CHILDREN, Fold.sum()).value());
    }

    @Test
    void childrenCountWhateverTheyShowAndLeavesCountBelow() {
        scene.put("a", "{\"x\":1,\"y\":{\"p\":1,\"q\":2}}");
        Aggregate<Long> children = over("a", Over.CHILDREN, Fold.count());
        Aggregate<Long> leaves = over("a", Over.LEAVES, Fold.count());
        assertEquals(2, children.value());
        assertEquals(3, leaves.value());
        scene.remove("a/y/p");
        assertEquals(2, children.value());
        assertEquals(2, leaves.value());
        scene.remove("a/y/q");
        assertEquals(1, children.value());
        assertEquals(1, leaves.value());
    }

    @Test
    void numbersOrderBySizeWhateverTheirKind() {
        List<String> ascending =
                List.of(
                        "null",
                        "false",
                        "-1e300",
                        "-2",
                        "-1.5",
                        "0",
                        "0.5",
                        "1",
                        "1.5",
                        "9007199254740993",
                        "9.007199254740994e15",
                        "1e300",
                        "\"\"",
                        "\"a\"",
                        "\"b\"",
                        "[]");
        for (int i = 0; i < ascending.size(); i++) {
            for (int j = 0; j < ascending.size(); j++) {
                int order = Fold.order(json(ascending.get(i)), json(ascending.get(j)));
                assertEquals(
                        Integer.signum(i - j),
                        Integer.signum(order),
                        ascending.get(i) + " against " + ascending.get(j));
            }
        }
    }

    @Test
    void theSmallestIsFoundAgainWhenTheSmallestGoes() {
        scene.put("a", "{\"x\":3,\"y\":1,\"z\":2}");
        Aggregate<Optional<Value>> min = over("a", Over.CHILDREN, Fold.min());
        Aggregate<Optional<Value>> max = over("a", Over.CHILDREN, Fold.max());
        assertEquals(Optional.of(json("1")), min.value());
        scene.remove("a/y");
        assertEquals(Optional.of(json("2")), min.value());
        scene.put("a/x", "0");
        assertEquals(Optional.of(json("2")), max.value());
        scene.remove("a");
        assertEquals(Optional.empty(), max.value());
    }

    @Test
    void aNewValueIsToldOnceForATransactionAndOnlyWhenItIsAnother() {
        Aggregate<Value> sum = over("a", Over.CHILDREN, Fold.sum());
        var told = new ArrayList<Value>();
        sum.observe(told::add);
        scene.put("a", "{\"x\":1,\"y\":2}");
        scene.edit(
                new Writing.Put(path("a/x"), json("2")), new Writing.Put(path("a/y"), json("1")));
        scene.put("a/x", "4");
        assertEquals(List.of(json("3"), json("5")), told);
    }

    @Test
    void observersSeeAggregatesThatAreUpToDate() {
        Aggregate<Value> sum = over("a", Over.CHILDREN, Fold.sum());
        var seen = new ArrayList<Value>();
        scene.space.observe(
                path("a/x"),
                Observation.Reach.CELL,
                changes -> seen.add(sum.value()),
                failures::add);
        scene.put("a", "{\"x\":1,\"y\":2}");
        assertEquals(List.of(json("3")), seen);
        assertTrue(failures.isEmpty());
    }

    @Test
    void aFoldThatThrowsClosesItsAggregateAndTellsTheOwner() {
        Fold<Integer> broken =
                Fold.of(
                        0,
                        (all, value) -> {
                            throw new IllegalStateException("broken");
                        },
                        (all, value) -> all);
        Aggregate<Integer> aggregate = over("a", Over.CHILDREN, broken);
        scene.put("a/x", "1");
        assertFalse(aggregate.isOpen());
        assertEquals("broken", failures.getFirst().getMessage());
        scene.put("a/x", "2");
        assertEquals(1, failures.size());
    }

    @Test
    void whatWasAppliedBeforeItBeganIsCountedOnce() {
        scene.write(1, new kith.crdt.Op.Set(path("a/x"), json("1")));
        Aggregate<Long> count = over("a", Over.CHILDREN, Fold.count());
        scene.write(1, new kith.crdt.Op.Set(path("a/y"), json("1")));
        scene.space.settle();
        assertEquals(2, count.value());
    }
}
