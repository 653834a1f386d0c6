package kith.lab.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import kith.Address;
import kith.identity.BoardId;
import kith.identity.Hasher;
import kith.identity.InvitationLink;
import kith.identity.PeerId;
import kith.identity.SpaceId;
import kith.lab.SimCrypto;
import kith.lab.fuzz.Decoder.Again;
import kith.lang.Base32;
import kith.lang.Base64;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Utf8;
import kith.lang.Writer;
import kith.log.Frontier;
import kith.value.Json;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// The decoders of texts. An input is its UTF-8, in which lone surrogates may occur.
final class Texts {
    private static final Hasher HASHER = new SimCrypto().hasher();

    private static final List<String> ADDRESSES =
            List.of(
                    "tasks/groceries/milk",
                    "@home/tasks/a~1b/~_",
                    ".peer/links",
                    ".board/spaces",
                    "@home",
                    "tasks",
                    "~" + "a".repeat(PeerId.TEXT_CHARS) + "/notes/x",
                    "/a/b/",
                    "");

    private Texts() {}

    static List<Decoder> all() {
        return List.of(
                Decoder.of(
                                "json",
                                utf8(Vectors.texts("values.json", "values", "json")),
                                Texts::json)
                        .mayAllocate(64 << 10, 512),
                text("address", ADDRESSES, Texts::address),
                text("path-text", Vectors.texts("paths.json", "paths", "text"), Texts::path),
                text("frontier", Vectors.texts("log.json", "places", "text"), Texts::frontier),
                id("peer-id", text -> PeerId.parse(text).text()),
                id("board-id", text -> BoardId.parse(text).text()),
                id("space-id", text -> SpaceId.parse(text).text()),
                text("base32", List.of("", "me", "mzxw6ytb"), Texts::base32),
                text("base64", List.of("", "Zg==", "Zm9vYmE="), Texts::base64),
                text("invitation-link", links(), Texts::link),
                Decoder.of("invitation-link-body", bodies(), Texts::linkBody));
    }

    private interface Parse {
        /// The text of what was parsed, or null where it may have several.
        @Nullable String again(String text);
    }

    private static Decoder text(String name, List<String> samples, Parse parse) {
        return Decoder.of(
                name,
                utf8(samples),
                bytes -> {
                    String back = parse.again(Utf8.decode(bytes.shared(), 0, bytes.size()));
                    return () -> back == null ? null : Bytes.wrap(Utf8.encode(back));
                });
    }

    private static Decoder id(String name, UnaryOperator<String> again) {
        var samples = List.of("a".repeat(PeerId.TEXT_CHARS));
        return text(name, samples, text -> sameButForCase(again.apply(text), text));
    }

    /// Capitals are read as well.
    private static String sameButForCase(String back, String text) {
        return back.equalsIgnoreCase(text) ? text : back;
    }

    private static List<Bytes> utf8(List<String> texts) {
        var all = new ArrayList<Bytes>();
        texts.forEach(text -> all.add(Bytes.wrap(Utf8.encode(text))));
        return all;
    }

    private static Again json(Bytes bytes) {
        Value value = Json.parse(bytes.shared());
        return () -> {
            if (!Json.parse(Json.print(value)).equals(value)
                    || !Json.parse(Json.printIndented(value)).equals(value)) {
                throw new AssertionError("printed, it is another value");
            }
            return null;
        };
    }

    private static @Nullable String address(String text) {
        Address address = Address.parse(text);
        String board = address.board() == null ? "" : "@" + address.board() + "/";
        String space = Address.text(address.space());
        String again = board + space + "/" + address.path().toText();
        if (!address.space().isEmpty() && !Address.parse(again).equals(address)) {
            throw new AssertionError(address + " is written " + again);
        }
        return null;
    }

    private static @Nullable String path(String text) {
        Path path = Path.parse(text);
        if (!Path.parse(path.toText()).equals(path)) {
            throw new AssertionError("it is another as " + path.toText());
        }
        return null;
    }

    private static String frontier(String text) {
        Frontier.ofTexts(List.of(text, text));
        return Frontier.parse(text).text();
    }

    private static String base32(String text) {
        return sameButForCase(Base32.encode(Base32.decode(text)), text);
    }

    private static String base64(String text) {
        return Base64.encode(Base64.decode(text));
    }

    private static List<String> links() {
        return Vectors.texts("identity.json", "", "text").stream()
                .filter(text -> text.startsWith(InvitationLink.SCHEME))
                .toList();
    }

    private static @Nullable String link(String text) {
        InvitationLink link = InvitationLink.parse(text, HASHER);
        if (!InvitationLink.parse(link.qrText(HASHER), HASHER).equals(link)) {
            throw new AssertionError("it is another link in capitals");
        }
        return null;
    }

    // What is inside a link, behind a checksum that is good

    private static final int HEADER_BYTES = 3;
    private static final int CHECKSUM_BYTES = 4;

    private static List<Bytes> bodies() {
        return links().stream().map(Texts::body).toList();
    }

    private static Again linkBody(Bytes body) {
        int size = HEADER_BYTES + body.size() + CHECKSUM_BYTES;
        if (size > 0xffff) {
            throw new Malformed("no link is as long");
        }
        var out = new Writer().u8(InvitationLink.VERSION).u8(size).u8(size >> 8).bytes(body);
        var summed = new Writer().bytes(Bytes.wrap(Utf8.encode("kith/link/1\0")));
        summed.bytes(out.shared(), 0, out.size());
        Bytes hash = HASHER.sha256(summed.shared(), 0, summed.size());
        out.bytes(hash.slice(0, CHECKSUM_BYTES));
        String text = InvitationLink.SCHEME + Base32.encode(out.toBytes());
        InvitationLink link = InvitationLink.parse(text, HASHER);
        return () -> body(link.text(HASHER));
    }

    private static Bytes body(String link) {
        Bytes all = Base32.decode(link.substring(InvitationLink.SCHEME.length()));
        return all.slice(HEADER_BYTES, all.size() - CHECKSUM_BYTES);
    }
}
