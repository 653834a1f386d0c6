package kith.node.client;

import java.nio.charset.StandardCharsets;
import kith.Address;
import kith.value.Path;

/// What stands behind the method in a request: an address as a URL writes it.
///
/// The text form of an address escapes what a URL may lose (dots, empty names, slashes); what is
/// left is to write its UTF-8 bytes in percent form (RFC 3986 section 2.1), all but those that may
/// stand in a path as they are. A percent sign that a user types is a percent sign.
public final class Target {
    private static final String PLAIN = "-._~!$&'()*+,;=:@/";
    private static final String HEX = "0123456789ABCDEF";

    private Target() {}

    /// The target of the cell with that address.
    public static String of(String address) {
        return encoded(address.startsWith("/") ? address : "/" + address);
    }

    /// The same below a collection that takes queries; `query` is already in URL form.
    public static String of(String address, String query) {
        return of(address) + '?' + query;
    }

    /// Where in its space a cell is; what is wrong with the address is a [kith.lang.Malformed].
    public static Path pathInSpace(String address) {
        return Address.parse(address).path();
    }

    static String encoded(String text) {
        var out = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (letter || PLAIN.indexOf(c) >= 0) {
                out.append(c);
            } else {
                out.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            }
        }
        return out.toString();
    }
}
