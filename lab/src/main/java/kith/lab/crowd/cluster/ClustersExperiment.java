package kith.lab.crowd.cluster;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kith.lab.bench.harness.Page;
import kith.lab.bench.harness.Table;
import kith.lab.crowd.Choices;
import kith.lab.crowd.Experiment;
import kith.port.Now;

/// What clusters come about, beside those that somebody would make who knew all distances: as many
/// by k-medoids, which have no bound on their size and none on the way across.
public final class ClustersExperiment implements Experiment {
    private static final int SETTLING_SECONDS = 300;

    @Override
    public String name() {
        return "clusters";
    }

    @Override
    public String about() {
        return "round trips inside clusters beside those of k-medoids; sizes, also under churn";
    }

    @Override
    public void run(String... arguments) throws Exception {
        Map<String, String> usual = new LinkedHashMap<>();
        usual.put("peers", "400");
        usual.put("seed", "1");
        Choices choices = Choices.parse(this, usual, arguments);
        int size = choices.count("peers");
        var table =
                new Table(
                        "net",
                        "clusters",
                        "sizes: least / median / most",
                        "in none",
                        "ms inside",
                        "k-medoids",
                        "times as much");
        for (long seed = choices.seed(); seed < choices.seed() + 3; seed++) {
            for (Terrain terrain :
                    List.of(Terrain.sphere(size, seed), Terrain.tiers(size, 8, seed))) {
                String net = terrain.regions() == 1 ? "sphere" : "tiers";
                var village = new Village(terrain, peer -> "", seed);
                village.grow(size / 60 + 1);
                village.run(SETTLING_SECONDS * Now.SECOND);
                row(table, village, net + ", seed " + seed);
                churn(village);
                row(table, village, net + ", 1 in 100 comes and goes each 10 s, seed " + seed);
            }
        }
        Page.publish("docs/network.md", name(), table.toString(), choices.writes());
    }

    /// For five minutes one in a hundred crashes every ten seconds, and one that was gone comes.
    static void churn(Village village) {
        for (int second = 0; second < 300; second += 10) {
            comeAndGo(village);
            village.run(10 * Now.SECOND);
        }
    }

    static void comeAndGo(Village village) {
        int size = village.peers.length;
        for (int i = 0; i < size / 100; i++) {
            int one = village.rng.nextInt(size);
            if (village.isUp(one)) {
                village.crash(one);
            } else {
                village.join(one);
            }
        }
    }

    private static void row(Table table, Village village, String what) {
        Map<Long, List<Integer>> clusters = village.clusters();
        int[] sizes = Village.sizes(clusters.values());
        int inside = 0;
        for (int one : sizes) {
            inside += one;
        }
        int up = 0;
        for (int i = 0; i < village.peers.length; i++) {
            up += village.isUp(i) ? 1 : 0;
        }
        double ours = village.millisInside(clusters.values());
        double best = village.millisInside(KMedoids.of(village, sizes.length));
        table.row(
                what,
                "" + sizes.length,
                sizes[0] + " / " + sizes[sizes.length / 2] + " / " + sizes[sizes.length - 1],
                "" + (up - inside),
                Table.figure(ours),
                Table.figure(best),
                Table.times(ours / best));
    }
}
