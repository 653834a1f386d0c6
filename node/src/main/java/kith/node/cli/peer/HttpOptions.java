package kith.node.cli.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import kith.node.NodeConfig;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Failure;
import kith.node.cli.shell.Option;

/// Where `up` binds HTTP, and whom it answers: the options for that, and what they mean.
final class HttpOptions {
    private static final int PORT_LAST = 0xffff;

    private HttpOptions() {}

    static List<Option> all() {
        return List.of(
                Option.of("http-port", "N", "for this machine; else the one after --port"),
                Option.of(
                        "http",
                        "ADDR:PORT",
                        "HTTP for others too, without encryption; who asks must show the token"),
                Option.many(
                        "http-host",
                        "NAME",
                        "a name under which HTTP may be asked for, with the token"),
                Option.many(
                        "http-origin",
                        "ORIGIN",
                        "a website whose pages may use it, as https://app.example"));
    }

    static NodeConfig chosen(Call call, NodeConfig config) {
        int port = (int) call.number("http-port", NodeConfig.BESIDE, 0, PORT_LAST);
        var http = config.http();
        String at = call.option("http");
        if (at != null) {
            if (call.has("http-port")) {
                throw Failure.usage("--http has a port already: leave out --http-port", "");
            }
            int colon = at.lastIndexOf(':');
            String host = unbracketed(at, colon);
            port = (int) Call.number("the port of --http", at.substring(colon + 1), 0, PORT_LAST);
            http = http.at(host);
        }
        if (http.needsToken() && call.has("http-origin") && !call.has("http-host")) {
            throw Failure.usage(
                    "--http-origin does not go with --http: a page of a website cannot show the"
                            + " token",
                    "Behind a proxy with TLS, add --http-host and the name that it is asked for.");
        }
        return config.withHttp(http.trusting(hosts(call), origins(call)), port);
    }

    /// An IPv6 address stands in brackets, since it has colons of its own.
    private static String unbracketed(String at, int colon) {
        String host = colon < 0 ? "" : at.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (host.isEmpty() || !bracketed && host.indexOf(':') >= 0) {
            throw Failure.usage(
                    "--http is \"" + at + "\", expected an address and a port",
                    "For example 192.0.2.2:5485, [fd00::2]:5485, or 0.0.0.0:5485 for all.");
        }
        return bracketed ? host.substring(1, host.length() - 1) : host;
    }

    private static List<String> hosts(Call call) {
        var hosts = new ArrayList<String>();
        for (String host : call.all("http-host")) {
            boolean port = host.indexOf(':') >= 0 && !host.endsWith("]");
            if (host.isEmpty() || port || host.indexOf('/') >= 0 || host.indexOf('*') >= 0) {
                throw Failure.usage(
                        "--http-host is \"" + host + "\", expected one name without a port", "");
            }
            hosts.add(host.toLowerCase(Locale.ROOT));
        }
        return hosts;
    }

    /// As browsers write them (RFC 6454, section 6.2).
    private static List<String> origins(Call call) {
        var origins = new ArrayList<String>();
        for (String origin : call.all("http-origin")) {
            int slashes = origin.indexOf("://");
            boolean more = origin.indexOf('/', slashes + 3) >= 0 || origin.indexOf('*') >= 0;
            if (slashes < 1 || slashes + 3 == origin.length() || more) {
                throw Failure.usage(
                        "--http-origin is \"" + origin + "\", expected scheme, host and port",
                        "For example https://app.example or http://localhost:5173.");
            }
            origins.add(origin.toLowerCase(Locale.ROOT));
        }
        return origins;
    }
}
