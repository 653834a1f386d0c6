package kith.node.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import kith.node.http.live.Pace;

/// The bounds and the trust of HTTP.
///
/// @param host where it listens; in small letters, as names in requests are compared
/// @param hosts other names under which it may be asked for, beside those of this machine
/// @param origins other origins whose pages may use it, as `https://host:port`
/// @param connectionsMax connections at once
/// @param strangersMax connections at once of which no request was let in (yet)
/// @param strangersPerAddressMax the same from one address; of this machine as many as of all
/// @param strangerMillis how long such a connection may take for its first request
/// @param idleMillis how long a connection may say nothing, while no subscription runs on it
/// @param writeMillis how long a client may take for what was sent to it, before it is cut off
/// @param heartbeatMillis how often a quiet subscription shows that it lives
/// @param lingerMillis how long changes are remembered for those who may come back
public record HttpConfig(
        String host,
        List<String> hosts,
        List<String> origins,
        int connectionsMax,
        int strangersMax,
        int strangersPerAddressMax,
        int strangerMillis,
        int idleMillis,
        int writeMillis,
        int heartbeatMillis,
        int lingerMillis) {

    private static final String OVER_TLS = "https://";
    private static final String STANDARD_HOST = "127.0.0.1";

    public HttpConfig {
        host = host.toLowerCase(Locale.ROOT);
        hosts = hosts.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
        origins = List.copyOf(origins);
        if (strangersMax < 1 || strangersPerAddressMax < 1 || strangerMillis < 1) {
            throw new IllegalArgumentException("bounds of strangers must be positive");
        }
        if (connectionsMax < 1 || idleMillis < 1 || writeMillis < 1 || heartbeatMillis < 1) {
            throw new IllegalArgumentException("bounds of HTTP must be positive");
        }
    }

    /// Whether each request has to show the token: nobody but this machine is let in without. Who
    /// gives the peer another name has a proxy in front of it, which listens for everybody and asks
    /// from this machine.
    public boolean needsToken() {
        return !isLocal(host) || !hosts.isEmpty();
    }

    /// Under which names, with a port where it is not the usual one, pages that came over TLS ask
    /// for this peer: something in front of it speaks that.
    public List<String> namesOverTls() {
        return origins.stream()
                .filter(origin -> origin.startsWith(OVER_TLS))
                .map(origin -> origin.substring(OVER_TLS.length()))
                .filter(name -> hosts.contains(name.replaceFirst(":[0-9]+$", "")))
                .toList();
    }

    /// Whether nobody has said where it listens.
    boolean isStandard() {
        return host.equals(STANDARD_HOST);
    }

    /// Whether nobody but this machine reaches that address.
    private static boolean isLocal(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    Pace pace() {
        return new Pace(heartbeatMillis, writeMillis, lingerMillis);
    }

    /// For this machine alone.
    public static HttpConfig standard() {
        return new HttpConfig(
                STANDARD_HOST,
                List.of(),
                List.of(),
                8_192,
                1_024,
                64,
                5_000,
                30_000,
                30_000,
                30_000,
                60_000);
    }

    public HttpConfig at(String otherHost) {
        return new HttpConfig(
                otherHost,
                hosts,
                origins,
                connectionsMax,
                strangersMax,
                strangersPerAddressMax,
                strangerMillis,
                idleMillis,
                writeMillis,
                heartbeatMillis,
                lingerMillis);
    }

    public HttpConfig trusting(List<String> moreHosts, List<String> moreOrigins) {
        return new HttpConfig(
                host,
                moreHosts,
                moreOrigins,
                connectionsMax,
                strangersMax,
                strangersPerAddressMax,
                strangerMillis,
                idleMillis,
                writeMillis,
                heartbeatMillis,
                lingerMillis);
    }

    public HttpConfig withMillis(int idle, int write, int heartbeat, int linger) {
        return new HttpConfig(
                host,
                hosts,
                origins,
                connectionsMax,
                strangersMax,
                strangersPerAddressMax,
                strangerMillis,
                idle,
                write,
                heartbeat,
                linger);
    }

    public HttpConfig withConnectionsMax(int connections) {
        return new HttpConfig(
                host,
                hosts,
                origins,
                connections,
                strangersMax,
                strangersPerAddressMax,
                strangerMillis,
                idleMillis,
                writeMillis,
                heartbeatMillis,
                lingerMillis);
    }

    public HttpConfig withStrangers(int max, int perAddressMax, int millis) {
        return new HttpConfig(
                host,
                hosts,
                origins,
                connectionsMax,
                max,
                perAddressMax,
                millis,
                idleMillis,
                writeMillis,
                heartbeatMillis,
                lingerMillis);
    }
}
