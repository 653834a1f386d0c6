package kith.node.link;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.node.crypto.Certificates;
import kith.node.crypto.NodeCrypto;

/// What this node shows on its links: its Ed25519 key and the self-signed certificate for it.
public record Credential(PrivateKey key, X509Certificate certificate) {
    public Credential {
        PeerCertificate.keyOf(certificate); // throws when this is no certificate of a peer
    }

    /// The credential of the peer with this private seed.
    public static Credential ofSeed(Bytes seed) {
        return new Credential(NodeCrypto.privateKey(seed), Certificates.selfSigned(seed));
    }

    public PeerId peer() {
        return PeerCertificate.keyOf(certificate);
    }
}
