package kith.lab.sequence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Laws of random histories: the two twins agree on them, and what is known without a twin holds.
class TwinsProperties {
    private static final int SEEDS = 200;

    @Test
    void theTreeAndTheWalkAgree() {
        var fuzz = new Fuzz(WalkSubject.KIND);
        assertNull(fuzz.run(1, SEEDS, Profile.SMALL_ONES));
        assertTrue(fuzz.operations() > 100L * SEEDS, () -> fuzz.operations() + " operations");
    }

    @Test
    void runsStayTogetherAndOrdersConvergeAndPairsAreWhole() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            assertNull(Laws.broken(WalkSubject.KIND, seed));
        }
    }

    @Test
    void oneSeedGivesOneHistory() {
        for (Profile profile : Profile.SMALL_ONES) {
            assertEquals(
                    JavaForm.of(RandomGraph.of(profile, 7)),
                    JavaForm.of(RandomGraph.of(profile, 7)));
        }
    }

    /// A fuzzer that never writes what it says it does finds nothing.
    @Test
    void theHistoriesHoldWhatTheirProfilesPromise() {
        var kinds = new TreeSet<String>();
        for (Profile profile : Profile.SMALL_ONES) {
            for (long seed = 0; seed < 30; seed++) {
                Graph graph = RandomGraph.of(profile, seed);
                assertTrue(graph.units() >= profile.scale().unitsMin(), profile::name);
                kinds.addAll(kinds(graph));
            }
        }
        var expected =
                List.of(
                        "Clear", "Move", "Splice", "Values", "merge", "pair", "roots", "several",
                        "torn", "void");
        assertEquals(expected, List.copyOf(kinds));
    }

    private static List<String> kinds(Graph graph) {
        var kinds = new ArrayList<String>();
        int roots = 0;
        for (int number = 0; number < graph.size(); number++) {
            Event event = graph.event(number);
            roots += event.parents().isEmpty() ? 1 : 0;
            kinds.add(event.parents().size() > 1 ? "merge" : "Splice");
            kinds.add(event.edits().size() > 1 ? "several" : "Splice");
            for (Edit edit : event.edits()) {
                kinds.add(edit.getClass().getSimpleName());
                if (edit instanceof Edit.Splice splice) {
                    List<Integer> units = Edit.units(splice.insert());
                    boolean surrogates = units.stream().anyMatch(unit -> unit >= 0xd800);
                    kinds.add(surrogates ? "pair" : "Splice");
                    kinds.add(Laws.pairsAreWhole(units) ? "Splice" : "torn");
                }
            }
        }
        kinds.add(roots > 1 ? "roots" : "Splice");
        kinds.add(graph.voids().isEmpty() ? "Splice" : "void");
        return kinds;
    }

    @Test
    void anHonestHistoryTearsNoPairInAnyVersion() {
        Profile profile = Profile.named("tiny-cut");
        for (long seed = 0; seed < 200; seed++) {
            Graph graph = RandomGraph.of(profile, seed);
            var twin = new TreeTwin(graph);
            for (int number = 0; number < graph.size(); number++) {
                BitSet version = graph.version(List.of(number));
                assertTrue(Laws.pairsAreWhole(twin.list(version)), "seed " + seed);
            }
        }
    }

    @Test
    void aTwinThatGrowsSaysTheSameAsOneMadeAtTheEnd() {
        Profile profile = Profile.named("mixed");
        Graph whole = RandomGraph.of(profile, 3);
        var graph = new Graph();
        var twin = new TreeTwin(graph);
        for (int number = 0; number < whole.size(); number++) {
            graph.add(whole.event(number));
            assertNotNull(twin.text(graph.all()));
        }
        whole.voids().stream().forEach(graph::makeVoid);
        assertEquals(new TreeTwin(whole).text(whole.all()), twin.text(graph.all()));
    }
}
