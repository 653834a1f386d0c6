package kith.sync.heads;

import java.util.ArrayList;
import java.util.List;
import kith.log.ChangeGraph;
import kith.sync.sketch.Cells;
import kith.sync.sketch.Difference;
import kith.sync.sketch.SketchKey;
import kith.sync.sketch.SymbolTable;
import org.jspecify.annotations.Nullable;

/// One side of a comparison of heads: what we have, our row and theirs, and what differs.
///
/// Everything that takes time is done in pieces: the methods that end in a boolean do one piece and
/// say whether that was the last.
public final class Comparison {
    /// Ids or cells looked at in one piece. Measured: about half a millisecond.
    private static final int PIECE_ITEMS = 4_096;

    private final ChangeGraph graph;
    private final Heads heads;
    private final int cellsMax;
    private final Cells theirs = new Cells();
    private int wanted;
    private int sent;
    private @Nullable Difference difference;
    private List<Integer> differing = List.of();
    private List<Long> opaque = List.of();
    private boolean[] differs = new boolean[0];
    private int headAt;
    private boolean isSplit;

    /// Rows of at most `cellsMax` cells. `secret`: what the other side does not know.
    public Comparison(ChangeGraph graph, SketchKey key, long secret, int cellsMax) {
        this.graph = graph;
        this.heads = new Heads(graph, key, secret);
        this.cellsMax = cellsMax;
    }

    public Heads heads() {
        return heads;
    }

    /// A fork was found, and chains were given other numbers.
    public void split() {
        isSplit = true;
    }

    /// The chain of a head, by the numbers of now.
    public int chainOf(int head) {
        int chain = heads.chain(head);
        return isSplit ? graph.resolve(chain, heads.seq(head)) : chain;
    }

    // Rows

    /// Looks at our heads.
    public boolean gather() {
        return heads.gather(PIECE_ITEMS);
    }

    /// How long the row is to be; 0 while nobody knows.
    public int wanted() {
        return wanted;
    }

    /// The row is to be so long, or as long as it may be.
    public void want(int cells) {
        wanted = Math.min(cells, cellsMax);
    }

    /// Whether a row could be longer.
    public boolean mayGrow() {
        return wanted < cellsMax;
    }

    /// Makes the row as long as it is to be.
    public boolean extend() {
        return heads.sketch().extend(wanted, PIECE_ITEMS);
    }

    /// Our row.
    public Cells row() {
        return heads.sketch().cells();
    }

    /// How many cells of it were sent; from now on all.
    public int send() {
        int before = sent;
        sent = row().size();
        return before;
    }

    /// The other side's row.
    public Cells theirs() {
        return theirs;
    }

    /// How many cells of the other side are due after those that came: as many again; at first as
    /// many as it likes.
    public boolean isDue(int cells) {
        int before = theirs.size();
        return before == 0 ? cells <= cellsMax : cells == Math.min(before, cellsMax - before);
    }

    // What differs

    /// Finds what differs, once our row is as long as theirs.
    public boolean peel() {
        Difference of = difference;
        if (of == null) {
            of = Difference.of(heads.sketch(), theirs);
            difference = of;
        }
        return of.work(PIECE_ITEMS);
    }

    /// Whether the cells told what differs; then it is noted.
    public boolean sort() {
        long[] found = difference == null ? null : difference.symbols();
        difference = null;
        if (found == null) {
            return false;
        }
        var ours = new ArrayList<Integer>();
        var others = new ArrayList<Long>();
        for (long symbol : found) {
            note(symbol, ours, others);
        }
        differ(ours, others);
        return true;
    }

    /// That symbol is of a head that only one of both has.
    private void note(long symbol, List<Integer> ours, List<Long> others) {
        int head = heads.find(symbol);
        if (head == SymbolTable.NONE) {
            others.add(symbol);
        } else {
            ours.add(head);
        }
    }

    /// Notes which of our heads differ, and which symbols of the other side do.
    public void differ(List<Integer> ours, List<Long> others) {
        differing = ours;
        opaque = others;
        differs = new boolean[heads.size()];
        for (int head : ours) {
            differs[head] = true;
        }
        headAt = 0;
    }

    public List<Integer> differing() {
        return differing;
    }

    public List<Long> opaque() {
        return opaque;
    }

    /// What is done with each head.
    public interface Visitor {
        void at(int head, boolean differs);
    }

    /// Goes over all our heads.
    public boolean goOver(Visitor visitor) {
        int end = Math.min(heads.size(), headAt + PIECE_ITEMS);
        for (; headAt < end; headAt++) {
            visitor.at(headAt, differs[headAt]);
        }
        return headAt == heads.size();
    }

    /// To make out what the other side's symbols stand for.
    public MakingOut makingOut() {
        return new MakingOut(graph, heads, differing, opaque, PIECE_ITEMS);
    }
}
