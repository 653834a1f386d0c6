package kith.lab.sequence;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeSet;
import kith.lang.Rng;
import org.jspecify.annotations.Nullable;

/// What must hold of every merge of texts, checked without a twin, each on a history of a seed.
///
/// They would be true of another order of concurrent insertions too, so that a mistake in the
/// definition itself can be found: both twins could carry it out in the same way.
public final class Laws {
    /// Enough authors for three at one place with some to spare.
    private static final int AUTHORS_MAX = 6;

    private static final int EDITS_MAX = 12;

    /// A law, the history on which it does not hold, and what was seen.
    public record Breach(String law, long seed, String found, Graph graph) {
        @Override
        public String toString() {
            return law + ", seed " + seed + ": " + found + "\n" + JavaForm.of(graph);
        }
    }

    private final Subject.Kind kind;
    private final long seed;
    private final Rng rng;

    private Laws(Subject.Kind kind, long seed) {
        this.kind = kind;
        this.seed = seed;
        rng = new Rng(seed);
    }

    /// The first law that does not hold for this seed, or null.
    public static @Nullable Breach broken(Subject.Kind kind, long seed) {
        var laws = new Laws(kind, seed);
        Breach breach = laws.runsStayTogether();
        return breach != null ? breach : laws.ordersConverge();
    }

    /// Authors write at one place, each without the others, forwards, backwards and in the
    /// middle of what they wrote there, and erase some of that: what each leaves stays together.
    ///
    /// Why it must: the first unit of a run is a child of one of the units around the place, and
    /// every later one falls into its subtree.
    private @Nullable Breach runsStayTogether() {
        var graph = new Graph();
        int length = writeGround(graph);
        List<Integer> ground = graph.heads(graph.all());
        int place = rng.nextInt(length + 1);
        var runs = new ArrayList<String>();
        for (int author = rng.between(2, AUTHORS_MAX + 1); author > 0; author--) {
            runs.add(writeRun(graph, author, ground, place));
        }
        String text = text(read(graph));
        for (String run : runs) {
            if (!text.contains(run)) {
                String found = "the run " + run + " is torn in " + text;
                return new Breach("a run stays together", seed, found, graph);
            }
        }
        return null;
    }

    /// Some text with deleted units in it, by one or two authors.
    private int writeGround(Graph graph) {
        int length = 0;
        var twin = new TreeTwin(graph);
        for (int count = rng.nextInt(8); count > 0; count--) {
            int last = graph.size() - 1;
            List<Integer> parents = last < 0 || rng.chance(15) ? List.of() : List.of(last);
            length = twin.positions(graph.version(parents)).size();
            int at = rng.nextInt(length + 1);
            int delete = rng.nextInt(Math.min(3, length - at) + 1);
            String insert = ".....".substring(rng.nextInt(6));
            graph.add(rng.nextInt(AUTHORS_MAX), parents, new Edit.Splice(at, delete, insert));
        }
        return twin.positions(graph.all()).size();
    }

    private String writeRun(Graph graph, int author, List<Integer> ground, int place) {
        var run = new StringBuilder();
        List<Integer> parents = ground;
        int direction = rng.nextInt(3);
        for (int count = rng.between(1, EDITS_MAX); count > 0; count--) {
            int at =
                    switch (direction) {
                        case 0 -> run.length();
                        case 1 -> 0;
                        default -> rng.nextInt(run.length() + 1);
                    };
            int delete = rng.chance(20) ? rng.nextInt(Math.min(2, run.length() - at) + 1) : 0;
            String insert = String.valueOf((char) ('a' + author)).repeat(rng.between(1, 4));
            run.replace(at, at + delete, insert);
            int number = graph.add(author, parents, new Edit.Splice(place + at, delete, insert));
            parents = List.of(number);
        }
        return run.toString();
    }

    /// Replicas that got the same events in different orders show the same; in an honest text
    /// every first half of a pair is followed by its own second half, and in a list every element
    /// stands in one place ([RandomGraph] writes no value twice).
    private @Nullable Breach ordersConverge() {
        List<Profile> profiles = Profile.SMALL_ONES;
        Profile profile = profiles.get(rng.nextInt(profiles.size()));
        Graph graph = RandomGraph.of(profile, seed);
        List<Integer> one = read(graph);
        List<Integer> other = read(graph);
        if (!one.equals(other)) {
            String found = JavaForm.units(one) + "\n and " + JavaForm.units(other);
            return new Breach("orders converge", seed, found, graph);
        }
        if (profile.kind() == Profile.Kind.TEXT && !pairsAreWhole(one)) {
            return new Breach("pairs are whole", seed, JavaForm.units(one), graph);
        }
        if (profile.kind() == Profile.Kind.LIST && new TreeSet<>(one).size() < one.size()) {
            return new Breach("no element is there twice", seed, JavaForm.units(one), graph);
        }
        return null;
    }

    /// Whether every half stands with its own other half: [RandomGraph] gives both halves of a
    /// pair the same last two bits.
    static boolean pairsAreWhole(List<Integer> units) {
        for (int i = 0; i < units.size(); i++) {
            char unit = (char) (int) units.get(i);
            if (Character.isHighSurrogate(unit)) {
                i++;
                char next = i < units.size() ? (char) (int) units.get(i) : 0;
                if (!Character.isLowSurrogate(next) || (next & 3) != (unit & 3)) {
                    return false;
                }
            } else if (Character.isLowSurrogate(unit)) {
                return false;
            }
        }
        return true;
    }

    private List<Integer> read(Graph graph) {
        Subject subject = kind.open(graph, AUTHORS_MAX + 1);
        if (!graph.voids().isEmpty()) {
            subject.makeVoid(graph.voids());
        }
        List<Integer> order = Order.of(graph, graph.all(), new BitSet(), rng);
        for (int start = 0; start < order.size(); ) {
            int end = Math.min(order.size(), start + rng.between(1, 20));
            subject.receive(List.copyOf(order.subList(start, end)));
            start = end;
        }
        return subject.list();
    }

    private static String text(List<Integer> units) {
        var text = new StringBuilder();
        units.forEach(unit -> text.append((char) (int) unit));
        return text.toString();
    }
}
