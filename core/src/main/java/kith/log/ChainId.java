package kith.log;

import kith.lang.Bytes;

/// The name of a chain, the same on all replicas: whose it is, which incarnation of its author
/// wrote it, and which branch of it this is.
///
/// `branch` is empty for a chain as its author began it. Where a fork was found at sequence number
/// n, the chain ends at n - 1 and each branch is a chain of its own, named by the hash of its first
/// change (whose sequence number is n).
public record ChainId(Bytes author, long incarnation, Bytes branch) implements Comparable<ChainId> {
    public static final int AUTHOR_BYTES = 32;

    public ChainId {
        if (author.size() != AUTHOR_BYTES) {
            throw new IllegalArgumentException("author has " + author.size() + " bytes, not 32");
        }
        if (incarnation < 0) {
            throw new IllegalArgumentException("incarnation is negative: " + incarnation);
        }
        if (branch.size() != 0 && branch.size() != 32) {
            throw new IllegalArgumentException("branch has " + branch.size() + " bytes");
        }
    }

    @Override
    public int compareTo(ChainId other) {
        int byAuthor = author.compareTo(other.author);
        if (byAuthor != 0) {
            return byAuthor;
        }
        int byIncarnation = Long.compare(incarnation, other.incarnation);
        return byIncarnation != 0 ? byIncarnation : branch.compareTo(other.branch);
    }
}
