package kith.node.http.console;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.function.Consumer;
import kith.node.http.talk.Exchange;
import kith.node.http.talk.HttpProblem;
import kith.node.http.talk.Refused;
import kith.port.Note;
import kith.talk.Fields;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/// `/.kith/session`: says whether a browser is signed in, and lets it sign in and out.
///
/// **The cookie** is kept from scripts (`HttpOnly`), is not sent with what a page of another site
/// asks for (`SameSite=Strict`), and has no date, so the browser forgets it when it is closed.
/// Cookies do not know of ports (RFC 6265, section 8.5): the name has the peer in it, so that two
/// peers of one machine do not sign each other's browser out. It is `Secure` where the page came by
/// TLS, which only a proxy speaks.
///
/// **Signing in** takes the header `Authorization`, which no page of another origin can send
/// without being asked about, so nobody is signed in as somebody else. A session that the browser
/// had before ends: it could not be ended later, as its number is forgotten.
///
/// **A ticket** counts on this machine only, since only there others may have seen it. One that is
/// shown a second time was read by somebody: what the first one has begun with it is ended, whoever
/// that was, and the owner is told.
public final class SignIn {
    public static final String PATH = "/.kith/session";

    /// What a program asks for, to open a browser with.
    public static final String TICKET_PATH = "/.kith/ticket";

    private static final String NAME = "kith-session-";
    private static final int PEER_CHARS = 16;

    /// Cookies of our name that are looked at: another port of this machine may have set some too.
    static final int COOKIES_MAX = 4;

    private final Sessions sessions;
    private final Consumer<Note> notes;
    private final String cookie;

    /// @param peer the id of the peer
    /// @param notes told of a ticket that somebody has read
    public SignIn(Sessions sessions, String peer, Consumer<Note> notes) {
        this.sessions = sessions;
        this.notes = notes;
        this.cookie = NAME + peer.substring(0, Math.min(PEER_CHARS, peer.length()));
    }

    /// The session that runs, of those that the request names; null when there is none. Whether it
    /// counts for that request is not said here.
    public @Nullable String session(Exchange exchange) {
        int looked = 0;
        for (HttpCookie one : Request.getCookies(exchange.request())) {
            if (!one.getName().equals(cookie)) {
                continue;
            }
            if (sessions.isOpen(one.getValue())) {
                return one.getValue();
            }
            if (++looked == COOKIES_MAX) {
                return null;
            }
        }
        return null;
    }

    /// From now on the connection of that request ends with the session.
    public void bind(String session, Exchange exchange) {
        sessions.bind(session, line(exchange));
    }

    /// The connection of that request serves others again.
    public void unbind(String session, Exchange exchange) {
        sessions.unbind(session, line(exchange));
    }

    private static EndPoint line(Exchange exchange) {
        return exchange.request().getConnectionMetaData().getConnection().getEndPoint();
    }

    /// Answers what is asked at that path.
    ///
    /// @param isNeeded whether this peer asks for a token at all
    /// @param isOwner whether the request has shown the token
    /// @param shown what it has shown as the token, if it was not that: perhaps a ticket
    /// @param session by which it was let in; null when it was not by one
    public void answer(
            Exchange exchange,
            boolean isNeeded,
            boolean isOwner,
            String shown,
            @Nullable String session) {
        switch (exchange.method()) {
            case "GET" -> say(exchange, isNeeded, !isNeeded || isOwner || session != null);
            case "POST" -> begin(exchange, isNeeded, isOwner, shown);
            case "DELETE" -> end(exchange, isNeeded, isOwner, session);
            default -> throw Refused.method("GET, POST, DELETE", PATH + " wants one of those");
        }
    }

    private static void say(Exchange exchange, boolean isNeeded, boolean isIn) {
        exchange.send(200, new Fields().put("needed", isNeeded).put("in", isIn).value());
    }

    private void begin(Exchange exchange, boolean isNeeded, boolean isOwner, String shown) {
        if (!isNeeded) {
            say(exchange, false, true);
            return;
        }
        String before = session(exchange);
        String session = isOwner ? sessions.begin() : byTicket(exchange, shown, before);
        List<EndPoint> over = List.of();
        if (!session.equals(before)) {
            set(exchange, session, "");
            over = before == null ? over : sessions.end(before);
        }
        sayAndClose(exchange, true, true, over);
    }

    /// The session that a ticket begins, or has begun for this very browser.
    private String byTicket(Exchange exchange, String ticket, @Nullable String own) {
        String begun = sessions.begunBy(ticket);
        if (begun != null && begun.equals(own)) {
            return begun;
        }
        if (begun != null) {
            throw usedAgain(exchange, begun);
        }
        if (sessions.isTicket(ticket) && !isHere(line(exchange))) {
            throw Refused.because(
                    HttpProblem.TOKEN_WRONG,
                    "that link signs in on the machine of this peer only; elsewhere show the token,"
                            + " which is in the file token of the home");
        }
        String session = sessions.redeem(ticket);
        if (session == null) {
            throw Refused.because(
                    HttpProblem.TOKEN_WRONG,
                    "that is not the token of this home, or a link whose time is up; the token is"
                            + " in the file token there");
        }
        return session;
    }

    private Refused usedAgain(Exchange exchange, String begun) {
        sessions.end(begun).forEach(EndPoint::close);
        notes.accept(
                new Note(
                        "ticket-used-again",
                        "http from " + Request.getRemoteAddr(exchange.request()),
                        "what was begun with it has been signed out"));
        return Refused.because(
                HttpProblem.TOKEN_WRONG,
                "that link was used before, and what it began has been signed out; sign in with"
                        + " the token, which is in the file token of the home");
    }

    private static boolean isHere(EndPoint line) {
        return isHere(line.getRemoteSocketAddress(), line.getLocalSocketAddress());
    }

    /// Whether both ends of a connection are this machine.
    static boolean isHere(@Nullable SocketAddress remote, @Nullable SocketAddress local) {
        return remote instanceof InetSocketAddress from
                && local instanceof InetSocketAddress to
                && from.getAddress() != null
                && (from.getAddress().isLoopbackAddress()
                        || from.getAddress().equals(to.getAddress()));
    }

    private void end(
            Exchange exchange, boolean isNeeded, boolean isOwner, @Nullable String session) {
        if (session == null && session(exchange) != null) {
            throw Refused.because(
                    HttpProblem.TOKEN_WRONG,
                    "who signs out by the cookie says its Origin, and no other token; the"
                            + " session goes on");
        }
        List<EndPoint> over = List.of();
        if (session != null) {
            over = sessions.end(session);
            set(exchange, "", "; Max-Age=0");
        }
        sayAndClose(exchange, isNeeded, !isNeeded || isOwner, over);
    }

    /// The connection that asked may be one of them: it is left to whoever has it.
    private static void sayAndClose(
            Exchange exchange, boolean isNeeded, boolean isIn, List<EndPoint> over) {
        EndPoint asking = line(exchange);
        try {
            say(exchange, isNeeded, isIn);
        } finally {
            for (EndPoint one : over) {
                if (!one.equals(asking)) {
                    one.close();
                }
            }
        }
    }

    private void set(Exchange exchange, String value, String more) {
        String origin = exchange.header("Origin");
        boolean secure = origin != null && origin.startsWith("https://");
        String all = cookie + "=" + value + "; Path=/; HttpOnly; SameSite=Strict";
        exchange.put("Set-Cookie", all + (secure ? "; Secure" : "") + more);
    }

    /// Gives who has shown the token a ticket.
    public void giveTicket(Exchange exchange) {
        if (!exchange.method().equals("POST")) {
            throw Refused.method("POST", "a ticket is asked for with POST");
        }
        exchange.send(200, new Fields().put("ticket", sessions.ticket()).value());
    }
}
