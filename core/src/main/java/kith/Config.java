package kith;

import java.util.List;
import kith.identity.Hasher;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.port.Limits;

/// What a peer is given when it is opened.
///
/// @param self its public key
/// @param secret 32 bytes of the host's entropy, for nonces
/// @param agent what it calls itself to others
/// @param versions the versions of the protocol that it speaks
/// @param hasher SHA-256, which is asked synchronously; it belongs to the owner of the engine
/// @param limits the bounds that its owner chose
/// @param segmentBytes how long a file of the log may grow; [kith.store.Segment#BYTES_MAX] but in
///     tests
public record Config(
        PeerId self,
        Bytes secret,
        String agent,
        List<Integer> versions,
        Hasher hasher,
        Limits limits,
        int segmentBytes) {
    public static final int SECRET_BYTES = 32;

    public Config {
        versions = List.copyOf(versions);
        if (secret.size() != SECRET_BYTES) {
            throw new IllegalArgumentException("a secret of " + secret.size() + " bytes");
        }
    }
}
