package kith.sync;

import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.log.Head;
import org.jspecify.annotations.Nullable;

/// What several messages are made of, with the bounds of what is read.
final class Fields {
    private Fields() {}

    static int spaceNumber(Reader in) {
        return in.count(SyncMessage.SPACES_MAX, "space number");
    }

    static int chainNumber(Reader in) {
        return in.count(SyncMessage.CHAIN_NUMBER_LAST, "chain number");
    }

    /// How many follow, of which each takes so many bytes at least: nothing is made on a word.
    static int many(Reader in, int max, int bytesEach, String what) {
        int count = in.count(max, what);
        if ((long) count * bytesEach > in.remaining()) {
            throw new Malformed(what + " is " + count + ", " + in.remaining() + " bytes are left");
        }
        return count;
    }

    /// What stands before a run.
    static void head(Writer out, int space, int chain, @Nullable Bytes signature) {
        out.varint(space).varint(chain).flag(signature != null);
        if (signature != null) {
            out.bytes(signature);
        }
    }

    /// The bytes of that, and of the type before it.
    static int headBytes(int space, int chain, @Nullable Bytes signature) {
        int signed = signature == null ? 0 : signature.size();
        return 2 + varintBytes(space) + varintBytes(chain) + signed;
    }

    private static int varintBytes(int value) {
        return value < 1 << 7 ? 1 : value < 1 << 14 ? 2 : 3;
    }

    static @Nullable Bytes signature(Reader in) {
        return in.flag() ? in.bytes(Head.SIGNATURE_BYTES) : null;
    }
}
