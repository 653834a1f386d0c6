package kith.node.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import kith.node.http.live.JsonModel;
import kith.node.http.talk.Pointer;
import kith.value.Json;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// A client of Braid subscriptions, by the letter of the draft: it keeps one JSON value up to date.
final class BraidClient implements AutoCloseable {
    private final RawHttp http;
    final RawHttp.Reply head;
    private byte[] chunk = new byte[0];
    private int at;
    private int lines;

    @Nullable Value value;
    String version = "";
    String parents = "";
    boolean whole;
    int updates;

    BraidClient(int port, String target, String... headers) {
        http = new RawHttp(port);
        var all = new ArrayList<>(List.of(headers));
        all.add("Subscribe: true");
        http.send("GET", target, "", all.toArray(new String[0]));
        head = http.head();
    }

    RawHttp http() {
        return http;
    }

    private int read() {
        while (at == chunk.length) {
            chunk = http.chunk();
            at = 0;
            if (chunk.length == 0) {
                throw new AssertionError("the stream has ended");
            }
        }
        return chunk[at++];
    }

    private String line() {
        var line = new ByteArrayOutputStream();
        for (int b = read(); b != '\n'; b = read()) {
            line.write(b);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    private byte[] bytes(int count) {
        var bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) read();
        }
        return bytes;
    }

    private Map<String, String> headers() {
        var headers = new TreeMap<String, String>();
        String line = line();
        while (line.isEmpty()) {
            lines++;
            line = line();
        }
        for (; !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return headers;
    }

    /// Blank lines seen before updates.
    int blankLines() {
        return lines;
    }

    /// Waits for a blank line.
    void awaitHeartbeat() {
        if (!line().isEmpty()) {
            throw new AssertionError("an update, and no heartbeat");
        }
    }

    /// Takes the next update in.
    BraidClient next() {
        Map<String, String> headers = headers();
        updates++;
        version = headers.getOrDefault("version", "");
        parents = headers.getOrDefault("parents", "");
        String patches = headers.get("patches");
        whole = patches == null;
        if (patches == null) {
            byte[] body = bytes(Integer.parseInt(headers.get("content-length")));
            value = body.length == 0 ? null : Json.parse(body);
            return this;
        }
        for (int i = 0; i < Integer.parseInt(patches); i++) {
            Map<String, String> patch = headers();
            byte[] content = bytes(Integer.parseInt(patch.get("content-length")));
            String range = patch.getOrDefault("content-range", "");
            Path path = Pointer.parse(range.length() > 5 ? range.substring(5) : "");
            value =
                    JsonModel.patched(
                            value, path, content.length == 0 ? null : Json.parse(content));
        }
        return this;
    }

    /// Takes updates in until the client has that version.
    BraidClient until(String wanted) {
        while (!version.equals(wanted)) {
            next();
        }
        return this;
    }

    @Override
    public void close() {
        http.close();
    }
}
