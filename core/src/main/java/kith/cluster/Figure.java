package kith.cluster;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;

/// What the numbers of one name are together: of one member, or of a cluster.
///
/// @param name what an application calls it; empty for what Kith counts itself, the changes
/// @param ageMillis how long ago the oldest of them was told
public record Figure(String name, long ageMillis, Aggregate of) {
    /// Guess: a few words.
    public static final int NAME_BYTES_MAX = 32;

    /// Names of a board. More are given up, those of the fewest members first. Guess: what fits
    /// into a message that others pass on.
    public static final int NAMES_MAX = 16;

    /// Of one member, above and below nothing: those of all members and guests of all clusters that
    /// one knows of are together less than 2^63.
    public static final long VALUE_MAX = 10_000_000_000_000L;

    /// The name of what Kith counts itself.
    public static final String CHANGES = "";

    /// A number of one member, told now.
    public static Figure one(String name, long value, long millis) {
        return new Figure(name, 0, Aggregate.one(value, millis));
    }

    public boolean isOurs() {
        return name.equals(CHANGES);
    }

    Figure with(Figure other) {
        return new Figure(name, Math.max(ageMillis, other.ageMillis), of.with(other.of));
    }

    /// So much later, by a clock that says so.
    Figure later(long byMillis, long nowMillis) {
        long age = byMillis > Long.MAX_VALUE - ageMillis ? Long.MAX_VALUE : ageMillis + byMillis;
        return new Figure(name, age, of.notAfter(nowMillis));
    }

    /// Whether it can be of so many members or fewer.
    private boolean isOf(long members) {
        boolean counted = of.count() >= 1 && of.count() <= members;
        return counted && isWithin(of.sum(), of.count()) && isWithin(of.newest(), 1);
    }

    private static boolean isWithin(long value, long members) {
        return value >= -members * VALUE_MAX && value <= members * VALUE_MAX;
    }

    static void write(List<Figure> figures, Writer out) {
        out.varint(figures.size());
        for (Figure figure : figures) {
            figure.of.write(out.string(figure.name).varint(figure.ageMillis));
        }
    }

    /// `single`: each is of one member, else of as many as a cluster counts.
    static List<Figure> read(Reader in, boolean single) {
        int count = in.count(NAMES_MAX, "number of figures");
        var figures = new ArrayList<Figure>();
        String before = null;
        for (int i = 0; i < count; i++) {
            String name = in.string(NAME_BYTES_MAX, "a name of a figure");
            if (before != null && before.compareTo(name) >= 0) {
                throw new Malformed("figure " + name + " after " + before);
            }
            before = name;
            var figure = new Figure(name, ClusterMessage.number(in), Aggregate.read(in));
            boolean whole = !single || figure.of.isOne();
            if (!figure.isOf(single ? 1 : Clusters.SIZE_MAX + Clusters.GUESTS_MAX) || !whole) {
                throw new Malformed("a figure that cannot be: " + figure);
            }
            figures.add(figure);
        }
        return figures;
    }

    /// An aggregate as it is told to members, who put nothing together: how many different ones it
    /// counts, and not the sketch.
    public record Total(
            long ageMillis, long count, long sum, long newestMillis, long newest, long different) {
        static final Total NOTHING = new Total(0, 0, 0, 0, 0, 0);

        static Total of(Figure figure) {
            Aggregate of = figure.of;
            return new Total(
                    figure.ageMillis,
                    of.count(),
                    of.sum(),
                    of.newestMillis(),
                    of.newest(),
                    Math.round(of.different().count()));
        }

        /// Without times, which are others where a clock is ahead.
        Total timeless() {
            return new Total(0, count, sum, 0, newest, different);
        }

        void write(Writer out) {
            out.varint(ageMillis).varint(count).signed(sum).signed(newestMillis).signed(newest);
            out.varint(different);
        }

        static Total read(Reader in) {
            return new Total(
                    ClusterMessage.number(in),
                    ClusterMessage.number(in),
                    in.signed(),
                    in.signed(),
                    in.signed(),
                    ClusterMessage.number(in));
        }
    }

    /// What the numbers of one name are together, in one's own cluster and on the whole board.
    public record Sum(String name, Total cluster, Total board) {}

    /// What a leader told last.
    ///
    /// @param millis when, by the clock of who was told
    public record Told(long millis, List<Sum> sums) {
        public static final Told NOTHING = new Told(0, List.of());

        public Told {
            sums = List.copyOf(sums);
        }
    }
}
