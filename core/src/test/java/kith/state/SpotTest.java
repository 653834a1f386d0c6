package kith.state;

import static kith.state.Scene.path;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Rng;
import kith.value.Path;
import kith.value.Value;
import org.junit.jupiter.api.Test;

final class SpotTest {
    private static final List<Path> PATHS =
            List.of(path("a"), path("a/b"), path("a/b/c"), path("a/d"), path("e"), path("e/f/g"));

    private final List<Writing.Spot> spots = new ArrayList<>();

    SpotTest() {
        for (int i = 0; i < PATHS.size(); i++) {
            spots.add(new Writing.Spot());
        }
    }

    @Test
    void whoKeepsASpotWritesWhatWhoKeepsNoneWrites() {
        for (long seed = 0; seed < 40; seed++) {
            var rng = new Rng(seed);
            var kept = new Scene();
            var twin = new Scene();
            for (int i = 0; i < 200; i++) {
                int at = rng.nextInt(PATHS.size());
                if (rng.chance(3)) { // the spots are in a tree that is gone
                    kept.space.replaceBy(new Space(kept.replica));
                    twin.space.replaceBy(new Space(twin.replica));
                } else if (rng.chance(15)) {
                    var remove = new Writing.Remove(PATHS.get(at));
                    assertEquals(twin.edit(remove), kept.edit(remove), "seed " + seed);
                } else {
                    Value value = value(rng);
                    var put = new Writing.Put(PATHS.get(at), value);
                    var noted = new Writing.Put(PATHS.get(at), value, spots.get(at));
                    assertEquals(twin.edit(put), kept.edit(noted), "seed " + seed);
                }
                assertEquals(twin.at(""), kept.at(""), "seed " + seed);
            }
        }
    }

    private static Value value(Rng rng) {
        Value number = Value.Int.of(rng.nextInt(1_000));
        return rng.chance(10) ? Value.Obj.of(List.of("b"), List.of(number)) : number;
    }

    @Test
    void aSpotOfAnotherPathIsNotGoneBy() {
        var scene = new Scene();
        Writing.Spot spot = spots.getFirst();
        for (int i = 0; i < 3; i++) {
            scene.edit(new Writing.Put(path("a"), Value.Int.of(i), spot));
        }
        scene.edit(new Writing.Put(path("e"), Value.Int.of(9), spot));
        assertEquals("{\"a\":2,\"e\":9}", scene.at(""));
    }

    @Test
    void kithsOwnNamesStayClosed() {
        var scene = new Scene();
        Writing.Spot spot = spots.getFirst();
        for (int i = 0; i < 3; i++) {
            var put = new Writing.Put(Path.of(".access"), Value.Int.of(i), spot);
            assertInstanceOf(Writing.Refused.class, scene.edit(put));
        }
    }
}
