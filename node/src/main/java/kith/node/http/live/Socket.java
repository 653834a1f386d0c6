package kith.node.http.live;

import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import kith.node.http.talk.Door;
import kith.node.http.talk.HttpProblem;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.jspecify.annotations.Nullable;

/// One WebSocket: many subscriptions, writes and their answers, as JSON messages.
///
/// What is to be said is put into a queue, by the engine and by the thread that reads, and a
/// virtual thread writes it, one message after the other. When more than [#PAUSE_BYTES] wait,
/// nothing is read from the client until they are gone; when more than [#QUEUED_BYTES_MAX] do, or
/// when the client takes nothing for the write timeout, the socket is closed: it can come back and
/// say what it has.
///
/// changed: public, because the server library calls it by reflection.
public final class Socket implements Session.Listener {
    /// Bytes that wait, beyond which no more messages are read.
    private static final long PAUSE_BYTES = 1 << 20;

    /// Bytes that wait, beyond which the reader is too slow.
    private static final long QUEUED_BYTES_MAX = 32 << 20;

    private static final int REASON_CHARS_MAX = 100;

    private final Pace pace;
    private final Consumer<Throwable> bugs;
    private final Consumer<Socket> opened;
    private final Consumer<Socket> closed;
    private final Conversation conversation;
    private final Queue<Message> queue = new ConcurrentLinkedQueue<>();
    private final AtomicLong queuedBytes = new AtomicLong();
    private final AtomicBoolean paused = new AtomicBoolean();
    private final AtomicBoolean over = new AtomicBoolean();

    /// More waited than may: nothing is queued any more.
    private final AtomicBoolean full = new AtomicBoolean();
    private volatile @Nullable Session session;
    private volatile @Nullable Thread writer;

    /// Something to be said.
    interface Message {
        /// About, for the bound.
        long bytes();

        /// Made when its turn comes, by the thread that writes. Null: nothing after all.
        @Nullable String text();

        /// It has left.
        default void sent() {}
    }

    Socket(
            Door door,
            Encoded encoded,
            Recents recents,
            Shows shows,
            Pace pace,
            Consumer<Throwable> bugs,
            Consumer<Socket> opened,
            Consumer<Socket> closed) {
        this.pace = pace;
        this.bugs = bugs;
        this.opened = opened;
        this.closed = closed;
        this.conversation = new Conversation(door, encoded, recents, shows, this::say);
    }

    @Override
    public void onWebSocketOpen(Session open) {
        session = open;
        writer = Thread.ofVirtual().name("kith-socket").start(() -> write(open));
        opened.accept(this);
        open.demand();
    }

    @Override
    public void onWebSocketText(String message) {
        try {
            conversation.take(message);
            paused.set(true);
            goOn();
        } catch (RuntimeException bug) {
            broke(bug);
        }
    }

    private void broke(RuntimeException bug) {
        bugs.accept(bug);
        end(StatusCode.SERVER_ERROR, HttpProblem.INTERNAL.code());
    }

    /// Asks for the next message, once, unless too much waits.
    private void goOn() {
        Session open = session;
        if (open != null && queuedBytes.get() <= PAUSE_BYTES && paused.compareAndSet(true, false)) {
            open.demand();
        }
    }

    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
        callback.succeed();
        end(StatusCode.BAD_DATA, "messages are JSON text");
    }

    @Override
    public void onWebSocketPing(ByteBuffer payload) {
        Session open = session;
        if (open != null) {
            open.sendPong(payload, Callback.NOOP);
            open.demand();
        }
    }

    @Override
    public void onWebSocketPong(ByteBuffer payload) {
        Session open = session;
        if (open != null) {
            open.demand();
        }
    }

    @Override
    public void onWebSocketClose(int statusCode, @Nullable String reason, Callback callback) {
        finish();
        callback.succeed();
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        finish();
    }

    private void finish() {
        if (!over.getAndSet(true)) {
            closed.accept(this);
        }
        LockSupport.unpark(writer);
    }

    /// Queues a message. Any thread; never waits.
    private void say(Message message) {
        if (full.get()) {
            return; // it is closed, and what waits only goes down: nothing may come behind a gap
        }
        if (queuedBytes.addAndGet(message.bytes()) <= QUEUED_BYTES_MAX) {
            queue.add(message);
            LockSupport.unpark(writer);
        } else if (!full.getAndSet(true)) {
            Session open = session;
            if (open != null) {
                Thread.ofVirtual().name("kith-socket-slow").start(() -> slow(open));
            }
        }
    }

    // Writing

    private void write(Session open) {
        long beatNanos = TimeUnit.MILLISECONDS.toNanos(pace.heartbeatMillis());
        long spokeAt = System.nanoTime();
        try {
            while (!over.get()) {
                Message message = queue.poll();
                long now = System.nanoTime();
                if (message != null) {
                    say(open, message);
                    spokeAt = now;
                } else if (now - spokeAt >= beatNanos) {
                    awaited(done -> open.sendPing(ByteBuffer.allocate(0), done));
                    spokeAt = now;
                } else {
                    LockSupport.parkNanos(this, beatNanos - (now - spokeAt));
                }
            }
        } catch (TimeoutException e) {
            slow(open);
        } catch (ExecutionException e) {
            open.disconnect(); // the client is gone
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException bug) {
            broke(bug);
        } finally {
            finish();
            conversation.close();
        }
    }

    private void say(Session open, Message message)
            throws InterruptedException, ExecutionException, TimeoutException {
        String text = message.text();
        if (text != null) {
            awaited(done -> open.sendText(text, done));
        }
        queuedBytes.addAndGet(-message.bytes());
        message.sent();
        goOn();
    }

    private interface Sending {
        void send(Callback done);
    }

    private void awaited(Sending sending)
            throws InterruptedException, ExecutionException, TimeoutException {
        var done = new CompletableFuture<@Nullable Void>();
        sending.send(Callback.from(() -> done.complete(null), done::completeExceptionally));
        done.get(pace.writeMillis(), TimeUnit.MILLISECONDS);
    }

    /// It does not read, so it cannot be told politely.
    private static void slow(Session open) {
        open.close(StatusCode.POLICY_VIOLATION, HttpProblem.READER_TOO_SLOW.code(), Callback.NOOP);
        open.disconnect();
    }

    private void end(int status, String reason) {
        Session open = session;
        if (open != null) {
            String text =
                    reason.length() > REASON_CHARS_MAX
                            ? reason.substring(0, REASON_CHARS_MAX)
                            : reason;
            open.close(status, text, Callback.from(this::finish, failed -> finish()));
        }
    }

    /// The peer stops.
    void close() {
        end(StatusCode.SHUTDOWN, "this peer is stopping");
    }
}
