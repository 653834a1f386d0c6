package kith.node.link;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import kith.identity.PeerId;
import kith.lang.Malformed;
import kith.node.link.wire.Framing;
import kith.node.link.wire.Wire;
import kith.node.link.wire.WireFailure;
import org.jspecify.annotations.Nullable;

/// A connection to a peer whose key is proven: frames go out without waiting and come in to the
/// [LinkHandler].
///
/// ```
/// open ── close(reason) ──▶ closing ── outbox written, close_notify, the peer's answer ──▶ down
///   │                          └────────────────── closeTimeoutMillis ───────────────────▶ down
///   └── outbox full, connection lost, bad frame, cut ────────────────────────────────────▶ down
/// ```
///
/// Two virtual threads: the writer empties the [Outbox]; the reader waits for frames,
/// calls the handler, and is also the one that ends the link, so that `down` comes after the last
/// `frame` and only once. Any thread may call what is public; nothing here waits.
public final class Link {
    /// The largest frame that can be sent.
    public static final int FRAME_BYTES_MAX = Framing.PAYLOAD_BYTES_MAX;

    /// The other side does not read what we send.
    public static final String OUTBOX_FULL = "outbox-full";

    /// The other side sent what is not a frame, or the handler could not parse it.
    public static final String MALFORMED = "malformed";

    /// The other side closed the link.
    public static final String CLOSED_BY_PEER = "closed-by-peer";

    /// The connection broke.
    public static final String CONNECTION_LOST = "connection-lost";

    /// The handler threw an exception: a bug of ours.
    public static final String HANDLER_FAILED = "handler-failed";

    private final long id;
    private final boolean inbound;
    private final String address;
    private final PeerId peer;
    private final Wire wire;
    private final int handshakeMillis;
    private final long openedAtMillis = System.currentTimeMillis();
    private final Links owner;
    private final Outbox outbox;

    private final AtomicReference<@Nullable String> ending = new AtomicReference<>();
    private final AtomicReference<@Nullable Future<?>> deadline = new AtomicReference<>();
    private final AtomicLong framesIn = new AtomicLong();
    private final AtomicLong bytesIn = new AtomicLong();
    private final AtomicLong framesOut = new AtomicLong();
    private final AtomicLong bytesOut = new AtomicLong();

    Link(long id, boolean inbound, String address, Handshake.Done done, Links owner) {
        this.id = id;
        this.inbound = inbound;
        this.address = address;
        this.peer = done.peer();
        this.wire = done.wire();
        this.handshakeMillis = done.millis();
        this.owner = owner;
        this.outbox = new Outbox(owner.config().outboxFramesMax(), owner.config().outboxBytesMax());
    }

    /// Unique in this process, counted from 1.
    public long id() {
        return id;
    }

    /// The key that the other side has proven to have.
    public PeerId peer() {
        return peer;
    }

    /// Whether the other side called us.
    public boolean inbound() {
        return inbound;
    }

    /// `host:port`, as dialled, or as seen when the other side called; behind `ws:` for a pipe.
    public String address() {
        return address;
    }

    /// When the link came up, by the wall clock.
    public long openedAtMillis() {
        return openedAtMillis;
    }

    public int handshakeMillis() {
        return handshakeMillis;
    }

    /// What a link has done so far. Bytes are frames with four for the length of each, as they
    /// are before encryption. `queued` is what [#send] took and the socket has not taken yet. The
    /// numbers are read one after the other while the link works: each is true, they need not be of
    /// one instant.
    public record Counters(
            long framesIn,
            long bytesIn,
            long framesOut,
            long bytesOut,
            int framesQueued,
            long bytesQueued) {}

    public Counters counters() {
        return new Counters(
                framesIn.get(),
                bytesIn.get(),
                framesOut.get(),
                bytesOut.get(),
                outbox.frames(),
                outbox.bytes());
    }

    /// Queues a frame of 1 to [#FRAME_BYTES_MAX] bytes and returns at once. The array is not copied
    /// and must not change afterwards; one array may be sent on many links.
    ///
    /// False means that the frame will not arrive: the link is ending, or its outbox was full and
    /// the link has been cut for that. True means no more than that it was queued.
    public boolean send(byte[] frame) {
        if (frame.length < 1 || frame.length > FRAME_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "frame of " + frame.length + " bytes, must be 1 to " + FRAME_BYTES_MAX);
        }
        return switch (outbox.offer(frame)) {
            case TAKEN -> true;
            case CLOSED -> false;
            case FULL -> {
                cut(
                        OUTBOX_FULL
                                + ": the peer does not read, "
                                + outbox.frames()
                                + " frames with "
                                + outbox.bytes()
                                + " bytes wait");
                yield false;
            }
        };
    }

    /// Ends the link politely: what was sent before still leaves, for as long as the close timeout
    /// lasts. Frames that come in from now on are dropped. The first reason stands.
    public void close(String reason) {
        if (ending.compareAndSet(null, reason)) {
            outbox.close();
            deadline.set(owner.deadlines().in(owner.config().closeTimeoutMillis(), this::hangUp));
        }
    }

    /// Ends the link at once; what is queued is lost.
    public void cut(String reason) {
        ending.compareAndSet(null, reason);
        hangUp(); // first, else the writer says a polite goodbye
        outbox.abandon();
    }

    private void hangUp() {
        wire.cut(reason());
    }

    /// Lives the whole life of the link on the calling thread, which becomes the reader.
    void run(LinkHandler handler) {
        var writer = Thread.ofVirtual().name("kith-link-" + id + "-write").start(this::writeAll);
        try {
            handler.up(this);
            readAll(payload -> handler.frame(this, payload));
            ending.compareAndSet(null, CLOSED_BY_PEER);
        } catch (WireFailure e) {
            cut(e.code() + ": " + e.text());
        } catch (Malformed e) {
            cut(MALFORMED + ": " + e.getMessage());
        } catch (IOException e) {
            cut(CONNECTION_LOST + ": " + e.getMessage());
        } catch (RuntimeException | Error e) {
            cut(HANDLER_FAILED + ": " + e);
            throw e;
        } finally {
            end(writer);
            try {
                handler.down(this, reason());
            } finally {
                owner.ended(this);
            }
        }
    }

    private void readAll(Consumer<byte[]> handler) throws IOException {
        for (byte[] payload = wire.next(); payload != null; payload = wire.next()) {
            if (payload.length == 0) {
                throw new Malformed("an empty frame");
            }
            framesIn.incrementAndGet();
            bytesIn.addAndGet(Framing.sizeOf(payload));
            if (ending.get() == null) {
                handler.accept(payload);
            }
        }
    }

    private void writeAll() {
        try {
            wire.begin(this::written);
            for (List<byte[]> batch = outbox.takeAll();
                    !batch.isEmpty();
                    batch = outbox.takeAll()) {
                wire.write(batch);
            }
            wire.finish(reason());
        } catch (IOException e) {
            cut(CONNECTION_LOST + ": " + e.getMessage());
        }
    }

    private void written(int frameCount, long byteCount) {
        outbox.written(frameCount, byteCount);
        framesOut.addAndGet(frameCount);
        bytesOut.addAndGet(byteCount);
    }

    /// The other side has ended, or the connection has. That nothing follows from us still leaves,
    /// so that the other side need not wait for its timeout; and the connection is cut only after
    /// that, since cutting it with anything unread would destroy what is on the way (RFC 1122,
    /// 4.2.2.13).
    private void end(Thread writer) {
        outbox.abandon();
        try {
            writer.join(Duration.ofMillis(owner.config().closeTimeoutMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        hangUp();
        Future<?> pending = deadline.get();
        if (pending != null) {
            pending.cancel(false);
        }
    }

    private String reason() {
        String reason = ending.get();
        return reason == null ? CONNECTION_LOST : reason;
    }

    @Override
    public String toString() {
        return "link " + id + (inbound ? " from " : " to ") + peer + " at " + address;
    }
}
