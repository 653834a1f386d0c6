package kith.replica.base;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import kith.lang.Bytes;
import kith.log.Change;
import kith.log.Change.Place;
import kith.log.ChangeGraph;
import org.jspecify.annotations.Nullable;

/// What one space's state is built from: the snapshot there is, if any, and what members vouched
/// for last.
public final class Basis {
    /// Members whose newest vouch is remembered: more than there are of members who write, as a
    /// rule.
    public static final int VOUCHERS_MAX = 1_000;

    private final ChangeGraph graph;
    private final TreeMap<Bytes, Vouch> newest = new TreeMap<>();
    private final TreeSet<Bytes> unread = new TreeSet<>();
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
        lost = false;
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
    private boolean covers(int chain, int seq) {
        return base != null && base.covers(graph, chain, seq);
    }

    /// Whether the content of a change may go, and is not given out any more. Not before everything
    /// in the snapshot is here: until then another branch of a chain may be taken for the one that
    /// is in it.
    public boolean isDropped(int chain, int seq) {
        return covers(chain, seq) && !isAwaited();
    }

    /// Whether a change may come without its content: it is in the snapshot, or may turn out to be
    /// when all of that is here. Looked up anew when it seems not to be, since a chain may have
    /// another name by now.
    public boolean mayBeBare(int chain, int seq) {
        if (base == null || covers(chain, seq)) {
            return base != null;
        }
        renumbered();
        return covers(chain, seq) || isAwaited() && base.mayHave(graph.id(chain), seq);
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
            heard(new Vouch.By(author, vouch));
        }
    }

    /// What that member vouched for. Of two of one member the one that has all of the other counts,
    /// in whichever order they come: a member never takes a part back, but who lost the end of its
    /// chain goes on in another, and both may be heard in any order. Else the one that came last.
    public void heard(Vouch.By by) {
        Vouch known = newest.get(by.author());
        boolean isOld = known != null && isOlder(by.vouch(), known);
        if (!isOld && (known != null || newest.size() < VOUCHERS_MAX)) {
            newest.put(by.author(), by.vouch());
            unread.add(by.author());
        }
    }

    private boolean isOlder(Vouch one, Vouch known) {
        return !one.version().equals(known.version()) && one.isIn(known.places(graph), graph);
    }

    /// What that member vouched for last; null when nothing was heard.
    public @Nullable Vouch newestOf(Bytes author) {
        return newest.get(author);
    }

    /// What each member vouched for last, ascending by member.
    public List<Vouch.By> newest() {
        var all = new ArrayList<Vouch.By>(newest.size());
        newest.forEach((author, vouch) -> all.add(new Vouch.By(author, vouch)));
        return all;
    }

    public boolean hasUnread() {
        return !unread.isEmpty();
    }

    /// Those of the newest that came since the last time that this was asked.
    public List<Vouch.By> takeUnread() {
        if (unread.isEmpty()) {
            return List.of();
        }
        var taken = new ArrayList<Vouch.By>(unread.size());
        for (Bytes author : unread) {
            Vouch vouch = newest.get(author);
            if (vouch != null) {
                taken.add(new Vouch.By(author, vouch));
            }
        }
        unread.clear();
        return taken;
    }
}
