package kith.log;

import java.util.List;
import kith.identity.Hasher;
import kith.lang.Bytes;
import kith.lang.Utf8;
import kith.lang.Writer;

/// How a change is hashed, and what a head signs.
///
/// ```
/// genesis := sha256("kith/chain/1" space author incarnation:u64)     the "hash" before change 1
/// header  := "kith/change/1" prev seq time:u64 deps seen size sha256(content)
/// deps    := count hash*          ascending by hash
/// seen    := 0 | 1 own count hash*    ascending by hash
/// head    := "kith/head/1" space incarnation:u64 seq hash            what the author signs
/// ```
///
/// The genesis names space, author and incarnation once, so a header need not: a change cannot be
/// moved to another space or chain without breaking the hashes. A header without deps fits two
/// blocks of SHA-256. The content enters by its hash, so that it can be sealed, pruned or left out
/// while the chain still checks.
public final class Headers {
    public static final int HASH_BYTES = 32;

    private static final byte[] CHAIN_LABEL = Utf8.encode("kith/chain/1");
    private static final byte[] CHANGE_LABEL = Utf8.encode("kith/change/1");
    private static final byte[] HEAD_LABEL = Utf8.encode("kith/head/1");

    private final Hasher hasher;
    private final Writer scratch = new Writer(256);

    public Headers(Hasher hasher) {
        this.hasher = hasher;
    }

    public Bytes genesis(Bytes space, ChainId chain) {
        scratch.clear();
        label(CHAIN_LABEL);
        scratch.bytes(space).bytes(chain.author()).u64(chain.incarnation());
        return hash();
    }

    /// The hash of `change` after `prev`; the hashes of its deps and of what it had seen come from
    /// whoever holds them, in the order of the change's own lists.
    public Bytes hash(Bytes prev, Change change, List<Bytes> deps, List<Bytes> seen) {
        Bytes content = hasher.sha256(change.content());
        scratch.clear();
        label(CHANGE_LABEL);
        scratch.bytes(prev).varint(change.seq()).u64(change.time());
        hashes(deps);
        scratch.flag(change.seen() != null);
        if (change.seen() != null) {
            scratch.varint(change.seen().own());
            hashes(seen);
        }
        scratch.varint(change.content().size()).bytes(content);
        return hash();
    }

    /// The bytes that an author signs to vouch for a chain up to `seq`.
    public static Bytes headMessage(Bytes space, long incarnation, int seq, Bytes hash) {
        return new Writer(96)
                .bytes(HEAD_LABEL, 0, HEAD_LABEL.length)
                .bytes(space)
                .u64(incarnation)
                .varint(seq)
                .bytes(hash)
                .toBytes();
    }

    private void hashes(List<Bytes> list) {
        scratch.varint(list.size());
        for (Bytes hash : list) {
            scratch.bytes(hash);
        }
    }

    private void label(byte[] label) {
        scratch.bytes(label, 0, label.length);
    }

    private Bytes hash() {
        return hasher.sha256(scratch.shared(), 0, scratch.size());
    }
}
