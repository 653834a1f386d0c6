package kith.node.link;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.concurrent.Future;
import javax.net.ssl.SSLException;
import kith.identity.PeerId;
import kith.node.link.pipe.Identity;
import kith.node.link.pipe.Pipe;
import kith.node.link.pipe.PipeWire;
import kith.node.link.wire.Framing;
import kith.node.link.wire.Wire;
import kith.node.link.wire.WireFailure;
import org.jspecify.annotations.Nullable;

/// From a connection to a proven peer, within one deadline for all of it.
///
/// In TLS 1.3 the caller is done before the answering side has looked at the caller's certificate.
/// So the answering side sends an empty frame, the *welcome*, when it has accepted the caller, and
/// a call has succeeded when the welcome is read: the caller learns of a refusal as a failed call
/// and not as a link that ends at once.
final class Handshake {
    /// The first byte of a TLS record that carries a handshake (RFC 8446, section 5.1).
    private static final int TLS_HANDSHAKE_BYTE = 0x16;

    private final Tls tls;
    private final Identity own;
    private final Deadlines deadlines;
    private final LinkConfig config;

    /// A connection whose other side is proven.
    record Done(Wire wire, PeerId peer, int millis) {}

    Handshake(Tls tls, Identity own, Deadlines deadlines, LinkConfig config) {
        this.tls = tls;
        this.own = own;
        this.deadlines = deadlines;
        this.config = config;
    }

    /// The answering side, without the welcome: the link sends it as its first frame. The first
    /// byte is read before anything is made for TLS, so that one who is silent costs a socket and
    /// a small stack.
    Done answer(Newcomer newcomer, Socket raw) {
        return inTime(
                newcomer,
                config.handshakeTimeoutMillis(),
                start -> {
                    raw.setTcpNoDelay(true); // the writer gathers frames, not the system
                    int first = firstByte(raw.getInputStream());
                    var consumed = new ByteArrayInputStream(new byte[] {(byte) first});
                    var socket = tls.answer(raw, consumed);
                    socket.startHandshake();
                    PeerId peer = Tls.peer(socket);
                    return new Done(new TlsWire(raw, socket, true), peer, millisSince(start));
                });
    }

    /// The answering side of a pipe.
    Done answer(Newcomer newcomer, Pipe pipe) {
        return inTime(
                newcomer,
                config.pipeTimeoutMillis(),
                start -> {
                    PipeWire wire = PipeWire.answer(pipe, own);
                    return new Done(wire, wire.peer(), millisSince(start));
                });
    }

    private static int firstByte(InputStream in) throws IOException {
        int first = in.read();
        if (first < 0) {
            throw new LinkFailure(
                    LinkFailure.HANDSHAKE_FAILED, "the other side hung up without a word");
        }
        if (first != TLS_HANDSHAKE_BYTE) {
            throw new LinkFailure(
                    LinkFailure.NOT_TLS,
                    "the other side does not speak TLS: it began with " + first);
        }
        return first;
    }

    /// The calling side.
    Done call(Newcomer newcomer, Socket raw, @Nullable PeerId expected) {
        return inTime(
                newcomer,
                config.handshakeTimeoutMillis(),
                start -> {
                    var socket = tls.call(raw, expected);
                    socket.startHandshake();
                    PeerId peer = Tls.peer(socket);
                    readWelcome(socket.getInputStream());
                    return new Done(new TlsWire(raw, socket, false), peer, millisSince(start));
                });
    }

    private static void readWelcome(InputStream in) throws IOException {
        byte[] welcome = in.readNBytes(Framing.HEADER_BYTES);
        if (welcome.length < Framing.HEADER_BYTES) {
            throw new EOFException("the other side hung up before it welcomed us");
        }
        if (Framing.lengthAt(welcome, 0) != 0) {
            throw new LinkFailure(
                    LinkFailure.NOT_KITH, "the other side did not begin with a welcome");
        }
    }

    private interface Steps {
        Done run(long startNanos) throws IOException;
    }

    private Done inTime(Newcomer newcomer, int timeoutMillis, Steps steps) {
        long start = System.nanoTime();
        Future<?> deadline = deadlines.in(timeoutMillis, () -> newcomer.cut(late(timeoutMillis)));
        try {
            return steps.run(start);
        } catch (IOException e) {
            throw cut(newcomer, explain(newcomer, e));
        } catch (LinkFailure e) {
            throw cut(newcomer, e);
        } catch (RuntimeException | Error bug) {
            newcomer.cut(new LinkFailure(LinkFailure.HANDSHAKE_FAILED, "a bug of Kith's: " + bug));
            throw bug;
        } finally {
            deadline.cancel(false);
        }
    }

    private static LinkFailure cut(Newcomer newcomer, LinkFailure why) {
        newcomer.cut(why);
        return why;
    }

    private static LinkFailure late(int timeoutMillis) {
        return new LinkFailure(
                LinkFailure.HANDSHAKE_TIMEOUT,
                "the handshake was not done after " + timeoutMillis + " ms");
    }

    /// Our own reason when we cut it, else the one that the check of what came gave, else what the
    /// JDK says.
    private static LinkFailure explain(Newcomer newcomer, IOException e) {
        LinkFailure cut = newcomer.cutBy();
        if (cut != null) {
            return cut;
        }
        if (e instanceof WireFailure refused) {
            return new LinkFailure(refused.code(), refused.text());
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof PeerCertificate.Refused refused) {
                return new LinkFailure(refused.code(), refused.text());
            }
        }
        String what = e instanceof SSLException ? "TLS: " : "";
        return new LinkFailure(LinkFailure.HANDSHAKE_FAILED, what + e.getMessage());
    }

    private static int millisSince(long startNanos) {
        return (int) ((System.nanoTime() - startNanos) / 1_000_000);
    }

    /// `host:port`, with an IPv6 host in brackets.
    static String addressOf(String host, int port) {
        boolean bare = host.indexOf(':') >= 0 && !host.startsWith("[");
        return bare ? "[" + host + "]:" + port : host + ":" + port;
    }

    static String addressOf(Socket raw) {
        return HostText.of(raw.getInetAddress()) + ":" + raw.getPort();
    }
}
