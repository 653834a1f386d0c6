package kith.node.client;

import java.io.IOException;
import java.io.InputStream;

/// The body of a reply: up to its length, or chunk by chunk (RFC 9112 section 7.1).
final class BodyStream extends InputStream {
    private final HttpConnection connection;
    private final boolean chunked;
    private long left; // of the body, or of this chunk
    private boolean first = true;
    private boolean ended;

    BodyStream(HttpConnection connection, long length, boolean chunked) {
        this.connection = connection;
        this.left = length;
        this.chunked = chunked;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int start, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (left == 0 && chunked && !ended) {
            nextChunk();
        }
        if (left == 0) {
            return -1;
        }
        int count = connection.in().read(to, start, (int) Math.min(length, left));
        if (count < 0) {
            throw new IOException("the connection was closed in the middle of a reply");
        }
        left -= count;
        return count;
    }

    private void nextChunk() throws IOException {
        if (!first && !connection.line().isEmpty()) {
            throw new IOException("a chunk that is longer than it said");
        }
        first = false;
        String size = connection.line();
        int semicolon = size.indexOf(';');
        String digits = semicolon < 0 ? size : size.substring(0, semicolon);
        left = HttpConnection.number(digits, 16, Long.MAX_VALUE);
        if (left == 0) {
            ended = true;
            while (!connection.line().isEmpty()) {
                // trailers say nothing to us
            }
        }
    }
}
