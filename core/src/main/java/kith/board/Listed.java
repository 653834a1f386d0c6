package kith.board;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import kith.identity.PeerId;
import kith.replica.Replica;
import kith.state.Changes;
import kith.state.Query;
import kith.state.Shown;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// The spaces that a board's own space lists and that are not looked at yet: some, or all from a
/// place on.
///
/// Anybody on the board may list as many as it likes. So a few are opened in a step, and no more
/// because of one member, of one board, and of all boards than leaves room for others.
public final class Listed {
    /// Where a board's own space lists its spaces.
    public static final Path SPACES = Path.of("spaces");

    /// What it says there of a space that is kept in one region: peers elsewhere do not replicate
    /// it for being listed.
    public static final String REGION = "region";

    /// Names looked at at once, and waiting to be looked at by name. Guess: half a millisecond of
    /// work.
    static final int LOOKED_AT_ONCE = 1_000;

    private final TreeSet<String> names = new TreeSet<>();
    private boolean all;
    private @Nullable Path after;

    /// Something to look at all for came while that was under way: else who goes on writing could
    /// keep it at its beginning.
    private boolean again;

    /// Whether those in `names` have their turn, while all are looked at too.
    private boolean namesNext;
    private boolean told;

    /// How many spaces are open because that member listed them.
    private final TreeMap<PeerId, Integer> byLister = new TreeMap<>();

    /// Whether a peer of that region replicates a space for being listed.
    public static boolean isFor(String region, Replica facts, String space) {
        return !(facts.state().value(SPACES.child(space)) instanceof Value.Obj listed
                && listed.find(REGION) instanceof Value.Text wanted
                && !wanted.value().equals(region));
    }

    /// Who listed that space, newest first; null when nobody does now.
    public static @Nullable PeerId lister(Replica facts, String space) {
        Path listed = SPACES.child(space);
        PeerId lister = author(facts, listed);
        return lister != null ? lister : author(facts, listed.child(REGION));
    }

    private static @Nullable PeerId author(Replica facts, Path path) {
        for (Shown.Standing standing : facts.state().conflicts(path)) {
            if (standing.author() != null) {
                return new PeerId(standing.author().author());
            }
        }
        return null;
    }

    public void changed(Changes changes) {
        for (Changes.Entry entry : changes.entries()) {
            boolean one = entry.path().startsWith(SPACES) && !entry.path().equals(SPACES);
            if (one && names.size() < LOOKED_AT_ONCE) {
                names.add(entry.path().at(SPACES.size()));
            } else {
                lookAtAll();
            }
        }
    }

    public void lookAtAll() {
        again = all;
        all = true;
    }

    /// Looks at that one again.
    public void later(String name) {
        names.add(name);
    }

    public boolean isEmpty() {
        return names.isEmpty() && !all;
    }

    /// Some of the names that are to be looked at; none that were taken before.
    public List<String> take(Replica facts) {
        // What a page left is opened before the next one is looked at.
        namesNext = !all || !namesNext || names.size() >= 2 * LOOKED_AT_ONCE;
        if (!names.isEmpty() && namesNext) {
            var some = new ArrayList<String>(names);
            names.clear();
            return some;
        }
        var query = new Query(SPACES, 1, after, LOOKED_AT_ONCE, Query.BYTES_MAX, true);
        Query.Answer page = facts.state().query(query);
        var some = new ArrayList<String>();
        for (Query.Found found : page.cells()) {
            after = found.path();
            if (found.path().size() > SPACES.size()) {
                some.add(found.path().name());
            }
        }
        if (page.complete()) {
            all = again;
            again = false;
            after = null;
        }
        return some;
    }

    // What was opened

    /// A space is open because that member listed it.
    public void opened(PeerId lister) {
        byLister.merge(lister, 1, Integer::sum);
    }

    public int openFor(PeerId lister) {
        return byLister.getOrDefault(lister, 0);
    }

    /// True once: that more are listed than are opened.
    public boolean isNews() {
        boolean news = !told;
        told = true;
        return news;
    }
}
