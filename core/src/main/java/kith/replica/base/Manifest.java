package kith.replica.base;

import java.util.ArrayList;
import java.util.List;
import kith.identity.Hasher;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Utf8;
import kith.lang.Writer;
import kith.log.ChainId;
import kith.state.StateImage;
import kith.sync.SnapshotMessage;
import org.jspecify.annotations.Nullable;

/// What a snapshot is of and what it consists of: its hash is what members vouch for.
///
/// ```
/// manifest := "kith/snapshot/1" space before count chain* count piece*
/// before   := 0 | 1 hash                 the digest of the snapshot that this one was made from
/// chain    := chainId last hash          ascending; the hash of change `last`
/// piece    := size hash                  a section of the state's image, and its hash
/// ```
///
/// With a hash for each piece, each can be checked when it comes, from whomever.
public record Manifest(Bytes space, Bytes before, List<Chain> chains, List<Piece> pieces) {
    /// A manifest goes out in one message and lies in one record.
    public static final int BYTES_MAX = SnapshotMessage.MANIFEST_BYTES_MAX;

    /// Pieces of a snapshot: at the size of a section each that is half a gigabyte. Guess.
    public static final int PIECES_MAX = SnapshotMessage.PIECES_MAX;

    /// Chains of a snapshot. At a hundred bytes each they leave room for the pieces.
    public static final int CHAINS_MAX = 1 << 12;

    private static final byte[] LABEL = Utf8.encode("kith/snapshot/1");

    /// How far the snapshot has a chain, and the hash of the last change of it.
    public record Chain(ChainId id, int last, Bytes tip) {}

    /// One section.
    public record Piece(int bytes, Bytes hash) {}

    public Manifest {
        chains = List.copyOf(chains);
        pieces = List.copyOf(pieces);
    }

    /// The chain of that name; null when nothing of it is in the snapshot.
    public @Nullable Chain find(ChainId id) {
        int low = 0;
        int high = chains.size() - 1;
        while (low <= high) {
            int middle = low + high >>> 1;
            int order = chains.get(middle).id().compareTo(id);
            if (order == 0) {
                return chains.get(middle);
            } else if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }

    /// Whether everything that is in that snapshot is in this one, as far as names and hashes tell.
    public boolean hasAllOf(Manifest other) {
        for (Chain theirs : other.chains) {
            Chain ours = find(theirs.id());
            boolean has =
                    ours != null
                            && ours.last() >= theirs.last()
                            && (ours.last() > theirs.last() || ours.tip().equals(theirs.tip()));
            if (!has) {
                return false;
            }
        }
        return true;
    }

    /// The bytes of all pieces.
    public long bytes() {
        long sum = 0;
        for (Piece piece : pieces) {
            sum += piece.bytes();
        }
        return sum;
    }

    public void write(Writer out) {
        out.bytes(LABEL, 0, LABEL.length).bytes(space);
        out.flag(before.size() > 0).bytes(before).varint(chains.size());
        for (Chain chain : chains) {
            chain.id().write(out);
            out.varint(chain.last()).bytes(chain.tip());
        }
        out.varint(pieces.size());
        for (Piece piece : pieces) {
            out.varint(piece.bytes()).bytes(piece.hash());
        }
    }

    public Bytes toBytes() {
        var out = new Writer(64 + 120 * chains.size() + 36 * pieces.size());
        write(out);
        return out.toBytes();
    }

    /// What members vouch for.
    public Bytes digest(Hasher hasher) {
        return hasher.sha256(toBytes());
    }

    /// Reads what `write` wrote, up to the end.
    public static Manifest read(Reader in) {
        if (!in.bytes(LABEL.length).equals(Bytes.wrap(LABEL))) {
            throw new Malformed("no manifest of a snapshot before " + in.position());
        }
        Bytes space = in.bytes(Hasher.HASH_BYTES);
        Bytes before = in.flag() ? in.bytes(Hasher.HASH_BYTES) : Bytes.EMPTY;
        var manifest = new Manifest(space, before, readChains(in), readPieces(in));
        in.expectEnd();
        return manifest;
    }

    private static List<Chain> readChains(Reader in) {
        int count = in.count(CHAINS_MAX, "chains of a snapshot");
        var chains = new ArrayList<Chain>();
        for (int i = 0; i < count; i++) {
            ChainId id = ChainId.read(in);
            int last = in.count(Integer.MAX_VALUE - 1, "last change of a chain");
            if (last == 0 || i > 0 && chains.getLast().id().compareTo(id) >= 0) {
                throw new Malformed("chains of a snapshot out of order before " + in.position());
            }
            chains.add(new Chain(id, last, in.bytes(Hasher.HASH_BYTES)));
        }
        return chains;
    }

    private static List<Piece> readPieces(Reader in) {
        int count = in.count(PIECES_MAX, "pieces of a snapshot");
        var pieces = new ArrayList<Piece>();
        for (int i = 0; i < count; i++) {
            int bytes = in.count(StateImage.SECTION_BYTES_MAX, "bytes of a piece");
            pieces.add(new Piece(bytes, in.bytes(Hasher.HASH_BYTES)));
        }
        return pieces;
    }
}
