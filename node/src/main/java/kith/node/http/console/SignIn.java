package kith.node.http.console;

import java.util.List;
import kith.node.http.talk.Exchange;
import kith.node.http.talk.Fields;
import kith.node.http.talk.HttpProblem;
import kith.node.http.talk.Refused;
import org.eclipse.jetty.http.HttpCookie;
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
/// without being asked about, so nobody is signed in as somebody else.
public final class SignIn {
    public static final String PATH = "/.kith/session";

    /// What a program asks for, to open a browser with.
    public static final String TICKET_PATH = "/.kith/ticket";

    private static final String NAME = "kith-session-";
    private static final int PEER_CHARS = 16;

    private final Sessions sessions;
    private final String cookie;

    /// @param peer the id of the peer
    public SignIn(Sessions sessions, String peer) {
        this.sessions = sessions;
        this.cookie = NAME + peer.substring(0, Math.min(PEER_CHARS, peer.length()));
    }

    /// The session that runs, of those that the request names; null when there is none.
    public @Nullable String session(Exchange exchange) {
        List<HttpCookie> all = Request.getCookies(exchange.request());
        for (HttpCookie one : all) {
            if (one.getName().equals(cookie) && sessions.isOpen(one.getValue())) {
                return one.getValue();
            }
        }
        return null;
    }

    /// From now on the connection of that request ends with the session.
    public void bind(String session, Exchange exchange) {
        sessions.bind(
                session, exchange.request().getConnectionMetaData().getConnection().getEndPoint());
    }

    /// Answers what is asked at that path.
    ///
    /// @param isNeeded whether this peer asks for a token at all
    /// @param shown what the request has shown as the token, if it was not that: perhaps a ticket
    /// @param isOwner whether it has shown the token
    public void answer(Exchange exchange, boolean isNeeded, boolean isOwner, String shown) {
        switch (exchange.method()) {
            case "GET" ->
                    say(exchange, isNeeded, !isNeeded || isOwner || session(exchange) != null);
            case "POST" -> begin(exchange, isNeeded, isOwner, shown);
            case "DELETE" -> end(exchange, isNeeded);
            default -> throw Refused.method("GET, POST, DELETE", PATH + " wants one of those");
        }
    }

    private static void say(Exchange exchange, boolean isNeeded, boolean isIn) {
        exchange.send(200, new Fields().put("needed", isNeeded).put("in", isIn).value());
    }

    private void begin(Exchange exchange, boolean isNeeded, boolean isOwner, String shown) {
        if (isNeeded) {
            if (!isOwner && !sessions.redeem(shown)) {
                throw Refused.because(
                        HttpProblem.TOKEN_WRONG,
                        "that is not the token of this home; it is in the file token there");
            }
            set(exchange, sessions.begin(), "");
        }
        say(exchange, isNeeded, true);
    }

    private void end(Exchange exchange, boolean isNeeded) {
        String session = session(exchange);
        if (session != null) {
            sessions.end(session);
            set(exchange, "", "; Max-Age=0");
        }
        say(exchange, isNeeded, !isNeeded);
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
