package kith.crdt.sequence;

/// How much fits into the parts that a sequence is kept in, and how long a [Tracker] stays; and how
/// much may happen to it.
///
/// On the last two hangs what is shown, on the others only speed. It is a choice so that tests can
/// make everything small: then trees split, pages join and trackers go and come with every few
/// units, and what goes wrong there is found in histories that fit on a page.
///
/// @param entries spans in a leaf, from 4 to [#ENTRIES_MAX]
/// @param children nodes below a node, from 4 to [#ENTRIES_MAX]
/// @param spanUnits units in a span, but for those that stood there before
/// @param indexed entries in a page of the [SpanIndex], even
/// @param pageUnits units in a page of a text, elements in one of a list, from 16 on
/// @param idle operations that may wait for the tracker, all by people who had seen everything,
///     before it is thrown away
/// @param past the most operations on units that an author may see, his own one included
/// @param all the most that there may be; up to [Ops#VERSIONS_MAX]
record Sizes(
        int entries,
        int children,
        int spanUnits,
        int indexed,
        int pageUnits,
        int idle,
        int past,
        int all) {
    /// For what there is room in a node.
    static final int ENTRIES_MAX = 32;

    /// Measured on recorded editing: nodes of 16 to 64 differ by a tenth, as do pages of 1,024 to
    /// 4,096 units. Two people who type at once write a few dozen units between two moments at
    /// which both had seen all.
    static final Sizes NORMAL =
            new Sizes(
                    ENTRIES_MAX, ENTRIES_MAX, 512, 128, 2048, 2000, Ops.PAST_MAX, Ops.VERSIONS_MAX);

    /// For tests: all as small as it may be.
    static final Sizes SMALLEST = new Sizes(4, 4, 3, 4, 16, 3, Ops.PAST_MAX, Ops.VERSIONS_MAX);

    /// The same, for a sequence to which no more may happen than that.
    static Sizes bounded(int past, int all) {
        return new Sizes(4, 4, 3, 4, 16, 3, past, all);
    }

    Sizes {
        if (entries < 4 || entries > ENTRIES_MAX || children < 4 || children > ENTRIES_MAX) {
            throw new IllegalArgumentException(
                    entries + " entries, " + children + " children, not 4 to " + ENTRIES_MAX);
        }
        if (spanUnits < 1 || indexed < 2 || indexed % 2 != 0 || pageUnits < 16 || idle < 0) {
            throw new IllegalArgumentException(
                    spanUnits
                            + " in a span, "
                            + indexed
                            + " indexed, "
                            + pageUnits
                            + " units, "
                            + idle
                            + " idle");
        }
    }
}
