package kith.node.link;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import kith.node.link.wire.Framing;
import org.jspecify.annotations.Nullable;

/// TLS by the JDK's own defaults, with whatever key and certificates a test wants to show: the
/// other side that does not play by our profile. It trusts everybody and counts how often it was
/// asked to, which is once for each full handshake and never for a resumed one.
final class RawTls {
    final AtomicInteger trustAsked = new AtomicInteger();
    private final SSLContext context;
    private String[] versions = {"TLSv1.3"};
    private String[] protocols = {Tls.PROTOCOL};

    RawTls(@Nullable PrivateKey key, X509Certificate... chain) {
        try {
            context = SSLContext.getInstance("TLS");
            KeyManager[] keys = key == null ? null : new KeyManager[] {new Keys(key, chain)};
            context.init(keys, new TrustManager[] {new TrustAll(trustAsked)}, null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static RawTls of(Credential credential) {
        return new RawTls(credential.key(), credential.certificate());
    }

    RawTls versions(String... wanted) {
        versions = wanted;
        return this;
    }

    RawTls protocols(String... wanted) {
        protocols = wanted;
        return this;
    }

    /// Connects and shakes hands.
    SSLSocket connect(int port) throws IOException {
        var socket =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(InetAddress.ofLiteral("127.0.0.1"), port);
        socket.setEnabledProtocols(versions);
        var parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(protocols);
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /// Connects and reads until the other side ends it, in whatever way.
    void connectAndBeRefused(int port) {
        try (SSLSocket socket = connect(port)) {
            socket.getInputStream().readAllBytes();
        } catch (IOException expected) {
            // A TLS 1.3 client may be refused during its handshake or right after.
        }
    }

    /// Answers on a free port, each connection on a thread of its own, until the socket is closed.
    ServerSocket serve() throws IOException {
        var server = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        Thread.ofVirtual().start(() -> acceptAll(server));
        return server;
    }

    private void acceptAll(ServerSocket server) {
        try {
            while (true) {
                Socket raw = server.accept();
                Thread.ofVirtual().start(() -> answer(raw));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void answer(Socket raw) {
        try {
            var socket = (SSLSocket) context.getSocketFactory().createSocket(raw, null, true);
            socket.setUseClientMode(false);
            var parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(protocols);
            parameters.setNeedClientAuth(true);
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            socket.getOutputStream().write(new byte[Framing.HEADER_BYTES]);
            socket.getInputStream().readAllBytes();
            socket.close();
        } catch (IOException expected) {
            // Whether the caller is content is for the caller's test to say.
        }
    }

    private static final class Keys extends X509ExtendedKeyManager {
        private final PrivateKey key;
        private final X509Certificate[] chain;

        Keys(PrivateKey key, X509Certificate[] chain) {
            this.key = key;
            this.chain = chain;
        }

        @Override
        public @Nullable String chooseClientAlias(String[] types, Principal[] of, Socket socket) {
            for (String type : types) {
                if (type.equals(key.getAlgorithm())) {
                    return "raw";
                }
            }
            return null;
        }

        @Override
        public @Nullable String chooseServerAlias(String type, Principal[] of, Socket socket) {
            return type.equals(key.getAlgorithm()) ? "raw" : null;
        }

        @Override
        public String[] getClientAliases(String type, Principal[] of) {
            return new String[] {"raw"};
        }

        @Override
        public String[] getServerAliases(String type, Principal[] of) {
            return new String[] {"raw"};
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return chain;
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return key;
        }
    }

    private static final class TrustAll extends X509ExtendedTrustManager {
        private final AtomicInteger asked;

        TrustAll(AtomicInteger asked) {
            this.asked = asked;
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
            asked.incrementAndGet();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
            asked.incrementAndGet();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            throw new AssertionError("no engine here");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            throw new AssertionError("no engine here");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            throw new AssertionError("no engine here");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            throw new AssertionError("no engine here");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
