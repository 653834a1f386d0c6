package kith.sync;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import kith.lang.Malformed;
import kith.log.ChainId;
import kith.log.Change.Place;
import kith.log.ChangeGraph;
import kith.log.Origin;
import kith.log.Past;
import kith.sync.ChainNumbers.Binding;

/// What the other side means by its numbers for chains.
///
/// *The problem.* Who does not know of a fork has one chain where we have two, and calls all of it
/// by one name. Up to the fork that is ours. Beyond it, it may be either of our branches, or a
/// third: to take one for the other is to believe that the other side has what it lacks, and to put
/// its changes on top of what they do not follow.
///
/// *The idea.* A name stands for one line of changes. Where our chain of that name ended in a fork,
/// the line goes on in one of the branches, the same for all names that come along there; which one
/// is told by what it sends or by a hash that it names, and kept. Until it was told, the meaning is
/// *open*, which is another thing than a chain that is not here.
///
/// Cost of a look-up: the branches on the way, which are none where nobody forked.
final class Meanings {
    static final int NONE = ChainNumbers.NONE;

    /// Branches on branches that are gone up. Guess: far more than anybody makes without malice.
    private static final int BRANCHES_DEEP_MAX = 1_000;

    private final Source source;
    private final long link;
    private final ChainNumbers numbers;

    /// Where the other side's line goes on that comes along our chain: our branch.
    private final TreeMap<Integer, Integer> goesOn = new TreeMap<>();

    /// Their numbers of chains of which something was dropped that could not be placed.
    private final TreeSet<Integer> dropped = new TreeSet<>();

    private int openAt = NONE;

    /// A branch of theirs that we may not know, and the change of it that is asked for.
    private record Hanging(int number, Binding.Branch branch, int seq) {}

    Meanings(Source source, long link, ChainNumbers numbers) {
        this.source = source;
        this.link = link;
        this.numbers = numbers;
    }

    private ChangeGraph graph() {
        return source.graph();
    }

    /// The other side declares a chain. That costs it nothing, so nothing is made of it here until
    /// something of that chain comes.
    void declared(SyncMessage.Chain message) {
        numbers.bind(message.number(), binding(message));
    }

    private Binding binding(SyncMessage.Chain message) {
        ChainId id = message.id();
        if (id.branch().size() > 0) {
            ChainId parent = idOf(numbers.binding(message.parent()));
            if (!parent.author().equals(id.author()) || parent.incarnation() != id.incarnation()) {
                throw new Malformed("a branch of a chain of somebody else");
            }
            return new Binding.Branch(message.parent(), message.seqLast(), id);
        }
        return new Binding.Unopened(id);
    }

    /// Our chain for one that the other side has as its author began it; opened if that is wanted.
    private int root(int number, boolean opens) {
        return switch (numbers.binding(number)) {
            case Binding.Root(int chain) -> chain;
            case Binding.Branch ignored -> NONE;
            case Binding.Unopened(ChainId id) -> {
                int known = opens ? source.open(link, id, null) : graph().number(id);
                if (known != NONE) {
                    numbers.rebind(number, known);
                }
                yield known;
            }
        };
    }

    /// The name that the other side has for what it calls `number`, whether or not it is here.
    ChainId idOf(int number) {
        return idOf(numbers.binding(number));
    }

    private ChainId idOf(Binding binding) {
        return switch (binding) {
            case Binding.Unopened(ChainId id) -> id;
            case Binding.Root(int chain) -> graph().id(chain);
            case Binding.Branch(int parent, int seqLast, ChainId id) -> id;
        };
    }

    /// Our chain for what the other side calls `number`, at that sequence number; `NONE` when there
    /// is none, or when it is not known which.
    ///
    /// Branches hang on branches as deep as the other side likes: so they are gone up and down in
    /// loops and not in calls, and not too far.
    int chainOf(int number, int seq) {
        return chainOf(number, seq, false);
    }

    /// The same; `opens`: something of it came, so that it is opened when it is not here.
    int chainOf(int number, int seq, boolean opens) {
        openAt = NONE;
        var unknown = new ArrayDeque<Hanging>();
        int at = number;
        int wanted = seq;
        int steps = 0;
        int chain = NONE;
        while (numbers.binding(at) instanceof Binding.Branch branch) {
            if (wanted > branch.seqLast()) {
                int known = graph().number(branch.id());
                if (known >= 0 && !isEmpty(known)) {
                    chain = along(known, wanted, true);
                    break;
                }
                unknown.push(new Hanging(at, branch, wanted));
                wanted = branch.seqLast();
            }
            if (++steps > BRANCHES_DEEP_MAX) {
                return NONE;
            }
            at = branch.parent();
        }
        int root = root(at, opens);
        if (root != NONE) {
            chain = along(root, Math.max(1, wanted), true);
        }
        while (chain != NONE && !unknown.isEmpty()) {
            chain = chainOf(unknown.pop(), chain);
        }
        return chain;
    }

    /// Our chain that ended in a fork after which the meaning of what was last asked for is open;
    /// `NONE` where it is not that.
    int openAt() {
        return openAt;
    }

    /// The chain with change `seq` of the other side's line that comes along `from`. It may have
    /// left our `from` before its end, which counts only if it `mayLeave`.
    private int along(int from, int seq, boolean mayLeave) {
        ChangeGraph graph = graph();
        int chain = from;
        boolean leaves = mayLeave;
        while (true) {
            Integer next = goesOn.get(chain);
            boolean atEnd = next != null && graph.first(next) > graph.last(chain);
            if (next != null && seq >= graph.first(next) && (leaves || atEnd)) {
                chain = next;
                leaves = true;
            } else if (seq > graph.last(chain) && graph.ended(chain)) {
                openAt = chain;
                return NONE;
            } else {
                break;
            }
        }
        while (seq < graph.first(chain)) {
            chain = parent(chain);
        }
        return chain;
    }

    private int parent(int chain) {
        Origin origin = graph().origin(chain);
        if (origin == null) {
            throw new IllegalStateException("chain " + chain + " is no branch");
        }
        return origin.parent();
    }

    /// A branch that somebody declares is one here only if we hold another: whether its parent
    /// forked is proven by two branches, not by a claim. With one it is just how the chain goes on.
    private int chainOf(Hanging one, int parent) {
        ChangeGraph graph = graph();
        ChainId id = one.branch().id();
        int seqLast = one.branch().seqLast();
        int first = seqLast + 1;
        if (graph.last(parent) >= first) {
            Past ours = graph.past(parent, first);
            if (ours == null) {
                dropped.add(one.number());
                source.loadPast(link, new Place(parent, first));
                return NONE;
            }
            if (ours.hash().equals(id.branch())) {
                return along(parent, one.seq(), false);
            }
        } else if (!graph.ended(parent)) {
            return parent; // what comes before may itself wait for a head of the branch
        } else if (graph.last(parent) < seqLast) {
            return NONE;
        }
        return source.open(link, id, new Origin(parent, seqLast));
    }

    /// Our chain in which what they call `number` begins.
    int beginning(int number) {
        return chainOf(number, seqBefore(number) + 1);
    }

    /// The last change before what they call `number`; 0 for none.
    int seqBefore(int number) {
        return numbers.binding(number) instanceof Binding.Branch branch ? branch.seqLast() : 0;
    }

    /// That chain is not here any more.
    void vacated(int chain) {
        goesOn.remove(chain);
        doesNot(chain);
    }

    /// What it sent as `branch` was not it.
    void doesNot(int branch) {
        goesOn.values().removeIf(next -> next == branch);
    }

    /// The other side's line comes along `chain`: so it does along all that it hangs on.
    void comesAlong(int chain) {
        int at = chain;
        for (Origin origin = graph().origin(at); origin != null; origin = graph().origin(at)) {
            goesOn.put(origin.parent(), at);
            at = origin.parent();
        }
    }

    /// A fork was found in what was our `chain`: a branch of it may hang on its later part now.
    /// What was taken for a branch of something else, and of which nothing came in, was laid on
    /// changes that may not be what it follows.
    void split(int chain) {
        goesOn.values().removeIf(next -> isEmpty(next) && parent(next) != chain);
        Integer next = goesOn.get(chain);
        if (next != null && parent(next) != chain) {
            comesAlong(next);
        }
    }

    private boolean isEmpty(int chain) {
        return graph().last(chain) < graph().first(chain);
    }

    /// Our chains with change `seq` on lines that come along `ended`.
    List<Integer> candidates(int ended, int seq) {
        List<Integer> found = hangingOn(ended);
        found.removeIf(chain -> seq < graph().first(chain) || graph().last(chain) < seq);
        return found;
    }

    /// All our branches that hang on that chain, and on those.
    List<Integer> hangingOn(int ended) {
        var found = new ArrayList<Integer>();
        for (int chain = 0; chain < graph().chainCount(); chain++) {
            if (hangsOn(chain, ended)) {
                found.add(chain);
            }
        }
        return found;
    }

    /// Our branches that begin at the end of that chain.
    List<Integer> branchesOf(int ended) {
        var found = new ArrayList<Integer>();
        for (int chain = 0; chain < graph().chainCount(); chain++) {
            Origin origin = graph().origin(chain);
            if (origin != null && origin.parent() == ended) {
                found.add(chain);
            }
        }
        return found;
    }

    private boolean hangsOn(int chain, int ended) {
        for (Origin origin = graph().origin(chain);
                origin != null;
                origin = graph().origin(origin.parent())) {
            if (origin.parent() == ended) {
                return true;
            }
        }
        return false;
    }

    // What could not be placed

    void drop(int number) {
        dropped.add(number);
    }

    int droppedCount() {
        return dropped.size();
    }

    /// Our chains of which what was dropped can be placed now.
    List<Integer> placeable() {
        var chains = new ArrayList<Integer>();
        for (int number : new ArrayList<>(dropped)) {
            int chain = chainOf(number, seqBefore(number) + 1, true);
            if (chain != NONE) {
                dropped.remove(number);
                chains.add(chain);
            }
        }
        return chains;
    }
}
