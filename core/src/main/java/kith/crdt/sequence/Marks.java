package kith.crdt.sequence;

import java.util.Arrays;
import kith.crdt.Recency;
import kith.crdt.Viewpoint;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.log.ChainOrder;
import kith.log.RunCodec.Numbering;
import kith.log.Stamp;
import org.jspecify.annotations.Nullable;

/// The changes by which a sequence lives: those that edited it and that nobody who edited or
/// removed it later had seen. Without one there is no sequence to show.
final class Marks {
    private Stamp[] marks = new Stamp[1];
    private int count;

    int size() {
        return count;
    }

    Stamp at(int index) {
        return marks[index];
    }

    /// The change edits the sequence: its mark takes the place of those that it had seen.
    void put(Viewpoint at) {
        if (count == 1 && marks[0].isOf(at.stamp().chain(), at.stamp().seq())) {
            return;
        }
        hide(at);
        add(at.stamp());
    }

    void add(Stamp mark) {
        if (count == marks.length) {
            marks = Arrays.copyOf(marks, 2 * count);
        }
        marks[count++] = mark;
    }

    void clear() {
        Arrays.fill(marks, 0, count, null);
        count = 0;
    }

    void hide(Viewpoint at) {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (!at.hides(marks[i])) {
                marks[kept++] = marks[i];
            }
        }
        Arrays.fill(marks, kept, count, null);
        count = kept;
    }

    /// How many; then chain, number and time of each.
    void write(Writer out) {
        out.varint(count);
        for (int i = 0; i < count; i++) {
            Stamp mark = marks[i];
            out.varint(mark.chain()).varint(mark.seq()).varint(mark.time());
        }
    }

    void read(Reader in, Numbering numbers) {
        for (int left = in.count(in.remaining(), "marks"); left > 0; left--) {
            int chain = in.count(Integer.MAX_VALUE, "chain number");
            int seq = in.count(Integer.MAX_VALUE - 1, "sequence number");
            long time = in.varint();
            if (seq == 0 || time < 0) {
                throw new Malformed("a mark of change " + seq + " at " + time);
            }
            add(new Stamp(numbers.translate(chain, seq), seq, time));
        }
    }

    @Nullable Stamp newest(ChainOrder order) {
        Stamp newest = null;
        for (int i = 0; i < count; i++) {
            newest = Recency.newer(newest, marks[i], order);
        }
        return newest;
    }
}
