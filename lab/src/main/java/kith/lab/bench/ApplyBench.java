package kith.lab.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kith.crdt.Op;
import kith.crdt.Viewpoint;
import kith.lang.Rng;
import kith.log.Stamp;
import kith.state.Aggregate;
import kith.state.Observation;
import kith.state.Space;
import kith.state.StateImage;
import kith.state.Subscription;
import kith.state.Writing;
import kith.value.Path;
import kith.value.Value;

/// What a register write costs in a space of 100,000 cells, without the log: applied and settled,
/// one cell each, at random. Beside it what a user would have instead, a `HashMap` of maps with
/// the same paths.
///
/// Prints nanoseconds of processor time for each write (a shared machine disturbs it less than the
/// wall clock), the median of seven rounds after three that warm up.
public final class ApplyBench {
    private static final int CELLS = 100_000;
    private static final int WRITES = 200_000;
    private static final int ROUNDS = 10;
    private static final int ROUNDS_WARM = 3;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Space space = new Space(new MemoryBench.OneChain());
    private final Path[] paths = new Path[CELLS];
    private final Rng rng = new Rng(1);
    private int seq;

    private ApplyBench() {
        for (int i = 0; i < CELLS; i++) {
            paths[i] = Path.of("list", "record" + i / 10, "field" + i % 10);
            write(new Op.Set(paths[i], Value.Int.of(i)));
        }
        space.settle();
    }

    public static void main(String[] args) {
        report("HashMap in HashMap, no history", new MapWrites());
        report("apply, settled each", new ApplyBench().settled(1));
        report("apply, settled each 100", new ApplyBench().settled(100));
        report("plan, apply, settled each", new ApplyBench().planned());
        var observed = new ApplyBench();
        observed.space.observe(Path.ROOT, Observation.Reach.SUBTREE, changes -> {}, failure -> {});
        report("with an observer at the root", observed.settled(1));
        var summed = new ApplyBench();
        summed.space.aggregate(
                Path.of("list"), Aggregate.Over.LEAVES, Aggregate.Fold.sum(), failure -> {});
        report("with a sum over all cells", summed.settled(1));
        var streamed = new ApplyBench();
        Subscription stream = streamed.subscribe(Subscription.Mode.STATE);
        report("with a subscriber to the state", streamed.polled(stream));
        var changes = new ApplyBench();
        stream = changes.subscribe(Subscription.Mode.CHANGES);
        report("with a subscriber to changes", changes.polled(stream));
        report("while a checkpoint is written", new ApplyBench().imaged());
    }

    /// One round of writes.
    private interface Round {
        void run();
    }

    private static void report(String what, Round round) {
        var nanos = new long[ROUNDS - ROUNDS_WARM];
        for (int i = 0; i < ROUNDS; i++) {
            long start = THREADS.getCurrentThreadCpuTime();
            round.run();
            long took = THREADS.getCurrentThreadCpuTime() - start;
            if (i >= ROUNDS_WARM) {
                nanos[i - ROUNDS_WARM] = took;
            }
        }
        Arrays.sort(nanos);
        long each = nanos[nanos.length / 2] / WRITES;
        System.out.println(what + " ".repeat(36 - what.length()) + each + " ns");
    }

    private void write(Op op) {
        int before = seq++;
        space.apply(new Stamp(0, seq, seq), List.of(op), chain -> before);
    }

    private Op random() {
        int cell = rng.nextInt(CELLS);
        return new Op.Set(paths[cell], Value.Int.of(rng.nextInt()));
    }

    private Round settled(int each) {
        return () -> {
            for (int i = 0; i < WRITES; i++) {
                write(random());
                if (i % each == each - 1) {
                    space.settle();
                }
            }
        };
    }

    private Round planned() {
        return () -> {
            for (int i = 0; i < WRITES; i++) {
                int before = seq++;
                var at = new Viewpoint(new Stamp(0, seq, seq), chain -> before);
                Path path = paths[rng.nextInt(CELLS)];
                var edit = new Writing.Put(path, Value.Int.of(rng.nextInt()));
                if (Writing.forUser(space, at).plan(edit) instanceof Writing.Ready ready) {
                    space.apply(at.stamp(), ready.ops(), at.seen());
                }
                space.settle();
            }
        };
    }

    private Subscription subscribe(Subscription.Mode mode) {
        var config = new Subscription.Config(mode, 128, false);
        return space.subscribe(Path.of("list"), config, () -> {});
    }

    private Round polled(Subscription stream) {
        return () -> {
            stream.grant(WRITES);
            for (int i = 0; i < WRITES; i++) {
                write(random());
                space.settle();
                if (stream.poll() == null) {
                    throw new IllegalStateException("nothing to poll");
                }
            }
        };
    }

    private Round imaged() {
        return () -> {
            StateImage image = StateImage.begin(space, 1 << 16);
            for (int i = 0; i < WRITES; i++) {
                write(random());
                space.settle();
                if (i % 1000 == 0) {
                    image.next();
                }
            }
            image.cancel();
        };
    }

    /// The same writes into maps of maps: no merging, no observers, no history.
    private static final class MapWrites implements Round {
        private final Map<String, Map<String, Value>> records = new HashMap<>();
        private final List<String[]> paths = new ArrayList<>();
        private final Rng rng = new Rng(1);

        MapWrites() {
            for (int i = 0; i < CELLS; i++) {
                paths.add(new String[] {"record" + i / 10, "field" + i % 10});
            }
        }

        @Override
        public void run() {
            for (int i = 0; i < WRITES; i++) {
                String[] path = paths.get(rng.nextInt(CELLS));
                records.computeIfAbsent(path[0], key -> new HashMap<>())
                        .put(path[1], Value.Int.of(rng.nextInt()));
            }
        }
    }
}
