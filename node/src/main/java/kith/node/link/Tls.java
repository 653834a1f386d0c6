package kith.node.link;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import kith.identity.PeerId;
import org.jspecify.annotations.Nullable;

/// The TLS profile of a link (`docs/protocol/link.md`), over connected sockets.
///
/// TLS 1.3 only, Ed25519 signatures only, both sides show a certificate. No name is indicated. The
/// application protocol says `kith/1`, so that a later version can be told apart before a byte of
/// ours is read, and so that a web server's port is refused with a clear reason.
final class Tls {
    /// The application protocol (ALPN) of this version.
    static final String PROTOCOL = "kith/1";

    private static final String VERSION = "TLSv1.3";

    /// AES first: both kinds of processor that matter do it in hardware. ChaCha20 for those that
    /// do not.
    private static final String[] CIPHERS = {
        "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"
    };

    private static final String[] GROUPS = {"x25519", "secp256r1"};

    private static final String[] SIGNATURES = {"ed25519"};

    private final KeyManager[] keys;
    private final SecureRandom random = new SecureRandom();
    private final SSLContext answering;

    Tls(Credential own) {
        keys = new KeyManager[] {new OwnKey(own)};
        answering = context(new PeerTrust(null));
    }

    /// The answering side, over a socket from which `consumed` was read already.
    SSLSocket answer(Socket raw, InputStream consumed) throws IOException {
        var socket = (SSLSocket) answering.getSocketFactory().createSocket(raw, consumed, true);
        SSLParameters parameters = parameters();
        parameters.setNeedClientAuth(true);
        socket.setSSLParameters(parameters);
        socket.setUseClientMode(false);
        return socket;
    }

    /// The calling side. Each call has a context of its own: it knows whom it expects, and there
    /// is no cache of sessions from which another call could resume.
    SSLSocket call(Socket raw, @Nullable PeerId expected) throws IOException {
        var context = context(new PeerTrust(expected));
        String host = raw.getInetAddress().getHostAddress();
        var socket =
                (SSLSocket) context.getSocketFactory().createSocket(raw, host, raw.getPort(), true);
        socket.setSSLParameters(parameters());
        socket.setUseClientMode(true);
        return socket;
    }

    /// Who is at the other end of a socket whose handshake is done. The session's certificate is
    /// looked at again and does not rest on the trust manager having been asked.
    static PeerId peer(SSLSocket socket) throws IOException {
        if (!PROTOCOL.equals(socket.getApplicationProtocol())) {
            throw new LinkFailure(
                    LinkFailure.NOT_KITH,
                    "the other side speaks TLS and did not ask for " + PROTOCOL);
        }
        var certificates = socket.getSession().getPeerCertificates();
        try {
            var chain = Arrays.copyOf(certificates, certificates.length, X509Certificate[].class);
            return PeerCertificate.peer(chain);
        } catch (PeerCertificate.Refused e) {
            throw new LinkFailure(e.code(), e.text());
        }
    }

    private SSLContext context(PeerTrust trust) {
        try {
            var context = SSLContext.getInstance(VERSION);
            context.init(keys, new TrustManager[] {trust}, random);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no " + VERSION, e);
        }
    }

    private static SSLParameters parameters() {
        var parameters = new SSLParameters(CIPHERS, new String[] {VERSION});
        parameters.setNamedGroups(GROUPS);
        parameters.setSignatureSchemes(SIGNATURES);
        parameters.setApplicationProtocols(new String[] {PROTOCOL});
        parameters.setServerNames(List.of());
        return parameters;
    }

    /// Trusts a certificate when it is a peer's, and, for a call to a certain peer, only that
    /// one's.
    ///
    /// The caller's check happens while the handshake runs and before the caller shows its own
    /// certificate, so a call that reaches a stranger does not tell the stranger who called.
    ///
    /// Each session is invalidated as soon as its certificate was seen: the JDK then neither sends
    /// nor keeps tickets, so that no later handshake can skip this check by resuming an earlier.
    private static final class PeerTrust extends X509ExtendedTrustManager {
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

    /// Shows the one certificate of this node, on both sides of a link.
    private static final class OwnKey extends X509ExtendedKeyManager {
        private static final String ALIAS = "peer";

        /// What the JDK calls the key type of the signature scheme `ed25519`.
        private static final String KEY_TYPE = "EdDSA";

        private final Credential own;

        OwnKey(Credential own) {
            this.own = own;
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] keyTypes, Principal[] issuers, Socket socket) {
            for (String keyType : keyTypes) {
                if (keyType.equals(KEY_TYPE)) {
                    return ALIAS;
                }
            }
            return null;
        }

        @Override
        public @Nullable String chooseServerAlias(
                String keyType, Principal[] issuers, Socket socket) {
            return keyType.equals(KEY_TYPE) ? ALIAS : null;
        }

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return new X509Certificate[] {own.certificate()};
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return own.key();
        }
    }
}
