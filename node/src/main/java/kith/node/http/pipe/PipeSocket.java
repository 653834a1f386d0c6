package kith.node.http.pipe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import kith.node.gate.Gate;
import kith.node.link.HostText;
import kith.node.link.Link;
import kith.node.link.Links;
import kith.node.link.pipe.Answerer;
import kith.node.link.pipe.Pipe;
import kith.node.link.wire.WireFailure;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.eclipse.jetty.websocket.api.exceptions.MessageTooLargeException;
import org.jspecify.annotations.Nullable;

/// One WebSocket as a pipe: each binary message is one of the pipe's.
///
/// Until the handshake is done a message has at most the size of one of the handshake, and a frame
/// that announces more is refused by its length. Afterwards frames come in the pieces in which they
/// arrive, so that nobody makes us keep room for what was only announced.
///
/// changed: public, because the server library calls it by reflection.
public final class PipeSocket implements Session.Listener, Pipe {
    /// How long a close that says why may take to leave. Guess: it does not wait for an answer.
    private static final int FAREWELL_MILLIS = 500;

    private final String address;
    private final String origin;
    private final Consumer<Pipe> opened;
    private final Inbox inbox = new Inbox(Answerer.ANSWER_BYTES, this::demand);
    private final AtomicBoolean cut = new AtomicBoolean();
    private volatile @Nullable Session session;

    /// What is being sent, so that a cut ends the wait for it.
    private volatile CompletableFuture<@Nullable Void> sending =
            CompletableFuture.completedFuture(null);

    PipeSocket(SocketAddress remote, Consumer<Pipe> opened) {
        this.opened = opened;
        if (remote instanceof InetSocketAddress at && at.getAddress() != null) {
            InetAddress host = at.getAddress();
            address = "ws:" + HostText.of(host) + ":" + at.getPort();
            origin = Gate.originOf(host, at.getPort());
        } else {
            address = "ws:" + remote;
            origin = address;
        }
    }

    @Override
    public void onWebSocketOpen(Session open) {
        open.setIdleTimeout(Duration.ZERO); // whether the other side lives is the engine's question
        open.setAutoFragment(false); // else a long frame is taken in pieces instead of refused
        limit(open, Answerer.ANSWER_BYTES);
        session = open;
        opened.accept(this);
    }

    private static void limit(Session open, int messageBytesMax) {
        open.setMaxFrameSize(messageBytesMax);
        open.setMaxBinaryMessageSize(messageBytesMax);
    }

    private void demand() {
        Session open = session;
        if (open != null) {
            open.demand();
        }
    }

    @Override
    public void onWebSocketPartialBinary(ByteBuffer piece, boolean last, Callback taken) {
        boolean fits = inbox.add(piece, last);
        taken.succeed();
        if (!fits) {
            hangUp(StatusCode.MESSAGE_TOO_LARGE, Link.MALFORMED, tooLong());
        }
    }

    @Override
    public void onWebSocketPartialText(String piece, boolean last) {
        var why = new WireFailure(Link.MALFORMED, "a text message");
        hangUp(StatusCode.BAD_DATA, Link.MALFORMED, why);
    }

    @Override
    public void onWebSocketClose(int status, @Nullable String reason, Callback done) {
        boolean broken = status == StatusCode.NO_CLOSE;
        inbox.end(broken ? new IOException("the connection ended without a close") : null);
        done.succeed();
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        boolean tooLarge = cause instanceof MessageTooLargeException;
        inbox.end(tooLarge ? tooLong() : new IOException(String.valueOf(cause.getMessage())));
    }

    private static WireFailure tooLong() {
        return new WireFailure(Link.MALFORMED, "a message is longer than it may be");
    }

    // As a pipe

    @Override
    public String address() {
        return address;
    }

    @Override
    public String origin() {
        return origin;
    }

    @Override
    public byte @Nullable [] receive() throws IOException {
        return inbox.take();
    }

    @Override
    public void expect(int messageBytesMax) {
        Session open = session;
        if (open != null) {
            limit(open, messageBytesMax);
            open.setAutoFragment(true);
        }
        inbox.expect(messageBytesMax);
    }

    @Override
    public void send(byte[] message) throws IOException {
        awaited((open, done) -> open.sendBinary(ByteBuffer.wrap(message), done));
    }

    @Override
    public void finish(String reason) throws IOException {
        boolean stops = reason.equals(Links.CLOSING);
        int status = stops ? StatusCode.SHUTDOWN : StatusCode.NORMAL;
        awaited((open, done) -> open.close(status, code(reason), done));
    }

    private interface Sending {
        void send(Session to, Callback done);
    }

    private void awaited(Sending what) throws IOException {
        var done = new CompletableFuture<@Nullable Void>();
        sending = done;
        Session open = session;
        if (open == null || cut.get()) {
            throw new IOException("the pipe is cut");
        }
        what.send(open, Callback.from(() -> done.complete(null), done::completeExceptionally));
        try {
            done.get();
        } catch (ExecutionException e) {
            throw new IOException("what was sent did not leave: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void cut(String reason) {
        hangUp(StatusCode.POLICY_VIOLATION, reason, new IOException("the pipe is cut"));
    }

    /// Whoever calls may own the engine: a thread of its own says why, and ends the connection.
    private void hangUp(int status, String reason, IOException why) {
        if (cut.getAndSet(true)) {
            return;
        }
        inbox.end(why);
        sending.completeExceptionally(why);
        Session open = session;
        if (open != null) {
            Thread.ofVirtual().name("kith-pipe-end").start(() -> end(open, status, code(reason)));
        }
    }

    private static void end(Session open, int status, String code) {
        var said = new CompletableFuture<@Nullable Void>();
        try {
            open.close(
                    status,
                    code,
                    Callback.from(() -> said.complete(null), said::completeExceptionally));
            said.get(FAREWELL_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException gone) {
            // It does not listen.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.disconnect();
        }
    }

    /// Of a reason, what the other side may know.
    private static String code(String reason) {
        int colon = reason.indexOf(':');
        return colon < 0 ? reason : reason.substring(0, colon);
    }
}
