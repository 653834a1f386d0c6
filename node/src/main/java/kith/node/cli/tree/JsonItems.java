package kith.node.cli.tree;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import kith.value.Json;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// The items of a JSON array, one by one while it comes, so that a list of a million cells is never
/// in memory as a whole.
///
/// It looks for the end of an item by counting brackets outside of texts; what is between is parsed
/// as JSON.
final class JsonItems implements Closeable {
    private static final int BUFFER_BYTES = 64 << 10;

    /// One item: a cell, whose value is at most a change's worth of bytes, printed.
    private static final int ITEM_BYTES_MAX = 16 << 20;

    private final InputStream in;
    private byte[] buffer = new byte[BUFFER_BYTES];
    private int at;
    private int end;
    private boolean begun;

    private JsonItems(InputStream in) {
        this.in = in;
    }

    static JsonItems of(InputStream in) {
        return new JsonItems(in);
    }

    /// The next item; null at the end of the array.
    @Nullable Value next() throws IOException {
        int c = skipTo();
        if (!begun) {
            expect(c == '[');
            begun = true;
            at++;
            c = skipTo();
        } else if (c == ',') {
            at++;
            c = skipTo();
        }
        if (c == ']') {
            at++;
            return null;
        }
        int size = itemSize();
        Value item = Json.parse(buffer, at, at + size);
        at += size;
        return item;
    }

    private static void expect(boolean good) throws IOException {
        if (!good) {
            throw new IOException("the peer's answer is no list of cells");
        }
    }

    /// The next byte that is no space.
    private int skipTo() throws IOException {
        while (true) {
            if (at == end) {
                expect(fill());
            }
            byte c = buffer[at];
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                return c;
            }
            at++;
        }
    }

    /// How many bytes the item has that begins here. All of it is in the buffer then.
    private int itemSize() throws IOException {
        int depth = 0;
        boolean text = false;
        for (int size = 0; ; size++) {
            if (at + size == end) {
                expect(size < ITEM_BYTES_MAX && fill());
            }
            byte c = buffer[at + size];
            if (text) {
                if (c == '\\') {
                    size++;
                    if (at + size == end) {
                        expect(fill());
                    }
                } else if (c == '"') {
                    text = false;
                }
            } else if (c == '"') {
                text = true;
            } else if (c == '{' || c == '[') {
                depth++;
            } else if (depth == 0 && (c == ',' || c == ']')) {
                return size;
            } else if (c == '}' || c == ']') {
                depth--;
            }
        }
    }

    /// Reads more behind what is there; false at the end.
    private boolean fill() throws IOException {
        if (at > 0) {
            System.arraycopy(buffer, at, buffer, 0, end - at);
            end -= at;
            at = 0;
        }
        if (end == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        }
        int count = in.read(buffer, end, buffer.length - end);
        end += Math.max(0, count);
        return count > 0;
    }

    /// Reads the rest of the body, so that the connection can be used again.
    @Override
    public void close() throws IOException {
        while (in.read(buffer, 0, buffer.length) >= 0) {
            // what is left says nothing to us
        }
    }
}
