package kith.lab.crowd.directory;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import kith.dht.DirectoryRules;
import kith.lab.bench.harness.Page;
import kith.lab.bench.harness.Table;
import kith.lab.crowd.Choices;
import kith.lab.crowd.Experiment;
import kith.lang.Rng;

/// `./dev sim directory`: a board's directory, beside Kademlia in the same crowd.
///
/// What joins, comes and goes, or is crowded has `--joined` members, the rest `--peers`. Each part
/// can be run alone: `--part look-ups`, `kademlia`, `joins`, `churn`, `crowding`,
/// `forgery`.
public final class DirectoryExperiment implements Experiment {
    private static final int ROOTS = 32;
    private static final int CHURN_SECONDS = 3_600;

    @Override
    public String name() {
        return "directory";
    }

    @Override
    public String about() {
        return "a board's directory: hops, time and success of look-ups, beside Kademlia";
    }

    @Override
    public void run(String... arguments) throws Exception {
        var usual = new LinkedHashMap<String, String>();
        usual.put("peers", "100000");
        usual.put("hostile", "0.2");
        usual.put("seed", "1");
        usual.put("seeds", "1");
        usual.put("lookups", "10000");
        usual.put("authors", "1000");
        usual.put("links", String.valueOf(DirectoryRules.DEFAULT.bucketLinks()));
        usual.put("ahead", "true");
        usual.put("joined", "2000");
        usual.put("part", "all");
        Choices choices = Choices.parse(this, usual, arguments);
        for (String part : parts(choices.text("part"))) {
            Table table = table(part);
            for (long i = 0; i < choices.count("seeds"); i++) {
                run(part, choices, choices.seed() + i, table);
            }
            Page.publish(
                    "docs/network.md", "directory " + part, table.toString(), choices.writes());
        }
    }

    private static List<String> parts(String chosen) {
        return chosen.equals("all")
                ? List.of("look-ups", "kademlia", "joins", "churn", "crowding", "forgery")
                : List.of(chosen);
    }

    private static Table table(String part) {
        return switch (part) {
            case "look-ups", "kademlia", "churn" ->
                    new Table(
                            "peers, hostile, seed",
                            "hops",
                            "ms, median",
                            "ms, p99",
                            "messages",
                            "found",
                            "old",
                            "links");
            case "joins" ->
                    new Table("seed, made", "links", "buckets", "siblings", "hops", "found");
            case "crowding" ->
                    new Table("seed, keys", "links theirs", "at worst", "sets theirs", "most of 8");
            case "forgery" -> new Table("seed, record", "kept by");
            default -> throw new IllegalArgumentException("no part " + part);
        };
    }

    private static void run(String part, Choices choices, long seed, Table table) {
        switch (part) {
            case "look-ups" -> lookUps(choices, seed, table);
            case "kademlia" -> kademlia(choices, seed, table);
            case "joins" -> joins(choices.count("joined"), seed, table);
            case "churn" -> churn(choices, seed, table);
            case "crowding" -> crowding(choices.count("joined"), seed, table);
            case "forgery" -> forgery(seed, table);
            default -> throw new IllegalArgumentException("no part " + part);
        }
    }

    private static DirectoryRules rules(Choices choices) {
        DirectoryRules usual = DirectoryRules.DEFAULT;
        return new DirectoryRules(
                choices.count("links"),
                usual.siblings(),
                usual.replicas(),
                usual.readers(),
                usual.paths(),
                usual.expiryMillis(),
                usual.refreshMillis());
    }

    private static BitSet hostile(int size, double share, long seed) {
        return Town.some(size, share, new Rng(seed + 3));
    }

    /// Nobody hostile, and as many as were chosen.
    private static List<Double> shares(Choices choices) {
        var shares = new ArrayList<>(List.of(0.0));
        if (choices.share("hostile") > 0) {
            shares.add(choices.share("hostile"));
        }
        return shares;
    }

    private static void lookUps(Choices choices, long seed, Table table) {
        var people = new People(choices.count("peers"), ROOTS, seed);
        boolean ahead = Boolean.parseBoolean(choices.text("ahead"));
        for (double share : shares(choices)) {
            BitSet hostile = hostile(people.size(), share, seed);
            var town = new Town(people, rules(choices), hostile, ahead, seed);
            town.build(new Converged(town, seed)::link);
            var load = new Load(town, seed);
            load.announce(choices.count("authors"));
            Tally tally = load.findMany(choices.count("lookups"));
            double each = load.messages() / (double) tally.done();
            row(table, people.size(), share, seed, tally, each, Joins.links(town));
        }
    }

    private static void kademlia(Choices choices, long seed, Table table) {
        var people = new People(choices.count("peers"), ROOTS, seed);
        for (double share : shares(choices)) {
            var kademlia = new Kademlia(people, hostile(people.size(), share, seed), seed);
            Tally tally = kademlia.find(choices.count("lookups"), choices.count("authors"));
            double each = kademlia.messagesEach();
            row(table, people.size(), share, seed, tally, each, kademlia.contactsEach());
        }
    }

    private static void churn(Choices choices, long seed, Table table) {
        for (double share : shares(choices)) {
            int size = choices.count("joined");
            var people = new People(size, ROOTS, seed);
            var churn = new Churn(people, rules(choices), share, seed);
            Tally tally = churn.run(size / 10, CHURN_SECONDS, 2);
            row(table, size, share, seed, tally, Double.NaN, churn.links());
        }
    }

    private static void row(
            Table table,
            int peers,
            double share,
            long seed,
            Tally tally,
            double messages,
            double links) {
        table.row(
                String.format(Locale.ROOT, "%,d, %.0f %%, %d", peers, 100 * share, seed),
                Table.figure(tally.hops()),
                String.valueOf(tally.millis(0.5)),
                String.valueOf(tally.millis(0.99)),
                Table.figure(messages),
                percent(tally.success()),
                percent(tally.stale()),
                Table.figure(links));
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }

    private static void joins(int size, long seed, Table table) {
        var people = new People(size, ROOTS, seed);
        var joins = new Joins(people, DirectoryRules.DEFAULT, new BitSet(), seed);
        joins.run();
        made(table, seed + ", by joining", joins.town, seed);
        var town = new Town(people, DirectoryRules.DEFAULT, new BitSet(), true, seed);
        town.build(new Converged(town, seed)::link);
        made(table, seed + ", from the ids", town, seed);
    }

    private static void made(Table table, String what, Town town, long seed) {
        Joins.Fill fill = Joins.fill(town);
        double links = Joins.links(town);
        var load = new Load(town, seed);
        int size = town.people.size();
        load.announce(size / 10);
        Tally tally = load.findMany(size);
        table.row(
                what,
                Table.figure(links),
                percent(fill.buckets()),
                percent(fill.siblings()),
                Table.figure(tally.hops()),
                percent(tally.success()));
    }

    private static void crowding(int size, long seed, Table table) {
        for (boolean ground : new boolean[] {false, true}) {
            var crowding =
                    new Crowding(size, size / 2, ROOTS, ground, DirectoryRules.DEFAULT, seed);
            Crowding.Outcome outcome = crowding.run(size);
            table.row(
                    seed + (ground ? ", near one key" : ", as they come"),
                    percent(outcome.tables()),
                    percent(outcome.worst()),
                    outcome.sets() + " of " + outcome.looked(),
                    String.valueOf(outcome.most()));
        }
    }

    private static void forgery(long seed, Table table) {
        for (Map.Entry<String, Integer> one : new Forgery(500, seed).run().entrySet()) {
            table.row(seed + ", " + one.getKey(), String.valueOf(one.getValue()));
        }
    }
}
