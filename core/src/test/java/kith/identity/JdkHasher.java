package kith.identity;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import kith.lang.Bytes;

/// The JDK's SHA-256, for tests.
final class JdkHasher implements Hasher {
    static final Hasher HASHER = new JdkHasher();

    @Override
    public Bytes sha256(byte[] from, int start, int end) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(from, start, end - start);
            return Bytes.wrap(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
