package kith.sync;

import java.util.Arrays;
import java.util.TreeMap;
import kith.lang.Malformed;

/// The numbers that the two sides of a link give to the chains of one space, each for its own
/// direction.
final class ChainNumbers {
    private int[] declared = new int[4]; // our chain -> its number on the link + 1, 0: not yet
    private int declaredCount;
    private int[] theirs = new int[4]; // their number -> our chain, or REFUSED
    private int[] branch = new int[4]; // their number -> our chain for what they hold after a fork
    private int theirsCount;

    private final TreeMap<Integer, Alias> aliases = new TreeMap<>();

    static final int REFUSED = -1;

    private record Alias(int seqFirst, int number) {}

    boolean isDeclared(int chain) {
        return chain < declared.length && declared[chain] != 0;
    }

    int declare(int chain) {
        if (chain >= declared.length) {
            declared = Arrays.copyOf(declared, Math.max(chain + 1, 2 * declared.length));
        }
        declared[chain] = ++declaredCount;
        return declaredCount - 1;
    }

    /// Our chain gets a second number for what follows from `seqFirst` on.
    void alias(int chain, int seqFirst) {
        aliases.put(chain, new Alias(seqFirst, declaredCount++));
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
    void bind(int number, int chain) {
        if (number != theirsCount) {
            throw new Malformed("chain " + number + " declared, expected " + theirsCount);
        }
        if (number == theirs.length) {
            theirs = Arrays.copyOf(theirs, 2 * number);
            branch = Arrays.copyOf(branch, 2 * number);
        }
        theirs[number] = chain;
        branch[number] = REFUSED;
        theirsCount++;
    }

    /// What a number stands for is known only now.
    void rebind(int number, int chain) {
        theirs[number] = chain;
    }

    /// What the other side calls `number` goes on in our `chain` after a fork.
    void bindBranch(int number, int chain) {
        branch[number] = chain;
    }

    int branch(int number) {
        return branch[number];
    }

    int count() {
        return theirsCount;
    }

    int chain(int number) {
        if (number >= theirsCount) {
            throw new Malformed("chain " + number + " was not declared");
        }
        return theirs[number];
    }
}
