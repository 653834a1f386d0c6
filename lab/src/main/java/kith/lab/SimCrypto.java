package kith.lab;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.TreeMap;
import kith.identity.Hasher;
import kith.lang.Bytes;
import kith.lang.Writer;

/// Keys and signatures of the real size that cost nothing: a model, for worlds only.
///
/// A key is the hash of its seed; a signature is two hashes over seed and message. To check one the
/// model looks the seed up, so a signature holds exactly when somebody with the seed made it.
/// Hashes are real.
public final class SimCrypto {
    private final TreeMap<Bytes, Bytes> seeds = new TreeMap<>();
    private final MessageDigest sha256;
    private final Hasher hasher;

    public SimCrypto() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("a JDK without SHA-256", missing);
        }
        hasher =
                (from, start, end) -> {
                    sha256.update(from, start, end - start);
                    return Bytes.wrap(sha256.digest());
                };
    }

    public Hasher hasher() {
        return hasher;
    }

    public Bytes publicKey(Bytes seed) {
        Bytes key = hash(1, seed, Bytes.EMPTY);
        seeds.put(key, seed);
        return key;
    }

    public Bytes sign(Bytes seed, Bytes message) {
        return new Writer(64).bytes(hash(2, seed, message)).bytes(hash(3, seed, message)).toBytes();
    }

    public boolean verify(Bytes key, Bytes message, Bytes signature) {
        Bytes seed = seeds.get(key);
        return seed != null && sign(seed, message).equals(signature);
    }

    private Bytes hash(int label, Bytes seed, Bytes message) {
        var block =
                new Writer(seed.size() + message.size() + 8).u8(label).sized(seed).bytes(message);
        return hasher.sha256(block.shared(), 0, block.size());
    }
}
