package kith.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import kith.lang.Bytes;
import kith.lang.Reader;
import kith.lang.Rng;
import kith.lang.Writer;
import kith.log.Change.Place;
import kith.log.Change.View;
import kith.log.Replicas.One;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.jspecify.annotations.Nullable;

/// Replicas that write concurrently, deliver in random orders, and fork, against explicit sets of
/// all that was seen.
class ReplicasProperties {
    @Property(tries = 40, shrinking = ShrinkingMode.OFF)
    void replicasThatHoldTheSameChangesAnswerAlike(@ForAll long seed) {
        check(seed, 4, 50, 0);
    }

    @Property(tries = 80, shrinking = ShrinkingMode.OFF)
    void copiesOfOneHomeForkAndAllReplicasConvergeAllTheSame(@ForAll long seed) {
        check(seed, 2, 40, 3);
    }

    @Property(tries = 40, shrinking = ShrinkingMode.OFF)
    void forksOfForksHaveTheSameNamesWhateverTheOrder(@ForAll long seed) {
        check(seed, 1, 30, 5);
    }

    private static void check(long seed, int authors, int steps, int copies) {
        try {
            var random = new Rng(seed);
            Replicas world = run(random, authors, steps, copies);
            for (One one : world.all) {
                convergesWith(world.all.getFirst(), one, world);
                coversWhatTheTwinSays(one.graph, one, world);
                seesWhatTheTwinSays(one, world);
                comesBackFromItsImage(one, world);
                comesBackFromItsLog(one);
            }
        } catch (RuntimeException | AssertionError failed) {
            throw new AssertionError("seed " + seed + ": " + failed.getMessage(), failed);
        }
    }

    private static Replicas run(Rng random, int authors, int steps, int copies) {
        var world = new Replicas(random);
        for (int author = 0; author < authors; author++) {
            world.add(author);
        }
        world.add(authors); // reads only, at first
        var pictures = new TreeMap<Integer, Picture>();
        for (int step = 0; step < steps; step++) {
            int who = random.nextInt(world.all.size());
            One one = world.all.get(who);
            takePictures(pictures, who, one, random);
            if (random.chance(45) && who != authors) {
                write(one, random);
            } else if (!world.parcels.isEmpty()) {
                one.deliver(world.anyParcel(), random.nextInt(3));
            }
            if (random.chance(100 * copies / steps)) {
                finish(pictures.remove(who));
                world.addCopyOf(one);
            }
        }
        world.settle();
        pictures.values().forEach(ReplicasProperties::finish);
        return world;
    }

    /// An image that is being taken while its graph changes, and what it must be.
    private record Picture(GraphImage.Taking taking, Bytes expected, Writer got) {}

    private static void takePictures(
            TreeMap<Integer, Picture> pictures, int who, One one, Rng random) {
        Picture picture = pictures.get(who);
        if (picture == null) {
            var expected = new Writer(1 << 10);
            GraphImage.write(one.graph).forEach(expected::bytes);
            var taking = new GraphImage.Taking(one.graph, 1 + random.nextInt(3));
            pictures.put(who, new Picture(taking, expected.toBytes(), new Writer(1 << 10)));
            return;
        }
        Bytes section = picture.taking().next();
        if (section == null) {
            finish(pictures.remove(who));
        } else {
            picture.got().bytes(section);
        }
    }

    /// What was taken in pieces is of the moment at which it began.
    private static void finish(@Nullable Picture picture) {
        if (picture == null) {
            return;
        }
        for (Bytes section = picture.taking().next();
                section != null;
                section = picture.taking().next()) {
            picture.got().bytes(section);
        }
        assertEquals(picture.expected(), picture.got().toBytes());
    }

    /// A copy that learned of what the other wrote no longer has an end of its own to write at: it
    /// would open its next incarnation.
    private static void write(One one, Rng random) {
        if (one.canWrite()) {
            one.write(random.chance(25));
        }
    }

    private static void convergesWith(One first, One one, Replicas world) {
        assertEquals(world.facts.keySet(), one.places.keySet());
        assertTrue(names(first, world).equals(names(one, world)), "chains have other names");
        assertEquals(ends(first), ends(one));
        assertEquals(frontier(first.graph), frontier(one.graph));
        assertEquals(world.facts.size(), one.graph.changeCount());
        for (int chain = 0; chain < one.graph.chainCount(); chain++) {
            assertEquals(one.graph.last(chain), one.intake.lastQueued(chain), "still queued");
            assertEquals(one.graph.last(chain), one.graph.lastSigned(chain), "unsigned");
        }
    }

    /// The name of the chain of each change.
    private static Map<Bytes, ChainId> names(One one, Replicas world) {
        var names = new TreeMap<Bytes, ChainId>();
        for (Bytes hash : world.byNumber) {
            Place place = one.placeOf(hash);
            assertEquals(hash, Fixture.must(one.graph.past(place.chain(), place.seq())).hash());
            names.put(hash, one.graph.id(place.chain()));
        }
        return names;
    }

    /// Of each chain: where it begins, where it ends, whether it forks there.
    private static Map<ChainId, String> ends(One one) {
        var ends = new TreeMap<ChainId, String>();
        for (int chain = 0; chain < one.graph.chainCount(); chain++) {
            Origin origin = one.graph.origin(chain);
            String from =
                    origin == null ? "" : one.graph.id(origin.parent()) + " " + origin.seqLast();
            String end = one.graph.last(chain) + " " + one.graph.ended(chain);
            if (one.graph.last(chain) > 0 || one.graph.ended(chain)) {
                ends.put(one.graph.id(chain), from + " " + end);
            }
        }
        return ends;
    }

    private static Set<Bytes> frontier(ChangeGraph graph) {
        var hashes = new TreeSet<Bytes>();
        for (Place place : graph.frontier()) {
            hashes.add(Fixture.must(graph.past(place.chain(), place.seq())).hash());
        }
        assertEquals(graph.frontier().size(), hashes.size());
        return hashes;
    }

    private static void coversWhatTheTwinSays(ChangeGraph graph, One one, Replicas world) {
        var maximal = new TreeSet<>(world.byNumber);
        for (Bytes a : world.byNumber) {
            for (Bytes b : world.byNumber) {
                boolean inPast = world.past(a).get(world.fact(b).number());
                // the places as they were when they came must do
                Place place = Fixture.must(one.places.get(a));
                boolean covers = graph.covers(place, Fixture.must(one.places.get(b)));
                if (covers != (inPast || a.equals(b))) {
                    throw new AssertionError(a + " covers " + b + ": found " + covers);
                }
                if (inPast) {
                    maximal.remove(b);
                }
            }
        }
        assertEquals(maximal, frontier(graph));
    }

    private static void seesWhatTheTwinSays(One one, Replicas world) {
        for (Replicas.Entry record : one.log) {
            if (record instanceof Replicas.Stored(Bytes bytes)) {
                StoredRun stored = StoredRun.read(new Reader(bytes));
                for (Change change : stored.run().changes()) {
                    Bytes hash = stored.past(change.seq(), Fixture.HEADERS).hash();
                    Seen seen = one.graph.seenBy(stored.run().chain(), change);
                    BitSet twin = seenByTwin(world, hash, change);
                    for (Bytes other : world.byNumber) {
                        Place place = one.placeOf(other);
                        boolean covered = seen.covers(place.chain(), place.seq());
                        boolean itself = other.equals(hash);
                        int number = world.fact(other).number();
                        if (twin.get(number) != (covered && !itself)) {
                            throw new AssertionError(change + " had seen " + place);
                        }
                    }
                }
            }
        }
    }

    private static BitSet seenByTwin(Replicas world, Bytes hash, Change change) {
        BitSet past = (BitSet) world.past(hash).clone();
        View view = change.seen();
        if (view == null) {
            return past;
        }
        var looked = new BitSet();
        List<Bytes> places = world.fact(hash).places();
        var named = new ArrayList<>(places.subList(change.deps().size(), places.size()));
        Bytes own = hash;
        while (view.own() > 0 && world.fact(own).seq() > view.own()) {
            own = world.fact(own).prev();
        }
        if (view.own() > 0) {
            named.add(own);
        }
        for (Bytes place : named) {
            looked.or(world.past(place));
            looked.set(world.fact(place).number());
        }
        past.and(looked);
        return past;
    }

    private static void comesBackFromItsImage(One one, Replicas world) {
        List<Bytes> sections = GraphImage.write(one.graph);
        var image = new GraphImage(Fixture.SPACE, Fixture.HASHER, Fixture.WINDOW);
        sections.forEach(image::take);
        ChangeGraph back = image.end();
        assertEquals(sections, GraphImage.write(back));
        coversWhatTheTwinSays(back, one, world);
    }

    private static void comesBackFromItsLog(One one) {
        ChangeGraph back = Fixture.graph();
        int at = 0;
        for (Replicas.Entry record : one.log) {
            switch (record) {
                case Replicas.Opened(ChainId id, Origin origin, Past before) -> {
                    if (origin == null) {
                        back.open(id);
                    } else {
                        back.open(id, origin, Fixture.must(before));
                    }
                }
                case Replicas.Stored(Bytes bytes) -> {
                    StoredRun stored = StoredRun.read(new Reader(bytes));
                    assertInstanceOf(StoredRun.Replayed.Taken.class, stored.replayInto(back));
                    assertInstanceOf(StoredRun.Replayed.Known.class, stored.replayInto(back));
                    back.stored(stored.run().chain(), stored.run().firstSeq(), 40_000L * at);
                }
                case Replicas.Signed(int chain, Head head) -> back.sign(chain, head);
                case Replicas.Split(int chain, int seq, Past before, Bytes hash) ->
                        back.split(chain, seq, before, hash, 0);
            }
            at++;
        }
        assertEquals(GraphImage.write(one.graph), GraphImage.write(back));
        assertTrue(back.changeCount() > 0);
    }
}
