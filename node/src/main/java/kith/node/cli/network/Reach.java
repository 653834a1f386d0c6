package kith.node.cli.network;

import java.net.InetAddress;
import java.util.List;

/// From where the best of some addresses, each `host:port`, can be reached at all.
enum Reach {
    NOWHERE,
    THIS_MACHINE,
    THIS_NETWORK,
    EVERYWHERE;

    static Reach of(List<String> addresses) {
        Reach best = NOWHERE;
        for (String address : addresses) {
            Reach one = of(host(address));
            best = one.compareTo(best) > 0 ? one : best;
        }
        return best;
    }

    private static String host(String address) {
        int colon = address.lastIndexOf(':');
        String host = colon < 0 ? address : address.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        return bracketed ? host.substring(1, host.length() - 1) : host;
    }

    /// A name is for everybody who can look it up; it is not looked up here.
    private static Reach of(String host) {
        if (host.equals("localhost")) {
            return THIS_MACHINE;
        }
        try {
            InetAddress at = InetAddress.ofLiteral(host);
            if (at.isLoopbackAddress()) {
                return THIS_MACHINE;
            }
            return at.isSiteLocalAddress() || at.isLinkLocalAddress() || isUniqueLocal(at)
                    ? THIS_NETWORK
                    : EVERYWHERE;
        } catch (IllegalArgumentException name) {
            return EVERYWHERE;
        }
    }

    /// Source: RFC 4193, `fc00::/7`.
    private static boolean isUniqueLocal(InetAddress at) {
        byte[] bytes = at.getAddress();
        return bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
    }
}
