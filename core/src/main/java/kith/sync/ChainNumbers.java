package kith.sync;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import kith.lang.Malformed;
import kith.log.ChainId;
import org.jspecify.annotations.Nullable;

/// The numbers that the two sides of a link give to the chains of one space, each for its own
/// direction.
final class ChainNumbers {
    /// What one of their numbers stands for.
    sealed interface Binding {
        /// A chain as its author began it.
        record Root(int chain) implements Binding {}

        /// A branch; which chain of ours that is depends on what we hold when it is used.
        record Branch(int parent, int seqLast, ChainId id) implements Binding {}

        /// One that is not here: nothing of it came yet, or it is not taken in.
        record Unopened(ChainId id) implements Binding {}
    }

    static final int NONE = -1;

    private int[] declared = new int[4]; // our chain -> its number on the link + 1, 0: not yet
    private int declaredCount;
    private final TreeMap<Integer, Alias> aliases = new TreeMap<>();
    private final List<Binding> theirs = new ArrayList<>();

    /// By our number: the name of the chain when it got it; null for one that is no chain's first.
    private final List<@Nullable ChainId> idsOurs = new ArrayList<>();

    private int[] theirNumbers = new int[4]; // our chain -> their number for it + 1; 0: none known

    private record Alias(int seqFirst, int number) {}

    boolean isDeclared(int chain) {
        return chain < declared.length && declared[chain] != 0;
    }

    int declare(int chain, ChainId id) {
        if (chain >= declared.length) {
            declared = Arrays.copyOf(declared, Math.max(chain + 1, 2 * declared.length));
        }
        declared[chain] = ++declaredCount;
        idsOurs.add(id);
        return declaredCount - 1;
    }

    /// Our chain hangs on another one than when it was declared: it gets another number with its
    /// next use.
    void undeclare(int chain) {
        if (chain < declared.length) {
            declared[chain] = 0;
        }
    }

    /// Our chain gets a second number for what follows from `seqFirst` on.
    void alias(int chain, int seqFirst) {
        aliases.put(chain, new Alias(seqFirst, declaredCount++));
        idsOurs.add(null);
    }

    void clearAliases() {
        aliases.clear();
    }

    int ours(int chain, int seq) {
        Alias alias = aliases.get(chain);
        return alias != null && seq >= alias.seqFirst ? alias.number : ours(chain);
    }

    int ours(int chain) {
        if (!isDeclared(chain)) {
            throw new IllegalStateException("chain " + chain + " was not declared on this link");
        }
        return declared[chain] - 1;
    }

    /// The other side declares its next number; they come in order.
    void bind(int number, Binding binding) {
        if (number != theirs.size()) {
            throw new Malformed("chain " + number + " declared, expected " + theirs.size());
        }
        theirs.add(binding);
    }

    /// What they call `number` is our `chain`, as its author began it.
    void rebind(int number, int chain) {
        theirs.set(number, new Binding.Root(chain));
        if (chain >= theirNumbers.length) {
            theirNumbers = Arrays.copyOf(theirNumbers, Math.max(chain + 1, 2 * chain));
        }
        theirNumbers[chain] = number + 1;
    }

    /// Their number for our chain, as its author began it; [#NONE] where we know of none.
    int theirs(int chain) {
        return chain < theirNumbers.length ? theirNumbers[chain] - 1 : NONE;
    }

    /// The name of what we declared under that number.
    ChainId idOurs(int number) {
        ChainId id = number < idsOurs.size() ? idsOurs.get(number) : null;
        if (id == null) {
            throw new Malformed("chain " + number + " was not declared here");
        }
        return id;
    }

    /// That number is no chain of ours any more.
    void vacated(int chain) {
        undeclare(chain);
        if (chain < theirNumbers.length) {
            theirNumbers[chain] = 0;
        }
    }

    Binding binding(int number) {
        if (number >= theirs.size()) {
            throw new Malformed("chain " + number + " was not declared");
        }
        return theirs.get(number);
    }

    /// Whether the other side has a number for that chain of ours.
    boolean means(int chain, ChainId id) {
        for (Binding binding : theirs) {
            boolean means =
                    switch (binding) {
                        case Binding.Root(int root) -> root == chain;
                        case Binding.Branch branch -> branch.id().equals(id);
                        case Binding.Unopened unopened -> false;
                    };
            if (means) {
                return true;
            }
        }
        return false;
    }

    int count() {
        return theirs.size();
    }
}
