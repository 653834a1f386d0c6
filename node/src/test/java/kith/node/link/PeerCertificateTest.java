package kith.node.link;

import static java.math.BigInteger.ONE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import kith.identity.Crypto;
import kith.lang.Bytes;
import kith.lang.Rng;
import kith.node.crypto.NodeCrypto;
import kith.node.link.TestCertificates.Kind;
import org.junit.jupiter.api.Test;

final class PeerCertificateTest {
    private final KeyPair keys = TestCertificates.keys(Kind.ED25519);

    private static String refused(X509Certificate... chain) {
        var e =
                assertThrows(
                        PeerCertificate.Refused.class, () -> PeerCertificate.check(chain, null));
        assertEquals(LinkFailure.NOT_A_PEER, e.code());
        return e.text();
    }

    @Test
    void thePeerIsTheRawKeyOfTheCertificate() throws PeerCertificate.Refused {
        var certificate = TestCertificates.selfSigned(Kind.ED25519, keys);
        byte[] peer =
                PeerCertificate.check(new X509Certificate[] {certificate}, null).key().toArray();
        byte[] encoded = keys.getPublic().getEncoded();
        assertArrayEquals(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length), peer);
        // The JDK's own view of the same point: y little-endian, the sign of x in the last bit.
        var point = ((EdECPublicKey) keys.getPublic()).getPoint();
        assertEquals(point.isXOdd(), (peer[31] & 0x80) != 0);
    }

    @Test
    void namesAndDatesDoNotMatter() throws PeerCertificate.Refused {
        var odd =
                TestCertificates.certificate(
                        Kind.ED25519, keys, keys.getPrivate(), "*.example.com", "240101000001Z");
        var plain = TestCertificates.selfSigned(Kind.ED25519, keys);
        assertEquals(
                PeerCertificate.check(new X509Certificate[] {plain}, null),
                PeerCertificate.check(new X509Certificate[] {odd}, null));
    }

    @Test
    void otherAlgorithmsAreRefused() {
        for (Kind kind : new Kind[] {Kind.P256, Kind.RSA}) {
            var certificate = TestCertificates.selfSigned(kind, TestCertificates.keys(kind));
            assertTrue(refused(certificate).contains("expected Ed25519"));
        }
        KeyPair authority = TestCertificates.keys(Kind.P256);
        var mixed =
                TestCertificates.certificate(
                        Kind.P256, keys, authority.getPrivate(), "Kith", "491231235959Z");
        assertTrue(refused(mixed).contains("signed with"));
    }

    @Test
    void chainsOfOtherLengthsAreRefused() {
        var certificate = TestCertificates.selfSigned(Kind.ED25519, keys);
        assertTrue(refused().contains("0 certificates"));
        assertTrue(refused(certificate, certificate).contains("2 certificates"));
    }

    @Test
    void aSignatureByAnotherKeyIsRefused() {
        var other = TestCertificates.keys(Kind.ED25519).getPrivate();
        var forged =
                TestCertificates.certificate(Kind.ED25519, keys, other, "Kith", "491231235959Z");
        assertTrue(refused(forged).contains("signature"));
    }

    @Test
    void aKeyOfSmallOrderIsRefused() throws GeneralSecurityException {
        // The neutral point, y = 1: one of those that everybody can sign for.
        var neutral = new EdECPublicKeySpec(NamedParameterSpec.ED25519, new EdECPoint(false, ONE));
        var key = KeyFactory.getInstance("Ed25519").generatePublic(neutral);
        var weak = new KeyPair(key, keys.getPrivate());
        assertTrue(
                refused(TestCertificates.selfSigned(Kind.ED25519, weak)).contains("small order"));
    }

    @Test
    void aLargeCertificateIsRefused() {
        var large =
                TestCertificates.certificate(
                        Kind.ED25519, keys, keys.getPrivate(), "x".repeat(5000), "491231235959Z");
        assertTrue(refused(large).contains("at most 4096"));
    }

    @Test
    void aCredentialIsAPeersOrNone() {
        Bytes seed = new Rng(1).bytes(Crypto.SEED_BYTES);
        assertEquals(new NodeCrypto().publicKey(seed), Credential.ofSeed(seed).peer());
        assertEquals(32, TestCertificates.credential().peer().key().size());
        KeyPair wrong = TestCertificates.keys(Kind.P256);
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        new Credential(
                                wrong.getPrivate(), TestCertificates.selfSigned(Kind.P256, wrong)));
    }
}
