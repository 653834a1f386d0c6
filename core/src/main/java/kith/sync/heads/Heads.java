package kith.sync.heads;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Reader;
import kith.log.ChangeGraph;
import kith.log.Past;
import kith.sync.sketch.Sketch;
import kith.sync.sketch.SketchKey;
import kith.sync.sketch.SymbolTable;
import org.jspecify.annotations.Nullable;

/// What we have of one space, as it was when we looked: the last durable change of each chain, and
/// the sketch over their hashes.
///
/// A hash stands for all that comes before it, so equal hashes mean equal chains, under whatever
/// numbers or names. A head whose hash is not in memory is in no sketch: it is named.
///
/// Memory: 40 bytes for each chain while two peers compare, and 48 more once symbols are looked up.
public final class Heads {
    private final ChangeGraph graph;
    private final Sketch sketch;
    private final long secret;
    private final int[] chains;
    private final int[] seqs;
    private final long[] pieces;
    private final List<Integer> leftOut = new ArrayList<>();
    private final int chainEnd;
    private int chainAt;
    private @Nullable SymbolTable bySymbol;

    /// `secret`: what the other side does not know.
    Heads(ChangeGraph graph, SketchKey key, long secret) {
        this.graph = graph;
        this.secret = secret;
        this.chainEnd = graph.chainCount();
        this.sketch = new Sketch(key, chainEnd);
        this.chains = new int[chainEnd];
        this.seqs = new int[chainEnd];
        this.pieces = new long[chainEnd];
    }

    /// Looks at the next chains, so many at most; true when all were looked at.
    boolean gather(int chainsMax) {
        int end = Math.min(chainEnd, chainAt + chainsMax);
        for (; chainAt < end; chainAt++) {
            int seq = graph.lastDurable(chainAt);
            Past past = seq < graph.first(chainAt) ? null : graph.past(chainAt, seq);
            if (past != null) {
                chains[sketch.size()] = chainAt;
                seqs[sketch.size()] = seq;
                pieces[sketch.size()] = new Reader(past.hash()).u64();
                sketch.add(past.hash());
            } else if (seq >= graph.first(chainAt)) {
                leftOut.add(chainAt);
            }
        }
        return chainAt == chainEnd;
    }

    /// The chains that have to be named.
    public List<Integer> leftOut() {
        return leftOut;
    }

    Sketch sketch() {
        return sketch;
    }

    public int size() {
        return sketch.size();
    }

    public long symbol(int head) {
        return sketch.symbol(head);
    }

    /// The head with that symbol; [SymbolTable#NONE] when there is none.
    public int find(long symbol) {
        SymbolTable table = bySymbol;
        if (table == null) {
            table = table(size());
            for (int head = 0; head < size(); head++) {
                table.put(symbol(head), head);
            }
            bySymbol = table;
        }
        return table.number(symbol);
    }

    /// An empty table for so many symbols.
    SymbolTable table(int capacity) {
        return new SymbolTable(capacity, secret);
    }

    /// The chain of that head, as it was numbered when we looked.
    public int chain(int head) {
        return chains[head];
    }

    public int seq(int head) {
        return seqs[head];
    }

    /// The first bytes of its hash.
    public long piece(int head) {
        return pieces[head];
    }
}
