package kith.replica.base;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Bytes;
import kith.log.Change;
import kith.log.Change.Place;
import kith.log.ChangeGraph;
import org.jspecify.annotations.Nullable;

/// What one space's state is built from: the snapshot there is, if any, and what members vouched
/// for in changes that came since somebody looked.
public final class Basis {
    private final ChangeGraph graph;
    private final List<Vouch.By> vouches = new ArrayList<>();
    private @Nullable Baseline base;
    private int fileLast;
    private boolean lost;

    /// What was shown when a snapshot was taken that is not shown yet; null when all is.
    private @Nullable List<Place> shown;

    public Basis(ChangeGraph graph) {
        this.graph = graph;
    }

    public @Nullable Baseline base() {
        return base;
    }

    public void set(Baseline with) {
        lost &= base != null && base.digest().equals(with.digest());
        base = with;
    }

    /// The file of the base is not what it was.
    public void lose() {
        lost = true;
    }

    public boolean isLost() {
        return lost;
    }

    /// Until it is [#loaded] what is here is more than what is shown, which is `version`.
    public void load(List<Place> version) {
        lost = false;
        shown = List.copyOf(version);
    }

    public void loaded() {
        shown = null;
    }

    /// What is shown, where that is less than what is here; else null.
    public @Nullable List<Place> shown() {
        return shown;
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

    /// The same, looked up anew when it seems not to be: a chain may have another name by now.
    public boolean coversNow(int chain, int seq) {
        if (!covers(chain, seq)) {
            renumbered();
        }
        return covers(chain, seq);
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
