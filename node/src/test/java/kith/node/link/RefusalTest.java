package kith.node.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import kith.lang.Rng;
import kith.node.link.TestCertificates.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Whoever is not a peer by the profile is refused, with a reason, and is never a link.
final class RefusalTest {
    private final TestNode node = new TestNode();

    @AfterEach
    void close() {
        node.close();
        assertEquals(0, node.ups.size(), "nobody refused was up");
    }

    private LinkFailure refusalOf(RawTls client) {
        client.connectAndBeRefused(node.port);
        return TestNode.next(node.refusals);
    }

    @Test
    void olderTls() {
        var client = RawTls.of(TestCertificates.credential()).versions("TLSv1.2");
        LinkFailure why = refusalOf(client);
        assertEquals(LinkFailure.HANDSHAKE_FAILED, why.code());
        assertTrue(why.text().contains("TLSv1.2"), why.text());
    }

    @Test
    void aCallerWithoutACertificate() {
        LinkFailure why = refusalOf(new RawTls(null));
        assertEquals(LinkFailure.HANDSHAKE_FAILED, why.code());
        assertTrue(why.text().contains("certificate"), why.text());
    }

    @Test
    void certificatesOfOtherAlgorithms() {
        for (Kind kind : new Kind[] {Kind.P256, Kind.RSA}) {
            KeyPair keys = TestCertificates.keys(kind);
            var certificate = TestCertificates.selfSigned(kind, keys);
            LinkFailure why = refusalOf(new RawTls(keys.getPrivate(), certificate));
            assertEquals(LinkFailure.HANDSHAKE_FAILED, why.code());
        }
    }

    @Test
    void aChainLongerThanOne() {
        var own = TestCertificates.credential();
        var other = TestCertificates.credential();
        LinkFailure why = refusalOf(new RawTls(own.key(), own.certificate(), other.certificate()));
        assertEquals(LinkFailure.NOT_A_PEER, why.code());
        assertTrue(why.text().contains("2 certificates"), why.text());
    }

    @Test
    void aCertificateSignedByAnotherKey() {
        KeyPair keys = TestCertificates.keys(Kind.ED25519);
        KeyPair signer = TestCertificates.keys(Kind.ED25519);
        var certificate =
                TestCertificates.certificate(
                        Kind.ED25519, keys, signer.getPrivate(), "Kith", "491231235959Z");
        LinkFailure why = refusalOf(new RawTls(keys.getPrivate(), certificate));
        assertEquals(LinkFailure.NOT_A_PEER, why.code());
        assertTrue(why.text().contains("signature"), why.text());
    }

    @Test
    void aCallerWithTheCertificateOfAnotherAndWithoutItsKey() {
        var own = TestCertificates.credential();
        var stolen = TestCertificates.credential().certificate();
        LinkFailure why = refusalOf(new RawTls(own.key(), stolen));
        assertEquals(LinkFailure.HANDSHAKE_FAILED, why.code());
    }

    @Test
    void tlsThatDoesNotAskForKith() {
        var own = TestCertificates.credential();
        assertEquals(LinkFailure.NOT_KITH, refusalOf(RawTls.of(own).protocols()).code());
        assertEquals(
                LinkFailure.HANDSHAKE_FAILED, refusalOf(RawTls.of(own).protocols("h2")).code());
    }

    @Test
    void plainText() throws IOException {
        LinkFailure why = refusalOf("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertEquals(LinkFailure.NOT_TLS, why.code());
    }

    @Test
    void garbageOfAllKinds() throws IOException {
        for (int seed = 0; seed < 50; seed++) {
            byte[] garbage = new Rng(seed).bytes(200).shared();
            garbage[0] = 0x16; // else it is plain text
            if (seed % 2 == 0) {
                byte[] header = {0x16, 3, 3, 0, (byte) 195, 1, 0, 0, (byte) 191, 3, 3};
                System.arraycopy(header, 0, garbage, 0, header.length); // a ClientHello's
            }
            LinkFailure why = refusalOf(garbage);
            assertEquals(LinkFailure.HANDSHAKE_FAILED, why.code(), "seed " + seed);
        }
    }

    @Test
    void aCallerThatHangsUp() throws IOException {
        assertEquals(LinkFailure.HANDSHAKE_FAILED, refusalOf(new byte[0]).code());
        assertEquals(LinkFailure.HANDSHAKE_FAILED, refusalOf(new byte[] {0x16}).code());
    }

    private LinkFailure refusalOf(byte[] bytes) throws IOException {
        try (var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), node.port)) {
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
            return TestNode.next(node.refusals);
        }
    }

    @Test
    void aCallTellsTheExpectedPeerFromTheOneThatAnswered() {
        try (var other = new TestNode()) {
            var expected = TestCertificates.credential().peer();
            LinkFailure why = other.failingDial(node.port, expected);
            assertEquals(LinkFailure.WRONG_PEER, why.code());
            assertTrue(why.text().contains(expected.toString()), why.text());
            assertTrue(why.text().contains(node.peer().toString()), why.text());
            assertEquals(LinkFailure.HANDSHAKE_FAILED, TestNode.next(node.refusals).code());
        }
    }

    @Test
    void aCallToAServerOfAnotherKind() throws IOException {
        KeyPair keys = TestCertificates.keys(Kind.P256);
        var web = new RawTls(keys.getPrivate(), TestCertificates.selfSigned(Kind.P256, keys));
        try (var server = web.serve()) {
            LinkFailure why = node.failingDial(server.getLocalPort(), null);
            assertEquals(LinkFailure.HANDSHAKE_FAILED, why.code());
        }
        var own = TestCertificates.credential();
        var two = new RawTls(own.key(), own.certificate(), node.own.certificate());
        try (var server = two.serve()) {
            LinkFailure why = node.failingDial(server.getLocalPort(), null);
            assertEquals(LinkFailure.NOT_A_PEER, why.code());
        }
        try (var server = RawTls.of(own).protocols().serve()) {
            LinkFailure why = node.failingDial(server.getLocalPort(), null);
            assertEquals(LinkFailure.NOT_KITH, why.code());
        }
    }

    @Test
    void aCallToNobody() throws IOException {
        int free;
        try (var server = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            free = server.getLocalPort();
        }
        LinkFailure why = node.failingDial(free, null);
        assertEquals(LinkFailure.UNREACHABLE, why.code());
        assertTrue(why.text().contains("127.0.0.1:" + free), why.text());
    }

    @Test
    void aCallToAPlainServerThatSpeaksFirst() throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            Thread.ofVirtual()
                    .start(
                            () -> {
                                try (Socket raw = server.accept()) {
                                    raw.getOutputStream()
                                            .write(
                                                    "SSH-2.0-x\r\n"
                                                            .getBytes(StandardCharsets.US_ASCII));
                                    raw.getInputStream().readAllBytes();
                                } catch (IOException expected) {
                                    // The caller hangs up as it likes.
                                }
                            });
            LinkFailure why = node.failingDial(server.getLocalPort(), null);
            assertEquals(LinkFailure.HANDSHAKE_FAILED, why.code());
        }
    }
}
