package kith.lab.bench.wire;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.concurrent.Semaphore;
import javax.net.SocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import kith.node.link.Credential;
import org.jspecify.annotations.Nullable;

/// What a link is measured against: the same frames on a bare socket, written by the thread that
/// has them, with the JDK's own buffers. No identity, no queue, no bound; encryption where it is
/// asked for.
public final class BareSocket implements Wire {
    private static final int BUFFER_BYTES = 16 << 10;

    private final Socket caller;
    private final Socket answerer;
    private final DataOutputStream out;
    private final Semaphore arrived = new Semaphore(0);
    private final Semaphore echoes = new Semaphore(0);
    private volatile boolean echo;
    private volatile int expected;

    private BareSocket(ServerSocket listening, SocketFactory calling) throws IOException {
        try (var server = listening) {
            caller = calling.createSocket(server.getInetAddress(), server.getLocalPort());
            answerer = server.accept();
        }
        caller.setTcpNoDelay(true);
        answerer.setTcpNoDelay(true);
        out = output(caller);
        Thread.ofVirtual().start(() -> read(caller, echoes, null));
        var back = output(answerer);
        Thread.ofVirtual().start(() -> read(answerer, arrived, back));
    }

    public static BareSocket tcp() throws IOException {
        return new BareSocket(
                new ServerSocket(0, 1, InetAddress.ofLiteral(Loopback.HOST)),
                SocketFactory.getDefault());
    }

    /// TLS 1.3 of the JDK with a self-signed Ed25519 certificate, as links have it.
    public static BareSocket tls() throws IOException, GeneralSecurityException {
        SSLContext context = context();
        var sockets = context.getServerSocketFactory();
        return new BareSocket(
                sockets.createServerSocket(0, 1, InetAddress.ofLiteral(Loopback.HOST)),
                context.getSocketFactory());
    }

    private static SSLContext context() throws IOException, GeneralSecurityException {
        Credential own = Loopback.newPeer();
        var noPassword = new char[0];
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, noPassword);
        store.setKeyEntry("own", own.key(), noPassword, new Certificate[] {own.certificate()});
        store.setCertificateEntry("trusted", own.certificate());
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, noPassword);
        TrustManagerFactory trusted =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(store);
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(keys.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }

    private static DataOutputStream output(Socket socket) throws IOException {
        return new DataOutputStream(
                new BufferedOutputStream(socket.getOutputStream(), BUFFER_BYTES));
    }

    private void read(Socket from, Semaphore counted, @Nullable DataOutputStream back) {
        try {
            var in = new DataInputStream(new BufferedInputStream(from.getInputStream()));
            for (int count = 1; ; count++) {
                var payload = new byte[in.readInt()];
                in.readFully(payload);
                if (back == null) {
                    counted.release();
                } else if (echo) {
                    send(back, payload);
                    back.flush();
                    count = 0;
                } else if (count == expected) {
                    counted.release();
                    count = 0;
                }
            }
        } catch (IOException closed) {
            // The benchmark is over.
        }
    }

    private static void send(DataOutputStream to, byte[] payload) throws IOException {
        to.writeInt(payload.length);
        to.write(payload);
    }

    @Override
    public long[] roundTrips(int count, int size) {
        echo = true;
        var nanos = new long[count];
        var frame = new byte[size];
        try {
            for (int i = 0; i < count; i++) {
                long start = System.nanoTime();
                send(out, frame);
                out.flush();
                echoes.acquireUninterruptibly();
                nanos[i] = System.nanoTime() - start;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return nanos;
    }

    @Override
    public void stream(int count, int size) {
        echo = false;
        expected = count;
        var frame = new byte[size];
        try {
            for (int i = 0; i < count; i++) {
                send(out, frame);
            }
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        arrived.acquireUninterruptibly();
    }

    @Override
    public void close() {
        try {
            caller.close();
            answerer.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
