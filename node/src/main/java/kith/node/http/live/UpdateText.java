package kith.node.http.live;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import kith.lang.Utf8;
import kith.node.http.talk.Pointer;
import kith.node.http.talk.Versions;
import kith.value.Json;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// Updates as Braid writes them: headers, an empty line, a body, and a line that separates it from
/// the next.
///
/// A body without content says that there is nothing: JSON has no text of that length.
///
/// Source: draft-toomim-httpbis-braid-http-04, sections 3.3 and 4.2.
final class UpdateText {
    static final byte[] HEARTBEAT = ascii("\r\n");
    private static final String TEXT = "text/plain; charset=utf-8";

    /// The names of an update: of the version it leads to, and of those it follows on. Empty where
    /// they are not told.
    record Names(List<String> version, List<String> parents) {}

    private UpdateText() {}

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /// A part of a text that is replaced: code points from, to, and what stands there then.
    record TextPart(int from, int to, String content) {}

    private static StringBuilder head(Names names) {
        return head(names, "application/json");
    }

    private static StringBuilder head(Names names, String type) {
        var head = new StringBuilder();
        if (!names.version().isEmpty()) {
            head.append("Version: ").append(Versions.header(names.version())).append("\r\n");
        }
        if (!names.parents().isEmpty()) {
            head.append("Parents: ").append(Versions.header(names.parents())).append("\r\n");
        }
        return head.append("Content-Type: ").append(type).append("\r\n");
    }

    /// The whole value; null when there is nothing.
    static byte[] whole(Names names, @Nullable Value value) {
        return whole(names, value == null ? new byte[0] : Utf8.encode(Json.print(value)));
    }

    static byte[] whole(Names names, byte[] body) {
        var out = new ByteArrayOutputStream(body.length + 256);
        StringBuilder head = head(names).append("Content-Length: ").append(body.length);
        out.writeBytes(ascii(head.append("\r\n\r\n").toString()));
        out.writeBytes(body);
        out.writeBytes(HEARTBEAT);
        return out.toByteArray();
    }

    /// A whole text.
    static byte[] text(Names names, byte[] body) {
        var out = new ByteArrayOutputStream(body.length + 256);
        out.writeBytes(ascii(head(names, TEXT) + "Content-Length: " + body.length + "\r\n\r\n"));
        out.writeBytes(body);
        out.writeBytes(HEARTBEAT);
        return out.toByteArray();
    }

    /// Parts of a text.
    static byte[] texts(Names names, List<TextPart> parts) {
        var out = new ByteArrayOutputStream(128 * parts.size() + 256);
        out.writeBytes(ascii(head(names, TEXT) + "Patches: " + parts.size() + "\r\n"));
        for (TextPart part : parts) {
            String range = "[" + part.from() + ":" + part.to() + "]";
            byte[] content = Utf8.encode(part.content());
            String length = "\r\nContent-Length: " + content.length;
            out.writeBytes(ascii(length + "\r\nContent-Range: text " + range + "\r\n\r\n"));
            out.writeBytes(content);
            out.writeBytes(HEARTBEAT);
        }
        out.writeBytes(HEARTBEAT);
        return out.toByteArray();
    }

    /// Parts of a value at `base`.
    static byte[] parts(Names names, Path base, List<Shape.Part> parts) {
        var out = new ByteArrayOutputStream(128 * parts.size() + 256);
        StringBuilder head = head(names).append("Patches: ").append(parts.size());
        out.writeBytes(ascii(head.append("\r\n").toString()));
        for (Shape.Part part : parts) {
            Value value = part.value();
            byte[] content = value == null ? new byte[0] : Utf8.encode(Json.print(value));
            out.writeBytes(
                    ascii(
                            "\r\nContent-Length: "
                                    + content.length
                                    + "\r\nContent-Range: json "
                                    + Pointer.text(base, part.path())
                                    + "\r\n\r\n"));
            out.writeBytes(content);
            out.writeBytes(HEARTBEAT);
        }
        out.writeBytes(HEARTBEAT);
        return out.toByteArray();
    }
}
