package kith.lab.crowd.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import kith.cluster.ClusterMessage.Claim;
import kith.cluster.work.Ended;
import kith.cluster.work.Outcome;
import kith.cluster.work.WorkMessage;
import kith.identity.PeerId;
import kith.lab.bench.harness.Page;
import kith.lab.bench.harness.Table;
import kith.lab.crowd.Choices;
import kith.lab.crowd.Experiment;
import kith.port.Now;
import kith.value.Value;

/// What becomes of clusters whose leaders crash, are cut off in one direction, or lie; and of the
/// work that they hand out meanwhile.
public final class LeadersExperiment implements Experiment {
    private static final long LOOK_NANOS = 100 * Now.MILLI;
    private static final int SETTLING_SECONDS = 180;

    @Override
    public String name() {
        return "leaders";
    }

    @Override
    public String about() {
        return "time without a leader, changes, two at a time, and work under an old epoch";
    }

    @Override
    public void run(String... arguments) throws Exception {
        Map<String, String> usual = new LinkedHashMap<>();
        usual.put("peers", "100");
        usual.put("seed", "1");
        Choices choices = Choices.parse(this, usual, arguments);
        var table =
                new Table(
                        "what befalls them",
                        "clusters",
                        "without a leader, s: median / most",
                        "changes an hour and cluster",
                        "two leaders, s an hour",
                        "work done / submitted",
                        "under an old epoch",
                        "sums leave somebody out, s",
                        "right again after, s");
        for (long seed = choices.seed(); seed < choices.seed() + 3; seed++) {
            for (Trouble trouble : Trouble.values()) {
                String[] row = new Trial(choices.count("peers"), trouble, seed).row();
                System.err.println(String.join("; ", row));
                table.row(row);
            }
        }
        Page.publish("docs/network.md", name(), table.toString(), choices.writes());
    }

    /// What befalls them.
    enum Trouble {
        NOTHING("nothing"),
        CRASHES("each leader crashes once"),
        TWO("the leaders of two clusters crash at once"),
        CHURN("1 in 100 comes and goes each 10 s"),
        DEAF("each leader hears none of its cluster for a minute"),
        DUMB("half of its cluster hears nothing of each leader for a minute"),
        LIARS("1 in 10 claims to lead each 5 s, and lies about where it is");

        private final String what;

        Trouble(String what) {
            this.what = what;
        }
    }

    /// One village under one trouble, looked at ten times a second.
    static final class Trial implements Villager.Watching {
        private static final int SECONDS = 240;

        private final Village village;
        private final Trouble trouble;
        private final long seed;
        private final Map<Long, Integer> leaderOf = new HashMap<>();
        private final Map<Long, Long> leaderlessSince = new HashMap<>();
        private int submitted;
        private final Set<Integer> answered = new HashSet<>();
        private final Sums sums;
        final List<Double> gaps = new ArrayList<>();
        int changes;
        double twoLeaders;
        int oldEpochs;
        private int clusters;

        Trial(int peers, Trouble trouble, long seed) {
            this.trouble = trouble;
            this.seed = seed;
            village = new Village(Terrain.tiers(peers, 4, seed), new Traits(trouble), seed);
            sums = new Sums(village);
        }

        private record Traits(Trouble trouble) implements Village.Traits {
            @Override
            public String region(int peer) {
                return "";
            }

            @Override
            public boolean lies(int peer) {
                return trouble == Trouble.LIARS && peer % 10 == 0;
            }
        }

        String[] row() {
            run();
            double hours = clusters * SECONDS / 3_600.0;
            gaps.sort(Double::compare);
            return new String[] {
                trouble.what + ", seed " + seed,
                "" + clusters,
                gaps.isEmpty()
                        ? "none"
                        : String.format(
                                Locale.ROOT,
                                "%.1f / %.1f",
                                gaps.get(gaps.size() / 2),
                                gaps.getLast()),
                Table.figure(changes / hours),
                Table.figure(twoLeaders / hours),
                answered.size() + " / " + submitted,
                "" + oldEpochs,
                sums.shortSeconds(),
                sums.rightAgainSeconds()
            };
        }

        void run() {
            village.grow(village.peers.length / 60 + 1);
            sums.give();
            village.run(SETTLING_SECONDS * Now.SECOND);
            begin();
            Map<Long, List<Integer>> all = village.clusters();
            all.values().removeIf(members -> members.size() < 4);
            clusters = all.size();
            int step = 0;
            for (long end = village.crowd.nanos() + SECONDS * Now.SECOND;
                    village.crowd.nanos() < end;
                    step++) {
                befall(all, step);
                if (step % 10 == 0) {
                    submit(step);
                }
                village.run(LOOK_NANOS);
                look(all);
                sums.look(LOOK_NANOS);
            }
        }

        private void begin() {
            for (Villager one : village.peers) {
                one.watch(this);
                one.serve();
            }
        }

        private void submit(int step) {
            int one = village.rng.nextInt(village.peers.length);
            if (village.isUp(one) && village.peers[one].clusters.cluster() != 0) {
                submitted++;
                village.peers[one].submit(new Value.Int(step), ended -> answered(step, ended));
            }
        }

        private void answered(int step, Ended ended) {
            if (ended.outcome() == Outcome.DONE && !answered.add(step)) {
                throw new AssertionError("answered twice: " + step);
            }
        }

        private void befall(Map<Long, List<Integer>> all, int step) {
            switch (trouble) {
                case NOTHING -> {}
                case CRASHES, TWO -> {
                    if (step == 100) {
                        List<Integer> leaders = leaders(all);
                        int count = trouble == Trouble.TWO ? 2 : leaders.size();
                        leaders.subList(0, count).forEach(village::crash);
                        sums.crashed();
                    }
                }
                case CHURN -> {
                    if (step % 100 == 0) {
                        ClustersExperiment.comeAndGo(village);
                        begin();
                    }
                }
                case DEAF, DUMB -> {
                    if (step == 100 || step == 700) {
                        cut(all, step == 700);
                    }
                }
                case LIARS -> {
                    if (step % 50 == 0) {
                        all.values().forEach(this::claim);
                    }
                }
            }
        }

        private List<Integer> leaders(Map<Long, List<Integer>> all) {
            var leaders = new ArrayList<Integer>();
            all.values().forEach(members -> leaders.addAll(village.leaders(members)));
            return leaders;
        }

        private final List<int[]> cuts = new ArrayList<>();

        private void cut(Map<Long, List<Integer>> all, boolean again) {
            if (!again) {
                all.values().forEach(this::cutLeader);
            }
            cuts.forEach(pair -> village.cut(pair[0], pair[1], again));
        }

        private void cutLeader(List<Integer> members) {
            for (int leader : village.leaders(members)) {
                int count = trouble == Trouble.DEAF ? members.size() : members.size() / 2;
                for (int other : members.subList(0, count)) {
                    boolean deaf = trouble == Trouble.DEAF;
                    cuts.add(deaf ? new int[] {other, leader} : new int[] {leader, other});
                }
            }
        }

        /// Those that lie say to all of their cluster that they lead it, under an epoch that is one
        /// newer, and under one that is far newer.
        private void claim(List<Integer> members) {
            for (int one : members) {
                if (one % 10 == 0) {
                    long epoch = village.peers[one].clusters.epoch();
                    long cluster = village.peers[one].clusters.cluster();
                    for (PeerId to : village.peers[one].clusters.members()) {
                        if (village.keys.number(to) != one) {
                            for (long much : new long[] {1, 1L << 40}) {
                                village.peers[one].send(
                                        to, new Claim(Village.BOARD, cluster, epoch + much, 1, 1));
                            }
                        }
                    }
                }
            }
        }

        private void look(Map<Long, List<Integer>> all) {
            Map<Long, List<Integer>> now = village.clusters();
            for (long name : all.keySet()) {
                List<Integer> members = now.getOrDefault(name, List.of());
                List<Integer> leaders = village.leaders(members);
                twoLeaders += leaders.size() > 1 ? LOOK_NANOS / 1e9 : 0;
                if (leaders.isEmpty() && !members.isEmpty()) {
                    leaderlessSince.putIfAbsent(name, village.crowd.nanos());
                } else {
                    Long since = leaderlessSince.remove(name);
                    if (since != null && !members.isEmpty()) {
                        gaps.add((village.crowd.nanos() - since) / 1e9);
                    }
                }
                if (leaders.size() == 1) {
                    Integer before = leaderOf.put(name, leaders.getFirst());
                    changes += before == null || before.equals(leaders.getFirst()) ? 0 : 1;
                }
            }
        }

        // What they do

        /// The answer carries the epoch; what is accepted must be of the newest that its receiver
        /// knows.
        @Override
        public void accepted(int peer, WorkMessage.Answered answered) {
            oldEpochs += answered.epoch() < village.peers[peer].clusters.epoch() ? 1 : 0;
        }
    }
}
