package kith.lab.sequence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Plants mistakes and looks whether they are found, and how small they are told.
class FuzzTest {
    /// Carries out every edit at the position that it names, whatever came between.
    private record Untransformed(List<Integer> document, Graph graph) implements Subject {
        @Override
        public void receive(List<Integer> numbers) {
            numbers.forEach(this::write);
        }

        @Override
        public void write(int number) {
            for (Edit edit : graph.event(number).edits()) {
                if (edit instanceof Edit.Splice splice) {
                    int at = Math.min(splice.at(), document.size());
                    int end = Math.min(at + splice.delete(), document.size());
                    document.subList(at, end).clear();
                    document.addAll(at, Edit.units(splice.insert()));
                }
            }
        }

        @Override
        public void makeVoid(BitSet numbers) {}

        @Override
        public List<Integer> list() {
            return List.copyOf(document);
        }

        @Override
        public List<Integer> list(BitSet version) {
            return list();
        }
    }

    private interface Opening {
        Subject open(Graph graph);
    }

    private static Subject.Kind kind(Opening opening) {
        return new Subject.Kind() {
            @Override
            public String name() {
                return "mistaken";
            }

            @Override
            public Subject open(Graph graph, int author) {
                return opening.open(graph);
            }
        };
    }

    @Test
    void aMistakeIsFoundAndToldInAHandfulOfEvents() {
        var fuzz = new Fuzz(kind(graph -> new Untransformed(new ArrayList<>(), graph)));
        Fuzz.Failure failure = fuzz.run(1, 50, List.of(Profile.named("hot")));
        assertNotNull(failure);
        assertTrue(failure.smallest().size() <= 3, failure::toString);
        assertTrue(failure.smallest().units() <= 4, failure::toString);
        assertTrue(failure.toString().contains("new Edit.Splice("), failure::toString);
    }

    @Test
    void aSubjectThatThrowsIsReportedWithItsMoment() {
        var failing =
                kind(
                        graph -> {
                            throw new IllegalStateException("planted");
                        });
        Fuzz.Failure failure = new Fuzz(failing).run(1, 1, List.of(Profile.named("tiny")));
        assertNotNull(failure);
        assertTrue(failure.difference().contains("planted"), failure::difference);
        assertEquals(0, failure.smallest().size());
    }

    @Test
    void aLawThatIsBrokenIsFoundWithoutATwin() {
        var mistaken = kind(graph -> new Untransformed(new ArrayList<>(), graph));
        Laws.Breach breach = null;
        for (long seed = 1; seed <= 50 && breach == null; seed++) {
            breach = Laws.broken(mistaken, seed);
        }
        assertNotNull(breach);
        assertNull(Laws.broken(WalkSubject.KIND, breach.seed()));
    }

    @Test
    void aHistoryIsPrintedAsTheJavaThatMakesIt() {
        var graph = new Graph();
        graph.add(0, List.of(), new Edit.Splice(0, 0, "a\"\\\n\ud83d\ude00"));
        graph.add(
                new Event(
                        1,
                        7,
                        List.of(0),
                        List.of(new Edit.Values(1, 2, List.of(3, 4)), new Edit.Move(0, 1))));
        graph.add(1, List.of(0, 1), new Edit.Clear());
        graph.makeVoid(1);
        String expected =
                """
                var graph = new Graph();
                graph.add(0, List.of(), new Edit.Splice(0, 0, "a\\"\\\\\\012\\ud83d\\ude00"));
                graph.add(new Event(1, 7, List.of(0), List.of(new Edit.Values(1, 2, \
                List.of(3, 4)), new Edit.Move(0, 1))));
                graph.add(1, List.of(0, 1), new Edit.Clear());
                graph.makeVoid(1);
                """;
        assertEquals(expected, JavaForm.of(graph));
    }
}
