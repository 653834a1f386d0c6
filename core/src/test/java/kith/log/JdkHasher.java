package kith.log;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import kith.identity.Hasher;
import kith.lang.Bytes;

/// SHA-256 of the JDK. Used by one thread.
final class JdkHasher implements Hasher {
    private final MessageDigest digest;

    JdkHasher() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException never) {
            throw new IllegalStateException(never);
        }
    }

    @Override
    public Bytes sha256(byte[] from, int start, int end) {
        digest.update(from, start, end - start);
        return Bytes.wrap(digest.digest());
    }
}
