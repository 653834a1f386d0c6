package kith.lab.sequence;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import kith.lang.Rng;
import org.jspecify.annotations.Nullable;

/// One history carried out by replicas of a subject and by the twin, compared on the way.
///
/// A reader gets everything in a random order and in random batches. A replica of one author gets
/// what its author knew and writes its own events where it can. Void events are announced at a
/// random moment, and now and then a replica is opened again. What is shown is compared after some
/// batches, at the end, and for some earlier versions.
final class Comparison {
    private static final int CHECK_PERCENT = 15;
    private static final int REOPEN_PERCENT = 3;
    private static final int VERSIONS = 2;

    private final Graph graph;
    private final TreeTwin twin;
    private final Subject.Kind kind;
    private final Rng rng;
    private BitSet here = new BitSet();
    private BitSet voids = new BitSet();
    private int voidsAfter;
    private long operations;

    Comparison(Graph graph, Subject.Kind kind, long seed) {
        this.graph = graph;
        this.kind = kind;
        twin = new TreeTwin(graph);
        rng = new Rng(seed);
    }

    /// How many units were carried out and compared.
    long operations() {
        return operations;
    }

    /// The first difference in words, or null when there is none.
    @Nullable String difference() {
        int authors = 0;
        for (int number = 0; number < graph.size(); number++) {
            authors = Math.max(authors, graph.event(number).author() + 1);
        }
        String difference = replica(authors);
        return difference != null || authors == 0 ? difference : replica(rng.nextInt(authors));
    }

    private @Nullable String replica(int author) {
        here = new BitSet();
        voids = new BitSet();
        voidsAfter = graph.voids().isEmpty() ? -1 : rng.nextInt(graph.size() + 1);
        var moment = new StringBuilder("opened");
        try {
            Subject subject = kind.open(graph, author);
            for (int number = 0; number < graph.size(); number++) {
                if (graph.event(number).author() == author && !here.get(number)) {
                    String difference = write(subject, number, moment);
                    if (difference != null) {
                        return difference;
                    }
                }
            }
            String difference = receive(subject, graph.all(), moment);
            return difference != null ? difference : atTheEnd(subject, moment);
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            var frames = List.of(e.getStackTrace()).stream().limit(6).toList();
            return "the replica of " + author + " fails, " + moment + ": " + e + " " + frames;
        }
    }

    private @Nullable String write(Subject subject, int number, StringBuilder moment) {
        BitSet past = graph.past(number);
        String difference = receive(subject, past, moment);
        if (difference != null) {
            return difference;
        }
        says(moment, "writing " + number);
        if (here.equals(past) && voids.isEmpty()) {
            subject.write(number);
        } else {
            subject.receive(List.of(number));
        }
        here.set(number);
        operations += graph.event(number).units();
        return announceAndCheck(subject, moment);
    }

    private @Nullable String receive(Subject subject, BitSet wanted, StringBuilder moment) {
        List<Integer> order = Order.of(graph, wanted, here, rng);
        int batchMax = rng.chance(30) ? graph.size() : rng.between(1, 10);
        for (int start = 0; start < order.size(); ) {
            int end = Math.min(order.size(), start + rng.between(1, batchMax + 1));
            List<Integer> batch = List.copyOf(order.subList(start, end));
            says(moment, "receiving " + batch);
            subject.receive(batch);
            for (int number : batch) {
                here.set(number);
                operations += graph.event(number).units();
            }
            String difference = announceAndCheck(subject, moment);
            if (difference != null) {
                return difference;
            }
            start = end;
        }
        return null;
    }

    private @Nullable String announceAndCheck(Subject subject, StringBuilder moment) {
        if (voidsAfter >= 0 && here.cardinality() >= voidsAfter) {
            voidsAfter = -1;
            voids = graph.voids();
            moment.append(", then void ").append(voids);
            subject.makeVoid(voids);
        }
        if (rng.chance(REOPEN_PERCENT)) {
            moment.append(", then opened again");
            subject.reopen();
        }
        return rng.chance(CHECK_PERCENT) ? check(subject.list(), here, moment) : null;
    }

    private @Nullable String atTheEnd(Subject subject, StringBuilder moment) {
        says(moment, "at the end");
        String difference = check(subject.list(), here, moment);
        for (int i = 0; i < VERSIONS && graph.size() > 0 && difference == null; i++) {
            var some = new ArrayList<Integer>();
            for (int count = rng.nextInt(4); count > 0; count--) {
                some.add(rng.nextInt(graph.size()));
            }
            says(moment, "reading the version of " + some);
            BitSet version = graph.version(some);
            difference = check(subject.list(version), version, moment);
        }
        return difference;
    }

    private @Nullable String check(List<Integer> found, BitSet version, StringBuilder moment) {
        List<Integer> expected = twin.list(version, voids);
        if (expected.equals(found)) {
            return null;
        }
        return moment
                + ": expected "
                + JavaForm.units(expected)
                + "\n  found "
                + JavaForm.units(found);
    }

    private static void says(StringBuilder moment, String text) {
        moment.setLength(0);
        moment.append(text);
    }
}
