package kith.identity;

import kith.lang.Bytes;

/// What the core asks of a host synchronously: SHA-256.
///
/// The JDK's is several times as fast as one in plain Java, so it comes through a port; a host that
/// has none passes the core's own. A hasher may keep state between calls: it belongs to one owner,
/// who calls it from one thread at a time.
public interface Hasher {
    int HASH_BYTES = 32;

    /// The SHA-256 of `from[start..end)`.
    Bytes sha256(byte[] from, int start, int end);

    default Bytes sha256(Bytes bytes) {
        return sha256(bytes.shared(), 0, bytes.size());
    }
}
