package kith.lab.crowd.cluster;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import kith.cluster.ClusterMessage;
import kith.cluster.ClusterMessage.Batch;
import kith.cluster.ClusterMessage.Report;
import kith.cluster.Figure;
import kith.lab.bench.harness.Page;
import kith.lab.bench.harness.Table;
import kith.lab.crowd.Choices;
import kith.lab.crowd.Experiment;
import kith.lang.Bytes;
import kith.lang.Writer;
import kith.port.Now;

/// What crosses from one cluster to another, with leaders, beside what crosses when everybody
/// passes on to two others what it sees first, wherever they are.
public final class CrossingExperiment implements Experiment {
    private static final int SETTLING_SECONDS = 240;
    private static final int SECONDS = 30;
    private static final int CHANGES_A_SECOND = 20;
    private static final int CHANGE_BYTES = 200;

    /// At what each is told, a second apart.
    private static final int LOOKS = 60;

    @Override
    public String name() {
        return "crossing";
    }

    @Override
    public String about() {
        return "messages and bytes between clusters, with leaders and without";
    }

    @Override
    public void run(String... arguments) throws Exception {
        Map<String, String> usual = new LinkedHashMap<>();
        usual.put("peers", "150");
        usual.put("seed", "1");
        Choices choices = Choices.parse(this, usual, arguments);
        var table =
                new Table(
                        "what",
                        "clusters",
                        "reached",
                        "messages across",
                        "without leaders",
                        "KiB across",
                        "without leaders",
                        "as much");
        for (long seed = choices.seed(); seed < choices.seed() + 3; seed++) {
            var stream = new Stream(choices.count("peers"), seed);
            table.row(stream.changes());
            table.row(stream.aggregate());
        }
        Page.publish("docs/network.md", name(), table.toString(), choices.writes());
    }

    /// A village in which all that crosses is counted.
    static final class Stream implements Villager.Watching {
        private final Village village;
        private final long seed;
        private long messages;
        private long bytes;
        private long wentBytes; // of one change alone
        private long came;

        Stream(int peers, long seed) {
            this.seed = seed;
            village = new Village(Terrain.tiers(peers, 4, seed), peer -> "", seed);
            village.grow(peers / 60 + 1);
            village.run(SETTLING_SECONDS * Now.SECOND);
            for (Villager one : village.peers) {
                one.watch(this);
            }
        }

        String[] changes() {
            messages = 0;
            bytes = 0;
            int count = SECONDS * CHANGES_A_SECOND;
            long plain = 0;
            for (int i = 0; i < count; i++) {
                int from = village.rng.nextInt(village.peers.length);
                Bytes filling = Bytes.wrap(new byte[CHANGE_BYTES - Integer.BYTES]);
                village.peers[from].clusters.offer(
                        new Writer().u32(i).bytes(filling).toBytes(), false);
                plain += withoutLeaders(from);
                village.run(Now.SECOND / CHANGES_A_SECOND);
            }
            village.run(10 * Now.SECOND);
            return row("a change", count, share(came, (long) count * village.peers.length), plain);
        }

        /// Each tells a number; all learn what they are together.
        String[] aggregate() {
            long sum = 0;
            for (int i = 0; i < village.peers.length; i++) {
                sum += i;
                long now = village.crowd.now().wallMillis();
                village.peers[i].clusters.set(List.of(Figure.one("", i, now)));
            }
            village.run(30 * Now.SECOND);
            int right = 0;
            for (int look = 0; look < LOOKS; look++) {
                village.run(Now.SECOND);
                for (Villager one : village.peers) {
                    right += isRight(one, village.peers.length, sum) ? 1 : 0;
                }
            }
            messages = 0;
            bytes = 0;
            wentBytes = 0;
            village.run(5 * Now.SECOND);
            long plain = 0;
            for (int i = 0; i < village.peers.length; i++) {
                plain += withoutLeaders(i);
            }
            return row("an aggregate", 1, share(right, (long) LOOKS * village.peers.length), plain);
        }

        private static boolean isRight(Villager one, int count, long sum) {
            for (Figure.Sum told : one.clusters.sums().sums()) {
                return told.board().count() == count && told.board().sum() == sum;
            }
            return false;
        }

        private String[] row(String what, int times, String reached, long plain) {
            double plainBytes = (double) plain * wentBytes;
            return new String[] {
                what + ", seed " + seed,
                "" + village.clusters().size(),
                reached,
                Table.figure((double) messages / times),
                Table.figure((double) plain / times),
                Table.figure(bytes / 1024.0 / times),
                Table.figure(plainBytes / 1024 / times),
                Table.times(bytes / plainBytes)
            };
        }

        private static String share(long part, long whole) {
            return String.format(Locale.ROOT, "%.2f %%", 100.0 * part / whole);
        }

        /// How often something from there crosses when each passes it on to two when it sees it
        /// first: two rings through all, by lot.
        private long withoutLeaders(int from) {
            var seen = new BitSet();
            var next = new ArrayDeque<Integer>();
            long across = 0;
            next.add(from);
            seen.set(from);
            while (!next.isEmpty()) {
                int one = next.remove();
                for (int ring = 0; ring < 2; ring++) {
                    int to = after(one, ring);
                    across += cluster(one) == cluster(to) ? 0 : 1;
                    if (!seen.get(to)) {
                        seen.set(to);
                        next.add(to);
                    }
                }
            }
            return across;
        }

        /// Who comes after it on a ring: steps of a size that has no divisor in common with all.
        private int after(int one, int ring) {
            int size = village.peers.length;
            return (one + (ring == 0 ? 1 : 61)) % size;
        }

        private long cluster(int peer) {
            return village.peers[peer].clusters.cluster();
        }

        @Override
        public void sent(int from, int to, ClusterMessage message, int size) {
            boolean counted = message instanceof Batch || message instanceof Report;
            if (message instanceof Batch batch && batch.items().size() == 1) {
                wentBytes = size;
            } else if (message instanceof Report report
                    && report.of() == ClusterMessage.Of.MEMBER) {
                wentBytes = size;
            }
            if (counted && cluster(from) != cluster(to)) {
                messages++;
                bytes += size;
            }
        }

        @Override
        public void came(int peer, Bytes item) {
            came++;
        }
    }
}
