package kith.sync;

import kith.lang.Malformed;
import kith.lang.Reader;

/// Reads what several messages are made of, with their bounds.
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
}
