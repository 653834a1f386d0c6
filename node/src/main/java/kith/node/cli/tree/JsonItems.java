package kith.node.cli.tree;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import kith.value.Json;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// The items of a JSON array, one by one while it comes, so that a list of a million cells is never
/// in memory as a whole.
///
/// It looks for the ends of items by counting brackets outside of texts. As many whole ones as were
/// read are then parsed together: the parser has something to set up for each text.
public final class JsonItems implements Closeable {
    private static final int BUFFER_BYTES = 64 << 10;

    /// One item: a cell, whose value is at most a change's worth of bytes, printed.
    private static final int ITEM_BYTES_MAX = 16 << 20;

    private final InputStream in;
    private byte[] buffer = new byte[BUFFER_BYTES];
    private int end;

    /// Where the scan is; what lies before `start` was handed out.
    private int at;
    private int start;
    private int depth;
    private boolean text;
    private boolean escaped;
    private boolean ended;
    private Iterator<Value> parsed = List.<Value>of().iterator();

    private JsonItems(InputStream in) {
        this.in = in;
    }

    public static JsonItems of(InputStream in) {
        return new JsonItems(in);
    }

    /// The next item; null at the end of the array.
    public @Nullable Value next() throws IOException {
        while (!parsed.hasNext()) {
            if (ended) {
                return null;
            }
            read();
        }
        return parsed.next();
    }

    /// Reads on, and parses the whole items that there are then.
    private void read() throws IOException {
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            end -= start;
            at -= start;
            start = 0;
        }
        if (end == buffer.length) {
            expect(end < ITEM_BYTES_MAX);
            buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        }
        int count = in.read(buffer, end, buffer.length - end);
        expect(count > 0);
        end += count;
        int last = scan();
        if (last > 0) {
            // The bracket or comma before the first item and the one behind the last make an array.
            byte behind = buffer[last];
            buffer[start] = '[';
            buffer[last] = ']';
            if (Json.parse(buffer, start, last + 1) instanceof Value.Array items) {
                parsed = items.items().iterator();
            }
            buffer[last] = behind;
            start = last;
        }
    }

    /// Goes on to the end of what was read; returns where the last comma between items, or the
    /// bracket behind all of them, was passed, and 0 when there was none.
    private int scan() throws IOException {
        int last = 0;
        for (; at < end && !ended; at++) {
            byte c = buffer[at];
            if (text) {
                text = escaped || c != '"';
                escaped = !escaped && c == '\\';
            } else if (c == '"') {
                text = true;
            } else if (c == '{' || c == '[') {
                if (depth++ == 0) {
                    expect(c == '[');
                    start = at;
                }
            } else if (c == '}' || c == ']') {
                depth--;
                ended = depth == 0;
                last = ended ? at : last;
            } else if (c == ',' && depth == 1) {
                last = at;
            }
        }
        return last;
    }

    private static void expect(boolean good) throws IOException {
        if (!good) {
            throw new IOException("the peer's answer is no list of cells");
        }
    }

    /// Reads the rest of the body, so that the connection can be used again.
    @Override
    public void close() throws IOException {
        while (in.read(buffer, 0, buffer.length) >= 0) {
            // what is left says nothing to us
        }
    }
}
