package kith.state;

import static kith.state.Scene.json;
import static kith.state.Scene.path;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kith.crdt.Op;
import kith.state.Observation.Reach;
import kith.state.Shown.Slot;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SpaceTest {
    private final Scene scene = new Scene();
    private final Space space = scene.space;

    private List<String> slots(String path) {
        return space.conflicts(path(path)).stream()
                .map(standing -> standing.slot() + text(standing.value()))
                .toList();
    }

    private static String text(@Nullable Value value) {
        return value == null ? "" : " " + kith.value.Json.print(value);
    }

    @Test
    void theSlotWrittenLastIsShownAndTheOthersStandInConflicts() {
        scene.blind(1, 10, new Op.Set(path("a"), json("1")));
        scene.blind(2, 30, new Op.Add(path("a"), 7));
        scene.blind(3, 20, new Op.Insert(path("a"), json("\"x\"")));
        scene.blind(4, 25, new Op.Set(path("a/b"), json("2")));
        assertEquals("7", scene.at("a"));
        assertEquals(List.of("COUNTER 7", "CHILDREN", "SET [\"x\"]", "REGISTER 1"), slots("a"));
        assertTrue(space.shown(path("a")).contested());
    }

    @Test
    void whatStandsBelowAValueThatWonIsStillReadAtItsOwnPath() {
        scene.blind(1, 20, new Op.Set(path("a"), json("1")));
        scene.blind(2, 10, new Op.Set(path("a/b"), json("2")));
        assertEquals("{\"a\":1}", scene.at(""));
        assertEquals("2", scene.at("a/b"));
    }

    @Test
    void conflictsNameAuthorAndTime() {
        scene.blind(1, 10, new Op.Set(path("a"), json("1")));
        scene.blind(2, 10, new Op.Set(path("a"), json("2")));
        List<Shown.Standing> all = space.conflicts(path("a"));
        assertEquals(Histories.chain(2), all.getFirst().author());
        assertEquals(Histories.chain(1), all.getLast().author());
        assertEquals(10, all.getLast().time());
        assertEquals(1, all.getLast().seq());
    }

    @Test
    void aRemovalHidesWhatItsAuthorSawAndAConcurrentWriteSurvives() {
        scene.put("a", "{\"b\":1,\"c\":{\"d\":2}}");
        scene.blind(2, 500, new Op.Set(path("a/c/e"), json("3")));
        var old = scene.replica.seen(java.util.Map.of(Histories.chain(1), 1));
        var stamp = new kith.log.Stamp(scene.replica.open(Histories.chain(3)), 1, 400);
        space.apply(stamp, List.of(new Op.Remove(path("a"))), old);
        assertEquals("{\"a\":{\"c\":{\"e\":3}}}", scene.at(""));
    }

    @Test
    void cellsWithNothingLivingVanish() {
        scene.put("a/b/c", "1");
        scene.remove("a/b/c");
        assertEquals("nothing", scene.at(""));
        assertNull(space.cell(path("a")));
        space.check();
    }

    @Test
    void removingTheRootLeavesKithsOwnNames() {
        scene.write(1, new Op.Set(path(".access/x"), json("1")), new Op.Set(path("a"), json("1")));
        scene.write(1, new Op.Remove(Path.ROOT));
        assertEquals("nothing", scene.at(""));
        assertEquals("1", scene.at(".access/x"));
    }

    @Test
    void kithsOwnNamesAreNotPartOfTheRootsView() {
        scene.write(1, new Op.Set(path(".access/x"), json("1")));
        assertEquals("nothing", scene.at(""));
        var told = new ArrayList<Changes>();
        space.observe(Path.ROOT, Reach.SUBTREE, told::add, SpaceTest::fail);
        scene.write(1, new Op.Set(path(".access/y"), json("1")));
        space.settle();
        assertEquals(List.of(), told);
    }

    private static void fail(RuntimeException failure) {
        throw failure;
    }

    @Test
    void theValueOfTheRootCanBeAScalar() {
        scene.put("", "5");
        assertEquals("5", scene.at(""));
        scene.put("a", "1");
        assertEquals("{\"a\":1}", scene.at(""));
        assertEquals(Slot.CHILDREN, space.shown(Path.ROOT).slot());
        assertFalse(space.shown(Path.ROOT).contested());
    }

    @Test
    void aChangeThatComesWhileObserversAreToldIsRefused() {
        var failures = new ArrayList<RuntimeException>();
        space.observe(
                Path.ROOT,
                Reach.SUBTREE,
                changes -> scene.write(2, new Op.Add(path("a"), 1)),
                failures::add);
        scene.put("a", "1");
        assertEquals(
                "a change while observers are told: observers must not write",
                failures.getFirst().getMessage());
        assertEquals("1", scene.at("a"));
    }

    @Test
    void anExceptionInOneObserverReachesItsOwnerAndHarmsNoOther() {
        var failures = new ArrayList<String>();
        var told = new ArrayList<Changes>();
        space.observe(
                path("a"),
                Reach.CELL,
                changes -> {
                    throw new IllegalStateException("broken");
                },
                failure -> failures.add(failure.getMessage()));
        space.observe(path("a"), Reach.CELL, told::add, SpaceTest::fail);
        scene.put("a", "1");
        scene.put("a", "2");
        assertEquals(List.of("broken", "broken"), failures);
        assertEquals(2, told.size());
    }

    @Test
    void whatAnOwnerThrowsComesOutAfterAllWereTold() {
        var told = new ArrayList<Changes>();
        space.observe(
                path("a"),
                Reach.CELL,
                changes -> {
                    throw new IllegalStateException("broken");
                },
                SpaceTest::fail);
        space.observe(path("a"), Reach.CELL, told::add, SpaceTest::fail);
        scene.write(1, new Op.Set(path("a"), json("1")));
        assertThrows(IllegalStateException.class, space::settle);
        assertEquals(1, told.size());
        scene.write(1, new Op.Set(path("a"), json("2")));
        assertThrows(IllegalStateException.class, space::settle);
        assertEquals(2, told.size());
    }

    @Test
    void severalChangesBeforeOneSettlingAreOneNotification() {
        var told = new ArrayList<Changes>();
        space.observe(Path.ROOT, Reach.SUBTREE, told::add, SpaceTest::fail);
        scene.write(1, new Op.Set(path("a"), json("1")));
        scene.write(2, new Op.Set(path("a"), json("2")));
        scene.write(2, new Op.Set(path("b"), json("3")), new Op.Set(path("c"), json("4")));
        scene.write(1, new Op.Remove(path("c")));
        space.settle();
        assertEquals(1, told.size());
        List<Changes.Entry> entries = told.getFirst().entries();
        assertEquals(
                List.of(path(""), path("a"), path("b")),
                entries.stream().map(Changes.Entry::path).toList());
        Changes.Entry a = entries.get(1);
        assertEquals(Shown.NOTHING, a.before());
        assertEquals(new Shown(Slot.REGISTER, json("2"), false), a.after());
        assertEquals(Histories.chain(2), a.by());
    }

    @Test
    void whoEmptiedACellIsToldToo() {
        scene.put("a", "1");
        var told = new ArrayList<Changes>();
        space.observe(path("a"), Reach.CELL, told::add, SpaceTest::fail);
        scene.write(3, new Op.Remove(path("a")));
        space.settle();
        assertEquals(Histories.chain(3), told.getFirst().entries().getFirst().by());
    }

    @Test
    void writingTheSameValueAgainTellsNobody() {
        scene.put("a", "1");
        var told = new ArrayList<Changes>();
        space.observe(path("a"), Reach.CELL, told::add, SpaceTest::fail);
        scene.put("a", "1");
        assertEquals(List.of(), told);
    }

    @Test
    void theNewestBelowIsFoundAgainWhenItIsRemoved() {
        scene.blind(1, 20, new Op.Set(path("a"), json("1")));
        scene.blind(2, 10, new Op.Set(path("a/b"), json("2")));
        var third = scene.blind(3, 30, new Op.Set(path("a/c"), json("3")));
        assertEquals("{\"b\":2,\"c\":3}", scene.at("a"));
        var stamp = new kith.log.Stamp(scene.replica.open(Histories.chain(4)), 1, 40);
        space.apply(
                stamp, List.of(new Op.Unset(path("a/c"))), chain -> chain == third.chain() ? 1 : 0);
        assertEquals("1", scene.at("a"));
        space.settle();
        space.check();
    }

    @Test
    void aViewIsCutWhereItIsNestedDeeperThanAValueCanBe() {
        Path deep = Path.ROOT;
        for (int i = 0; i < Path.SEGMENTS_MAX; i++) {
            deep = deep.child("x");
        }
        scene.write(1, new Op.Set(deep, json("1")));
        Value value = space.value(Path.ROOT);
        assertTrue(value != null && value.depth() <= Value.DEPTH_MAX);
        assertEquals("1", Scene.text(space.value(deep)));
        Value answer = space.query(Query.of(Path.ROOT)).value();
        assertEquals(value, answer);
        space.settle();
        space.check();
    }
}
