package kith.node.crypto;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import kith.lang.Bytes;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// The certificate that a peer shows in TLS: signed by itself, with nothing in it that counts but
/// the key.
///
/// TLS proves that the other side has the private key of its certificate; that the key is a peer's
/// is for the one who asked to judge. So there is no authority, no name that means anything, and no
/// end: the dates are those that RFC 5280 section 4.1.2.5 gives to a certificate without one. The
/// same seed always makes the same bytes. What others show is read in `kith.node.link`.
public final class Certificates {
    private static final Instant NOT_BEFORE = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant NOT_AFTER = Instant.parse("9999-12-31T23:59:59Z");

    private Certificates() {}

    /// The certificate of the peer with this private seed.
    public static X509Certificate selfSigned(Bytes seed) {
        var peer = new NodeCrypto().publicKey(seed);
        var name = new X500Name("CN=" + peer.text());
        var builder =
                new X509v3CertificateBuilder(
                        name,
                        BigInteger.ONE,
                        Date.from(NOT_BEFORE),
                        Date.from(NOT_AFTER),
                        name,
                        SubjectPublicKeyInfo.getInstance(NodeCrypto.encoded(peer).toArray()));
        try {
            var signer = new JcaContentSignerBuilder("Ed25519").build(NodeCrypto.privateKey(seed));
            return parse(builder.build(signer).getEncoded());
        } catch (OperatorCreationException | IOException | CertificateException e) {
            throw new IllegalStateException("cannot make a certificate", e);
        }
    }

    private static X509Certificate parse(byte[] encoded) throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(encoded));
    }
}
