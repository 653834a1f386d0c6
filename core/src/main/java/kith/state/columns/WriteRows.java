package kith.state.columns;

import kith.clock.HybridTime;
import kith.crdt.Counter;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// What [WriteColumns] wrote, row by row.
///
/// All columns but the values are unpacked and checked before the first row is told; values are
/// read as they are asked for, each once, in order. At most [WriteColumns#ROWS_MAX] rows are in
/// memory. Rows that say one name share one string, whose hash is then known to all of them.
public final class WriteRows {
    private final int[] shared;
    private final int[] more;
    private final String[] names;
    private final int[] nameBytes;
    private final int[] chains;
    private final int[] seqs;
    private final long[] times;
    private final int[] kinds;
    private final long[] ints;
    private final Reader values;

    private WriteRows(Reader in, int size) {
        int[] numbers = readChains(in, size);
        shared = readBytes(in, size, Path.SEGMENTS_MAX, "shared names");
        more = readBytes(in, size, Path.SEGMENTS_MAX, "names");
        names = new String[countNames()];
        nameBytes = new int[names.length];
        readNames(in);
        chains = readNumbers(in, size, numbers.length - 1, "number of a chain");
        long[] each = Numbers.read(in, size, 1, Counter.SEQ_MAX, "sequence number");
        seqs = new int[size];
        for (int i = 0; i < size; i++) {
            seqs[i] = (int) each[i];
        }
        int[] order = order(chains, seqs);
        times = readTimes(in, order, chains, seqs);
        for (int i = 0; i < size; i++) {
            chains[i] = numbers[chains[i]];
        }
        kinds = readBytes(in, size, 1, "kind of a value");
        ints = readInts(in, order, kinds);
        values = Packed.read(in, WriteColumns.BYTES_MAX);
    }

    /// Reads all columns; null when there are no rows.
    public static @Nullable WriteRows read(Reader in) {
        int size = in.count(WriteColumns.ROWS_MAX, "rows of a state image");
        return size == 0 ? null : new WriteRows(in, size);
    }

    private static int[] readChains(Reader in, int size) {
        var numbers = new int[in.count(size, "chains of a state image")];
        if (numbers.length == 0) {
            throw new Malformed("rows of no chain");
        }
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = in.count(Integer.MAX_VALUE, "chain number");
        }
        return numbers;
    }

    private static int[] readBytes(Reader in, int size, int last, String what) {
        Reader column = Packed.read(in, size);
        var all = new int[size];
        for (int i = 0; i < size; i++) {
            all[i] = column.u8();
            if (all[i] > last) {
                throw new Malformed(all[i] + " as " + what + ", at most " + last);
            }
        }
        column.expectEnd();
        return all;
    }

    private static int[] readNumbers(Reader in, int size, int last, String what) {
        Reader column = Packed.read(in, 5 * size);
        var all = new int[size];
        for (int i = 0; i < size; i++) {
            all[i] = column.count(last, what);
        }
        column.expectEnd();
        return all;
    }

    /// A row shares no more names than the row before has.
    private int countNames() {
        int depth = 0;
        int count = 0;
        for (int i = 0; i < shared.length; i++) {
            if (shared[i] > depth || shared[i] + more[i] > Path.SEGMENTS_MAX) {
                throw new Malformed(
                        "a path with " + shared[i] + " and " + more[i] + " names after " + depth);
            }
            depth = shared[i] + more[i];
            count += more[i];
        }
        if (count > WriteColumns.NAMES_MAX) {
            throw new Malformed(count + " names, at most " + WriteColumns.NAMES_MAX);
        }
        return count;
    }

    private void readNames(Reader in) {
        int count = names.length;
        int[] which = readNumbers(in, count, count, "number of a name");
        Reader strings = Packed.read(in, WriteColumns.BYTES_MAX);
        var known = new String[count];
        var knownBytes = new int[count];
        int knownCount = 0;
        for (int i = 0; i < count; i++) {
            int at = which[i] - 1;
            if (at < 0) {
                at = knownCount++;
                known[at] = strings.string(Path.SEGMENT_BYTES_MAX, "name");
                knownBytes[at] = Path.of(known[at]).bytes();
            } else if (at >= knownCount) {
                throw new Malformed("name " + at + " of " + knownCount);
            }
            names[i] = known[at];
            nameBytes[i] = knownBytes[at];
        }
        strings.expectEnd();
    }

    private static int[] order(int[] chain, int[] seqs) {
        var keys = new long[seqs.length];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = WriteColumns.key(chain[i], seqs[i], i);
        }
        return WriteColumns.sorted(keys);
    }

    private static long[] readTimes(Reader in, int[] rows, int[] chain, int[] seqs) {
        long last = HybridTime.MILLIS_LAST;
        long[] millis = Numbers.read(in, rows.length, -last, last, "step of a time");
        int goOn = 0;
        for (int i = 1; i < rows.length; i++) {
            goOn += millis[i] == 0 && chain[rows[i - 1]] == chain[rows[i]] ? 1 : 0;
        }
        long[] counters = Numbers.read(in, rows.length - goOn, 0, 0xffff, "counter of a time");
        long[] steps = Numbers.read(in, goOn, Integer.MIN_VALUE, 0xffff, "step of a counter");
        var times = new long[rows.length];
        long at = 0;
        goOn = 0;
        for (int i = 0; i < rows.length; i++) {
            int row = rows[i];
            at += millis[i];
            int before = i == 0 ? -1 : rows[i - 1];
            boolean goesOn = i > 0 && millis[i] == 0 && chain[before] == chain[row];
            long counter =
                    goesOn
                            ? steps[goOn++]
                                    + HybridTime.counter(times[before])
                                    + (seqs[row] - seqs[before])
                            : counters[i - goOn];
            times[row] = time(at, counter);
        }
        return times;
    }

    private static long[] readInts(Reader in, int[] order, int[] kinds) {
        boolean ofTime = in.flag();
        int count = 0;
        for (int kind : kinds) {
            count += kind;
        }
        long[] column = Numbers.read(in, count, Long.MIN_VALUE, Long.MAX_VALUE, "whole number");
        var ints = new long[kinds.length];
        int next = 0;
        for (int i = 0; i < ints.length; i++) {
            int row = ofTime ? order[i] : i;
            ints[row] = kinds[row] == 1 ? column[next++] : 0;
        }
        return ints;
    }

    private static long time(long millis, long counter) {
        if (millis < 0 || millis > HybridTime.MILLIS_LAST || counter < 0 || counter > 0xffff) {
            throw new Malformed("no time: " + millis + " ms, " + counter);
        }
        return HybridTime.of(millis, (int) counter);
    }

    public int size() {
        return seqs.length;
    }

    /// How many names of its path are those of the row before.
    public int shared(int row) {
        return shared[row];
    }

    /// How many follow.
    public int more(int row) {
        return more[row];
    }

    /// One of the names of all rows that are not shared, in their order.
    public String name(int index) {
        return names[index];
    }

    /// How many bytes that name takes.
    public int nameBytes(int index) {
        return nameBytes[index];
    }

    public int chain(int row) {
        return chains[row];
    }

    public int seq(int row) {
        return seqs[row];
    }

    public long time(int row) {
        return times[row];
    }

    /// The value of a row; rows are asked in their order.
    public Value value(int row) {
        return kinds[row] == 0 ? Value.read(values) : Value.Int.of(ints[row]);
    }

    /// All values were read: nothing is left of them.
    public void expectEnd() {
        values.expectEnd();
    }
}
