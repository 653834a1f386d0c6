package kith.network.trace;

import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.log.ChainId;
import kith.log.Headers;
import kith.replica.Replica;
import kith.state.Shown;
import kith.value.Path;
import org.jspecify.annotations.Nullable;

/// The change that is traced, by a name that is the same at all peers.
///
/// @param space the id of its space
/// @param seq its number in that chain
public record Subject(BoardId board, Bytes space, ChainId chain, int seq) {
    /// The newest of what lives in a cell; null where nothing does, or nothing that was ever a
    /// change.
    public static @Nullable Subject newest(Replica replica, Path path) {
        Shown.Standing newest = null;
        for (Shown.Standing one : replica.state().conflicts(path)) {
            newest = newest == null || one.time() > newest.time() ? one : newest;
        }
        return newest == null || newest.author() == null
                ? null
                : new Subject(
                        new BoardId(replica.board()),
                        replica.space(),
                        newest.author(),
                        newest.seq());
    }

    public PeerId author() {
        return new PeerId(chain.author());
    }

    void write(Writer out) {
        board.write(out);
        chain.write(out.bytes(space));
        out.varint(seq);
    }

    static Subject read(Reader in) {
        return new Subject(
                BoardId.read(in),
                in.bytes(Headers.HASH_BYTES),
                ChainId.read(in),
                in.count(Integer.MAX_VALUE - 1, "sequence number"));
    }
}
