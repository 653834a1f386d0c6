package kith.identity;

import kith.lang.Bytes;

/// SHA-256 as the host does it best: by the JDK's intrinsic on the JVM, in plain Java elsewhere.
///
/// Synchronous, because the log hashes as it reads; called by the engine's owner only.
public interface Hasher {
    /// The SHA-256 of `from[start..end)`.
    Bytes sha256(byte[] from, int start, int end);

    default Bytes sha256(Bytes bytes) {
        return sha256(bytes.shared(), 0, bytes.size());
    }
}
