package kith.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import kith.lang.Rng;
import org.junit.jupiter.api.Test;

final class ChildrenTest {
    private final Children children = new Children();

    private static List<String> names(Cell[] cells) {
        return Arrays.stream(cells).map(cell -> cell.name).toList();
    }

    @Test
    void childrenTakenOverInTheirOrderAreThereLikeOthers() {
        for (long seed = 0; seed < 100; seed++) {
            var rng = new Rng(seed);
            var of = new Children();
            var twin = new TreeMap<String, Cell>();
            int next = 0;
            for (int round = 0; round < 8; round++) {
                String first = name(next);
                if (of.endBefore(first)) {
                    var fresh = new Cell[rng.between(1, 60)];
                    for (int i = 0; i < fresh.length; i++, next++) {
                        fresh[i] = new Cell(name(next), null);
                        twin.put(fresh[i].name, fresh[i]);
                    }
                    of.adopt(fresh);
                }
                var cell = new Cell(name(rng.nextInt(1000)), null);
                if (rng.chance(30) && twin.putIfAbsent(cell.name, cell) == null) {
                    of.add(cell);
                    next = Math.max(next, Integer.parseInt(cell.name.substring(1)) + 1);
                }
                if (rng.chance(50)) {
                    assertEquals(List.copyOf(twin.keySet()), names(of.ordered()), "seed " + seed);
                }
                assertEquals(twin.size(), of.size(), "seed " + seed);
                twin.forEach((name, there) -> assertSame(there, of.find(name)));
                assertNull(of.find("k"));
            }
        }
    }

    private static String name(int number) {
        return "k" + (1_000_000 + number);
    }

    @Test
    void namesThatCollideAreTakenOverToo() {
        var fresh = new Cell[1 << 10];
        for (int i = 0; i < fresh.length; i++) {
            var name = new StringBuilder();
            for (int bit = 9; bit >= 0; bit--) {
                name.append((i >> bit & 1) == 0 ? "Aa" : "BB"); // of one hash
            }
            fresh[i] = new Cell(name.toString(), null);
        }
        children.adopt(fresh);
        assertEquals(fresh.length, children.size());
        assertEquals(names(fresh), names(children.ordered()));
        for (Cell cell : fresh) {
            assertSame(cell, children.find(cell.name));
        }
        children.remove(fresh[5]);
        assertNull(children.find(fresh[5].name));
        assertEquals(fresh.length - 1, children.ordered().length);
    }

    @Test
    void anyMixOfAddingRemovingAndWalkingIsThatOfASortedMap() {
        for (long seed = 0; seed < 30; seed++) {
            var rng = new Rng(seed);
            var of = new Children();
            var twin = new TreeMap<String, Cell>();
            for (int i = 0; i < 400; i++) {
                String name = Integer.toString(rng.nextInt(200), 36);
                Cell known = twin.get(name);
                assertSame(known, of.find(name), "seed " + seed);
                if (known == null) {
                    var cell = new Cell(name, null);
                    of.add(cell);
                    twin.put(name, cell);
                } else if (rng.chance(60)) {
                    of.remove(known);
                    twin.remove(name);
                }
                if (rng.chance(20)) {
                    assertEquals(List.copyOf(twin.keySet()), names(of.ordered()), "seed " + seed);
                }
                assertEquals(twin.size(), of.size(), "seed " + seed);
            }
        }
    }

    @Test
    void anOrderThatIsBeingWalkedIsNotDisturbed() {
        for (int i = 0; i < 10; i++) {
            children.add(new Cell("n" + i, null));
        }
        Cell[] walked = children.ordered();
        List<String> before = names(walked);
        children.remove(walked[3]);
        children.add(new Cell("m", null));
        assertEquals(before, names(walked));
        assertEquals("m", children.ordered()[0].name);
    }

    @Test
    void namesMadeToCollideAreFoundStill() {
        // "Aa" and "BB" hash alike, so all strings of twelve such pairs do.
        var names = new ArrayList<String>();
        for (int i = 0; i < 1 << 12; i++) {
            var name = new StringBuilder();
            for (int bit = 0; bit < 12; bit++) {
                name.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            names.add(name.toString());
        }
        var cells = new ArrayList<Cell>();
        for (String name : names) {
            cells.add(new Cell(name, null));
            children.add(cells.getLast());
        }
        for (Cell cell : cells) {
            assertSame(cell, children.find(cell.name));
        }
        names.sort(null);
        assertEquals(names, names(children.ordered()));
        for (Cell cell : cells.subList(0, 4000)) {
            children.remove(cell);
            assertNull(children.find(cell.name));
        }
        assertEquals(96, children.ordered().length);
    }

    @Test
    void manyChildrenAreOrderedAgainAfterEachThatComes() {
        var rng = new Rng(1);
        for (int i = 0; i < 20_000; i++) {
            children.add(new Cell("k" + i * 7919 % 20_011, null));
        }
        assertEquals(20_000, children.ordered().length);
        for (int i = 0; i < 100; i++) {
            children.add(new Cell("z" + rng.nextInt() + "." + i, null));
            assertEquals(20_001 + i, children.ordered().length);
        }
    }
}
