package kith.state;

import static kith.state.Scene.path;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kith.state.Observation.Reach;
import kith.value.Path;
import org.junit.jupiter.api.Test;

final class ObservationTest {
    private final Scene scene = new Scene();
    private final List<String> told = new ArrayList<>();

    private Observation observe(String path, Reach reach) {
        return scene.space.observe(
                path(path),
                reach,
                changes -> told.add(paths(changes)),
                failure -> {
                    throw failure;
                });
    }

    private static String paths(Changes changes) {
        var out = new StringBuilder();
        for (Changes.Entry entry : changes.entries()) {
            out.append(entry.path().toText()).append(' ');
        }
        return out.toString().strip();
    }

    private List<String> told() {
        List<String> all = List.copyOf(told);
        told.clear();
        return all;
    }

    @Test
    void aCellCanBeObservedBeforeItIsThere() {
        observe("a/b", Reach.CELL);
        scene.put("a", "{\"b\":1,\"c\":2}");
        assertEquals(List.of("a/b"), told());
        scene.remove("a");
        assertEquals(List.of("a/b"), told());
    }

    @Test
    void aParentIsToldOnceOfAllThatChangedBelow() {
        observe("a", Reach.SUBTREE);
        scene.put("a", "{\"b\":{\"c\":1},\"d\":2}");
        assertEquals(List.of("a a/b a/b/c a/d"), told());
        scene.put("a/b/c", "3");
        assertEquals(List.of("a/b/c"), told());
        scene.put("x", "1");
        assertEquals(List.of(), told());
    }

    @Test
    void anObserverCanBeHandedOnToTheParent() {
        Observation at = observe("a/b", Reach.CELL);
        Observation parent = at.toParent();
        scene.put("a/c", "1");
        assertEquals(List.of("a a/c"), told());
        at.close();
        scene.put("a/b", "1");
        assertEquals(List.of("a/b"), told());
        parent.close();
        scene.put("a/b", "2");
        assertEquals(List.of(), told());
    }

    @Test
    void anObserverCanBeHandedOnToSiblingsThatComeLaterToo() {
        Observation at = observe("a/b", Reach.CELL);
        Observation siblings = at.toSiblings();
        scene.put("a", "{\"b\":1,\"c\":2}");
        assertEquals(List.of("a/b", "a/c"), told());
        scene.put("a/d/e", "3");
        assertEquals(List.of("a/d"), told()); // one level: the reach is that of the first
        siblings.toParent();
        scene.put("x", "1");
        assertEquals(List.of(), told());
        scene.put("a/c", "7");
        assertEquals(List.of("a/c", "a/c"), told());
        assertThrows(IllegalStateException.class, siblings::toSiblings);
    }

    @Test
    void siblingsKeepAReachOverSubtrees() {
        observe("a/b", Reach.SUBTREE).toSiblings();
        scene.put("a/d/e", "3");
        assertEquals(List.of("a/d a/d/e"), told());
    }

    @Test
    void theRootHasNoParentAndNoSiblings() {
        Observation root = observe("", Reach.SUBTREE);
        assertThrows(IllegalStateException.class, root::toParent);
        assertThrows(IllegalStateException.class, root::toSiblings);
    }

    @Test
    void closingTwiceDoesNoHarmAndAClosedOneIsNotToldAnyMore() {
        Observation at = observe("a", Reach.CELL);
        at.close();
        at.close();
        assertFalse(at.isOpen());
        scene.put("a", "1");
        assertEquals(List.of(), told());
    }

    @Test
    void anObserverThatClosesAnotherKeepsItFromBeingTold() {
        var second = new ArrayList<Observation>();
        scene.space.observe(
                path("a"), Reach.CELL, changes -> second.getFirst().close(), failure -> {});
        second.add(observe("a", Reach.CELL));
        scene.put("a", "1");
        assertEquals(List.of(), told());
    }

    @Test
    void anObserverThatBeginsToObserveHearsOfTheNextChange() {
        scene.space.observe(
                path("a"), Reach.CELL, changes -> observe("a", Reach.CELL), failure -> {});
        scene.put("a", "1");
        assertEquals(List.of(), told());
        scene.put("a", "2");
        assertEquals(List.of("a"), told());
    }

    @Test
    void observersAreToldInTheOrderInWhichTheyBegan() {
        observe("a/b", Reach.CELL);
        observe("", Reach.SUBTREE);
        observe("a", Reach.SUBTREE);
        scene.put("a/b", "1");
        assertEquals(List.of("a/b", "a a/b", "a a/b").size(), told.size());
        told();
        scene.put("a/b", "2");
        assertEquals(List.of("a/b", "a/b", "a/b"), told());
    }

    @Test
    void aScopeLoadsItsCellsAndEndsAllAtOnce() {
        scene.put("a", "{\"b\":1}");
        var failures = new ArrayList<RuntimeException>();
        var scope = new Scope(scene.space, failures::add);
        Query.Answer now = scope.load(path("a"), 1, changes -> told.add(paths(changes)));
        assertEquals(2, now.cells().size());
        Observation one = scope.observe(path("a/b"), Reach.CELL, c -> told.add("one"));
        scope.hold(one.toParent());
        Aggregate<Long> count =
                scope.aggregate(path("a"), Aggregate.Over.CHILDREN, Aggregate.Fold.count());
        Subscription stream =
                scope.subscribe(
                        path("a"), Subscription.Config.of(Subscription.Mode.STATE), () -> {});
        scene.put("a/c", "1");
        assertEquals(List.of("a/c", "one"), told());
        assertEquals(2, count.value());
        scope.close();
        assertFalse(count.isOpen() || stream.isOpen() || one.isOpen());
        scene.put("a/c", "2");
        scene.put("a/d", "2");
        assertEquals(List.of(), told());
        assertEquals(2, count.value());
        assertThrows(
                IllegalStateException.class,
                () -> scope.observe(Path.ROOT, Reach.CELL, changes -> {}));
        assertTrue(failures.isEmpty());
    }

    @Test
    void aScopesOwnerHearsWhatItsObserversThrow() {
        var failures = new ArrayList<String>();
        var scope = new Scope(scene.space, failure -> failures.add(failure.getMessage()));
        scope.observe(
                path("a"),
                Reach.CELL,
                changes -> {
                    throw new IllegalStateException("broken");
                });
        scene.put("a", "1");
        assertEquals(List.of("broken"), failures);
    }
}
