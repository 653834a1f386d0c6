package kith.network.duty;

import java.util.TreeMap;
import kith.cluster.Figure;
import kith.cluster.Figure.Sum;
import kith.cluster.Figure.Told;
import kith.cluster.Figure.Total;
import kith.talk.Fields;

/// What the numbers of a board are together, as cells: those of applications by their names, and
/// what Kith counts itself.
public final class AggregateCells {
    private AggregateCells() {}

    /// `told`: by the leader, last.
    public static void put(Fields out, Given given, Told told) {
        var names = new TreeMap<String, Fields>();
        for (Figure own : given.all()) {
            if (!own.isOurs()) {
                names.put(own.name(), new Fields().put("mine", own.of().sum()));
            }
        }
        for (Sum sum : told.sums()) {
            if (sum.name().equals(Figure.CHANGES)) {
                out.put("all", changes(sum.board()));
            } else {
                add(names.computeIfAbsent(sum.name(), name -> new Fields()), sum, told.millis());
            }
        }
        var aggregates = new Fields();
        names.forEach(aggregates::put);
        if (aggregates.size() > 0) {
            out.put("aggregates", aggregates);
        }
    }

    private static Fields changes(Total of) {
        return new Fields()
                .put("peers", of.count())
                .put("changes", of.sum())
                .put("newest", of.newestMillis());
    }

    private static void add(Fields out, Sum sum, long toldMillis) {
        if (sum.cluster().count() > 0) {
            out.put("cluster", total(sum.cluster(), toldMillis));
        }
        out.put("board", total(sum.board(), toldMillis));
    }

    /// Each number in it was so then or later, by the clock of this peer.
    private static Fields total(Total of, long toldMillis) {
        return new Fields()
                .put("count", of.count())
                .put("sum", of.sum())
                .put("newest", of.newest())
                .put("newestAt", of.newestMillis())
                .put("different", of.different())
                .put("asOf", (toldMillis - of.ageMillis()) / 1_000 * 1_000);
    }
}
