package kith.node.http;

import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import kith.node.http.talk.Exchange;
import kith.node.http.talk.HttpProblem;
import kith.node.http.talk.Refused;
import kith.port.Note;
import kith.port.Now;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/// Notes who was not let in over HTTP, for the log: another website, another name, a wrong token.
///
/// Whoever asks decides how often it happens. So one is told in a second, with how many others
/// there were since.
final class Refusals {
    private static final long EACH_NANOS = Now.SECOND;
    private static final int TEXT_CHARS_MAX = 200;

    private final Consumer<Note> notes;
    private final AtomicLong toldAtNanos = new AtomicLong(System.nanoTime() - EACH_NANOS);
    private final AtomicLong others = new AtomicLong();

    Refusals(Consumer<Note> notes) {
        this.notes = notes;
    }

    void refused(Exchange exchange, Refused why) {
        if (!keepsOut(why.code())) {
            return;
        }
        long now = System.nanoTime();
        long last = toldAtNanos.get();
        if (now - last < EACH_NANOS || !toldAtNanos.compareAndSet(last, now)) {
            others.incrementAndGet();
            return;
        }
        long before = others.getAndSet(0);
        String more = before == 0 ? "" : " (and " + before + " others since the last such line)";
        Request request = exchange.request();
        String asked =
                exchange.method()
                        + ' '
                        + cut(String.valueOf(request.getHttpURI().getPath()))
                        + ", host "
                        + said(exchange.header("Host"))
                        + ", origin "
                        + said(exchange.header("Origin"));
        notes.accept(new Note(why.code(), from(request), asked + more));
    }

    private static boolean keepsOut(String code) {
        return code.equals(HttpProblem.HOST_REFUSED.code())
                || code.equals(HttpProblem.ORIGIN_REFUSED.code())
                || code.equals(HttpProblem.TOKEN_WRONG.code());
    }

    private static String from(Request request) {
        boolean known =
                request.getConnectionMetaData().getRemoteSocketAddress()
                        instanceof InetSocketAddress;
        return known ? "http from " + Request.getRemoteAddr(request) : "http";
    }

    private static String said(@Nullable String header) {
        return header == null ? "none" : cut(header);
    }

    private static String cut(String text) {
        return text.length() <= TEXT_CHARS_MAX ? text : text.substring(0, TEXT_CHARS_MAX) + "…";
    }
}
