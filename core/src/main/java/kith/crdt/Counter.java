package kith.crdt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kith.log.ChainOrder;
import kith.log.Stamp;
import org.jspecify.annotations.Nullable;

/// A number that many count on at once, every count of theirs being kept.
///
/// Each chain has a row with the total of all that it ever counted; a total only moves on along its
/// chain, so rows of different chains need no merging. The hard part is to delete what was counted:
/// whoever deletes hides the counts he had seen, which of each chain are its first few, and a
/// concurrent count must survive. Nobody keeps the single counts, so a replica that received more
/// in the meantime could not tell how much to take off. Therefore the one who deletes says how
/// much he saw ([Op.Zero]): the row keeps the farthest point up to which its counts are hidden and
/// the total at that point, its `base`, and what it adds to the value is its total less its base.
///
/// Points are positions: `2 * seq + 1` is the end of change `seq`, `2 * seq` a point inside it. The
/// author's own change needs the latter: what it counted before its zero is hidden, and what it
/// counts after is not. When two name the same point (only one who lies gives another total), the
/// larger total holds on all replicas.
///
/// A row outlives what it counted. It cannot be dropped when all of it is hidden: a zero by
/// somebody who had not seen the first one would then meet a total that begins later than his. So a
/// deleted counter keeps five numbers for each chain that counted there: memory by authors, never
/// by operations.
///
/// Sums wrap around like the machine's 64-bit integers, which keeps them independent of order.
/// Source: the PN-counter of Shapiro et al. (2011), section 3.1.3, with reset after the idea of
/// the embedded counter in Riak (Brown et al., *Riak DT map*, 2014). changed: one total with its
/// base in the place of two, and no marks to keep.
///
/// Cost: log(rows) to find a row; the value walks the rows.
public final class Counter {
    /// The last sequence number whose positions fit into an `int`.
    public static final int SEQ_MAX = (1 << 30) - 1;

    /// What one chain has counted. `counted` is the position of its last count, `time` when that
    /// was; counts up to position `hidden` are hidden, and their total was `base`.
    public record Row(int chain, int counted, long total, long time, int hidden, long base) {
        public Row {
            if (chain < 0 || counted < 0 || hidden < 0 || time < 0) {
                throw new IllegalArgumentException(
                        "no row: chain " + chain + ", " + counted + ", " + hidden + ", " + time);
            }
        }

        /// Whether anything that the chain counted is not hidden.
        public boolean living() {
            return counted > hidden;
        }

        long value() {
            return living() ? total - base : 0;
        }

        Stamp stamp() {
            return new Stamp(chain, counted >> 1, time);
        }
    }

    private Row[] rows = new Row[1]; // ascending by chain number
    private int size;

    /// Nobody has counted yet.
    public Counter() {}

    public int size() {
        return size;
    }

    public Row at(int index) {
        return rows[index];
    }

    /// Whether any count lives. A counter that was counted up and down again lives, at zero.
    public boolean living() {
        for (int i = 0; i < size; i++) {
            if (rows[i].living()) {
                return true;
            }
        }
        return false;
    }

    public long value() {
        long value = 0;
        for (int i = 0; i < size; i++) {
            value += rows[i].value();
        }
        return value;
    }

    public void add(Stamp stamp, long delta) {
        Row row = row(stamp.chain());
        put(
                new Row(
                        row.chain(),
                        endOf(stamp.seq()),
                        row.total() + delta,
                        stamp.time(),
                        row.hidden(),
                        row.base()));
    }

    /// Hides what the change says. A part of a chain that its author had seen nothing of is
    /// without meaning and ignored, so that it does not matter whether we know the chain.
    public void zero(Viewpoint at, List<Op.Zero.Part> parts, ChainOrder order) {
        for (Op.Zero.Part part : parts) {
            int chain = order.number(part.chain());
            if (chain == at.stamp().chain()) {
                zeroOwn(at.stamp(), part.total());
            } else if (chain >= 0 && at.seen().upTo(chain) > 0) {
                zeroOther(chain, endOf(at.seen().upTo(chain)), part.total());
            }
        }
    }

    /// All that the chain has counted so far is hidden, in its own change too. What the change
    /// counts afterwards moves `counted` beyond the hidden point again.
    private void zeroOwn(Stamp stamp, long total) {
        Row row = row(stamp.chain());
        int inside = 2 * checked(stamp.seq());
        int counted = Math.min(row.counted(), inside);
        put(new Row(row.chain(), counted, row.total(), row.time(), inside, total));
    }

    private void zeroOther(int chain, int upTo, long total) {
        Row row = row(chain);
        if (upTo > row.hidden() || upTo == row.hidden() && total > row.base()) {
            put(new Row(chain, row.counted(), row.total(), row.time(), upTo, total));
        }
    }

    /// What a zero by this change would have to say. A chain is left out when nothing of it lives,
    /// or when it counted more than the author had seen: then nobody here knows what he saw, and
    /// its counts stay.
    public List<Op.Zero.Part> partsFor(Viewpoint at, ChainOrder order) {
        var parts = new ArrayList<Op.Zero.Part>();
        for (int i = 0; i < size; i++) {
            Row row = rows[i];
            if (row.living() && at.hides(row.chain(), row.counted() >> 1)) {
                parts.add(new Op.Zero.Part(order.id(row.chain()), row.total()));
            }
        }
        parts.sort((a, b) -> a.chain().compareTo(b.chain()));
        return parts;
    }

    /// The mark of the newest living count, or null when none lives.
    public @Nullable Stamp newest(ChainOrder order) {
        Stamp newest = null;
        for (int i = 0; i < size; i++) {
            if (rows[i].living()) {
                newest = Recency.newer(newest, rows[i].stamp(), order);
            }
        }
        return newest;
    }

    /// Puts a row in as it stands, from a checkpoint. False when the chain has one already.
    public boolean restore(Row row) {
        if (find(row.chain()) >= 0) {
            return false;
        }
        put(row);
        return true;
    }

    private static int endOf(int seq) {
        return 2 * checked(seq) + 1;
    }

    private static int checked(int seq) {
        if (seq < 1 || seq > SEQ_MAX) {
            throw new IllegalArgumentException("seq " + seq + ", expected 1 to " + SEQ_MAX);
        }
        return seq;
    }

    private Row row(int chain) {
        int at = find(chain);
        return at >= 0 ? rows[at] : new Row(chain, 0, 0, 0, 0, 0);
    }

    private void put(Row row) {
        int at = find(row.chain());
        if (at < 0) {
            at = -at - 1;
            if (size == rows.length) {
                rows = Arrays.copyOf(rows, 2 * size);
            }
            System.arraycopy(rows, at, rows, at + 1, size - at);
            size++;
        }
        rows[at] = row;
    }

    /// Where the chain's row is, or -(where it would be) - 1.
    private int find(int chain) {
        int low = 0;
        int high = size - 1;
        while (low <= high) {
            int middle = low + high >>> 1;
            int difference = rows[middle].chain() - chain;
            if (difference == 0) {
                return middle;
            }
            if (difference < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }
}
