package kith.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Rng;
import kith.log.Change.Place;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

class GraphImageTest {
    private static GraphImage reader() {
        return new GraphImage(Fixture.SPACE, Fixture.HASHER, Fixture.WINDOW);
    }

    private static ChangeGraph back(List<Bytes> sections) {
        GraphImage image = reader();
        sections.forEach(image::take);
        return image.end();
    }

    /// Two authors who answer each other, so that each change is a step.
    private static ChangeGraph conversation(int count) {
        ChangeGraph graph = Fixture.graph();
        int a = graph.open(Fixture.author(0));
        int b = graph.open(Fixture.author(1));
        for (int i = 1; i <= count; i++) {
            int chain = i % 2 == 0 ? a : b;
            Fixture.write(graph, chain, i, null);
            graph.sign(chain, Fixture.head(graph, chain));
            graph.stored(chain, graph.last(chain), 70_000L * i);
            graph.durable(chain, i / 4);
        }
        return graph;
    }

    /// A small one with everything in it: a fork, a fork of a fork, an empty chain.
    private static ChangeGraph small() {
        ChangeGraph graph = conversation(12);
        for (int seq : List.of(5, 3)) {
            Past before = Fixture.must(graph.before(0, seq));
            Past first = Fixture.must(graph.past(0, seq));
            graph.split(0, seq, before, first.hash(), 0);
        }
        graph.open(Fixture.author(5));
        Fixture.write(graph, graph.open(Fixture.author(6)), 90, null);
        return graph;
    }

    @Test
    void anEmptyGraphComesBack() {
        ChangeGraph graph = back(GraphImage.write(Fixture.graph()));
        assertEquals(0, graph.chainCount());
        assertEquals(0, graph.open(Fixture.author(0)));
    }

    @Test
    void aLongConversationTakesSeveralSectionsAndGoesOnAfterwards() {
        ChangeGraph graph = conversation(60_000);
        List<Bytes> sections = GraphImage.write(graph);
        assertTrue(sections.size() > 1, "sections: " + sections.size());
        for (Bytes section : sections) {
            assertTrue(section.size() <= GraphImage.SECTION_BYTES_MAX);
        }
        ChangeGraph back = back(sections);
        assertEquals(sections, GraphImage.write(back));
        for (int i = 1; i <= 100; i++) {
            Fixture.write(graph, i % 2, 70_000 + i, null);
            Fixture.write(back, i % 2, 70_000 + i, null);
        }
        assertEquals(GraphImage.write(graph), GraphImage.write(back));
        assertEquals(60_100, back.changeCount());
        assertTrue(back.covers(new Place(0, 20_000), new Place(1, 20_000)));
        assertTrue(!back.covers(new Place(0, 20_000), new Place(1, 20_001)));
    }

    @Test
    void aSmallerWindowKeepsTheNewest() {
        ChangeGraph graph = conversation(80);
        var image = new GraphImage(Fixture.SPACE, Fixture.HASHER, 8);
        GraphImage.write(graph).forEach(image::take);
        ChangeGraph back = image.end();
        assertEquals(graph.past(0, 33), back.past(0, 33));
        assertEquals(null, back.past(0, 32));
    }

    @Test
    void anImageIsWholeAndOfItsSpace() {
        List<Bytes> sections = GraphImage.write(small());
        assertThrows(Malformed.class, () -> reader().end());
        var other = new GraphImage(Fixture.bytes(32, 1), Fixture.HASHER, Fixture.WINDOW);
        assertThrows(Malformed.class, () -> other.take(sections.getFirst()));
        GraphImage twice = reader();
        twice.take(sections.getFirst());
        assertThrows(Malformed.class, () -> twice.take(sections.getFirst()));
        Bytes first = sections.getFirst();
        GraphImage cut = reader();
        cut.take(first.slice(0, first.size() - 1)); // without the item that ends it
        assertThrows(Malformed.class, cut::end);
    }

    /// Whatever is read from wrong bytes, no question to it runs in a circle.
    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void changedBytesAreMalformedOrAGraphThatAnswers(@ForAll long seed) {
        var random = new Rng(seed);
        byte[] bytes = GraphImage.write(small()).getFirst().toArray();
        for (int i = 0; i < 20; i++) {
            Bytes changed = RunCodecProperties.mutated(bytes, random);
            try {
                ask(back(List.of(changed)));
            } catch (RuntimeException broken) {
                if (broken instanceof Malformed) {
                    continue;
                }
                throw new AssertionError("seed " + seed + ", " + changed, broken);
            }
        }
    }

    private static void ask(ChangeGraph graph) {
        var places = new ArrayList<Place>();
        for (int chain = 0; chain < graph.chainCount(); chain++) {
            graph.resolve(chain, Integer.MAX_VALUE);
            graph.resolve(chain, 1);
            graph.headUpTo(chain, 5);
            graph.positionBefore(chain, 5);
            if (graph.last(chain) >= graph.first(chain)) {
                places.add(new Place(chain, graph.last(chain)));
            }
        }
        for (Place place : places) {
            for (Place other : places) {
                graph.covers(place, other);
            }
        }
    }
}
