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
import kith.node.link.HostText;

/// Where others can reach this machine.
///
/// What an invitation names must be tried by people on the same network first, then by everybody,
/// and by a second peer on this machine last. A machine cannot know which of its addresses are
/// reached from outside (a router may stand between), so the owner can say it.
final class Reachable {
    private Reachable() {}

    /// The addresses to tell, as `host:port`: those that the owner chose, or else those of the
    /// interfaces that `host` listens on, private ones first and loopback last.
    static List<String> at(String host, int port, List<String> chosen) {
        if (!chosen.isEmpty()) {
            return chosen.stream().map(address -> withPort(address, port)).toList();
        }
        var all = new LinkedHashSet<String>();
        for (InetAddress address : sorted(listening(host))) {
            all.add(HostText.of(address) + ":" + port);
        }
        return bounded(new ArrayList<>(all));
    }

    /// As many as a link of an invitation names; the last one, the loopback, among them.
    private static List<String> bounded(List<String> all) {
        int most = InvitationLink.ADDRESSES_MAX;
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
