package kith.state;

import static kith.state.Scene.json;
import static kith.state.Scene.path;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kith.crdt.Content;
import kith.crdt.Op;
import kith.crdt.Viewpoint;
import kith.log.Stamp;
import kith.value.Path;
import kith.value.Value;
import org.junit.jupiter.api.Test;

final class WritingTest {
    private final Scene scene = new Scene();

    private List<Op> ops(Writing.Edit... edits) {
        return assertInstanceOf(Writing.Ready.class, scene.edit(edits)).ops();
    }

    private String refusal(Writing.Edit... edits) {
        var refused = assertInstanceOf(Writing.Refused.class, scene.edit(edits));
        return refused.reason() + ": " + refused.text();
    }

    private static Writing.Edit put(String path, String json) {
        return new Writing.Put(path(path), json(json));
    }

    private static Writing.Edit add(String path, long delta) {
        return new Writing.Add(path(path), delta);
    }

    private static Writing.Edit remove(String path) {
        return new Writing.Remove(path(path));
    }

    private static Writing.Edit insert(String path, String json) {
        return new Writing.Insert(path(path), json(json));
    }

    private static Writing.Edit take(String path, String json) {
        return new Writing.Take(path(path), json(json));
    }

    @Test
    void anObjectBecomesCellsAndAnArrayIsOneValue() {
        List<Op> ops = ops(put("a", "{\"b\":1,\"c\":{\"d\":[1,{}]},\"e\":{}}"));
        assertEquals(
                List.of(
                        new Op.Set(path("a/b"), json("1")),
                        new Op.Set(path("a/c/d"), json("[1,{}]")),
                        new Op.Set(path("a/e"), Value.Obj.EMPTY)),
                ops);
        assertEquals("{\"b\":1,\"c\":{\"d\":[1,{}]},\"e\":{}}", scene.at("a"));
    }

    @Test
    void aValueInThePlaceOfAValueIsOneOperation() {
        scene.put("a", "1");
        assertEquals(List.of(new Op.Set(path("a"), json("2"))), ops(put("a", "2")));
    }

    @Test
    void aValueReplacesTheWholeSubtreeAndItsCounters() {
        scene.put("a", "{\"b\":1}");
        ops(add("a/n", 3));
        List<Op> ops = ops(put("a", "2"));
        assertEquals(
                List.of(Op.Remove.class, Op.Zero.class, Op.Set.class),
                ops.stream().map(Object::getClass).toList());
        assertEquals("2", scene.at("a"));
        assertEquals(1, scene.space.conflicts(path("a")).size());
    }

    @Test
    void writingBelowAValueReplacesTheValue() {
        scene.put("a", "1");
        assertEquals(
                List.of(new Op.Unset(path("a")), new Op.Set(path("a/b/c"), json("2"))),
                ops(put("a/b/c", "2")));
        assertEquals("{\"a\":{\"b\":{\"c\":2}}}", scene.at(""));
    }

    @Test
    void writingBelowACounterReplacesTheCounter() {
        ops(add("a", 3));
        ops(put("a/b", "2"));
        assertEquals("{\"b\":2}", scene.at("a"));
        assertEquals(1, scene.space.conflicts(path("a")).size());
    }

    @Test
    void removingLeavesNothing() {
        scene.put("a", "{\"b\":1}");
        ops(add("a/n", 3));
        ops(insert("a/s", "7"));
        ops(remove("a"));
        assertEquals("nothing", scene.at(""));
    }

    @Test
    void whatIsHiddenAlreadyIsNotHiddenAgain() {
        scene.put("a", "{\"b\":1,\"c\":2}");
        assertEquals(
                List.of(new Op.Remove(path("a")), new Op.Set(path("a/c"), json("3"))),
                ops(remove("a"), remove("a/b"), put("a/c", "3")));
    }

    @Test
    void removingWhatIsNotThereIsNoOperation() {
        assertEquals(List.of(), ops(remove("a")));
    }

    @Test
    void countingAndElementsGoOnWithWhatIsThere() {
        ops(add("n", 3));
        ops(add("n", 4));
        assertEquals("7", scene.at("n"));
        ops(insert("s", "1"), insert("s", "2"));
        ops(take("s", "1"));
        assertEquals("[2]", scene.at("s"));
        ops(take("s", "2"));
        assertEquals("nothing", scene.at("s"));
    }

    @Test
    void countingOnSomethingElseIsRefusedWithWhatIsThere() {
        scene.put("a", "5");
        assertEquals(
                "NOT_A_COUNTER: a holds a value, not a counter: remove it first, or use another"
                        + " path",
                refusal(add("a", 1)));
        assertEquals(
                "NOT_A_SET: a holds a value, not a set: remove it first, or use another path",
                refusal(insert("a", "1")));
        scene.put("b/c", "1");
        assertTrue(refusal(add("b", 1)).contains("holds cells below it"));
    }

    @Test
    void kithsOwnNamesAreClosedToUsers() {
        assertEquals(
                "RESERVED: \".access\" is one of Kith's own names: at the root of a space, use"
                        + " names that do not begin with a dot",
                refusal(put(".access/x", "1")));
        assertTrue(refusal(remove(".presence")).startsWith("RESERVED"));
        assertTrue(refusal(put("", "{\".x\":1}")).startsWith("RESERVED"));
        assertEquals(1, ops(put("a", "{\".x\":1}")).size());
    }

    @Test
    void namesThatNoPathCanHaveAreRefused() {
        var nul = new Writing.Put(path("a"), Value.Obj.of(List.of("\0"), List.of(json("1"))));
        assertTrue(refusal(nul).startsWith("BAD_PATH: path segment"));
    }

    @Test
    void aValueThatFitsIntoNoChangeIsRefused() {
        var large = new Writing.Put(path("a"), new Value.Text("x".repeat(Content.BYTES_MAX)));
        assertTrue(refusal(large).startsWith("TOO_LARGE: the value at a takes 1048580 bytes"));
    }

    @Test
    void aTransactionThatFitsIntoNoChangeIsRefusedAsAWhole() {
        var edits = new ArrayList<Writing.Edit>();
        for (int i = 0; i <= Content.OPS_MAX; i++) {
            edits.add(put("a/" + i, "1"));
        }
        assertTrue(refusal(edits.toArray(new Writing.Edit[0])).startsWith("TOO_MUCH: 10001 oper"));
        assertEquals("nothing", scene.at(""));
    }

    @Test
    void laterEditsOfATransactionWinOverEarlierOnes() {
        ops(put("a", "{\"b\":1,\"c\":2}"), put("a/b", "3"), remove("a/c"), put("d", "1"));
        assertEquals("{\"a\":{\"b\":3},\"d\":1}", scene.at(""));
        ops(put("a", "5"), put("a/x", "6"));
        assertEquals("{\"x\":6}", scene.at("a"));
        ops(put("a/y/z", "1"), put("a", "7"));
        assertEquals("7", scene.at("a"));
        ops(remove("d"), add("d", 2), add("d", 3));
        assertEquals("5", scene.at("d"));
        ops(add("d", 2), put("d", "1"));
        assertEquals("1", scene.at("d"));
    }

    /// Found by the property below, seed 609.
    @Test
    void countingAndRemovingWhatIsNotThereBelowIsCounting() {
        ops(add("a", 2));
        ops(add("a", 3), remove("a/b/c/d"));
        assertEquals("5", scene.at("a"));
    }

    @Test
    void aTransactionThatContradictsItselfIsRefused() {
        assertTrue(refusal(put("a", "1"), add("a", 1)).startsWith("NOT_A_COUNTER"));
        assertTrue(refusal(add("a", 1), insert("a", "1")).startsWith("NOT_A_SET"));
        assertTrue(refusal(put("a/b", "1"), add("a", 1)).startsWith("NOT_A_COUNTER"));
    }

    @Test
    void aTransactionIsWhatItsEditsAreOneAfterTheOther() {
        for (long seed = 0; seed < 400; seed++) {
            var rng = new kith.lang.Rng(seed);
            var together = new Scene();
            var single = new Scene();
            for (int round = 0; round < 6; round++) {
                var edits = new ArrayList<Writing.Edit>();
                for (int i = rng.between(1, 5); i > 0; i--) {
                    edits.add(random(rng));
                }
                if (together.edit(edits.toArray(new Writing.Edit[0])) instanceof Writing.Ready) {
                    for (Writing.Edit edit : edits) {
                        assertInstanceOf(Writing.Ready.class, single.edit(edit), "seed " + seed);
                    }
                }
                assertEquals(
                        Histories.view(single.space),
                        Histories.view(together.space),
                        "seed " + seed + ", " + edits);
            }
        }
    }

    @Test
    void valuesWrittenAtOnceAreOneOperationEachNearThoseBesideThem() {
        scene.put("a/b", "1");
        assertEquals(
                List.of(
                        new Op.Set(path("a/b"), json("3")),
                        new Op.Set(path("c"), json("4")),
                        new Op.Set(path("x/y"), json("2")),
                        new Op.Set(path("x/z"), json("5"))),
                ops(put("x/y", "2"), put("a/b", "3"), put("c", "4"), put("x/z", "5")));
        assertEquals(
                List.of(new Op.Set(path("c"), json("8")), new Op.Set(path("a/b"), json("7"))),
                ops(put("a/b", "6"), put("c", "8"), put("a/b", "7")));
        assertEquals("{\"a\":{\"b\":7},\"c\":8,\"x\":{\"y\":2,\"z\":5}}", scene.at(""));
    }

    @Test
    void valuesWrittenAtOnceAreThoseWrittenOneAfterTheOther() {
        for (long seed = 0; seed < 300; seed++) {
            var rng = new kith.lang.Rng(seed);
            var together = new Scene();
            var single = new Scene();
            for (int round = 0; round < 8; round++) {
                var edits = new ArrayList<Writing.Edit>();
                for (int i = rng.between(2, 30); i > 0; i--) {
                    edits.add(put(randomPath(rng), "" + rng.nextInt(100)));
                }
                if (rng.chance(20)) {
                    edits.add(rng.chance(50) ? remove(randomPath(rng)) : put("n", "{\"m\":1}"));
                }
                together.edit(edits.toArray(new Writing.Edit[0]));
                edits.forEach(single::edit);
                assertEquals(
                        Histories.view(single.space),
                        Histories.view(together.space),
                        "seed " + seed + ", " + edits);
                together.space.check();
            }
        }
    }

    /// Of few names, so that some stand above others, or of many.
    private static String randomPath(kith.lang.Rng rng) {
        int names = rng.chance(10) ? 2 : 40;
        var path = new StringBuilder("r" + rng.nextInt(2));
        for (int depth = rng.between(0, 2); depth > 0; depth--) {
            path.append("/").append(rng.nextInt(names));
        }
        return path.toString();
    }

    /// What is planned and not carried out leaves nothing.
    @Test
    void valuesThatAreOnlyPlannedLeaveNothing() {
        scene.put("a", "1");
        List<Writing.Edit> edits = List.of(put("b/c", "1"), put("b/d", "2"), put("a/b", "3"));
        for (int count = 2; count <= 3; count++) {
            var writing = Writing.forUser(scene.space, next());
            assertInstanceOf(Writing.Ready.class, writing.plan(edits.subList(0, count)));
            scene.space.settle();
            scene.space.check();
            assertEquals("{\"a\":1}", scene.at(""));
        }
    }

    private static Writing.Edit random(kith.lang.Rng rng) {
        String path = "a/b/c/d".substring(0, 1 + 2 * rng.nextInt(4));
        return switch (rng.nextInt(6)) {
            case 0 -> put(path, "1");
            case 1 -> put(path, "{\"b\":{\"c\":2},\"x\":3}");
            case 2 -> remove(path);
            case 3 -> add(path, 1 + rng.nextInt(3));
            case 4 -> insert(path, "1");
            default -> take(path, "1");
        };
    }

    @Test
    void aLargeValueIsPouredOverAsManyChangesAsItFills() {
        scene.put("a/old", "1");
        scene.edit(add("a/n", 5));
        var names = new ArrayList<String>();
        var values = new ArrayList<Value>();
        for (int i = 0; i < 25_000; i++) {
            names.add("k" + (100_000 + i));
            values.add(Value.Int.of(i));
        }
        Value value = Value.Obj.of(names, values);
        var pour = assertInstanceOf(Writing.Pour.class, pour(path("a"), value));
        int changes = 0;
        while (!pour.isDone()) {
            var content = new Content();
            Viewpoint at = next();
            if (changes == 0) { // somebody counts on before the first change: its zero hides it too
                scene.write(2, new Op.Add(path("a/n"), 2));
                at = next();
            }
            List<Op> ops = pour.fill(content, at, Content.OPS_MAX);
            assertEquals(ops, Content.read(content.toBytes()));
            scene.write(1, ops.toArray(new Op[0]));
            changes++;
        }
        assertEquals(3, changes);
        assertEquals(value, scene.space.value(path("a")));
    }

    private Viewpoint next() {
        int own = scene.replica.have.getOrDefault(Histories.chain(1), 0);
        var seen = scene.replica.seen(java.util.Map.copyOf(scene.replica.have));
        return new Viewpoint(new Stamp(scene.replica.open(Histories.chain(1)), own + 1, 1), seen);
    }

    private Writing.Plan pour(Path path, Value value) {
        return Writing.forUser(scene.space, next()).pour(path, value);
    }

    @Test
    void pouringIsRefusedBeforeTheFirstOperation() {
        var refused = assertInstanceOf(Writing.Refused.class, pour(path(".x"), json("1")));
        assertEquals(Writing.Reason.RESERVED, refused.reason());
        Value large = new Value.Text("x".repeat(Content.BYTES_MAX));
        Value value = Value.Obj.of(List.of("a", "b"), List.of(json("1"), large));
        refused = assertInstanceOf(Writing.Refused.class, pour(path("a"), value));
        assertEquals(Writing.Reason.TOO_LARGE, refused.reason());
    }
}
