package kith.node;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import kith.identity.InvitationLink;
import kith.node.http.HttpConfig;
import kith.node.http.pipe.PipeDoor;
import kith.node.link.HostText;

/// Where others can reach this machine.
///
/// What an invitation names must be tried by people on the same network first, then by everybody,
/// and by a second peer on this machine last. A machine cannot know which of its addresses are
/// reached from outside (a router may stand between), so the owner can say it.
final class Reachable {
    private Reachable() {}

    /// Addresses for peers in browsers. Guess: one of the own network, one for everybody, and this
    /// machine.
    private static final int WEB_MAX = 3;

    /// All addresses to tell, as many as a link of an invitation names: those for other nodes, then
    /// those for peers in browsers.
    static List<String> at(NodeConfig config, int port, int httpPort, String pipePath) {
        List<String> web = web(config.http(), httpPort, config.advertise(), pipePath);
        List<String> all = links(config.host(), port, config.advertise());
        var told = new ArrayList<>(bounded(all, InvitationLink.ADDRESSES_MAX - web.size()));
        told.addAll(web);
        return told;
    }

    /// The addresses for other nodes, as `host:port`: those that the owner chose, or else those of
    /// the interfaces that `host` listens on, private ones first and loopback last.
    static List<String> links(String host, int port, List<String> chosen) {
        List<String> own = chosen.stream().filter(one -> !InvitationLink.isWeb(one)).toList();
        if (!own.isEmpty()) {
            return own.stream().map(address -> withPort(address, port)).toList();
        }
        var all = new LinkedHashSet<String>();
        for (InetAddress address : sorted(listening(host))) {
            all.add(HostText.of(address) + ":" + port);
        }
        return new ArrayList<>(all);
    }

    /// The addresses for peers in browsers: those that the owner chose, or else the names under
    /// which a proxy with TLS asks for this peer, and the addresses at which HTTP listens. Who
    /// chose addresses for nodes only has said what others are to know of this machine, so then
    /// there is but the loopback, for its own browsers.
    static List<String> web(HttpConfig http, int port, List<String> chosen, String pipePath) {
        List<String> own = chosen.stream().filter(InvitationLink::isWeb).toList();
        if (!own.isEmpty()) {
            return bounded(own.stream().map(one -> withPath(one, pipePath)).toList(), WEB_MAX);
        }
        var all = new LinkedHashSet<String>();
        for (String name : chosen.isEmpty() ? http.namesOverTls() : List.<String>of()) {
            all.add("wss://" + name + pipePath);
        }
        for (InetAddress address : sorted(listening(http.host()))) {
            if (chosen.isEmpty() || address.isLoopbackAddress()) {
                all.add("ws://" + HostText.of(address) + ":" + port + pipePath);
            }
        }
        return bounded(new ArrayList<>(all), WEB_MAX);
    }

    /// Who says only where the door is means the one that this peer has.
    private static String withPath(String address, String pipePath) {
        if (!address.endsWith(PipeDoor.PATH)) {
            return address;
        }
        String place = address.substring(0, address.length() - PipeDoor.PATH.length());
        return InvitationLink.isAddress(place + pipePath) ? place + pipePath : address;
    }

    /// The first of them; the last one, the loopback, among them.
    private static List<String> bounded(List<String> all, int most) {
        if (all.size() <= most) {
            return all;
        }
        var some = new ArrayList<>(all.subList(0, most - 1));
        some.add(all.getLast());
        return some;
    }

    private static String withPort(String address, int port) {
        boolean bare = address.indexOf(':') < 0 || address.endsWith("]");
        return bare ? address + ":" + port : address;
    }

    private static List<InetAddress> listening(String host) {
        try {
            InetAddress address = InetAddress.getByName(host);
            return address.isAnyLocalAddress() ? ofInterfaces() : List.of(address);
        } catch (UnknownHostException e) {
            return List.of(); // listening there will say what is wrong
        }
    }

    private static List<InetAddress> ofInterfaces() {
        var all = new ArrayList<InetAddress>();
        try {
            for (NetworkInterface one : NetworkInterface.networkInterfaces().toList()) {
                if (one.isUp()) {
                    one.inetAddresses().filter(Reachable::isUsable).forEach(all::add);
                }
            }
        } catch (SocketException e) {
            all.add(InetAddress.getLoopbackAddress()); // nothing else is known
        }
        return all;
    }

    /// An address that is only good with the name of an interface is of no use to others.
    private static boolean isUsable(InetAddress address) {
        boolean special =
                address.isLinkLocalAddress()
                        || address.isMulticastAddress()
                        || address.isAnyLocalAddress();
        boolean loopback6 = address.isLoopbackAddress() && !(address instanceof Inet4Address);
        return !special && !loopback6;
    }

    private static List<InetAddress> sorted(List<InetAddress> addresses) {
        var sorted = new ArrayList<>(addresses);
        sorted.sort((a, b) -> Integer.compare(rank(a), rank(b)));
        return sorted;
    }

    private static int rank(InetAddress address) {
        if (address.isLoopbackAddress()) {
            return 4;
        }
        boolean local = address.isSiteLocalAddress() || isUniqueLocal(address);
        return (local ? 0 : 2) + (address instanceof Inet4Address ? 0 : 1);
    }

    /// fc00::/7 (RFC 4193), which took the place of what Java calls site-local.
    private static boolean isUniqueLocal(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
    }
}
