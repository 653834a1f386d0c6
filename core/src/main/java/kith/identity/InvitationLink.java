package kith.identity;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Base32;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Utf8;
import kith.lang.Writer;

/// An invitation as one hands it on: `kith:` and base32 of the invitation, the secret that it is
/// worth, the board's name, and addresses of peers to begin with.
///
/// A link is copied, cut by a chat program, wrapped by a mail program, read out, typed. So version
/// and length stand in front and a checksum at the end, in these places in all versions, and each
/// kind of damage is told apart: no link at all, cut off, something added, a typing error, another
/// version. White space inside is ignored, and capital letters are read as well: a QR code stores
/// capitals more tightly ([#qrText]).
///
/// Who has the link has the invitation: it is a secret, and [#toString] does not print it.
///
/// @param boardName what the inviter's board is called; a hint, the founding record says it
/// @param addresses where members listened when the link was made: `host:port`, or for peers in
///     browsers `ws://host:port/path`
public record InvitationLink(
        Invitation invitation, Bytes secret, String boardName, List<String> addresses) {

    public static final int VERSION = 1;
    public static final int SECRET_BYTES = 16;
    public static final int ADDRESSES_MAX = 8;

    /// A host name of 253 bytes (RFC 1035, without the final dot), a colon and a port; an IPv6
    /// address in brackets is shorter. A URL has to do with as many.
    public static final int ADDRESS_BYTES_MAX = 259;

    /// The largest link has 3,865 characters; the rest is for white space. A QR code holds 4,296.
    public static final int TEXT_CHARS_MAX = 8_192;

    public static final String SCHEME = "kith:";

    private static final String WEB = "ws://";
    private static final String WEB_OVER_TLS = "wss://";

    /// Before the id of a peer that listens nowhere, and is reached through others.
    private static final String MESH = "mesh:";

    private static final int HEADER_BYTES = 3;

    /// Five whole bytes, of which three are the header.
    private static final int HEADER_CHARS = 8;

    private static final int CHECKSUM_BYTES = 4;
    private static final int PORT_LAST = 65_535;

    public InvitationLink {
        if (secret.size() != SECRET_BYTES) {
            throw new Malformed(
                    "the secret of a link has "
                            + secret.size()
                            + " bytes, expected "
                            + SECRET_BYTES);
        }
        BoardRecord.Founding.requireName(boardName);
        addresses = List.copyOf(addresses);
        if (addresses.size() > ADDRESSES_MAX) {
            throw new Malformed(
                    "a link has " + addresses.size() + " addresses, at most " + ADDRESSES_MAX);
        }
        for (String address : addresses) {
            requireAddress(address);
        }
    }

    /// The private seed of the invite key: who signs with it has the link.
    public static Bytes inviteSeed(Bytes secret, Hasher hasher) {
        return Domain.hash(Domain.INVITE_KEY.begin().bytes(secret), hasher);
    }

    /// The link in lower case.
    public String text(Hasher hasher) {
        var body = new Writer(512).u8(VERSION).u8(0).u8(0);
        invitation.write(body);
        body.bytes(secret).string(boardName).varint(addresses.size());
        for (String address : addresses) {
            body.string(address);
        }
        int size = body.size() + CHECKSUM_BYTES;
        body.shared()[1] = (byte) size;
        body.shared()[2] = (byte) (size >>> 8);
        body.bytes(checksum(body.shared(), body.size(), hasher));
        return SCHEME + Base32.encode(body.toBytes());
    }

    /// The link in capitals, for a QR code in alphanumeric mode.
    public String qrText(Hasher hasher) {
        String text = text(hasher);
        var out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            out.append(c >= 'a' && c <= 'z' ? (char) (c - 'a' + 'A') : c);
        }
        return out.toString();
    }

    /// Reads a link, however it was wrapped; what is wrong with it is said in the [Malformed].
    public static InvitationLink parse(String text, Hasher hasher) {
        if (text.length() > TEXT_CHARS_MAX) {
            throw new Malformed(
                    "an invitation link of "
                            + text.length()
                            + " characters, at most "
                            + TEXT_CHARS_MAX);
        }
        String link = withoutSpace(text);
        if (!link.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw new Malformed(
                    "not a Kith invitation: it begins with "
                            + Malformed.quote(link.substring(0, Math.min(link.length(), 12)))
                            + ", expected \""
                            + SCHEME
                            + "\"");
        }
        var body = whole(link, hasher);
        return read(new Reader(body.shared(), HEADER_BYTES, body.size() - CHECKSUM_BYTES));
    }

    private static InvitationLink read(Reader in) {
        var invitation = Invitation.read(in);
        var secret = in.bytes(SECRET_BYTES);
        String boardName = in.string(BoardRecord.Founding.NAME_BYTES_MAX, "a board name");
        int count = in.count(ADDRESSES_MAX, "number of addresses");
        var addresses = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            addresses.add(in.string(ADDRESS_BYTES_MAX, "an address"));
        }
        if (in.remaining() != 0) {
            throw new Malformed("an invitation link with " + in.remaining() + " bytes too many");
        }
        return new InvitationLink(invitation, secret, boardName, addresses);
    }

    /// The bytes of an undamaged link of our version.
    private static Bytes whole(String link, Hasher hasher) {
        int headerEnd = SCHEME.length() + HEADER_CHARS;
        if (link.length() < headerEnd) {
            throw new Malformed(
                    "the invitation link is cut off after its beginning: copy it whole");
        }
        var header = decode(link, headerEnd);
        int size = header.at(1) & 0xff | (header.at(2) & 0xff) << 8;
        int expected = SCHEME.length() + (size * 8 + 4) / 5;
        if (link.length() < expected) {
            throw new Malformed(
                    "the invitation link is cut off: "
                            + link.length()
                            + " of "
                            + expected
                            + " characters are here; copy it whole");
        }
        if (link.length() > expected || size < HEADER_BYTES + CHECKSUM_BYTES) {
            throw new Malformed(
                    "the invitation link has "
                            + (link.length() - expected)
                            + " characters too many, or an error near its beginning: copy it again");
        }
        var bytes = decode(link, link.length());
        int summed = size - CHECKSUM_BYTES;
        if (!bytes.slice(summed, size).equals(checksum(bytes.shared(), summed, hasher))) {
            throw new Malformed(
                    "the invitation link has a typing error somewhere: copy it instead of typing it,"
                            + " or compare it letter by letter");
        }
        if (bytes.at(0) != VERSION) {
            throw new Malformed(
                    "the invitation link is of version "
                            + (bytes.at(0) & 0xff)
                            + "; this program reads version "
                            + VERSION
                            + ": update the older of the two");
        }
        return bytes;
    }

    private static Bytes decode(String link, int end) {
        try {
            return Base32.decode(link, SCHEME.length(), end);
        } catch (Malformed e) {
            throw new Malformed("the invitation link has a typing error: " + e.getMessage());
        }
    }

    private static Bytes checksum(byte[] body, int end, Hasher hasher) {
        var hash = Domain.hash(Domain.LINK.begin().bytes(body, 0, end), hasher);
        return hash.slice(0, CHECKSUM_BYTES);
    }

    private static String withoutSpace(String text) {
        var out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != ' ' && c != '\t' && c != '\r' && c != '\n') {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static void requireAddress(String address) {
        if (!isAddress(address)) {
            throw new Malformed(
                    "no address: " + Malformed.quote(address) + ", expected host:port or ws://…");
        }
    }

    /// Whether it is for peers that can only open a WebSocket.
    public static boolean isWeb(String address) {
        return address.startsWith(WEB) || address.startsWith(WEB_OVER_TLS);
    }

    /// Whether a link can name it.
    public static boolean isAddress(String address) {
        boolean sound = Utf8.size(address) <= ADDRESS_BYTES_MAX;
        for (int i = 0; i < address.length(); i++) {
            sound &= address.charAt(i) > ' ' && address.charAt(i) < 0x7f;
        }
        if (isMesh(address)) {
            return sound && address.length() == MESH.length() + PeerId.TEXT_CHARS;
        }
        return sound && (isWeb(address) ? isWebPlace(address) : isPlace(address));
    }

    /// Whether it leads nowhere by itself: to that peer, through others that are linked to it.
    public static boolean isMesh(String address) {
        return address.startsWith(MESH);
    }

    private static boolean isPlace(String address) {
        int colon = address.lastIndexOf(':');
        return colon > 0 && isPort(address, colon + 1);
    }

    /// A URL names a port only where it is not the usual one.
    private static boolean isWebPlace(String url) {
        int start = url.indexOf("//") + 2;
        int slash = url.indexOf('/', start);
        String place = url.substring(start, slash < 0 ? url.length() : slash);
        boolean named = place.lastIndexOf(':') > place.lastIndexOf(']');
        return named ? isPlace(place) : !place.isEmpty();
    }

    private static boolean isPort(String address, int start) {
        int port = 0;
        for (int i = start; i < address.length(); i++) {
            char c = address.charAt(i);
            if (c < '0' || c > '9' || port > PORT_LAST) {
                return false;
            }
            port = port * 10 + (c - '0');
        }
        return port > 0 && port <= PORT_LAST && address.charAt(start) != '0';
    }

    /// Says which board, and not the secret.
    @Override
    public String toString() {
        return SCHEME + "… (invitation to " + boardName + ")";
    }
}
