package kith.node.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Instant;
import java.util.Date;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Rng;
import org.junit.jupiter.api.Test;

final class CertificatesTest {
    private final Bytes seed = new Rng(5280).bytes(32);
    private final PeerId peer = new NodeCrypto().publicKey(seed);

    @Test
    void aCertificateHasThePeersKeyAndItsOwnSignature() throws Exception {
        var certificate = Certificates.selfSigned(seed);
        certificate.verify(certificate.getPublicKey());
        var key = Bytes.of(certificate.getPublicKey().getEncoded());
        assertEquals(peer, NodeCrypto.peerOf(key));
        assertEquals("CN=" + peer.text(), certificate.getSubjectX500Principal().getName());
    }

    @Test
    void onlyTheEncodingOfAnEd25519KeyIsThatOfAPeer() {
        Bytes good = NodeCrypto.encoded(peer);
        assertEquals(peer, NodeCrypto.peerOf(good));
        assertNull(NodeCrypto.peerOf(good.slice(0, good.size() - 1)));
        assertNull(NodeCrypto.peerOf(good.slice(1, good.size())));
        assertNull(NodeCrypto.peerOf(Bytes.EMPTY));
        byte[] otherKind = good.toArray();
        otherKind[8] = 0x6f; // id-Ed448 has another number at its end (RFC 8410, section 3)
        assertNull(NodeCrypto.peerOf(Bytes.wrap(otherKind)));
    }

    @Test
    void oneSeedAlwaysMakesOneCertificate() throws Exception {
        assertArrayEquals(
                Certificates.selfSigned(seed).getEncoded(),
                Certificates.selfSigned(seed).getEncoded());
    }

    @Test
    void aCertificateHasNoEnd() throws Exception {
        var certificate = Certificates.selfSigned(seed);
        certificate.checkValidity(Date.from(Instant.parse("2001-01-01T00:00:00Z")));
        certificate.checkValidity(Date.from(Instant.parse("9999-12-31T23:59:59Z")));
    }
}
