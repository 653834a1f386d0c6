package kith.lab.bench;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// What a link is measured against: the same frames on a plain socket, written by the thread that
/// has them, with the JDK's own buffers. No encryption, no identity, no queue, no bound.
final class BareTcp implements LinkBench.Wire {
    private static final int BUFFER_BYTES = 16 << 10;

    private final Socket caller;
    private final Socket answerer;
    private final DataOutputStream out;
    private final Semaphore arrived = new Semaphore(0);
    private final Semaphore echoes = new Semaphore(0);
    private volatile boolean echo;
    private volatile int expected;

    BareTcp() throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            caller = new Socket(server.getInetAddress(), server.getLocalPort());
            answerer = server.accept();
        }
        caller.setTcpNoDelay(true);
        answerer.setTcpNoDelay(true);
        out = output(caller);
        Thread.ofVirtual().start(() -> read(caller, echoes, null));
        var back = output(answerer);
        Thread.ofVirtual().start(() -> read(answerer, arrived, back));
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
