package kith.replica.base;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Bytes;
import kith.log.Change;
import kith.log.ChangeGraph;
import org.jspecify.annotations.Nullable;

/// What one space's state is built from: the snapshot there is, if any, and what members vouched
/// for in changes that came since somebody looked.
public final class Basis {
    private final ChangeGraph graph;
    private final List<Vouch.By> vouches = new ArrayList<>();
    private @Nullable Baseline base;
    private int fileLast;

    public Basis(ChangeGraph graph) {
        this.graph = graph;
    }

    public @Nullable Baseline base() {
        return base;
    }

    public void set(Baseline with) {
        base = with;
    }

    /// The number of a file for another snapshot, which no other has that is in use.
    public int nextFile() {
        fileLast = Math.max(fileLast, base == null ? 0 : Baseline.numberOf(base.file())) + 1;
        return fileLast;
    }

    /// Whether that change is in the snapshot.
    public boolean covers(int chain, int seq) {
        return base != null && base.covers(graph, chain, seq);
    }

    /// Whether there is a snapshot, and not yet all headers of what is in it.
    public boolean isAwaited() {
        return base != null && !base.isHere(graph);
    }

    /// A fork was found: parts of chains have other numbers.
    public void renumbered() {
        if (base != null) {
            base.renumbered();
        }
    }

    /// A change was taken in; it may carry a vouch.
    public void appended(Bytes author, Change change) {
        Vouch vouch = Vouch.in(change);
        if (vouch != null) {
            vouches.add(new Vouch.By(author, vouch));
        }
    }

    public boolean hasVouches() {
        return !vouches.isEmpty();
    }

    /// What members vouched for since the last time that this was asked.
    public List<Vouch.By> takeVouches() {
        if (vouches.isEmpty()) {
            return List.of();
        }
        List<Vouch.By> taken = List.copyOf(vouches);
        vouches.clear();
        return taken;
    }
}
