package kith.lab.crowd.cluster;

import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import kith.cluster.Coordinate;
import kith.cluster.Coordinates;
import kith.identity.PeerId;
import kith.lab.bench.harness.Page;
import kith.lab.bench.harness.Table;
import kith.lab.crowd.Choices;
import kith.lab.crowd.Experiment;
import kith.lang.Rng;
import kith.lang.Sha256;
import kith.lang.Writer;

/// How far off distances are that nobody measured, by how many round trips each peer made. All
/// begin at once and know nothing; each measures peers by lot of the sixteen that it is linked to.
public final class CoordinatesExperiment implements Experiment {
    private static final int LINKS = 16;
    private static final int[] SAMPLES = {5, 10, 20, 40, 80};
    private static final int PAIRS = 20_000;

    /// Of a thousand round trips so many wait in a queue, for up to 60 ms.
    private static final int BUSY_PER_MILLE = 50;

    @Override
    public String name() {
        return "coordinates";
    }

    @Override
    public String about() {
        return "how far off predicted round trips are, with liars and ways that are no lines";
    }

    @Override
    public void run(String... arguments) throws Exception {
        Map<String, String> usual = new LinkedHashMap<>();
        usual.put("peers", "2000");
        usual.put("seed", "1");
        Choices choices = Choices.parse(this, usual, arguments);
        var table = new Table(heads());
        for (String net : new String[] {"sphere", "tiers"}) {
            for (int liars : new int[] {0, 10}) {
                for (long seed = choices.seed(); seed < choices.seed() + 3; seed++) {
                    int size = choices.count("peers");
                    Terrain terrain =
                            net.equals("sphere")
                                    ? Terrain.sphere(size, seed)
                                    : Terrain.tiers(size, 8, seed);
                    var town = new Town(terrain, liars, seed);
                    table.row(town.row(net + ", " + liars + " % lie, seed " + seed));
                }
            }
        }
        Page.publish("docs/network.md", name(), table.toString(), choices.writes());
    }

    private static String[] heads() {
        var heads = new String[1 + SAMPLES.length];
        heads[0] = "off by: median / 90 of 100";
        for (int i = 0; i < SAMPLES.length; i++) {
            heads[i + 1] = SAMPLES[i] + " samples";
        }
        return heads;
    }

    /// How far off those are that do not lie, among each other.
    ///
    /// @param median relative
    record Off(double median, double ninetieth) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%.1f / %.1f %%", 100 * median, 100 * ninetieth);
        }
    }

    /// Peers with nothing but coordinates, which come a few at a time, and then many at once.
    static final class Town {
        private static final int FIRST = 32;
        private static final int SETTLING = 200;
        private static final int GROWTH = 40; // one more for so many that are there, each round

        private final Terrain terrain;
        private final Rng rng;
        private final PeerId[] ids;
        private final Coordinates[] peers;
        private final int[][] links;
        private final BitSet liars = new BitSet();
        private int there; // peers that have come
        private int roundsDone;
        private int newcomers; // from this one on

        Town(Terrain terrain, int liarsPerCent, long seed) {
            int size = terrain.size();
            this.terrain = terrain;
            rng = new Rng(seed);
            ids = new PeerId[size];
            peers = new Coordinates[size];
            links = new int[size][LINKS];
            come(FIRST, liarsPerCent);
            int settled = size * 9 / 10;
            while (there < settled) {
                come(Math.min(settled, there + 1 + there / GROWTH), liarsPerCent);
                round();
            }
            rounds(SETTLING);
            newcomers = there;
            come(size, liarsPerCent);
        }

        /// Who comes is linked to some that are there.
        private void come(int until, int liarsPerCent) {
            int before = Math.max(there, FIRST);
            for (; there < until; there++) {
                ids[there] = new PeerId(Sha256.hash(new Writer().u32(there).toBytes()));
                peers[there] = new Coordinates(rng.nextLong());
                liars.set(there, rng.chance(liarsPerCent));
                for (int j = 0; j < LINKS; j++) {
                    int other = rng.nextInt(before);
                    links[there][j] = other == there ? (other + 1) % before : other;
                }
            }
        }

        String[] row(String what) {
            var cells = new String[1 + SAMPLES.length];
            cells[0] = what;
            int done = 0;
            for (int i = 0; i < SAMPLES.length; i++) {
                rounds(SAMPLES[i] - done);
                done = SAMPLES[i];
                cells[i + 1] = off().toString();
            }
            return cells;
        }

        void rounds(int count) {
            for (int i = 0; i < count; i++) {
                round();
            }
        }

        /// Each makes a round trip, over each of its links in turn.
        private void round() {
            roundsDone++;
            for (int i = 0; i < there; i++) {
                int to = links[i][roundsDone % LINKS];
                double busy = rng.nextInt(1_000) < BUSY_PER_MILLE ? rng.nextInt(60) : 0;
                long nanos = (long) ((terrain.millis(i, to) + busy + late(to)) * 1e6);
                if (peers[to] != null) {
                    peers[i].measured(ids[to], says(to), nanos);
                }
            }
        }

        /// A liar answers late, now more, now less.
        private double late(int peer) {
            return liars.get(peer) ? rng.nextInt(500) : 0;
        }

        /// A liar says that it is anywhere, and that it is sure of it.
        private Coordinate says(int peer) {
            return liars.get(peer)
                    ? new Coordinate(anywhere(), anywhere(), anywhere(), anywhere(), 1, 0)
                    : peers[peer].here();
        }

        private double anywhere() {
            return rng.between(-1_000, 1_001);
        }

        /// Between those that came last and anybody.
        Off off() {
            var off = new double[PAIRS];
            for (int i = 0; i < PAIRS; ) {
                int a = rng.between(newcomers, there);
                int b = rng.nextInt(there);
                if (a != b && !liars.get(a) && !liars.get(b)) {
                    double real = terrain.millis(a, b);
                    double told = peers[a].here().millisTo(peers[b].here());
                    off[i++] = Math.abs(told - real) / real;
                }
            }
            Arrays.sort(off);
            return new Off(off[PAIRS / 2], off[PAIRS * 9 / 10]);
        }
    }
}
