package kith.node.client;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One connection to an HTTP/1.1 server. Requests are sent in a row, and their replies come in that
/// row; the body of a reply must be read to its end before the next is received.
///
/// One thread may send while another receives. A sender that never receives ends up waiting, once
/// the buffers between are full: at most some hundred small replies should be outstanding.
public final class HttpConnection implements Closeable {
    /// A peer on this machine answers at once, or is not there.
    private static final int CONNECT_MILLIS_MAX = 5_000;

    private static final int BUFFER_BYTES = 64 << 10;
    private static final int LINE_BYTES_MAX = 64 << 10;
    private static final int HEADERS_MAX = 200;

    private final Socket socket;
    private final String host;
    private @Nullable String token;
    private final InputStream in;
    private final OutputStream out;

    private HttpConnection(Socket socket, String host, @Nullable String token) throws IOException {
        this.socket = socket;
        this.host = host;
        this.token = token;
        this.in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
        this.out = new BufferedOutputStream(socket.getOutputStream(), BUFFER_BYTES);
    }

    /// `host` as in a URL: an IPv6 address in brackets. The token is shown with each request; only
    /// for who is sure to have found the peer of that home, see [PeerClient#of].
    public static HttpConnection open(String host, int port, @Nullable String token)
            throws IOException {
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        String plain = bracketed ? host.substring(1, host.length() - 1) : host;
        var socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(
                    new InetSocketAddress(InetAddress.getByName(plain), port), CONNECT_MILLIS_MAX);
            return new HttpConnection(socket, host + ":" + port, token);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /// Shows the token with each request from now on.
    void show(String shown) {
        token = shown;
    }

    /// How long to wait for bytes of a reply; 0 is for ever.
    public void timeoutMillis(int millis) throws IOException {
        socket.setSoTimeout(millis);
    }

    /// Sends a request; `target` is percent-encoded. Without a body it is sent without one.
    public void send(
            String method, String target, Map<String, String> headers, byte @Nullable [] body)
            throws IOException {
        var head = new StringBuilder(256);
        head.append(method).append(' ').append(target).append(" HTTP/1.1\r\nHost: ").append(host);
        for (var header : headers.entrySet()) {
            head.append("\r\n").append(header.getKey()).append(": ").append(header.getValue());
        }
        if (token != null) {
            head.append("\r\nAuthorization: Bearer ").append(token);
        }
        if (body != null) {
            head.append("\r\nContent-Type: application/json\r\nContent-Length: ");
            head.append(body.length);
        }
        head.append("\r\n\r\n");
        out.write(head.toString().getBytes(StandardCharsets.US_ASCII));
        if (body != null) {
            out.write(body);
        }
        out.flush();
    }

    /// Waits for the next reply and reads its head.
    public HttpReply receive() throws IOException {
        String status = line();
        if (!status.startsWith("HTTP/1.1 ") || status.length() < 12) {
            throw new IOException("no HTTP/1.1 server: \"" + status + '"');
        }
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon < 1 || headers.size() == HEADERS_MAX) {
                throw new IOException("no header: \"" + line + '"');
            }
            headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        int code = (int) number(status.substring(9, 12), 10, 999);
        return new HttpReply(code, headers, body(code, headers));
    }

    private InputStream body(int code, Map<String, String> headers) throws IOException {
        String length = headers.get("Content-Length");
        if (code == 204 || code == 304) {
            return new BodyStream(this, 0, false);
        }
        if ("chunked".equalsIgnoreCase(headers.get("Transfer-Encoding"))) {
            return new BodyStream(this, 0, true);
        }
        if (length != null) {
            return new BodyStream(this, number(length, 10, Long.MAX_VALUE), false);
        }
        return in; // to the end of the connection
    }

    /// A number from 0 to `max` as the other side wrote it.
    static long number(String text, int radix, long max) throws IOException {
        long value = -1;
        try {
            value = Long.parseLong(text.strip(), radix);
        } catch (NumberFormatException none) {
            value = -1;
        }
        if (value < 0 || value > max) {
            throw new IOException("no number: \"" + text + '"');
        }
        return value;
    }

    InputStream in() {
        return in;
    }

    /// A line without its end.
    String line() throws IOException {
        var line = new StringBuilder(64);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0 || line.length() == LINE_BYTES_MAX) {
                throw new IOException(
                        c < 0 ? "the connection was closed" : "a line without an end");
            }
            line.append((char) c);
        }
        int end = line.length();
        return end > 0 && line.charAt(end - 1) == '\r'
                ? line.substring(0, end - 1)
                : line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
