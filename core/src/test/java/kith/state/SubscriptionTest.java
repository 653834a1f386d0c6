package kith.state;

import static kith.state.Scene.json;
import static kith.state.Scene.path;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kith.crdt.Op;
import kith.log.Stamp;
import kith.state.Subscription.Applied;
import kith.state.Subscription.Config;
import kith.state.Subscription.Ended;
import kith.state.Subscription.Mode;
import kith.state.Subscription.Newest;
import kith.state.Subscription.Page;
import kith.state.Subscription.Reason;
import kith.value.Path;
import kith.value.Value;
import org.junit.jupiter.api.Test;

final class SubscriptionTest {
    private final Scene scene = new Scene();
    private int ready;

    private Subscription subscribe(String path, Mode mode) {
        return scene.space.subscribe(path(path), Config.of(mode), () -> ready++);
    }

    private static List<String> paths(List<Query.Found> cells) {
        return cells.stream().map(cell -> cell.path().toText()).toList();
    }

    private static Page page(Subscription of) {
        return assertInstanceOf(Page.class, of.poll());
    }

    @Test
    void nothingIsHandedOutWithoutCredit() {
        scene.put("a", "1");
        Subscription stream = subscribe("", Mode.STATE);
        assertNull(stream.poll());
        assertTrue(stream.isBehind());
        stream.grant(1);
        assertEquals(List.of("", "a"), paths(page(stream).cells()));
        scene.put("a", "2");
        assertNull(stream.poll());
    }

    @Test
    void aSlowReaderOfStateGetsOneUpdateWithTheNewestOfAllThatChanged() {
        scene.put("a", "1");
        Subscription stream = subscribe("", Mode.STATE);
        stream.grant(1);
        stream.poll();
        scene.put("a", "2");
        scene.put("b", "3");
        scene.put("a", "4");
        scene.put("c", "5");
        scene.remove("c");
        stream.grant(5);
        Newest newest = assertInstanceOf(Newest.class, stream.poll());
        assertEquals(List.of("a", "b", "c"), paths(newest.cells()));
        assertEquals(json("4"), newest.cells().getFirst().shown().value());
        assertTrue(newest.cells().getLast().shown().isNothing());
        assertTrue(newest.last());
        assertNull(stream.poll());
    }

    @Test
    void thePictureComesInPagesAndWhatChangesBehindThePageIsTold() {
        for (int i = 0; i < 1500; i++) {
            scene.put("k" + (1000 + i), "0");
        }
        Subscription stream = subscribe("", Mode.STATE);
        stream.grant(100);
        Page first = page(stream);
        assertTrue(first.first() && !first.last());
        assertEquals(1000, first.cells().size());
        scene.put("k1000", "1"); // in the page that was read last
        scene.put("k1998", "1"); // its last cell
        scene.put("k2499", "1"); // to be read
        Page second = page(stream);
        assertTrue(!second.first() && second.last());
        assertEquals(json("1"), second.cells().getLast().shown().value());
        Newest newest = assertInstanceOf(Newest.class, stream.poll());
        assertEquals(List.of("k1000", "k1998"), paths(newest.cells()));
    }

    @Test
    void aReaderOfStateThatIsTooFarBehindBeginsAnew() {
        Subscription stream = subscribe("", Mode.STATE);
        stream.grant(1);
        assertTrue(page(stream).last());
        var ops = new ArrayList<Op>();
        for (int i = 0; i <= Subscription.BEHIND_CELLS_MAX; i++) {
            ops.add(new Op.Set(Path.of("k" + i), json("1")));
        }
        scene.write(1, ops.toArray(new Op[0]));
        scene.space.settle();
        stream.grant(100);
        assertTrue(page(stream).first());
    }

    @Test
    void readersWhoAreBehindByTheSameGetTheSameObject() {
        Subscription one = subscribe("a", Mode.STATE);
        Subscription two = subscribe("a", Mode.STATE);
        Subscription later = subscribe("a", Mode.STATE);
        for (Subscription each : List.of(one, two, later)) {
            each.grant(10);
            each.poll();
        }
        scene.put("a/x", "1");
        assertSame(one.poll(), two.poll());
        scene.put("a/y", "1");
        Newest newest = assertInstanceOf(Newest.class, one.poll());
        assertEquals(List.of("a/y"), paths(newest.cells()));
        assertSame(newest, two.poll());
        Newest both = assertInstanceOf(Newest.class, later.poll());
        assertEquals(List.of("a", "a/x", "a/y"), paths(both.cells()));
    }

    @Test
    void everyChangeIsOneUpdateInTheModeForChanges() {
        scene.put("a", "{\"b\":1}");
        Subscription stream = subscribe("a", Mode.CHANGES);
        Stamp first = scene.write(2, new Op.Set(path("a/b"), json("2")));
        scene.write(2, new Op.Set(path("x"), json("9"))); // elsewhere
        Stamp second = scene.write(3, new Op.Set(path("a/b"), json("3")));
        scene.space.settle();
        stream.grant(10);
        assertEquals(List.of("a", "a/b"), paths(page(stream).cells()));
        Applied one = assertInstanceOf(Applied.class, stream.poll());
        assertEquals(first, one.stamp());
        assertEquals(json("1"), one.changes().entries().getFirst().before().value());
        Applied two = assertInstanceOf(Applied.class, stream.poll());
        assertEquals(second, two.stamp());
        assertEquals(json("3"), two.changes().entries().getFirst().after().value());
        assertTrue(one.revision() < two.revision());
        assertNull(stream.poll());
    }

    @Test
    void aReaderOfChangesThatIsTooSlowIsToldWhereToGoOn() {
        Subscription stream = subscribe("", Mode.CHANGES);
        stream.grant(2);
        page(stream);
        scene.write(1, new Op.Add(path("n"), 1));
        Applied got = assertInstanceOf(Applied.class, stream.poll());
        for (int i = 0; i <= Subscription.QUEUE_MAX; i++) {
            scene.write(1, new Op.Add(path("n"), 1));
        }
        assertFalse(stream.isOpen());
        assertEquals(new Ended(got.revision(), Reason.BEHIND), stream.poll());
        assertNull(stream.poll());
    }

    @Test
    void theQueueIsBoundedInBytesToo() {
        Subscription stream = subscribe("", Mode.CHANGES);
        Value large = new Value.Text("x".repeat(1_000_000));
        for (int i = 0; i < 5; i++) {
            scene.write(1, new Op.Set(Path.of("k" + i), large));
        }
        assertInstanceOf(Ended.class, stream.poll());
    }

    @Test
    void aPictureInOnePieceHasABound() {
        var ops = new ArrayList<Op>();
        for (int i = 0; i <= Subscription.PICTURE_CELLS_MAX; i++) {
            ops.add(new Op.Set(Path.of("k" + i), json("1")));
        }
        scene.write(1, ops.toArray(new Op[0]));
        scene.space.settle();
        Subscription stream = subscribe("", Mode.CHANGES);
        assertEquals(Reason.TOO_LARGE, assertInstanceOf(Ended.class, stream.poll()).reason());
        Subscription without =
                scene.space.subscribe(
                        Path.ROOT, new Config(Mode.CHANGES, Query.DEPTH_ALL, false), () -> {});
        assertTrue(without.isOpen());
    }

    @Test
    void depthLeavesOutWhatIsBelow() {
        scene.put("a", "{\"b\":{\"c\":1}}");
        var config = new Config(Mode.STATE, 1, true);
        Subscription stream = scene.space.subscribe(path("a"), config, () -> {});
        stream.grant(10);
        Page page = page(stream);
        assertEquals(List.of("a", "a/b"), paths(page.cells()));
        assertTrue(page.cells().getLast().cut());
        scene.put("a/b/c", "2");
        assertNull(stream.poll());
        scene.put("a/d/e", "2");
        Newest newest = assertInstanceOf(Newest.class, stream.poll());
        assertEquals(List.of("a/d"), paths(newest.cells()));
        assertTrue(newest.cells().getFirst().cut());
    }

    @Test
    void readyIsCalledWhenThereIsSomethingToPoll() {
        Subscription stream = subscribe("a", Mode.CHANGES);
        int before = ready;
        scene.put("b", "1");
        assertEquals(before, ready);
        scene.put("a", "1");
        assertTrue(ready > before);
        stream.close();
        stream.close();
        int closed = ready;
        scene.put("a", "2");
        assertEquals(closed, ready);
        assertNull(stream.poll());
    }
}
