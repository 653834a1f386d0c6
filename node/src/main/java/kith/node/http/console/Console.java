package kith.node.http.console;

import kith.lang.Malformed;
import kith.node.http.talk.Exchange;
import kith.node.http.talk.HttpProblem;
import kith.node.http.talk.Refused;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/// Who gets the page of the console, and its files.
///
/// A browser that navigates says so in `Sec-Fetch-Mode` (Fetch Metadata Request Headers, W3C);
/// one that does not know that header says in `Accept` that it would rather have a page than JSON.
/// Programs say neither. A request with parameters asks for a certain answer, and gets that: so a
/// person can still look at the JSON.
///
/// On the thread of the request; nothing here changes.
public final class Console {
    private static final String ASSETS = "/.kith/assets/";
    private static final String PAGES = "/.kith/console";
    private static final String DEMO = "/.kith/demo";
    private static final String CONTROL = "/.kith/";
    private static final String HTML = "text/html";

    /// Nothing but what this peer serves is loaded, nothing in the page is a script, and no other
    /// page can show this one in a frame and have somebody click in it. Where the page may connect
    /// to follows.
    private static final String POLICY =
            "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'; worker-src 'self'; connect-src 'self'";

    private static final String FOR_EVER = "public, max-age=31536000, immutable";

    /// What is behind so many is not looked at.
    private static final int RANGES_MAX = 32;

    private final ConsoleFiles files;

    public Console(ConsoleFiles files) {
        this.files = files;
    }

    /// Names the build of the page, so that a page that is open knows when another one is served.
    /// Empty when none was built.
    public String build() {
        return files.build();
    }

    /// Answers what is for the console.
    ///
    /// @return false when it is not: nothing was answered then
    public boolean answer(Exchange exchange, String path, @Nullable String query) {
        if (path.startsWith(ASSETS)) {
            asset(exchange, path.substring(ASSETS.length()));
            return true;
        }
        if (path.equals(DEMO)) {
            page(exchange, files.demo());
            return true;
        }
        boolean page = path.equals(PAGES) || path.startsWith(PAGES + "/");
        if (page) {
            page(exchange, files.index());
            return true;
        }
        byte[] index = files.index();
        boolean cell = !path.startsWith(CONTROL) && query == null;
        if (index == null || !cell || !navigates(exchange)) {
            return false;
        }
        send(exchange, HTML + "; charset=utf-8", "no-cache", index);
        return true;
    }

    /// Whether a person goes to that address, as far as the request tells.
    public static boolean navigates(Exchange exchange) {
        boolean reads = exchange.method().equals("GET") || exchange.method().equals("HEAD");
        if (!reads || exchange.header("Subscribe") != null) {
            return false;
        }
        String mode = exchange.header("Sec-Fetch-Mode");
        return mode == null ? prefersPage(exchange.header("Accept")) : mode.equals("navigate");
    }

    /// Whether a page is wanted more than JSON, or as much and named first (RFC 9110, section
    /// 12.5.1). What is no quality counts as none.
    private static boolean prefersPage(@Nullable String accept) {
        double page = 0;
        double json = 0;
        for (String range : accept == null ? new String[0] : accept.split(",", RANGES_MAX)) {
            int semicolon = range.indexOf(';');
            String type = (semicolon < 0 ? range : range.substring(0, semicolon)).strip();
            double quality = semicolon < 0 ? 1 : quality(range.substring(semicolon + 1));
            if (type.equalsIgnoreCase(HTML) && quality > json) {
                page = quality;
            } else if (type.equalsIgnoreCase(Exchange.JSON) && quality > page) {
                json = quality;
            }
        }
        return page > json;
    }

    private static double quality(String parameters) {
        int at = parameters.indexOf("q=");
        if (at < 0) {
            return 1;
        }
        String text = parameters.substring(at + 2).strip();
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static void page(Exchange exchange, byte @Nullable [] page) {
        requireRead(exchange);
        if (page == null) {
            throw Refused.because(
                    HttpProblem.NOT_FOUND,
                    "this build has no console: install Node.js with npm, then start ./kith again");
        }
        send(exchange, HTML + "; charset=utf-8", "no-cache", page);
    }

    private void asset(Exchange exchange, String name) {
        requireRead(exchange);
        ConsoleFiles.Asset asset = files.asset(name);
        if (asset == null) {
            throw Refused.because(
                    HttpProblem.NOT_FOUND,
                    "the console has no file "
                            + Malformed.quote(name)
                            + "; a page of another version asks for it: load the page again");
        }
        send(exchange, asset.type(), FOR_EVER, asset.bytes().shared());
    }

    private static void requireRead(Exchange exchange) {
        if (!exchange.method().equals("GET") && !exchange.method().equals("HEAD")) {
            throw Refused.method("GET, HEAD", "the console is read with GET and HEAD");
        }
    }

    /// The WebSockets of this peer, at the address at which it was asked: not every browser takes
    /// `'self'` for them, too. Behind something that speaks TLS it is `wss:`, which `'self'` is
    /// for.
    private static String sockets(Exchange exchange) {
        String host = Request.getServerName(exchange.request());
        return " ws://" + host + ":" + Request.getServerPort(exchange.request());
    }

    private static void send(Exchange exchange, String type, String caching, byte[] bytes) {
        exchange.put("Cache-Control", caching);
        exchange.put("Vary", "Accept, Sec-Fetch-Mode");
        exchange.put("Content-Security-Policy", POLICY + sockets(exchange));
        exchange.put("Referrer-Policy", "no-referrer");
        exchange.put("Cross-Origin-Opener-Policy", "same-origin");
        exchange.put("Cross-Origin-Resource-Policy", "same-origin");
        exchange.put("Content-Length", Integer.toString(bytes.length));
        exchange.begin(200, type);
        if (!exchange.method().equals("HEAD")) {
            exchange.write(bytes);
        }
        exchange.end();
    }
}
