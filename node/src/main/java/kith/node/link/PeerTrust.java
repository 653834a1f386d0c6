package kith.node.link;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;
import kith.identity.PeerId;
import org.jspecify.annotations.Nullable;

/// Trusts a certificate when it is a peer's, and, for a call to a certain peer, only that one's.
///
/// The caller's check happens while the handshake runs and before the caller shows its own
/// certificate, so a call that reaches a stranger does not tell the stranger who called.
///
/// Each session is invalidated as soon as its certificate was seen: the JDK then neither sends nor
/// keeps tickets, so that no later handshake can skip this check by resuming an earlier one.
final class PeerTrust extends X509ExtendedTrustManager {
    private final @Nullable PeerId expected;

    PeerTrust(@Nullable PeerId expected) {
        this.expected = expected;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        PeerCertificate.check(chain, expected);
        forbidResumption(socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        PeerCertificate.check(chain, expected);
        forbidResumption(socket);
    }

    private static void forbidResumption(Socket socket) {
        if (socket instanceof SSLSocket tls) {
            SSLSession session = tls.getHandshakeSession();
            if (session != null) {
                session.invalidate();
            }
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw socketsOnly();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw socketsOnly();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
            throws CertificateException {
        throw socketsOnly();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
            throws CertificateException {
        throw socketsOnly();
    }

    /// Links use sockets; whoever comes by another way has not had its session invalidated.
    private static CertificateException socketsOnly() {
        return new CertificateException("links are made with sockets only");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
