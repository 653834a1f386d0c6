package kith.node.http;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import kith.lang.Malformed;
import kith.node.http.console.Console;
import kith.node.http.console.SignIn;
import kith.node.http.talk.Exchange;
import kith.node.http.talk.HttpProblem;
import kith.node.http.talk.Refused;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/// Who may ask at all.
///
/// A server on 127.0.0.1 is reached by every page in the browser of its owner. Three things keep
/// them out, and each request passes all of them:
///
/// - **Host.** A page of `evil.example` may let that name point to 127.0.0.1 and then counts as of
///   the same origin (DNS rebinding). But its requests carry the name: only names of this machine,
///   and those that the owner added, are answered.
/// - **Origin.** A request that a page of another origin makes, a WebSocket too, says where it
///   comes from. Any origin but our own is refused, for every method, and no header of ours ever
///   allows a page to read what it should not (there is no CORS). What a page can still do without
///   saying where it comes from is to load something as an image or a script; browsers mark that as
///   `cross-site`, and it is refused too.
/// - **Token.** Where HTTP is not bound to this machine alone, or may be asked for under another
///   name (a proxy in front of it lets everybody in), each request has to bring the token of the
///   home, or come from a browser that is signed in.
///
/// A browser adds the cookie of a session by itself, whoever has it ask (CSRF). `SameSite=Strict`
/// keeps that from pages of other sites; but another port of this machine is the same site. So by
/// cookie, what changes something and what opens a socket has to say its origin, which browsers do
/// for both: then it was our own page.
///
/// A request that only reads changes nothing, and no other page can read the answer; but one that
/// loads it as a script or an image sees whether it is there. Browsers mark where such a request
/// comes from only on a way that nobody can listen on (TLS, or this machine by name). Where the
/// mark is missing, a read by cookie has to be a person's (a browser that goes to an address asks
/// for a page), or to have a header that only our own page can send without being asked about.
///
/// Source: Jackson, Barth et al., *Protecting Browsers from DNS Rebinding Attacks* (2007); Fetch
/// Metadata Request Headers (W3C).
final class Guard {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");
    private static final String AUTHORIZATION = "Authorization";
    private static final String BEARER = "Bearer ";

    /// Sent by our own page with everything; a page of another origin would be asked about it.
    private static final String PAGE = "Kith-Page";

    private final HttpConfig config;
    private final SignIn signIn;
    private final byte @Nullable [] token;

    /// `token` is null where none is asked for.
    Guard(HttpConfig config, SignIn signIn, @Nullable String token) {
        this.config = config;
        this.signIn = signIn;
        this.token = token == null ? null : token.getBytes(StandardCharsets.US_ASCII);
    }

    /// Where the request comes from.
    void checkWhence(Exchange exchange) {
        checkHost(exchange);
        checkOrigin(exchange);
    }

    private void checkHost(Exchange exchange) {
        List<String> hosts = exchange.request().getHeaders().getValuesList("Host");
        String asked = hosts.size() == 1 ? hosts.getFirst() : "";
        String inUri = exchange.request().getHttpURI().getHost();
        String here = Request.getLocalAddr(exchange.request());
        if (!isOurs(name(asked), here) || inUri != null && !isOurs(inUri, here)) {
            throw Refused.because(
                    HttpProblem.HOST_REFUSED,
                    "the name "
                            + Malformed.quote(asked)
                            + " is not one of this machine; ask for localhost or 127.0.0.1, or"
                            + " start the peer with --http-host and that name");
        }
    }

    /// `here` is the address that the connection came in at. Nobody but the system says what that
    /// is, so who asks for it by number was led here by no name.
    private boolean isOurs(String host, @Nullable String here) {
        String name = host.toLowerCase(Locale.ROOT);
        return LOOPBACK.contains(name)
                || name.equals(config.host())
                || config.hosts().contains(name)
                || here != null && isSameAddress(name, here);
    }

    private static boolean isSameAddress(String one, String other) {
        try {
            return InetAddress.ofLiteral(bare(one)).equals(InetAddress.ofLiteral(bare(other)));
        } catch (IllegalArgumentException name) {
            return false;
        }
    }

    private static String bare(String literal) {
        boolean bracketed = literal.startsWith("[") && literal.endsWith("]");
        return bracketed ? literal.substring(1, literal.length() - 1) : literal;
    }

    /// Without the port.
    private static String name(String host) {
        int colon = host.lastIndexOf(':');
        boolean port =
                colon > host.lastIndexOf(']') && colon == host.indexOf(':')
                        || colon > 0 && host.charAt(colon - 1) == ']';
        return port ? host.substring(0, colon) : host;
    }

    private void checkOrigin(Exchange exchange) {
        String origin = exchange.header("Origin");
        String host = exchange.header("Host");
        if (origin != null
                && !origin.equals("http://" + host)
                && !config.origins().contains(origin)) {
            throw Refused.because(
                    HttpProblem.ORIGIN_REFUSED,
                    "a page of "
                            + Malformed.quote(origin)
                            + " must not use this peer; its owner can allow it with"
                            + " --http-origin");
        }
        String site = exchange.header("Sec-Fetch-Site");
        boolean foreign = "cross-site".equals(site) || "same-site".equals(site);
        if (origin == null && foreign && !"navigate".equals(exchange.header("Sec-Fetch-Mode"))) {
            throw Refused.because(
                    HttpProblem.ORIGIN_REFUSED,
                    "a page of another site must not load anything from this peer");
        }
    }

    /// Whether each request has to show who asks.
    boolean asksForToken() {
        return token != null;
    }

    /// Whether the request has shown the token of the home.
    boolean isOwner(Exchange exchange) {
        return token != null && MessageDigest.isEqual(bytes(shown(exchange)), token);
    }

    /// What stands in the request where the token belongs; empty when nothing does.
    static String shown(Exchange exchange) {
        String given = exchange.header(AUTHORIZATION);
        boolean bearer = given != null && given.regionMatches(true, 0, BEARER, 0, BEARER.length());
        return given != null && bearer ? given.substring(BEARER.length()).strip() : "";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// Whether whoever asks belongs here: nobody has to show it, or the request does.
    boolean isKnown(Exchange exchange) {
        return token == null || isOwner(exchange) || session(exchange) != null;
    }

    /// The session of the browser that asks; null where it is not signed in, has shown something
    /// else, or has to say where it comes from and does not.
    @Nullable String session(Exchange exchange) {
        boolean counts = exchange.header(AUTHORIZATION) == null && saysWhence(exchange);
        return counts ? signIn.session(exchange) : null;
    }

    /// Whether the request has what no page of another origin can have it say.
    private static boolean saysWhence(Exchange exchange) {
        boolean reads = exchange.method().equals("GET") || exchange.method().equals("HEAD");
        if (exchange.header("Origin") != null) {
            return true; // ours, as it was let in
        }
        return reads
                && exchange.header("Upgrade") == null
                && (exchange.header("Sec-Fetch-Site") != null
                        || exchange.header(PAGE) != null
                        || exchange.header("Subscribe") != null
                        || Console.navigates(exchange));
    }

    /// Refuses who does not belong here.
    ///
    /// @return the session by which the request is let in; null when it is not by one
    @Nullable String requireKnown(Exchange exchange) {
        if (token == null || isOwner(exchange)) {
            return null;
        }
        String session = session(exchange);
        if (session == null) {
            throw Refused.because(
                    HttpProblem.TOKEN_WRONG,
                    exchange.header(AUTHORIZATION) == null
                            ? "this peer asks for the token of its home: send it as Authorization:"
                                    + " Bearer …, or sign in on the page of its console"
                            : "the token is not that of this home; it is in the file token there");
        }
        return session;
    }

    /// Only who has shown the token itself.
    void requireOwner(Exchange exchange) {
        if (token != null && !isOwner(exchange)) {
            throw Refused.because(
                    HttpProblem.TOKEN_WRONG, "a ticket is for who shows the token of the home");
        }
    }
}
