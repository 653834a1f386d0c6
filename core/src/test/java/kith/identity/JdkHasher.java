package kith.identity;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import kith.lang.Bytes;

/// The JDK's SHA-256, for tests, which run in one thread. Where they run in a browser, another
/// class of this name stands here.
public final class JdkHasher implements Hasher {
    public static final Hasher HASHER = new JdkHasher();

    private final MessageDigest digest;

    private JdkHasher() {
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
