package kith.state.columns;

import java.util.Arrays;
import java.util.LinkedHashMap;
import kith.clock.HybridTime;
import kith.lang.Writer;
import kith.value.Path;
import kith.value.Value;

/// Gathers living writes, and writes them in columns.
///
/// ```
/// columns  := 0 | rows chains shared more names strings chain seq millis counters kinds ints
/// values
/// chains   := count number*                  the chains that occur, as they do so first
/// shared   := packed      u8 of each row: the names of its path that are those of the row before
/// more     := packed      u8 of each row: the names behind these
/// names    := packed      of each such name: 0 for the next string, else 1 + which one
/// strings  := packed      string*
/// chain    := packed      of each row: which one of the chains
/// seq      := numbers     of each row
/// millis   := numbers     of each row, in the order of chain and seq: steps, the first from 0
/// counters := numbers     of those whose milliseconds are not those of their chain's row before
/// steps    := numbers     of the others: how far the counter went on, less how far seq did
/// kinds    := packed      u8 of each row: 1 when its value is a whole number
/// ints     := 0 numbers   those, in the order of rows
///           | 1 numbers   the same in the order of chain and seq
/// values   := packed      the others
/// ```
///
/// Rows come in any order; those of neighbours take least. Cost: each row is moved once, sorted
/// once, and packed.
public final class WriteColumns {
    /// The most rows. What is read back at a time is bounded by that.
    public static final int ROWS_MAX = 1 << 14;

    /// The most names in all rows, but for those that a row shares with the one before it.
    static final int NAMES_MAX = 1 << 17;

    /// The most bytes of strings, and of values.
    static final int BYTES_MAX = 1 << 20;

    /// What a row takes beside its names and its value, unpacked, about.
    private static final int ROW_BYTES = 12;

    private final LinkedHashMap<Integer, Integer> chains = new LinkedHashMap<>();
    private final Writer shared = new Writer();
    private final Writer more = new Writer();
    private final LinkedHashMap<String, Integer> nameNumbers = new LinkedHashMap<>();
    private final Writer names = new Writer();
    private int nameCount;
    private final Writer strings = new Writer();
    private final Writer which = new Writer();
    private final Numbers chain = new Numbers();
    private final Numbers seq = new Numbers();
    private final Numbers time = new Numbers();
    private final Writer kinds = new Writer();
    private final Numbers ints = new Numbers(); // of each row, 0 for another value
    private int intCount;
    private final Writer values = new Writer();
    private Path previous = Path.ROOT;

    public boolean isEmpty() {
        return seq.size() == 0;
    }

    /// Whether there is no room for one more row, whatever its path.
    public boolean isFull() {
        return seq.size() == ROWS_MAX || nameCount > NAMES_MAX - Path.SEGMENTS_MAX;
    }

    /// About what it takes unpacked.
    public int sizeBytes() {
        int numbers = names.size() + 4 * intCount;
        return ROW_BYTES * seq.size() + numbers + strings.size() + values.size();
    }

    public void add(Path path, int chainNumber, int seqNumber, long timeOf, Value value) {
        addPath(path);
        Integer known = chains.putIfAbsent(chainNumber, chains.size());
        int number = known == null ? chains.size() - 1 : known;
        which.varint(number);
        chain.add(number);
        seq.add(seqNumber);
        time.add(timeOf);
        if (value instanceof Value.Int whole) {
            kinds.u8(1);
            ints.add(whole.value());
            intCount++;
        } else {
            kinds.u8(0);
            ints.add(0);
            value.write(values);
        }
    }

    private void addPath(Path path) {
        int same = path.sharedSize(previous);
        shared.u8(same);
        more.u8(path.size() - same);
        for (int i = same; i < path.size(); i++) {
            String name = path.at(i);
            Integer at = nameNumbers.putIfAbsent(name, nameNumbers.size() + 1);
            names.varint(at == null ? 0 : at);
            nameCount++;
            if (at == null) {
                strings.string(name);
            }
        }
        previous = path;
    }

    /// Writes all rows, and begins anew without any.
    public void writeTo(Writer out) {
        int rows = seq.size();
        out.varint(rows);
        if (rows == 0) {
            return;
        }
        out.varint(chains.size());
        chains.keySet().forEach(out::varint);
        write(out, shared);
        write(out, more);
        write(out, names);
        write(out, strings);
        write(out, which);
        seq.write(out);
        int[] order = order(chain, seq);
        writeTimes(out, order);
        write(out, kinds);
        writeInts(out, order);
        write(out, values);
        clear();
    }

    private static void write(Writer out, Writer column) {
        Packed.write(out, column.shared(), column.size());
    }

    private void writeTimes(Writer out, int[] order) {
        var millis = new Numbers();
        var counters = new Numbers();
        var steps = new Numbers();
        int before = -1;
        for (int row : order) {
            long then = before < 0 ? 0 : time.at(before);
            long now = time.at(row);
            millis.add(HybridTime.millis(now) - HybridTime.millis(then));
            int counter = HybridTime.counter(now);
            boolean same = before >= 0 && chain.at(before) == chain.at(row);
            if (same && HybridTime.millis(now) == HybridTime.millis(then)) {
                long step = seq.at(row) - seq.at(before);
                steps.add(counter - HybridTime.counter(then) - step);
            } else {
                counters.add(counter);
            }
            before = row;
        }
        millis.write(out);
        counters.write(out);
        steps.write(out);
    }

    /// What was counted or measured ascends with time, what belongs to a key with the keys.
    private void writeInts(Writer out, int[] order) {
        var byRow = new Numbers();
        var byTime = new Numbers();
        for (int row = 0; row < order.length; row++) {
            add(row, byRow);
            add(order[row], byTime);
        }
        boolean ofTime = byTime.sizeBits() < byRow.sizeBits();
        (ofTime ? byTime : byRow).write(out.flag(ofTime));
    }

    private void add(int row, Numbers to) {
        if (kinds.shared()[row] == 1) {
            to.add(ints.at(row));
        }
    }

    /// The rows by chain, then by sequence number, then as they came.
    private static int[] order(Numbers chain, Numbers seq) {
        var keys = new long[seq.size()];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = key((int) chain.at(i), (int) seq.at(i), i);
        }
        return sorted(keys);
    }

    /// 14 bits of a chain, of which there are no more than rows, 31 of a sequence number, 14 of a
    /// row.
    static long key(int chain, int seq, int row) {
        return ((long) chain << 31 | seq) << 14 | row;
    }

    /// The rows of such keys in the order of those.
    static int[] sorted(long[] keys) {
        Arrays.sort(keys);
        var rows = new int[keys.length];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = (int) keys[i] & ROWS_MAX - 1;
        }
        return rows;
    }

    private void clear() {
        chains.clear();
        nameNumbers.clear();
        shared.clear();
        more.clear();
        strings.clear();
        kinds.clear();
        values.clear();
        names.clear();
        nameCount = 0;
        which.clear();
        chain.clear();
        seq.clear();
        time.clear();
        ints.clear();
        intCount = 0;
        previous = Path.ROOT;
    }
}
