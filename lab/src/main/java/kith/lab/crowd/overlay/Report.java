package kith.lab.crowd.overlay;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import kith.lab.bench.harness.Plot;
import kith.lab.bench.harness.Table;
import kith.lab.crowd.overlay.Town.Kind;

/// What came of all runs, as tables and a plot: medians over the seeds.
final class Report {
    private final Table rest;
    private final Table moves;
    private final Table crashes;
    private final Plot plot;

    /// All that one town of one seed went through without a crash at once.
    record Lived(Life.Rest rest, Life.Arrivals newcomers, Life.Churn churn) {}

    Report(String title) {
        this.rest =
                new Table(
                        title,
                        "links, mean",
                        "most",
                        "dialled, most",
                        "inbound, most",
                        "clustering",
                        "ways, mean",
                        "longest",
                        "messages a minute",
                        "bytes a minute");
        this.moves =
                new Table(
                        "who comes, and comes and goes",
                        "first link, p50 s",
                        Life.LINKS_ENOUGH + " links, p50 s",
                        "p99 s",
                        "churn: in one piece",
                        "links, mean",
                        "messages a minute",
                        "back: " + Life.LINKS_ENOUGH + " links, p50 s",
                        "p99 s");
        this.crashes =
                new Table(
                        "crash at once",
                        "",
                        "left",
                        "in one piece at once",
                        "after " + Crash.LATER_SECONDS + " s",
                        "whole after s, median",
                        "at worst",
                        "in one piece at last, least");
        this.plot =
                new Plot(
                        title + ", many crash at once",
                        "% crash",
                        100,
                        "% of those left in the largest piece",
                        100);
    }

    void addLives(Kind kind, List<Lived> all) {
        rest.row(
                kind.told,
                figure(all, one -> one.rest.shape().meanLinks()),
                figure(all, one -> one.rest.shape().mostLinks()),
                figure(all, one -> one.rest.shape().mostDialled()),
                figure(all, one -> one.rest.shape().mostInbound()),
                figure(all, one -> one.rest.shape().clustering()),
                figure(all, one -> one.rest.paths().mean()),
                figure(all, one -> one.rest.paths().longest()),
                figure(all, one -> one.rest.messages()),
                figure(all, one -> one.rest.bytes()));
        moves.row(
                kind.told,
                figure(all, one -> Life.Arrivals.seconds(one.newcomers.first(), 0.5)),
                figure(all, one -> Life.Arrivals.seconds(one.newcomers.enough(), 0.5)),
                figure(all, one -> Life.Arrivals.seconds(one.newcomers.enough(), 0.99)),
                percent(all, one -> one.churn.leastPiece()),
                figure(all, one -> one.churn.meanLinks()),
                figure(all, one -> one.churn.messages()),
                figure(all, one -> Life.Arrivals.seconds(one.churn.back().enough(), 0.5)),
                figure(all, one -> Life.Arrivals.seconds(one.churn.back().enough(), 0.99)));
    }

    /// `all`: for each share what came of each seed.
    void addCrashes(Kind kind, List<Double> shares, List<List<Crash.Outcome>> all) {
        var atOnce = new ArrayList<Plot.Point>();
        var later = new ArrayList<Plot.Point>();
        for (int i = 0; i < shares.size(); i++) {
            double share = 100 * shares.get(i);
            List<Crash.Outcome> some = all.get(i);
            crashes.row(
                    String.format(Locale.ROOT, "%.0f %%", share),
                    kind.told,
                    figure(some, Crash.Outcome::left),
                    percent(some, Crash.Outcome::atOnce),
                    percent(some, Crash.Outcome::later),
                    figure(some, Crash.Outcome::wholeSeconds),
                    Table.figure(most(some, Crash.Outcome::wholeSeconds)),
                    told(-most(some, one -> -one.end())));
            atOnce.add(new Plot.Point(share, 100 * median(some, Crash.Outcome::atOnce)));
            later.add(new Plot.Point(share, 100 * median(some, Crash.Outcome::later)));
        }
        plot.line(kind.told, atOnce);
        plot.line(kind.told + ", " + Crash.LATER_SECONDS + " s", later);
    }

    Plot plot() {
        return plot;
    }

    String text(String image) {
        return rest + "\n" + moves + "\n" + crashes + "\n" + image;
    }

    private static <T> double median(List<T> all, ToDoubleFunction<T> of) {
        double[] sorted = all.stream().mapToDouble(of).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static <T> double most(List<T> all, ToDoubleFunction<T> of) {
        return all.stream().mapToDouble(of).max().orElse(Double.NaN);
    }

    private static <T> String figure(List<T> all, ToDoubleFunction<T> of) {
        return Table.figure(median(all, of));
    }

    private static <T> String percent(List<T> all, ToDoubleFunction<T> of) {
        return told(median(all, of));
    }

    private static String told(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }
}
