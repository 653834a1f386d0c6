package kith.node.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Rng;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

final class CertificatesTest {
    private final Bytes seed = new Rng(5280).bytes(32);
    private final PeerId peer = new JdkCrypto().publicKey(seed);

    @Test
    void aCertificateHasThePeersKeyAndItsOwnSignature() throws Exception {
        var certificate = Certificates.selfSigned(seed);
        certificate.verify(certificate.getPublicKey());
        assertEquals(peer, Certificates.peerOf(certificate));
        assertEquals("CN=" + peer.text(), certificate.getSubjectX500Principal().getName());
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

    @Test
    void aCertificateSignedByAnotherKeyIsNoPeers() throws Exception {
        var other = JdkCrypto.privateKey(new Rng(1).bytes(32));
        var name = new X500Name("CN=x");
        var signer = new JcaContentSignerBuilder("Ed25519").build(other);
        var holder =
                new JcaX509v3CertificateBuilder(
                                name,
                                BigInteger.ONE,
                                Date.from(Instant.EPOCH),
                                Date.from(Instant.EPOCH),
                                name,
                                JdkCrypto.publicKey(peer))
                        .build(signer);
        var certificate = new JcaX509CertificateConverter().getCertificate(holder);
        assertThrows(CertificateException.class, () -> Certificates.peerOf(certificate));
    }

    @Test
    void aCertificateWithAnotherKindOfKeyIsNoPeers() throws Exception {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        var keys = generator.generateKeyPair();
        var name = new X500Name("CN=x");
        var holder =
                new JcaX509v3CertificateBuilder(
                                name,
                                BigInteger.ONE,
                                Date.from(Instant.EPOCH),
                                Date.from(Instant.EPOCH),
                                name,
                                keys.getPublic())
                        .build(
                                new JcaContentSignerBuilder("SHA256withECDSA")
                                        .build(keys.getPrivate()));
        var certificate = new JcaX509CertificateConverter().getCertificate(holder);
        assertThrows(CertificateException.class, () -> Certificates.peerOf(certificate));
    }

    @Test
    void bothSidesOfATlsHandshakeLearnTheOthersKey() throws Exception {
        var otherSeed = new Rng(8446).bytes(32);
        var seenByServer = new ArrayList<PeerId>();
        var seenByClient = new ArrayList<PeerId>();
        var server = engine(seed, seenByServer, false);
        var client = engine(otherSeed, seenByClient, true);
        shakeHands(client, server);
        assertEquals("TLSv1.3", client.getSession().getProtocol());
        assertEquals(List.of(peer), seenByClient);
        assertEquals(List.of(new JdkCrypto().publicKey(otherSeed)), seenByServer);
    }

    private static SSLEngine engine(Bytes seed, List<PeerId> seen, boolean client)
            throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        var certificate = Certificates.selfSigned(seed);
        store.setKeyEntry(
                "peer",
                JdkCrypto.privateKey(seed),
                new char[0],
                new X509Certificate[] {certificate});
        var keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, new char[0]);
        var context = SSLContext.getInstance("TLSv1.3");
        context.init(keys.getKeyManagers(), new TrustManager[] {new Noting(seen)}, null);
        var engine = context.createSSLEngine();
        engine.setUseClientMode(client);
        engine.setNeedClientAuth(!client);
        return engine;
    }

    /// Passes bytes to and fro in memory until both have finished.
    private static void shakeHands(SSLEngine client, SSLEngine server) throws Exception {
        client.beginHandshake();
        server.beginHandshake();
        var toServer = ByteBuffer.allocate(1 << 16);
        var toClient = ByteBuffer.allocate(1 << 16);
        for (int i = 0; i < 50; i++) {
            step(client, toClient, toServer);
            step(server, toServer, toClient);
            if (done(client) && done(server)) {
                return;
            }
        }
        throw new AssertionError("no end of the handshake");
    }

    private static boolean done(SSLEngine engine) {
        return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING
                && !engine.getSession().getCipherSuite().startsWith("SSL_NULL");
    }

    private static void step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws Exception {
        var plain = ByteBuffer.allocate(1 << 16);
        switch (engine.getHandshakeStatus()) {
            case NEED_TASK -> {
                for (var task = engine.getDelegatedTask();
                        task != null;
                        task = engine.getDelegatedTask()) {
                    task.run();
                }
            }
            case NEED_WRAP -> engine.wrap(ByteBuffer.allocate(0), out);
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN, NOT_HANDSHAKING, FINISHED -> {
                in.flip();
                engine.unwrap(in, plain);
                in.compact();
            }
        }
    }

    /// Notes whose certificate it was shown.
    private static final class Noting extends X509ExtendedTrustManager {
        private final List<PeerId> seen;

        Noting(List<PeerId> seen) {
            this.seen = seen;
        }

        private void note(X509Certificate[] chain) throws CertificateException {
            assertTrue(chain.length == 1);
            seen.add(Certificates.peerOf(chain[0]));
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            note(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            note(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, java.net.Socket socket)
                throws CertificateException {
            note(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, java.net.Socket socket)
                throws CertificateException {
            note(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type)
                throws CertificateException {
            note(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type)
                throws CertificateException {
            note(chain);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
