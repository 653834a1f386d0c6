package kith.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import kith.log.Change.Place;
import org.jspecify.annotations.Nullable;

/// What one chain had seen of all others, at each of its own sequence numbers.
///
/// *The problem.* A version vector for each change costs a number for each pair of change and
/// chain. Even one vector for each chain costs the square of the number of chains, and chains only
/// become more: every unclean stop of a peer leaves a dead one behind.
///
/// *The idea.* What an author has seen of another only grows, and mostly does not: so for each
/// other chain we keep a [Sight], the steps in which it grew. And a new chain has mostly seen just
/// what somebody else had seen: so it keeps a reference to that, its *base*, and only sights that
/// go beyond it. Looking something up follows bases, so they are at most [#DEPTH_MAX] deep; a chain
/// that would be deeper keeps all its sights itself. Chains that were split off a fork may be
/// deeper, one level for each fork of their author.
///
/// *Joining.* When a change names a dep, its chain has seen all that the dep had seen. What it had
/// seen at an earlier change of the same other chain it has already, so only sights that grew since
/// then are looked at: they are linked in the order of their last growth. A merge costs what is new
/// in it, not the number of chains.
///
/// *Cost.* 40 bytes for each pair of chains that met beyond the base, 8 more for each further step.
/// A lookup is a probe of a hash table for each level, then log(steps), or one comparison for a
/// change near the end, the usual one.
///
/// Source: the steps are those of a run-length encoded version vector; the base is what Almeida,
/// Baquero and Fonte, *Version Stamps*, call knowledge by reference; the rest is ours.
final class Horizon {
    /// How many bases a lookup follows in a chain that is no branch. Guess: the square of the
    /// number of chains is divided by it.
    static final int DEPTH_MAX = 64;

    private @Nullable AuthorChain base;
    private int baseSeq;
    private int depth;

    private @Nullable Sight[] table = new Sight[4];
    private int size;
    private @Nullable Sight newest;

    /// What was seen of one other chain: from `at(i)` on, `value(i)`; both ascend.
    static final class Sight {
        final int other;
        private final int firstAt;
        private int firstValue;
        private int[] more = NONE; // pairs of at and value
        private int size = 1;
        private @Nullable Sight older; // by last growth
        private @Nullable Sight newer;

        private static final int[] NONE = new int[0];

        Sight(int other, int firstAt, int firstValue) {
            this.other = other;
            this.firstAt = firstAt;
            this.firstValue = firstValue;
        }

        int size() {
            return size;
        }

        int at(int i) {
            return i == 0 ? firstAt : more[2 * i - 2];
        }

        int value(int i) {
            return i == 0 ? firstValue : more[2 * i - 1];
        }

        /// Whether this told more than was known.
        private boolean grow(int ownSeq, int seen) {
            if (value(size - 1) >= seen) {
                return false;
            }
            if (at(size - 1) > ownSeq) {
                throw new IllegalStateException(
                        "seen at " + ownSeq + ", after what was seen at " + at(size - 1));
            }
            if (at(size - 1) < ownSeq) {
                add(ownSeq, seen);
            } else if (size == 1) {
                firstValue = seen;
            } else {
                more[2 * size - 3] = seen;
            }
            return true;
        }

        private void add(int ownSeq, int seen) {
            if (2 * size > more.length) {
                more = Arrays.copyOf(more, Math.max(4, 2 * more.length));
            }
            more[2 * size - 2] = ownSeq;
            more[2 * size - 1] = seen;
            size++;
        }

        /// What was seen at `ownSeq`, that change included.
        int upTo(int ownSeq) {
            if (firstAt > ownSeq) {
                return 0;
            }
            if (at(size - 1) <= ownSeq) {
                return value(size - 1);
            }
            int low = 0;
            int high = size - 1; // at(low) <= ownSeq < at(high)
            while (high - low > 1) {
                int middle = low + high >>> 1;
                if (at(middle) <= ownSeq) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            return value(low);
        }
    }

    @Nullable AuthorChain base() {
        return base;
    }

    int baseSeq() {
        return baseSeq;
    }

    int depth() {
        return depth;
    }

    /// How many chains are seen from here, about: those of the base may be counted twice.
    int breadth() {
        int sum = 0;
        Horizon at = this;
        while (at.base != null) {
            sum += at.size + 1;
            at = at.base.horizon;
        }
        return sum + at.size;
    }

    /// From the first change on, everything that `chain` had seen at `seq`, and itself.
    void standOn(AuthorChain chain, int seq) {
        base = chain;
        baseSeq = seq;
        depth = chain.horizon.depth + 1;
    }

    /// Stands on that of the deps of the first change which had seen most, if one is not too deep.
    void standOnBest(List<AuthorChain> deps, List<Place> places) {
        int best = -1;
        int breadth = -1;
        for (int i = 0; i < deps.size(); i++) {
            Horizon of = deps.get(i).horizon;
            if (of.depth < DEPTH_MAX && of.breadth() > breadth) {
                best = i;
                breadth = of.breadth();
            }
        }
        if (best >= 0) {
            standOn(deps.get(best), places.get(best).seq());
        }
    }

    @Nullable Sight sight(int other) {
        for (int slot = slot(other); ; slot = slot + 1 & table.length - 1) {
            Sight found = table[slot];
            if (found == null || found.other == other) {
                return found;
            }
        }
    }

    private int slot(int other) {
        int mixed = other * 0x9e3779b9; // multiplicative hashing: Knuth, volume 3, section 6.4
        return (mixed ^ mixed >>> 16) & table.length - 1;
    }

    /// From `ownSeq` on, `upTo` of the other chain was seen. Sights come in order of `ownSeq`.
    void see(int ownSeq, int other, int upTo) {
        if (upTo == 0) {
            return;
        }
        Sight known = sight(other);
        if (known == null) {
            Sight first = new Sight(other, ownSeq, upTo);
            insert(first);
            link(first);
        } else if (known.grow(ownSeq, upTo) && known != newest) {
            unlink(known);
            link(known);
        }
    }

    /// From an image: one more step of what was seen, chains in any order. Whether it fits.
    boolean restore(int ownSeq, int other, int upTo) {
        Sight known = sight(other);
        if (known == null) {
            insert(new Sight(other, ownSeq, upTo));
            return true;
        }
        int last = known.size - 1;
        return known.at(last) < ownSeq && known.grow(ownSeq, upTo);
    }

    /// From an image: all steps are here.
    void restored(@Nullable AuthorChain onBase, int onSeq, int atDepth) {
        base = onBase;
        baseSeq = onSeq;
        depth = atDepth;
        Sight[] all = sights();
        Arrays.sort(all, Comparator.comparingInt(sight -> sight.at(sight.size - 1)));
        newest = null;
        for (Sight sight : all) {
            link(sight);
        }
    }

    private void insert(Sight sight) {
        if (2 * ++size > table.length) {
            Sight[] all = sights();
            table = new Sight[2 * table.length];
            for (Sight old : all) {
                place(old);
            }
        }
        place(sight);
    }

    private void place(Sight sight) {
        int slot = slot(sight.other);
        while (table[slot] != null) {
            slot = slot + 1 & table.length - 1;
        }
        table[slot] = sight;
    }

    private void link(Sight sight) {
        sight.newer = null;
        sight.older = newest;
        if (newest != null) {
            newest.newer = sight;
        }
        newest = sight;
    }

    private static void unlink(Sight sight) {
        if (sight.older != null) {
            sight.older.newer = sight.newer;
        }
        if (sight.newer != null) {
            sight.newer.older = sight.older;
        }
    }

    /// All sights, ascending by the number of the chain seen.
    Sight[] sights() {
        var all = new ArrayList<Sight>(size);
        for (Sight sight : table) {
            if (sight != null) {
                all.add(sight);
            }
        }
        all.sort(Comparator.comparingInt(sight -> sight.other));
        return all.toArray(new Sight[0]);
    }

    /// Adds to the horizon of `own`, at its change `ownSeq`, change `seq` of `dep` and what that
    /// had seen.
    ///
    /// What `own` knew is looked up on all levels before anything is added: what it knew at some
    /// change comes with all of its past, what is being added does not yet.
    static void join(AuthorChain own, int ownSeq, AuthorChain dep, int seq) {
        var levels = new ArrayList<Level>();
        AuthorChain from = dep;
        int at = seq;
        while (from != null) {
            int known = own.seen(ownSeq, from.number);
            if (known < at) {
                levels.add(new Level(from, at, known));
            }
            if (known >= Math.min(at, from.first())) {
                break; // what it stands on is known too
            }
            at = from.horizon.baseSeq;
            from = from.horizon.base;
        }
        for (Level level : levels) {
            own.horizon.add(own, ownSeq, level);
        }
    }

    /// A chain to join: it had seen something up to its change `at`, of which we know all that it
    /// had seen at `known`.
    private record Level(AuthorChain from, int at, int known) {}

    private void add(AuthorChain own, int ownSeq, Level level) {
        see(own, ownSeq, level.from.number, level.at);
        for (Sight sight = level.from.horizon.newest;
                sight != null && sight.at(sight.size - 1) > level.known;
                sight = sight.older) {
            see(own, ownSeq, sight.other, sight.upTo(level.at));
        }
    }

    private void see(AuthorChain own, int ownSeq, int other, int upTo) {
        if (upTo > own.seen(ownSeq, other)) {
            see(ownSeq, other, upTo);
        }
    }

    /// A fork was found: what was seen of chain `from` beyond `seqFirst` is in `branch` now.
    void renumber(AuthorChain from, int seqFirst, AuthorChain branch) {
        if (base == from && baseSeq >= seqFirst) {
            base = branch;
        }
        Sight all = sight(from.number);
        if (all == null || all.value(all.size - 1) < seqFirst) {
            return;
        }
        for (Step step : takeSteps()) {
            boolean moves = step.other == from.number && step.value >= seqFirst;
            see(step.at, step.other, moves ? seqFirst - 1 : step.value);
            see(step.at, branch.number, moves ? step.value : 0);
        }
    }

    /// One step of one sight.
    private record Step(int at, int other, int value) {}

    /// Moves everything seen from `seqFirst` on to `branch`, of which nothing is known yet.
    void splitInto(Horizon branch, AuthorChain own, int seqFirst) {
        if (seqFirst == own.first()) {
            branch.base = base; // all of it moves, what it stood on too
            branch.baseSeq = baseSeq;
            branch.depth = depth;
            base = null;
        } else {
            branch.standOn(own, seqFirst - 1);
        }
        for (Step step : takeSteps()) {
            Horizon to = step.at < seqFirst ? this : branch;
            to.see(step.at, step.other, step.value);
        }
    }

    /// Empties this, and gives all steps in the order in which they were made.
    private List<Step> takeSteps() {
        var steps = new ArrayList<Step>();
        for (Sight sight : sights()) {
            for (int i = 0; i < sight.size; i++) {
                steps.add(new Step(sight.at(i), sight.other, sight.value(i)));
            }
        }
        steps.sort(Comparator.comparingInt(Step::at));
        table = new Sight[4];
        size = 0;
        newest = null;
        return steps;
    }
}
