package kith.cluster;

import java.util.Arrays;
import java.util.List;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;

/// What one peer has measured of another: five marks from 0 to 15, more is better, each a step for
/// twice as much or half. So they seldom change, and nothing in them is what a peer says of itself.
///
/// @param near how short a round trip is
/// @param up for how long it has answered without a gap
/// @param free how little longer than the shortest round trip it takes to answer
/// @param strong how much it has delivered in a second
/// @param first how often it was the first to deliver something
public record Measures(int near, int up, int free, int strong, int first) {
    /// The best mark.
    static final int MARK_MAX = 15;

    /// Of whom nobody has heard.
    static final Measures NONE = new Measures(0, 0, 0, 0, 0);

    private static final int MARKS = 5;

    public Measures {
        int all = near | up | free | strong | first;
        if (all < 0 || all > MARK_MAX) {
            throw new Malformed("a mark over " + MARK_MAX);
        }
    }

    /// From what was measured.
    ///
    /// @param microsUsual of round trips lately, as `microsLeast` is of the shortest
    static Measures of(
            long microsUsual, long microsLeast, long upSeconds, long bytesPerSecond, long firsts) {
        return new Measures(
                less(microsUsual >>> 8),
                more(upSeconds),
                less(microsUsual - microsLeast >>> 8),
                more(bytesPerSecond >>> 7),
                more(firsts));
    }

    private static int more(long value) {
        return Math.min(MARK_MAX, Long.SIZE - Long.numberOfLeadingZeros(Math.max(0, value)));
    }

    private static int less(long value) {
        return MARK_MAX - more(value);
    }

    /// All marks together.
    public int score() {
        return near + up + free + strong + first;
    }

    /// The median of each mark: what more than half say counts, whatever the others say.
    static Measures median(List<Measures> of) {
        if (of.isEmpty()) {
            return NONE;
        }
        var marks = new int[MARKS][of.size()];
        for (int i = 0; i < of.size(); i++) {
            Measures one = of.get(i);
            int[] all = {one.near, one.up, one.free, one.strong, one.first};
            for (int mark = 0; mark < MARKS; mark++) {
                marks[mark][i] = all[mark];
            }
        }
        int middle = (of.size() - 1) / 2;
        for (int[] mark : marks) {
            Arrays.sort(mark);
        }
        return new Measures(
                marks[0][middle],
                marks[1][middle],
                marks[2][middle],
                marks[3][middle],
                marks[4][middle]);
    }

    void write(Writer out) {
        out.u8(near).u8(up).u8(free).u8(strong).u8(first);
    }

    static Measures read(Reader in) {
        return new Measures(in.u8(), in.u8(), in.u8(), in.u8(), in.u8());
    }
}
