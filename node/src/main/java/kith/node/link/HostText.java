package kith.node.link;

import java.net.Inet4Address;
import java.net.InetAddress;

/// How people write an address: IPv6 in brackets, as in a URL, and in the short form of RFC 5952
/// section 4 (no zeros in front, the longest run of zero groups as `::`), which the JDK does not
/// write. Without the name of an interface, which is of no use to others.
public final class HostText {
    private static final int GROUPS = 8;

    private HostText() {}

    public static String of(InetAddress address) {
        if (address instanceof Inet4Address) {
            return address.getHostAddress();
        }
        byte[] bytes = address.getAddress();
        int gap = longestRun(bytes);
        int gapEnd = gap + run(bytes, gap);
        var out = new StringBuilder("[");
        for (int i = 0; i < GROUPS; i++) {
            if (gapEnd - gap > 1 && i >= gap && i < gapEnd) {
                out.append(i == gap ? "::" : "");
            } else {
                boolean first = out.length() == 1 || out.charAt(out.length() - 1) == ':';
                out.append(first ? "" : ":").append(Integer.toHexString(group(bytes, i)));
            }
        }
        return out.append(']').toString();
    }

    /// Where the longest run of zero groups begins; the first of those that are equally long.
    private static int longestRun(byte[] bytes) {
        int longest = 0;
        for (int i = 1; i < GROUPS; i++) {
            longest = run(bytes, i) > run(bytes, longest) ? i : longest;
        }
        return longest;
    }

    /// How many groups from that one on are zero.
    private static int run(byte[] bytes, int from) {
        int end = from;
        while (end < GROUPS && group(bytes, end) == 0) {
            end++;
        }
        return end - from;
    }

    private static int group(byte[] bytes, int index) {
        return (bytes[2 * index] & 0xff) << 8 | bytes[2 * index + 1] & 0xff;
    }
}
