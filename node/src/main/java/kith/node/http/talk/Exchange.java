package kith.node.http.talk;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import kith.Problem;
import kith.talk.Fields;
import kith.value.Value;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.jspecify.annotations.Nullable;

/// One request and its response, for the virtual thread that carries it out: reading and writing
/// wait, within bounds.
///
/// What a client does not take within the write timeout cuts its connection: a reader that is too
/// slow holds its own thread and what it has not read yet, and nothing else.
public final class Exchange implements Out {
    public static final String JSON = "application/json";

    /// How much of a body that is too large is read before it is refused.
    private static final int DISCARDED_BYTES_MAX = 32 << 20;

    private static final int DISCARD_BYTES = 64 << 10;

    private final Request request;
    private final Response response;
    private final Callback callback;
    private final int writeMillisMax;
    private final BooleanSupplier stopping;

    /// The client has sent more than this request.
    private boolean ahead;

    /// The client is gone, or did not read: there is nobody to tell.
    public static final class Gone extends RuntimeException {
        private static final long serialVersionUID = 1;

        Gone(String text, @Nullable Throwable cause) {
            super(text, cause, false, false);
        }
    }

    /// @param stopping whether this peer is about to end, and all connections with it
    public Exchange(
            Request request,
            Response response,
            Callback callback,
            int writeMillisMax,
            BooleanSupplier stopping) {
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.writeMillisMax = writeMillisMax;
        this.stopping = stopping;
    }

    public Request request() {
        return request;
    }

    public Response response() {
        return response;
    }

    public Callback callback() {
        return callback;
    }

    public String method() {
        return request.getMethod().toUpperCase(Locale.ROOT);
    }

    /// All fields of that name, with commas between; null when there is none.
    public @Nullable String header(String name) {
        List<String> all = request.getHeaders().getValuesList(name);
        return all.isEmpty() ? null : String.join(", ", all);
    }

    /// The whole body.
    ///
    /// @throws Refused with what is `tooLarge`; when it does not come whole with `body-incomplete`,
    ///     or `stopping` where it is this peer that does not wait for the rest
    public byte[] body(int bytesMax, Refused tooLarge) {
        try (InputStream in = Content.Source.asInputStream(request)) {
            boolean announced = request.getLength() > bytesMax;
            byte[] body = announced ? new byte[0] : in.readNBytes(bytesMax + 1);
            if (announced || body.length > bytesMax) {
                discard(in);
                throw tooLarge;
            }
            return body;
        } catch (IOException e) {
            throw stopping.getAsBoolean()
                    ? Refused.because(
                            Problem.STOPPING,
                            "this peer is stopping, and does not wait for the rest of the body")
                    : Refused.because(
                            HttpProblem.BODY_INCOMPLETE,
                            "the body did not come whole: " + e.getMessage());
        }
    }

    /// Who is still sending when the answer comes and the connection ends does not see the answer.
    /// So a little more is read and thrown away, unless the client asked first whether to send.
    private void discard(InputStream in) throws IOException {
        if (header("Expect") != null) {
            return;
        }
        var some = new byte[DISCARD_BYTES];
        int size = 0;
        for (int read = in.read(some);
                read >= 0 && size < DISCARDED_BYTES_MAX;
                read = in.read(some)) {
            size += read;
        }
    }

    public byte[] body(int bytesMax) {
        String text = "a body may have at most " + bytesMax + " bytes here";
        return body(bytesMax, Refused.because(HttpProblem.BODY_TOO_LARGE, text));
    }

    public void put(String header, String value) {
        response.getHeaders().put(header, value);
    }

    public void versions(String header, List<String> versions) {
        if (!versions.isEmpty()) {
            put(header, Versions.header(versions));
        }
    }

    /// Nothing is said before this; the rest may be written bit by bit.
    public void begin(int status, String contentType) {
        response.setStatus(status);
        put("Content-Type", contentType);
    }

    /// A whole answer.
    public void send(int status, Value json) {
        send(status, Fields.json(json));
    }

    public void send(int status, byte[] json) {
        begin(status, JSON);
        put("Cache-Control", "no-store");
        put("Content-Length", Integer.toString(json.length));
        if (method().equals("HEAD")) {
            end();
        } else {
            write(true, ByteBuffer.wrap(json));
            callback.succeeded();
        }
    }

    public void refuse(Refused refused) {
        if (response.isCommitted()) {
            cut();
            return;
        }
        response.getHeaders().remove("Content-Length");
        if (!refused.allowed().isEmpty()) {
            put("Allow", refused.allowed());
        } else if (refused.status() == HttpProblem.TOKEN_WRONG.status()) {
            put("WWW-Authenticate", "Bearer");
        }
        send(refused.status(), refused.toJson());
    }

    @Override
    public void write(byte[] bytes, int start, int end) {
        write(false, ByteBuffer.wrap(bytes, start, end - start));
    }

    public void write(byte[] bytes) {
        write(bytes, 0, bytes.length);
    }

    /// Writes without waiting: `done` is told whether the connection has taken all of it, at once
    /// on this thread or later on another. Nothing else may be written until then.
    public void offer(byte[] bytes, Consumer<Boolean> done) {
        response.write(
                false,
                ByteBuffer.wrap(bytes),
                Callback.from(
                        InvocationType.NON_BLOCKING,
                        () -> done.accept(true),
                        failure -> done.accept(false)));
    }

    /// Looks whether the client is still there, for an answer that takes long. Only when the
    /// request was read to its end, and on the thread that answers it.
    ///
    /// The server library does not read from a connection while it answers, so it does not see that
    /// the other side has ended it. Here one byte is read. It is the first of the next request of a
    /// client that sends several in a row (RFC 9112, section 9.3.2): then it is handed back, and
    /// that client is there.
    ///
    /// @throws Gone when the client has ended the connection, also only its own half of it
    public void expectClient() {
        Connection connection = request.getConnectionMetaData().getConnection();
        if (ahead || !(connection instanceof Connection.UpgradeTo handsBack)) {
            return;
        }
        ByteBuffer one = BufferUtil.allocate(1);
        try {
            int read = connection.getEndPoint().fill(one);
            ahead = read > 0;
            if (ahead) {
                handsBack.onUpgradeTo(one);
            }
            if (read < 0 || one.hasRemaining()) { // or there was no room for the byte
                cut();
                throw new Gone("the client is gone", null);
            }
        } catch (IOException e) {
            throw new Gone("the client is gone", e);
        }
    }

    /// The end of an answer that was written bit by bit, or has no body.
    public void end() {
        write(true, ByteBuffer.allocate(0));
        callback.succeeded();
    }

    private void write(boolean last, ByteBuffer bytes) {
        var done = new CompletableFuture<@Nullable Void>();
        response.write(
                last,
                bytes,
                Callback.from(
                        InvocationType.NON_BLOCKING,
                        () -> done.complete(null),
                        done::completeExceptionally));
        try {
            done.get(writeMillisMax, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            cut();
            throw new Gone("the client did not read for " + writeMillisMax + " ms", null);
        } catch (ExecutionException e) {
            throw new Gone("the client is gone", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Gone("interrupted", e);
        }
    }

    /// Cuts the connection of a client that is gone, or does not read, and gives what to throw.
    public Gone gone() {
        cut();
        return new Gone("the client is gone, or did not read", null);
    }

    /// Ends the connection, for an answer that cannot be ended as it was begun.
    public void cut() {
        request.getConnectionMetaData().getConnection().getEndPoint().close();
    }

    /// From now on nothing need come from the client.
    public void mayBeIdle() {
        Predicate<TimeoutException> never = timeout -> false;
        request.addIdleTimeoutListener(never);
    }
}
