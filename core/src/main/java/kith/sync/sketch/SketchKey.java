package kith.sync.sketch;

import kith.lang.Bytes;
import kith.lang.Reader;
import kith.lang.Sha256;
import kith.lang.Utf8;
import kith.lang.Writer;

/// What turns ids into symbols for one meeting of two peers.
///
/// Both bring a salt that nobody can foresee, and the key is a hash of both: whoever prepares ids
/// beforehand does so for a key that will not be used, and who brings the second salt can choose
/// among keys as it likes and still cannot make one for which given ids collide, short of trying.
///
/// @param symbolOne the key of the symbols is `symbolOne` and `symbolTwo`
/// @param checkOne the key of the checks is `checkOne` and `checkTwo`
public record SketchKey(long symbolOne, long symbolTwo, long checkOne, long checkTwo) {
    public static final int SALT_BYTES = 16;
    private static final byte[] LABEL = Utf8.encode("kith/sketch/1");

    /// The key for two salts, of which the smaller counts as the first, and for what is compared.
    public static SketchKey of(Bytes salt, Bytes other, Bytes about) {
        if (salt.size() != SALT_BYTES || other.size() != SALT_BYTES || salt.equals(other)) {
            throw new IllegalArgumentException("no two salts: " + salt + ", " + other);
        }
        boolean first = salt.compareTo(other) < 0;
        Writer out = new Writer().bytes(LABEL, 0, LABEL.length);
        out.bytes(first ? salt : other).bytes(first ? other : salt).bytes(about);
        var key = new Reader(Sha256.hash(out.toBytes()));
        return new SketchKey(key.u64(), key.u64(), key.u64(), key.u64());
    }

    /// The symbol of an id of any length.
    public long symbol(Bytes id) {
        return SipHash.of(symbolOne, symbolTwo, id.shared());
    }

    /// What says where a symbol goes; its upper half is the check.
    long seed(long symbol) {
        return SipHash.of(checkOne, checkTwo, symbol);
    }

    static int check(long seed) {
        return (int) (seed >>> 32);
    }
}
