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
/// chain. Keeping only what grew does not help where many write in turns: each of a hundred authors
/// sees something new of all others with each change. And chains only become more, every unclean
/// stop of a peer leaves a dead one behind.
///
/// *The idea.* Changes come to this replica in an order that agrees with causality, so each has a
/// place in it ([Arrivals]). Most authors have seen nearly everything that came before their
/// change: so for each change there is a *floor*, the place before which all was seen, and *sights*
/// of the few chains of which more was seen than lies before the floor. In a conversation in turns
/// the floor says it all, in one number. Somebody who was away, or whom we hear before others do,
/// has a low floor and more sights, until the two sides have merged. Both only grow along a chain,
/// so both are kept as the steps in which they grew.
///
/// *Joining.* When a change names a dep, its chain has seen all that the dep had seen. What it had
/// seen at an earlier change of the same other chain it has already, so only sights that grew since
/// then are looked at: they are linked in the order of their last growth. Then the floor rises as
/// far as everything was seen.
///
/// *Cost.* 8 bytes for each step, 40 for the first of each sight. A merge costs what is new in it
/// and not below the floor. A lookup is a probe of a hash table, and log(steps) and log(runs), or
/// one comparison for a change near the end, the usual one.
///
/// Source: the places are the local versions of Gentle and Kleppmann, *Collaborative Text Editing
/// with Eg-walker* (EuroSys 2025); the floor is like a critical version of theirs, kept for
/// each chain; the sights are a version vector without what the floor says.
final class Horizon {
    /// Steps in which the floor rose; null while it is the beginning.
    private @Nullable Sight floor;

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

    /// Everything that came before this place was seen at `ownSeq`. What the chain itself wrote
    /// right from there on is not counted in.
    int floor(int ownSeq) {
        return floor == null ? 0 : floor.upTo(ownSeq);
    }

    @Nullable Sight floors() {
        return floor;
    }

    /// From `ownSeq` on, everything before `place` was seen.
    void raise(int ownSeq, int place) {
        if (place == 0) {
            return;
        }
        if (floor == null) {
            floor = new Sight(-1, ownSeq, place);
        } else {
            floor.grow(ownSeq, place);
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

    /// What was seen of a chain at `ownSeq`; that of the chain itself is not asked here.
    int seen(int ownSeq, AuthorChain other) {
        return Math.max(above(ownSeq, other.number), other.lastBefore(floor(ownSeq)));
    }

    /// The same as far as a sight tells it: 0 where the floor does.
    int above(int ownSeq, int other) {
        Sight sight = sight(other);
        return sight == null ? 0 : sight.upTo(ownSeq);
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

    /// From an image: one more step of the floor, or of what was seen, chains in any order. Whether
    /// it fits.
    boolean restore(int ownSeq, int other, int upTo) {
        Sight known = other < 0 ? floor : sight(other);
        if (known != null) {
            return known.at(known.size - 1) < ownSeq && known.grow(ownSeq, upTo);
        }
        if (other < 0) {
            floor = new Sight(-1, ownSeq, upTo);
        } else {
            insert(new Sight(other, ownSeq, upTo));
        }
        return true;
    }

    /// From an image: all steps are here.
    void restored() {
        Sight[] all = sights();
        Arrays.sort(all, Comparator.comparingInt(sight -> sight.at(sight.size - 1)));
        newest = null;
        for (Sight sight : all) {
            link(sight);
        }
    }

    /// A fork was found: what was seen of chain `from` beyond `seqFirst` is in `branch` now.
    void renumber(AuthorChain from, int seqFirst, AuthorChain branch) {
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

    /// Moves everything seen from `seqFirst` on to `branch`, of which nothing is known yet, and
    /// which has seen all that `own` had seen, and `own`.
    void splitInto(Horizon branch, AuthorChain own, int seqFirst) {
        Sight floors = floor;
        floor = null;
        branch.raise(seqFirst, floors == null ? 0 : floors.upTo(seqFirst));
        for (int i = 0; floors != null && i < floors.size; i++) {
            Horizon to = floors.at(i) < seqFirst ? this : branch;
            to.raise(floors.at(i), floors.value(i));
        }
        List<Step> steps = takeSteps();
        for (Step step : steps) {
            if (step.at < seqFirst) {
                see(step.at, step.other, step.value);
            }
            branch.see(Math.max(step.at, seqFirst), step.other, step.value);
        }
        branch.see(seqFirst, own.number, seqFirst - 1);
    }

    /// Empties the sights, and gives all their steps in the order in which they were made.
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

    /// The order in which changes came to this replica: runs of changes of one chain.
    ///
    /// Whatever is in the past of a change came before it.
    static final class Arrivals {
        private int[] places = new int[4];
        private int[] chains = new int[4];
        private int[] seqs = new int[4];
        private int runs;
        private int size;

        /// The image that is being taken; null when there is none.
        GraphImage.@Nullable Taking image;

        /// How many changes came.
        int size() {
            return size;
        }

        int runs() {
            return runs;
        }

        int chain(int run) {
            return chains[run];
        }

        int length(int run) {
            return end(run) - places[run];
        }

        private int end(int run) {
            return run + 1 < runs ? places[run + 1] : size;
        }

        void add(AuthorChain chain, int seq, int count) {
            boolean goesOn = runs > 0 && chains[runs - 1] == chain.number;
            if (!goesOn) {
                append(size, chain.number, seq);
            }
            chain.turns.add(seq, size);
            if (size > Integer.MAX_VALUE - count) {
                throw new IllegalStateException("over " + Integer.MAX_VALUE + " changes");
            }
            size += count;
        }

        private void append(int place, int chain, int seq) {
            if (runs == places.length) {
                places = Arrays.copyOf(places, 2 * runs);
                chains = Arrays.copyOf(chains, 2 * runs);
                seqs = Arrays.copyOf(seqs, 2 * runs);
            }
            places[runs] = place;
            chains[runs] = chain;
            seqs[runs++] = seq;
        }

        /// The change that came at that place, which is before the end.
        Place at(int place) {
            int run = runAt(place);
            return new Place(chains[run], seqs[run] + place - places[run]);
        }

        /// The run in which `place` lies, which is before the end.
        private int runAt(int place) {
            int low = 0;
            int high = runs - 1; // it is between them, both included
            if (places[high] <= place) {
                return high;
            }
            while (low < high) {
                int middle = low + high + 1 >>> 1;
                if (places[middle] <= place) {
                    low = middle;
                } else {
                    high = middle - 1;
                }
            }
            return low;
        }

        /// The floor of change `seq` of `chain`, with what the chain wrote right from there on.
        int floor(AuthorChain chain, int seq) {
            int place = chain.horizon.floor(seq);
            if (place >= size) {
                return place;
            }
            int run = runAt(place);
            int there = seqs[run] + place - places[run];
            return chains[run] == chain.number && there <= seq
                    ? Math.min(end(run), place + seq - there + 1)
                    : place;
        }

        /// How far everything from `place` on was seen, when of each chain that much was.
        int rise(int place, Seen seen) {
            if (place >= size) {
                return place;
            }
            int at = place;
            for (int run = runAt(place); run < runs; run++) {
                int ofThis = seen.upTo(chains[run]) - (seqs[run] + at - places[run]) + 1;
                if (ofThis < end(run) - at) {
                    return at + Math.max(0, ofThis);
                }
                at = end(run);
            }
            return at;
        }

        /// A fork was found: what came of `from` from `seqFirst` on is of `branch` now.
        void split(AuthorChain from, int seqFirst, AuthorChain branch) {
            if (image != null) {
                image.hurry();
            }
            int[] oldPlaces = places;
            int[] oldChains = chains;
            int[] oldSeqs = seqs;
            int count = runs;
            places = new int[oldPlaces.length];
            chains = new int[oldPlaces.length];
            seqs = new int[oldPlaces.length];
            runs = 0;
            for (int run = 0; run < count; run++) {
                int end = run + 1 < count ? oldPlaces[run + 1] : size;
                int last = oldSeqs[run] + end - oldPlaces[run] - 1;
                boolean moves = oldChains[run] == from.number && last >= seqFirst;
                if (!moves || oldSeqs[run] < seqFirst) {
                    append(oldPlaces[run], oldChains[run], oldSeqs[run]);
                }
                if (moves) {
                    int seq = Math.max(seqFirst, oldSeqs[run]);
                    append(oldPlaces[run] + seq - oldSeqs[run], branch.number, seq);
                }
            }
        }
    }

    /// Joins pasts: collects what a change sees through its deps, then keeps what the floor does
    /// not say. One for a graph, used again and again.
    static final class Join {
        private final List<AuthorChain> chains;
        private final Arrivals arrivals;
        private int[] values = new int[8]; // by chain, 0: nothing collected
        private int[] touched = new int[8];
        private int count;

        Join(List<AuthorChain> chains, Arrivals arrivals) {
            this.chains = chains;
            this.arrivals = arrivals;
        }

        /// The next change of `own`, with sequence number `ownSeq`, which did not come yet, sees
        /// these changes and their pasts.
        void see(AuthorChain own, int ownSeq, List<AuthorChain> deps, int[] seqs) {
            int before = arrivals.floor(own, ownSeq - 1);
            int place = before;
            for (int i = 0; i < deps.size(); i++) {
                place = Math.max(place, arrivals.floor(deps.get(i), seqs[i]));
            }
            for (int i = 0; i < deps.size(); i++) {
                collect(own, ownSeq, deps.get(i), seqs[i], place);
            }
            int floor = place;
            place = arrivals.rise(place, other -> seen(own, ownSeq, chains.get(other), floor));
            if (place > before) {
                own.horizon.raise(ownSeq, place);
            }
            for (int i = 0; i < count; i++) {
                int other = touched[i];
                if (values[other] > chains.get(other).lastBefore(place)) {
                    own.horizon.see(ownSeq, other, values[other]);
                }
                values[other] = 0;
            }
            count = 0;
        }

        private void collect(AuthorChain own, int ownSeq, AuthorChain dep, int seq, int floor) {
            int known = seen(own, ownSeq, dep, floor); // and all of its past, then
            if (known >= seq) {
                return;
            }
            add(own, ownSeq, dep.number, seq, floor);
            for (Sight sight = dep.horizon.newest;
                    sight != null && sight.at(sight.size - 1) > known;
                    sight = sight.older) {
                if (sight.other != own.number) {
                    add(own, ownSeq, sight.other, sight.upTo(seq), floor);
                }
            }
        }

        private void add(AuthorChain own, int ownSeq, int other, int upTo, int floor) {
            if (upTo <= seen(own, ownSeq, chains.get(other), floor)) {
                return;
            }
            if (other >= values.length) {
                values = Arrays.copyOf(values, Math.max(chains.size(), 2 * values.length));
            }
            if (values[other] == 0) {
                if (count == touched.length) {
                    touched = Arrays.copyOf(touched, 2 * count);
                }
                touched[count++] = other;
            }
            values[other] = upTo;
        }

        /// What `own` has seen of `other` as far as it was collected.
        private int seen(AuthorChain own, int ownSeq, AuthorChain other, int floor) {
            if (other == own) {
                return ownSeq - 1;
            }
            int collected = other.number < values.length ? values[other.number] : 0;
            int above = own.horizon.above(ownSeq, other.number);
            return Math.max(Math.max(collected, above), other.lastBefore(floor));
        }
    }
}
