package kith.sync;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Bytes;
import kith.lang.Reader;
import kith.lang.Writer;

/// What two peers say of a snapshot that stands for contents which one of them has dropped and the
/// other lacks. What is in it, and why it can be believed, is not looked at here.
public sealed interface SnapshotMessage extends SyncMessage
        permits SnapshotMessage.Offered,
                SnapshotMessage.Asked,
                SnapshotMessage.Wanted,
                SnapshotMessage.Piece,
                SnapshotMessage.Held {
    int MANIFEST_BYTES_MAX = 1 << 20;
    int VOUCHES_MAX = 64;
    int VOUCH_BYTES_MAX = 1 << 14;
    int PIECES_MAX = 1 << 13;
    int PIECE_BYTES_MAX = 1 << 20;
    int DIGEST_BYTES = 32;

    int space();

    /// "Of what you lack I have only headers, and this stands for the rest."
    record Offered(int space, Bytes manifest, List<Bytes> vouches) implements SnapshotMessage {
        static final int TYPE = 20;

        public Offered {
            vouches = List.copyOf(vouches);
        }

        @Override
        public void write(Writer out) {
            out.u8(TYPE).varint(space).sized(manifest).varint(vouches.size());
            vouches.forEach(out::sized);
        }
    }

    /// "Offer me that one, if it is what you build on."
    record Asked(int space, Bytes digest) implements SnapshotMessage {
        static final int TYPE = 25;

        @Override
        public void write(Writer out) {
            out.u8(TYPE).varint(space).bytes(digest);
        }
    }

    /// "Send me that piece of it."
    record Wanted(int space, Bytes digest, int index) implements SnapshotMessage {
        static final int TYPE = 21;

        @Override
        public void write(Writer out) {
            out.u8(TYPE).varint(space).bytes(digest).varint(index);
        }
    }

    record Piece(int space, Bytes digest, int index, Bytes bytes) implements SnapshotMessage {
        static final int TYPE = 22;

        @Override
        public void write(Writer out) {
            out.u8(TYPE).varint(space).bytes(digest).varint(index).bytes(bytes);
        }
    }

    /// "I have it, or one that has all of it: send the headers."
    record Held(int space, Bytes digest) implements SnapshotMessage {
        static final int TYPE = 23;

        @Override
        public void write(Writer out) {
            out.u8(TYPE).varint(space).bytes(digest);
        }
    }

    static boolean has(int type) {
        return type >= Offered.TYPE && type <= Held.TYPE || type == Asked.TYPE;
    }

    static SnapshotMessage read(int type, Reader in) {
        int space = Fields.spaceNumber(in);
        if (type == Offered.TYPE) {
            return readOffered(space, in);
        }
        Bytes digest = in.bytes(DIGEST_BYTES);
        return switch (type) {
            case Wanted.TYPE -> new Wanted(space, digest, index(in));
            case Piece.TYPE -> new Piece(space, digest, index(in), in.bytes(in.remaining()));
            case Asked.TYPE -> new Asked(space, digest);
            default -> new Held(space, digest);
        };
    }

    private static int index(Reader in) {
        return in.count(PIECES_MAX - 1, "piece of a snapshot");
    }

    private static Offered readOffered(int space, Reader in) {
        Bytes manifest = in.sized(MANIFEST_BYTES_MAX, "manifest");
        var vouches = new ArrayList<Bytes>();
        for (int left = in.count(VOUCHES_MAX, "number of vouches"); left > 0; left--) {
            vouches.add(in.sized(VOUCH_BYTES_MAX, "vouch"));
        }
        return new Offered(space, manifest, vouches);
    }
}
