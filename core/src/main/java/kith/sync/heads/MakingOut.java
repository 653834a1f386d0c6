package kith.sync.heads;

import java.util.ArrayList;
import java.util.List;
import kith.log.ChangeGraph;
import kith.log.Past;
import kith.sync.sketch.SymbolTable;

/// Makes out what the other side has where heads differ.
///
/// Its head of a chain that differs is a symbol to us, and where we are ahead it is the symbol of
/// one of our own older changes: those whose hashes are in memory are tried, from the newest on.
/// What is not found is behind us by much, ahead of us, a fork, or a chain that is not here, and
/// has to be named.
public final class MakingOut {
    /// Older changes of one chain that are tried. Guess: as many hashes as are kept of a chain.
    private static final int TRIED_MAX = 1_024;

    /// Of all chains together, but a few of each. Guess: 8 ms.
    private static final int TRIED_ALL_MAX = 1 << 17;

    private static final int TRIED_MIN = 4;

    private final ChangeGraph graph;
    private final Heads heads;

    /// Our heads that differ.
    private final List<Integer> ours;

    private final List<Long> theirs;
    private final SymbolTable table;
    private final boolean[] isMadeOut;
    private final int triedMax;
    private final int piece;
    private int left;
    private int at;

    /// One of our heads, and the change before it that is the other side's head, whose symbol is
    /// that one of those that were given.
    public record Found(int head, int seq, Past past, int symbol) {}

    private final List<Found> found = new ArrayList<>();
    private final List<Integer> notFound = new ArrayList<>();

    MakingOut(ChangeGraph graph, Heads heads, List<Integer> ours, List<Long> theirs, int piece) {
        this.graph = graph;
        this.heads = heads;
        this.ours = ours;
        this.theirs = theirs;
        this.piece = piece;
        this.table = heads.table(theirs.size());
        this.isMadeOut = new boolean[theirs.size()];
        for (int i = 0; i < theirs.size(); i++) {
            table.put(theirs.get(i), i);
        }
        this.left = table.size();
        this.triedMax = Math.clamp(TRIED_ALL_MAX / Math.max(1, ours.size()), TRIED_MIN, TRIED_MAX);
    }

    /// Tries some changes; true when all were tried.
    public boolean work() {
        int tries = 0;
        while (at < ours.size() && tries < piece) {
            tries += 1 + tryOne(ours.get(at++));
        }
        return at == ours.size();
    }

    private int tryOne(int head) {
        int chain = graph.resolve(heads.chain(head), heads.seq(head));
        int seq = heads.seq(head) - 1;
        int last = Math.max(1, heads.seq(head) - triedMax);
        Past past = seq < last || left == 0 ? null : graph.past(chain, seq);
        while (past != null) {
            long symbol = heads.sketch().key().symbol(past.hash());
            int number = table.number(symbol);
            if (number != SymbolTable.NONE && !isMadeOut[number]) {
                isMadeOut[number] = true;
                left--;
                found.add(new Found(head, seq, past, number));
                return heads.seq(head) - seq;
            }
            seq--;
            past = seq < last ? null : graph.past(chain, seq);
        }
        notFound.add(head);
        return heads.seq(head) - seq;
    }

    /// What was made out.
    public List<Found> found() {
        return found;
    }

    /// Our heads of whose chains we do not know what the other side has.
    public List<Integer> notFound() {
        return notFound;
    }

    /// The other side's symbols of which we do not know what they stand for.
    public List<Long> unknown() {
        var unknown = new ArrayList<Long>();
        for (int i = 0; i < theirs.size(); i++) {
            if (!isMadeOut[i] && table.number(theirs.get(i)) == i) {
                unknown.add(theirs.get(i));
            }
        }
        return unknown;
    }
}
