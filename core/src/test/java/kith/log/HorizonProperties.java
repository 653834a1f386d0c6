package kith.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;
import kith.lang.Bytes;
import kith.lang.Rng;
import kith.log.Change.Place;
import kith.log.Change.View;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

/// What has seen what, in one graph with arbitrary deps, against explicit sets.
class HorizonProperties {
    /// The slow twin: all changes in the order in which they came, and all in the past of each.
    private static final class Twin {
        final ChangeGraph graph = Fixture.graph();
        final List<Place> places = new ArrayList<>();
        final List<BitSet> pasts = new ArrayList<>();
        final List<Change> changes = new ArrayList<>();
        private final TreeMap<Integer, Integer> lastOf = new TreeMap<>();

        int open(int number) {
            return graph.open(new ChainId(Fixture.author(0).author(), number, Bytes.EMPTY));
        }

        void write(int chain, List<Integer> deps, Rng random) {
            View view = random.chance(20) ? view(chain, random) : null;
            var named = new ArrayList<Place>();
            var past = new BitSet();
            Integer before = lastOf.get(chain);
            if (before != null) {
                see(past, before);
            }
            for (int dep : deps) {
                if (places.get(dep).chain() != chain) {
                    named.add(places.get(dep));
                    see(past, dep);
                }
            }
            int number = places.size();
            Verified made =
                    graph.compose(
                            chain, Fixture.time(number + 1), named, view, Fixture.content(number));
            graph.append(made);
            lastOf.put(chain, number);
            places.add(new Place(chain, made.run().lastSeq()));
            changes.add(made.run().changes().getFirst());
            pasts.add(past);
        }

        private View view(int chain, Rng random) {
            var others = new ArrayList<Place>();
            for (Place place : places) {
                if (place.chain() != chain && random.chance(10)) {
                    others.add(place);
                }
            }
            return new View(random.nextInt(graph.last(chain) + 1), others);
        }

        private void see(BitSet past, int number) {
            past.or(pasts.get(number));
            past.set(number);
        }

        void check() {
            for (int a = 0; a < places.size(); a++) {
                BitSet seen = seenBy(a);
                Seen answered = graph.seenBy(places.get(a).chain(), changes.get(a));
                for (int b = 0; b < places.size(); b++) {
                    Place place = places.get(b);
                    boolean inPast = a == b || pasts.get(a).get(b);
                    boolean covered = a == b || answered.covers(place.chain(), place.seq());
                    if (inPast != graph.covers(places.get(a), place)) {
                        throw new AssertionError(a + " covers " + b + ": expected " + inPast);
                    }
                    if (covered != (a == b || seen.get(b))) {
                        throw new AssertionError(a + " had seen " + b + ": found " + covered);
                    }
                }
            }
            assertEquals(frontier(), graph.frontier());
        }

        private BitSet seenBy(int number) {
            View view = changes.get(number).seen();
            BitSet past = (BitSet) pasts.get(number).clone();
            if (view != null) {
                var looked = new BitSet();
                for (int b = 0; b < places.size(); b++) {
                    Place place = places.get(b);
                    boolean own =
                            place.chain() == places.get(number).chain()
                                    && place.seq() == view.own();
                    if (own || view.others().contains(place)) {
                        see(looked, b);
                    }
                }
                past.and(looked);
            }
            return past;
        }

        private List<Place> frontier() {
            var maximal = new TreeMap<Integer, Place>();
            var seen = new BitSet();
            pasts.forEach(seen::or);
            for (int number : lastOf.values()) {
                if (!seen.get(number)) {
                    maximal.put(places.get(number).chain(), places.get(number));
                }
            }
            return new ArrayList<>(maximal.values());
        }
    }

    @Property(tries = 60, shrinking = ShrinkingMode.OFF)
    void whatWasSeenIsWhatTheTwinSays(@ForAll long seed) {
        var random = new Rng(seed);
        var twin = new Twin();
        int chains = random.between(2, 12);
        int density = random.between(5, 60);
        for (int i = 0; i < 80; i++) {
            int chain = twin.open(random.nextInt(chains));
            var deps = new ArrayList<Integer>();
            int recent = Math.max(0, twin.places.size() - 12);
            for (int dep = recent; dep < twin.places.size(); dep++) {
                if (random.chance(density)) {
                    deps.add(dep);
                }
            }
            twin.write(chain, deps, random);
        }
        checked(seed, twin);
    }

    @Property(tries = 15, shrinking = ShrinkingMode.OFF)
    void newChainsThatFollowOneAnotherStandOnEachOther(@ForAll long seed) {
        var random = new Rng(seed);
        var twin = new Twin();
        for (int i = 0; i < 150; i++) {
            boolean fresh = random.chance(80);
            int chain = twin.open(fresh ? i : random.nextInt(i + 1));
            var deps = new ArrayList<Integer>();
            if (!twin.places.isEmpty()) {
                deps.add(twin.places.size() - 1);
                if (random.chance(30)) {
                    deps.add(random.nextInt(twin.places.size()));
                }
            }
            twin.write(chain, deps, random);
        }
        checked(seed, twin);
    }

    private static void checked(long seed, Twin twin) {
        try {
            twin.check();
        } catch (RuntimeException | AssertionError failed) {
            throw new AssertionError("seed " + seed + ": " + failed.getMessage(), failed);
        }
    }

    /// A chain for each restart of a peer, each having seen all before.
    @Test
    void aThousandChainsOneAfterTheOtherKeepNoSightOfEachOther() {
        ChangeGraph graph = Fixture.graph();
        for (int i = 0; i < 1000; i++) {
            int chain = graph.open(new ChainId(Fixture.author(0).author(), i, Bytes.EMPTY));
            Fixture.write(graph, chain, i + 1, null);
        }
        assertEquals(0, sights(graph));
        assertTrue(graph.covers(new Place(999, 1), new Place(0, 1)));
        assertEquals(List.of(new Place(999, 1)), graph.frontier());
    }

    private static int sights(ChangeGraph graph) {
        int sights = 0;
        for (AuthorChain chain : graph.chains()) {
            for (Horizon.Sight sight : chain.horizon.sights()) {
                sights += sight.size();
            }
        }
        return sights;
    }

    /// What is kept grows with the changes, not with the changes times the authors.
    @Test
    void aHundredAuthorsInTurnsKeepAFloorEach() {
        ChangeGraph graph = Fixture.graph();
        var random = new Rng(1);
        for (int i = 0; i < 5000; i++) {
            int chain = graph.open(Fixture.author(random.nextInt(100)));
            Fixture.write(graph, chain, i + 1, null);
        }
        assertEquals(0, sights(graph));
    }

    /// Two groups of ten that hear of each other every hundred changes, and we hear all at once.
    @Test
    void groupsThatWereApartKeepSightsUntilTheyMeet() {
        var twin = new Twin();
        var random = new Rng(2);
        for (int i = 0; i < 400; i++) {
            int group = random.nextInt(2);
            var deps = new ArrayList<Integer>();
            for (int dep = 0; dep < i; dep++) {
                boolean same = twin.places.get(dep).chain() / 10 == group;
                if (same || dep < i / 100 * 100) {
                    deps.add(dep);
                }
            }
            for (int chain = 0; chain < 20; chain++) {
                twin.open(chain);
            }
            twin.write(10 * group + random.nextInt(10), newest(twin, deps), random);
        }
        twin.check();
        int sights = sights(twin.graph);
        assertTrue(sights < 400 * 12, "sights: " + sights);
    }

    /// Those of the changes that no other of them has seen.
    private static List<Integer> newest(Twin twin, List<Integer> changes) {
        var seen = new BitSet();
        changes.forEach(change -> seen.or(twin.pasts.get(change)));
        var newest = new ArrayList<>(changes);
        newest.removeIf(seen::get);
        return newest;
    }
}
