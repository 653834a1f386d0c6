package kith;

import java.util.List;
import kith.identity.Hasher;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.port.About;
import kith.port.Limits;

/// What a peer is given when it is opened.
///
/// @param self its public key
/// @param secret 32 bytes of the host's entropy, for nonces
/// @param about what its host says of itself to others
/// @param versions the versions of the protocol that it speaks
/// @param hasher SHA-256, which is asked synchronously; it belongs to the owner of the engine
/// @param limits the bounds that its owner chose
/// @param segmentBytes how long a file of the log may grow; [kith.store.Segment#BYTES_MAX] but in
///     tests
/// @param meshLinks how many links to others this host wants that it dials by signals (`mesh:` and
///     a peer's id); 0 where it cannot be dialled so, and takes no part; with less than 3 many are
///     in pieces
public record Config(
        PeerId self,
        Bytes secret,
        About about,
        List<Integer> versions,
        Hasher hasher,
        Limits limits,
        int segmentBytes,
        int meshLinks) {
    public static final int SECRET_BYTES = 32;

    /// As many as may be told of over one link.
    public static final int MESH_LINKS_MAX = 64;

    /// What a tab wants. Guess: as many as a node opens by itself.
    public static final int MESH_LINKS = 8;

    public Config {
        versions = List.copyOf(versions);
        if (secret.size() != SECRET_BYTES) {
            throw new IllegalArgumentException("a secret of " + secret.size() + " bytes");
        }
        if (meshLinks < 0 || meshLinks > MESH_LINKS_MAX) {
            throw new IllegalArgumentException(
                    meshLinks + " links of a mesh, 0 to " + MESH_LINKS_MAX);
        }
    }

    /// Of a host that takes no part in a mesh, and says of itself that it keeps what it has.
    public Config(
            PeerId self,
            Bytes secret,
            String agent,
            List<Integer> versions,
            Hasher hasher,
            Limits limits,
            int segmentBytes) {
        this(self, secret, About.of(agent), versions, hasher, limits, segmentBytes, 0);
    }
}
