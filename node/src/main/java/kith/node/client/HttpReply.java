package kith.node.client;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A reply. Its body is read once, to its end, before the next reply of the connection.
public record HttpReply(int status, Map<String, String> headers, InputStream body) {
    public @Nullable String header(String name) {
        return headers.get(name);
    }

    public boolean isGood() {
        return status >= 200 && status < 300;
    }

    /// The whole body.
    public byte[] bytes() throws IOException {
        return body.readAllBytes();
    }
}
