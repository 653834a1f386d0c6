package kith.node.link;

import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.node.crypto.NodeCrypto;
import org.jspecify.annotations.Nullable;

/// What makes a certificate that of a peer: it is alone, its key is Ed25519, and it is signed with
/// that very key.
///
/// A certificate here is only an envelope that TLS insists on. Everything else in it is ignored:
/// names, because nobody vouches for them; dates, because a peer is its key for ever and many
/// machines have wrong clocks; extensions, because there is no authority whose constraints they
/// could carry. That the other side *has* the private key is proven by the handshake itself
/// (CertificateVerify, RFC 8446, section 4.4.3); the self-signature is checked so that there is
/// one form and not two.
final class PeerCertificate {
    /// id-Ed25519 (RFC 8410, section 3).
    private static final String ED25519_OID = "1.3.101.112";

    /// Ours take about 250 bytes; a peer pays for nothing larger. Guess.
    private static final int CERTIFICATE_BYTES_MAX = 4096;

    private PeerCertificate() {}

    /// Why a certificate chain is not that of the peer we want, with the code for the failure.
    static final class Refused extends CertificateException {
        private static final long serialVersionUID = 1;

        private final String code;

        Refused(String code, String text) {
            super(text);
            this.code = code;
        }

        String code() {
            return code;
        }

        String text() {
            String text = getMessage();
            return text == null ? code : text;
        }
    }

    /// The peer that `chain` is for, when it is a peer's and, if one is expected, that one.
    static PeerId check(X509Certificate[] chain, @Nullable PeerId expected) throws Refused {
        PeerId peer = peer(chain);
        if (expected != null && !expected.equals(peer)) {
            throw new Refused(
                    LinkFailure.WRONG_PEER, "expected peer " + expected + ", found " + peer);
        }
        var certificate = chain[0];
        try {
            certificate.verify(certificate.getPublicKey());
        } catch (GeneralSecurityException e) {
            throw notPeer("its signature is not by its own key: " + e.getMessage());
        }
        return peer;
    }

    /// The peer that `chain` is for, by its form alone: for a chain that was checked before.
    static PeerId peer(X509Certificate[] chain) throws Refused {
        if (chain.length != 1) {
            throw notPeer("a chain of " + chain.length + " certificates, expected exactly one");
        }
        return peerOf(chain[0]);
    }

    /// The key in a certificate of our own.
    static PeerId keyOf(X509Certificate certificate) {
        try {
            return peerOf(certificate);
        } catch (Refused e) {
            throw new IllegalArgumentException("not a peer's certificate: " + e.getMessage(), e);
        }
    }

    private static PeerId peerOf(X509Certificate certificate) throws Refused {
        PeerId peer = NodeCrypto.peerOf(Bytes.of(certificate.getPublicKey().getEncoded()));
        if (peer == null) {
            throw notPeer(
                    "its key is "
                            + certificate.getPublicKey().getAlgorithm()
                            + ", expected Ed25519");
        }
        if (!certificate.getSigAlgOID().equals(ED25519_OID)) {
            throw notPeer("signed with " + certificate.getSigAlgName() + ", expected Ed25519");
        }
        checkSize(certificate);
        if (peer.hasSmallOrder()) {
            throw notPeer("its key has small order, so that anybody could sign for it");
        }
        return peer;
    }

    private static void checkSize(X509Certificate certificate) throws Refused {
        try {
            int size = certificate.getEncoded().length;
            if (size > CERTIFICATE_BYTES_MAX) {
                throw notPeer(size + " bytes, at most " + CERTIFICATE_BYTES_MAX);
            }
        } catch (GeneralSecurityException e) {
            throw notPeer("it cannot be read: " + e.getMessage());
        }
    }

    private static Refused notPeer(String text) {
        return new Refused(LinkFailure.NOT_A_PEER, "not the certificate of a peer: " + text);
    }
}
