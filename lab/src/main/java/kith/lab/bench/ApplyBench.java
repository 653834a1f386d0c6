package kith.lab.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kith.crdt.Op;
import kith.crdt.Viewpoint;
import kith.lab.bench.harness.Costs;
import kith.lab.bench.harness.Options;
import kith.lab.bench.harness.Page;
import kith.lab.bench.harness.Rounds;
import kith.lab.bench.harness.Table;
import kith.lang.Rng;
import kith.log.Stamp;
import kith.state.Aggregate;
import kith.state.Observation;
import kith.state.Space;
import kith.state.StateImage;
import kith.state.Subscription;
import kith.state.Subscription.Mode;
import kith.state.Writing;
import kith.value.Path;
import kith.value.Value;

/// What a register write costs in a space of 100,000 cells, without the log: applied and settled,
/// one cell each, at random. Beside it what a user would have instead, a `HashMap` of maps with
/// the same paths.
///
/// Processor time, since a shared machine disturbs it less than the clock on the wall.
public final class ApplyBench {
    private static final int CELLS = 100_000;
    private static final int WRITES = 200_000;
    private static final int ROUNDS_WARM = 3;

    private static final String ABOUT =
            """
            ./dev bench apply [OPTION…]
              nanoseconds of processor time for a register write in a space of 100,000 cells, without the
              log: alone, observed, summed, subscribed to; beside maps of maps with the same paths
            """;

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

    public static void main(String[] arguments) throws Exception {
        var options = Options.parse(ABOUT, List.of(), arguments);
        var observed = new ApplyBench();
        observed.space.observe(Path.ROOT, Observation.Reach.SUBTREE, changes -> {}, failure -> {});
        var summed = new ApplyBench();
        summed.space.aggregate(
                Path.of("list"), Aggregate.Over.LEAVES, Aggregate.Fold.sum(), failure -> {});
        var streamed = new ApplyBench();
        var told = new ApplyBench();
        var results =
                new Rounds(ROUNDS_WARM, options.rounds())
                        .add("`HashMap` in `HashMap`, no history", timed(new MapWrites()))
                        .add("apply, settled each", timed(new ApplyBench().settled(1)))
                        .add("apply, settled each 100", timed(new ApplyBench().settled(100)))
                        .add("plan, apply, settled each", timed(new ApplyBench().planned()))
                        .add("with an observer at the root", timed(observed.settled(1)))
                        .add("with a sum over all cells", timed(summed.settled(1)))
                        .add("with a subscriber to the state", polled(streamed, Mode.STATE))
                        .add("with a subscriber to changes", polled(told, Mode.CHANGES))
                        .add("while a checkpoint is written", timed(new ApplyBench().imaged()))
                        .run();
        var table = Table.of("a register write", "ns", results);
        Page.publish("apply", table.toString(), options);
    }

    /// One round of writes.
    private interface Round {
        void run();
    }

    private static Rounds.Round timed(Round round) {
        return () -> {
            long start = Costs.threadNanos();
            round.run();
            return (double) (Costs.threadNanos() - start) / WRITES;
        };
    }

    private static Rounds.Round polled(ApplyBench bench, Mode mode) {
        return timed(bench.polled(bench.subscribe(mode)));
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

    private Subscription subscribe(Mode mode) {
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
