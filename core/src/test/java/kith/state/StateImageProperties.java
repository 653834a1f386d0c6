package kith.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Rng;
import kith.state.Histories.Replica;
import kith.value.Path;
import org.junit.jupiter.api.Test;

/// An image is the state of the moment at which it was begun, whatever changes while it is taken.
final class StateImageProperties {
    private static final Path ROOT = Path.ROOT;

    @Test
    void anImageTakenWhileChangesGoOnIsThatOfItsBeginning() {
        for (long seed = 0; seed < 100; seed++) {
            var histories = new Histories(seed, 3, true);
            for (int i = 0; i < 30; i++) {
                histories.step();
            }
            Replica replica = histories.replicas.getFirst();
            var rng = new Rng(seed);
            for (int images = 0; images < 3; images++) {
                Bytes then = digest(replica.space);
                int size = rng.chance(70) ? rng.between(1, 60) : 1 << 16;
                StateImage image = StateImage.begin(replica.space, size);
                assertEquals(then, digest(replica.space), "seed " + seed);
                List<Bytes> sections = take(image, histories, rng);
                Collections.shuffle(sections, new Random(seed));
                Space loaded = load(replica, sections);
                assertEquals(then, digest(loaded), "seed " + seed);
            }
        }
    }

    private static List<Bytes> take(StateImage image, Histories histories, Rng rng) {
        var sections = new ArrayList<Bytes>();
        Space space = histories.replicas.getFirst().space;
        int visits = rng.between(1, 20);
        for (Bytes section = image.next(visits); section != null; section = image.next(visits)) {
            if (section.size() > 0) {
                sections.add(section);
            }
            for (int steps = rng.nextInt(4); steps > 0; steps--) {
                histories.step();
                if (rng.chance(50)) {
                    space.settle();
                    space.check();
                }
            }
        }
        return sections;
    }

    private static Space load(Replica replica, List<Bytes> sections) {
        var loaded = new Space(replica);
        for (Bytes section : sections) {
            StateImage.load(loaded, section, replica.numbers.size());
        }
        loaded.settle();
        loaded.check();
        return loaded;
    }

    private static Bytes digest(Space space) {
        return space.digest(ROOT, MergeProperties::sha);
    }

    @Test
    void aLoadedSpaceGoesOnLikeTheOneThatWasSaved() {
        for (long seed = 0; seed < 50; seed++) {
            var histories = new Histories(seed, 3, true);
            for (int i = 0; i < 30; i++) {
                histories.step();
            }
            Replica replica = histories.replicas.getFirst();
            StateImage image = StateImage.begin(replica.space, 100);
            var sections = new ArrayList<Bytes>();
            for (Bytes section = image.next(); section != null; section = image.next()) {
                sections.add(section);
            }
            replica.space = load(replica, sections);
            for (int i = 0; i < 20; i++) {
                histories.step();
            }
            histories.deliverAll();
            for (Replica each : histories.replicas) {
                each.space.settle();
                assertEquals(digest(replica.space), digest(each.space), "seed " + seed);
            }
        }
    }

    @Test
    void aStepLooksAtFewCellsWhateverTheSizeOfASection() {
        var scene = new Scene();
        int cells = 5_000;
        for (int i = 0; i < cells; i++) {
            scene.put("a/" + i, "1");
        }
        Bytes then = digest(scene.space);
        StateImage image = StateImage.begin(scene.space, StateImage.SECTION_BYTES_MAX);
        var sections = new ArrayList<Bytes>();
        int steps = 0;
        for (Bytes section = image.next(); section != null; section = image.next()) {
            steps++;
            if (section.size() > 0) {
                sections.add(section);
            }
        }
        assertEquals(1, sections.size());
        assertTrue(steps > 4, steps + " steps");
        assertEquals(then, digest(load(scene.replica, sections)));
    }

    @Test
    void anImageOfASpaceThatIsRebuiltIsCancelled() {
        var histories = new Histories(3, 2, true);
        for (int i = 0; i < 30; i++) {
            histories.step();
        }
        Replica replica = histories.replicas.getFirst();
        StateImage image = StateImage.begin(replica.space, 10);
        assertNotNull(image.next());
        assertThrows(IllegalStateException.class, () -> StateImage.begin(replica.space, 10));
        replica.space.replaceBy(new Space(replica));
        assertTrue(image.isCancelled());
        assertNull(image.next());
        Bytes empty = digest(replica.space);
        StateImage next = StateImage.begin(replica.space, 10);
        assertEquals(
                empty, digest(load(replica, take(next, new Histories(4, 1, true), new Rng(1)))));
        assertFalse(next.isCancelled());
    }

    @Test
    void damagedSectionsAreRefusedOrLoadSomethingSound() {
        var histories = new Histories(5, 3, true);
        for (int i = 0; i < 60; i++) {
            histories.step();
        }
        Replica replica = histories.replicas.getFirst();
        Bytes section = StateImage.begin(replica.space, 10_000).next();
        assertNotNull(section);
        var rng = new Rng(1);
        for (int round = 0; round < 4_000; round++) {
            byte[] damaged = section.toArray();
            for (int i = rng.between(1, 4); i > 0; i--) {
                damaged[rng.nextInt(damaged.length)] = (byte) rng.nextInt();
            }
            if (rng.chance(20)) {
                damaged = java.util.Arrays.copyOf(damaged, rng.nextInt(damaged.length));
            }
            var loaded = new Space(replica);
            try {
                StateImage.load(loaded, Bytes.wrap(damaged), replica.numbers.size());
            } catch (Malformed expected) {
                continue;
            }
            loaded.settle();
            loaded.check();
        }
    }

    @Test
    void aSectionOfAnotherVersionIsRefusedWithBothVersions() {
        var replica = new Histories(1, 1, true).replicas.getFirst();
        Malformed refused =
                assertThrows(
                        Malformed.class,
                        () -> StateImage.load(replica.space, Bytes.of((byte) 9), 1));
        assertEquals("state image of version 9, this program reads up to 2", refused.getMessage());
    }
}
