package kith.identity;

import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Utf8;
import kith.lang.Writer;

/// Several identities from the one seed of a device, which nobody but its owner can link.
///
/// A new random key for each identity would need a backup for each; one key for all tells every
/// board that the same person is on the others. So each identity's seed is derived from the
/// device's by HKDF: knowing one, or all but one, says nothing about the rest.
///
/// Source: RFC 5869 (HKDF) over RFC 2104 (HMAC), with SHA-256. There is no salt, as its section
/// 3.1 allows: the seed is already uniformly random. Cost: eight hashes.
public final class Partition {
    public static final int LABEL_BYTES_MAX = 128;

    private static final int BLOCK_BYTES = 64;

    /// RFC 5869 section 2.3: the counter is one byte.
    private static final int OUTPUT_BYTES_MAX = 255 * Hasher.HASH_BYTES;

    private Partition() {}

    /// The seed of the identity that the owner of `deviceSeed` calls `label`.
    public static Bytes seed(Bytes deviceSeed, String label, Hasher hasher) {
        if (deviceSeed.size() != Crypto.SEED_BYTES) {
            throw new IllegalArgumentException(
                    "a seed has " + deviceSeed.size() + " bytes, expected " + Crypto.SEED_BYTES);
        }
        int size = Utf8.size(label);
        if (size == 0 || size > LABEL_BYTES_MAX) {
            throw new Malformed(
                    "a partition label has " + size + " bytes, expected 1 to " + LABEL_BYTES_MAX);
        }
        var about = Domain.PARTITION.begin().string(label).toBytes();
        return hkdf(Bytes.EMPTY, deviceSeed, about, Crypto.SEED_BYTES, hasher);
    }

    /// HKDF: `sizeBytes` bytes from the key material, for the purpose `about`.
    static Bytes hkdf(Bytes salt, Bytes material, Bytes about, int sizeBytes, Hasher hasher) {
        if (sizeBytes < 0 || sizeBytes > OUTPUT_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "HKDF gives at most " + OUTPUT_BYTES_MAX + " bytes, not " + sizeBytes);
        }
        var key = hmac(salt, material, hasher);
        var out = new Writer(sizeBytes + Hasher.HASH_BYTES);
        var block = Bytes.EMPTY;
        for (int counter = 1; out.size() < sizeBytes; counter++) {
            var message = new Writer().bytes(block).bytes(about).u8(counter).toBytes();
            block = hmac(key, message, hasher);
            out.bytes(block);
        }
        return out.toBytes().slice(0, sizeBytes);
    }

    static Bytes hmac(Bytes key, Bytes message, Hasher hasher) {
        var fitted = key.size() > BLOCK_BYTES ? hasher.sha256(key) : key;
        var inner = padded(fitted, 0x36).bytes(message);
        var outer = padded(fitted, 0x5c).bytes(Domain.hash(inner, hasher));
        return Domain.hash(outer, hasher);
    }

    /// The key, filled up with zeros to a block, each byte mixed with `pad`.
    private static Writer padded(Bytes key, int pad) {
        var out = new Writer(2 * BLOCK_BYTES);
        for (int i = 0; i < BLOCK_BYTES; i++) {
            out.u8((i < key.size() ? key.at(i) : 0) ^ pad);
        }
        return out;
    }
}
