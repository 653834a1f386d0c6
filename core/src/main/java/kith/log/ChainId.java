package kith.log;

import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;

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
        if (branch.size() != 0 && branch.size() != Headers.HASH_BYTES) {
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

    /// Writes `author incarnation (0 | 1 branch)`.
    public void write(Writer out) {
        out.bytes(author).varint(incarnation).flag(branch.size() > 0).bytes(branch);
    }

    public static ChainId read(Reader in) {
        Bytes author = in.bytes(AUTHOR_BYTES);
        long incarnation = in.varint();
        if (incarnation < 0) {
            throw new Malformed("incarnation over 63 bits before " + in.position());
        }
        Bytes branch = in.flag() ? in.bytes(Headers.HASH_BYTES) : Bytes.EMPTY;
        return new ChainId(author, incarnation, branch);
    }
}
