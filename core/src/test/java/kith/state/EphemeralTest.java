package kith.state;

import static kith.state.Scene.json;
import static kith.state.Scene.path;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.state.Ephemeral.Outcome;
import kith.value.Path;
import kith.value.Value;
import org.junit.jupiter.api.Test;

final class EphemeralTest {
    private static final Bytes ANN = Histories.chain(1).author();
    private static final Bytes BEN = Histories.chain(2).author();

    /// How long somebody may be silent.
    private static final long TTL_MILLIS = 15_000;

    private final Scene scene = new Scene();
    private final Space space = scene.space;
    private final Ephemeral ephemeral = space.ephemeral();

    private Outcome put(Bytes author, long epoch, long counter, String json, long now) {
        return ephemeral.put(author, epoch, counter, json(json), now + TTL_MILLIS);
    }

    private String of(Bytes author) {
        return scene.at(Ephemeral.pathOf(author).toText());
    }

    @Test
    void theNewestOfAnAuthorTakesThePlaceOfHisLast() {
        assertEquals(Outcome.TAKEN, put(ANN, 1, 1, "{\"cursor\":{\"x\":1,\"y\":2}}", 0));
        assertEquals(Outcome.TAKEN, put(ANN, 1, 3, "{\"cursor\":{\"x\":5},\"name\":\"Ann\"}", 0));
        assertEquals(Outcome.OLD, put(ANN, 1, 2, "{\"cursor\":7}", 0));
        assertEquals(Outcome.OLD, put(ANN, 1, 3, "{\"cursor\":7}", 0));
        assertEquals("{\"cursor\":{\"x\":5},\"name\":\"Ann\"}", of(ANN));
        assertEquals(Outcome.TAKEN, put(ANN, 2, 0, "4", 0)); // his process began anew
        assertEquals("4", of(ANN));
        space.settle();
        space.check();
    }

    @Test
    void whoFallsSilentIsGoneAndObserversAreTold() {
        put(ANN, 1, 1, "{\"x\":1}", 1000);
        put(BEN, 1, 1, "{\"x\":1}", 5000);
        space.settle();
        var told = new ArrayList<Changes>();
        space.observe(Ephemeral.ROOT, Observation.Reach.SUBTREE, told::add, failure -> {});
        assertEquals(1000 + TTL_MILLIS, ephemeral.nextSilence());
        assertFalse(ephemeral.expire(999 + TTL_MILLIS));
        assertTrue(ephemeral.expire(1000 + TTL_MILLIS));
        space.settle();
        assertEquals(1, told.size());
        assertEquals(2, told.getFirst().entries().size());
        assertEquals(Histories.chain(1), told.getFirst().entries().getFirst().by());
        assertEquals("nothing", of(ANN));
        assertEquals("{\"x\":1}", of(BEN));
        space.check();
    }

    @Test
    void anEchoDoesNotBringBackWhoLeft() {
        put(ANN, 1, 5, "1", 0);
        ephemeral.expire(TTL_MILLIS);
        assertEquals(Outcome.OLD, put(ANN, 1, 5, "1", TTL_MILLIS + 1));
        assertEquals("nothing", of(ANN));
        assertEquals(Outcome.TAKEN, put(ANN, 1, 6, "1", TTL_MILLIS + 1));
        assertEquals("1", of(ANN));
    }

    @Test
    void anAuthorCanTakeHimselfOut() {
        put(ANN, 1, 1, "{\"x\":1}", 0);
        assertEquals(Outcome.TAKEN, ephemeral.put(ANN, 1, 2, null, 0));
        assertEquals(Outcome.TAKEN, ephemeral.put(ANN, 1, 3, null, 0));
        space.settle();
        assertEquals("nothing", of(ANN));
        assertEquals(Long.MAX_VALUE, ephemeral.nextSilence());
        assertNull(space.cell(Ephemeral.ROOT));
    }

    @Test
    void anAuthorShowsSoMuchAndNoMore() {
        Value large = new Value.Text("x".repeat(Ephemeral.BYTES_MAX));
        assertEquals(Outcome.TOO_LARGE, ephemeral.put(ANN, 1, 1, large, 0));
        Value bad = Value.Obj.of(List.of("a\0"), List.of(json("1")));
        assertThrows(Malformed.class, () -> ephemeral.put(ANN, 1, 1, bad, 0));
        assertEquals("nothing", of(ANN));
    }

    @Test
    void thereAreSoManyAuthorsAndNoMoreButThoseWhoLeftMakeRoom() {
        for (int i = 0; i < Ephemeral.AUTHORS_MAX; i++) {
            assertEquals(Outcome.TAKEN, put(author(i), 1, 1, "1", i));
        }
        assertEquals(Outcome.TOO_MANY, put(author(5000), 1, 1, "1", 0));
        ephemeral.expire(TTL_MILLIS);
        assertEquals(Outcome.TAKEN, put(author(5000), 1, 1, "1", 0));
        assertEquals(Outcome.TOO_MANY, put(author(5001), 1, 1, "1", 0));
        space.settle();
        space.check();
        assertEquals(
                Ephemeral.AUTHORS_MAX,
                space.query(Query.of(Ephemeral.ROOT)).cells().getFirst().children());
    }

    private static Bytes author(int number) {
        var key = new byte[32];
        key[0] = (byte) number;
        key[1] = (byte) (number >> 8);
        key[2] = 77;
        return Bytes.wrap(key);
    }

    @Test
    void whatIsEphemeralIsNotPartOfTheRootNorOfDigestsNorOfImages() {
        scene.put("a", "1");
        Bytes before = space.digest(Path.ROOT, MergeProperties::sha);
        put(ANN, 1, 1, "{\"x\":1}", 0);
        assertEquals("{\"a\":1}", scene.at(""));
        assertEquals(before, space.digest(Path.ROOT, MergeProperties::sha));
        StateImage image = StateImage.begin(space, 1000);
        var loaded = new Space(scene.replica);
        put(ANN, 1, 2, "{\"x\":2}", 0);
        for (Bytes section = image.next(); section != null; section = image.next()) {
            StateImage.load(loaded, section, 10);
        }
        assertEquals("{\"a\":1}", String.valueOf(loaded.value(Path.ROOT)));
        assertNull(loaded.value(Ephemeral.ROOT));
    }

    @Test
    void whatIsEphemeralStaysWhenTheSpaceIsRebuilt() {
        scene.put("a", "1");
        put(ANN, 1, 1, "{\"x\":1}", 0);
        space.settle();
        var told = new ArrayList<Changes>();
        space.observe(Ephemeral.ROOT, Observation.Reach.SUBTREE, told::add, failure -> {});
        space.replaceBy(new Space(scene.replica));
        assertEquals("nothing", scene.at(""));
        assertEquals("{\"x\":1}", of(ANN));
        assertEquals(List.of(), told);
        assertEquals(Outcome.TAKEN, put(ANN, 1, 2, "{\"x\":2}", 0));
        space.settle();
        assertEquals(1, told.size());
        assertEquals(Histories.chain(1), told.getFirst().entries().getFirst().by());
        space.check();
    }

    @Test
    void subscribersToPresenceGetIt() {
        Subscription stream =
                space.subscribe(
                        path(".presence"),
                        Subscription.Config.of(Subscription.Mode.CHANGES),
                        () -> {});
        stream.grant(10);
        stream.poll();
        put(ANN, 1, 1, "{\"x\":1}", 0);
        var applied = assertInstanceOf(Subscription.Applied.class, stream.poll());
        assertNull(applied.stamp());
        assertEquals(3, applied.changes().entries().size());
    }
}
