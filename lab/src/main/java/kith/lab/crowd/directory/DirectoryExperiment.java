package kith.lab.crowd.directory;

import java.util.BitSet;
import java.util.LinkedHashMap;
import kith.dht.DirectoryRules;
import kith.lab.bench.harness.Table;
import kith.lab.crowd.Choices;
import kith.lab.crowd.Experiment;
import kith.lang.Rng;

/// `./dev sim directory`.
public final class DirectoryExperiment implements Experiment {
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
        usual.put("lookups", "10000");
        usual.put("authors", "1000");
        usual.put("roots", "32");
        usual.put("links", "2");
        usual.put("siblings", "8");
        usual.put("ahead", "true");
        usual.put("seed", "1");
        Choices choices = Choices.parse(this, usual, arguments);
        long began = System.nanoTime();
        var rules = rules(choices.count("links"), choices.count("siblings"));
        var people = new People(choices.count("peers"), choices.count("roots"), choices.seed());
        BitSet hostile =
                Town.some(people.size(), choices.share("hostile"), new Rng(choices.seed() + 3));
        boolean ahead = Boolean.parseBoolean(choices.text("ahead"));
        var town = new Town(people, rules, hostile, ahead, choices.seed());
        System.err.println("people " + (System.nanoTime() - began) / 1_000_000);
        town.build(new Converged(town, choices.seed())::link);
        System.err.println("built " + (System.nanoTime() - began) / 1_000_000);
        var load = new Load(town, choices.seed());
        load.announce(choices.count("authors"));
        System.err.println("announced " + (System.nanoTime() - began) / 1_000_000 + " kept " + load.kept());
        Tally tally = load.find(choices.count("lookups"));
        System.err.println("found " + (System.nanoTime() - began) / 1_000_000);
        long links = 0;
        for (int i = 0; i < people.size(); i++) {
            links += town.citizen(i).directory.linked().size();
        }
        var table = new Table("what", "value");
        table.row("links", Table.figure(links / (double) people.size()));
        table.row("hops", Table.figure(tally.hops()));
        table.row("success", String.format("%.4f", tally.success()));
        table.row("stale", String.format("%.4f", tally.stale()));
        table.row("ways", Table.figure(tally.ways()));
        table.row("p50", "" + tally.millis(.5));
        table.row("p99", "" + tally.millis(.99));
        table.row("messages", Table.figure(load.messages() / (double) tally.done()));
        table.row("bytes", Table.figure(load.bytes() / (double) tally.done()));
        System.out.println(table);
    }

    static DirectoryRules rules(int links, int siblings) {
        DirectoryRules usual = DirectoryRules.DEFAULT;
        return new DirectoryRules(
                links,
                siblings,
                usual.replicas(),
                usual.readers(),
                usual.paths(),
                usual.expiryMillis(),
                usual.refreshMillis());
    }
}
