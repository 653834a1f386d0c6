package kith.crdt.sequence;

import java.util.Arrays;
import kith.log.ChainOrder;
import kith.log.Seen;

/// A text.
public final class TextDraft implements Document {
    public final TextBuffer buffer = new TextBuffer();
    private char[] store = new char[64];
    public final Sequence sequence;

    public TextDraft(ChainOrder order) {
        sequence = new Sequence(order, this);
    }

    private TextDraft(ChainOrder order, EventGraph graph, Ops ops, char[] store) {
        sequence = new Sequence(order, this, graph, ops);
        this.store = store;
    }

    public TextDraft replayed(ChainOrder order) {
        var t = new TextDraft(order, sequence.graph(), sequence.ops(), store);
        t.sequence.replay();
        return t;
    }

    @Override
    public int length() {
        return buffer.length();
    }

    @Override
    public void insert(int at, int from, int count) {
        buffer.insert(at, store, from, count);
    }

    @Override
    public void delete(int at, int count) {
        buffer.delete(at, count);
    }

    public boolean splice(int chain, int seq, Seen seen, int at, int delete, String insert) {
        return splice(sequence.versionFor(chain, seq, seen), chain, seq, at, delete, insert);
    }

    public boolean splice(int[] version, int chain, int seq, int at, int delete, String insert) {
        boolean ok = true;
        int[] v = version;
        if (delete > 0) {
            ok = sequence.delete(v, chain, seq, at, delete);
            v = new int[] {sequence.graph().end() - 1};
        }
        if (ok && !insert.isEmpty()) {
            int units = sequence.ops().units;
            int n = insert.length();
            if (store.length < units + n) {
                store = Arrays.copyOf(store, Math.max(units + n, 2 * store.length));
            }
            insert.getChars(0, n, store, units);
            ok = sequence.insert(v, chain, seq, at, n);
        }
        return ok;
    }

    public int sequence0(int[] v) {
        return sequence.lengthAt(v);
    }

    public int end() {
        return sequence.graph().end();
    }

    public int[] frontier() {
        return sequence.graph().frontier().clone();
    }

    public int lines() {
        return sequence.graph().lines();
    }

    public int runs() {
        return sequence.ops().count;
    }
}
