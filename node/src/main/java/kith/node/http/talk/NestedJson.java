package kith.node.http.talk;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import kith.lang.Utf8;
import kith.state.Query.Found;
import kith.value.Json;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// Turns cells in the order of their paths into one JSON value, page by page, so that a subtree of
/// any size never is in memory.
///
/// A cell with a value is that value; one with children is an object, which stays open until a cell
/// comes that is not below it. A cell whose children were not asked for is an empty object.
///
/// What stands below a value is left out: it is hidden by it. By the same rule pages of different
/// moments give sound JSON, whatever happened between them.
public final class NestedJson {
    private static final int BUFFER_BYTES = 32 << 10;

    private final Out out;
    private final Deque<Open> open = new ArrayDeque<>();
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int filled;
    private boolean begun;

    private static final class Open {
        final Path path;
        final int children;
        boolean filled;

        Open(Path path, int children) {
            this.path = path;
            this.children = children;
        }
    }

    public NestedJson(Out out) {
        this.out = out;
    }

    /// Takes the next cells. The first of all is the top.
    public void add(List<Found> cells) {
        for (Found cell : cells) {
            add(cell);
        }
    }

    private void add(Found cell) {
        Path path = cell.path();
        closeUpTo(path);
        Open above = open.peek();
        if (above == null && begun || above != null && above.path.size() != path.size() - 1) {
            return; // below a value, or below what was one a page ago
        }
        begun = true;
        if (above != null) {
            write(above.filled ? "," : "");
            above.filled = true;
        }
        @Nullable Value value = cell.shown().value();
        if (value != null) {
            write(above == null ? Json.print(value) : field(above, path.name(), value));
            return;
        }
        if (above != null) {
            write(Json.print(new Value.Text(path.name())));
            write(":");
        }
        if (cell.cut()) {
            write("{}");
        } else {
            write("{");
            open.push(new Open(path, cell.children()));
        }
    }

    /// An object of one field may look like a byte string; JSON as a whole knows how to say that it
    /// is none.
    private static String field(Open above, String name, Value value) {
        if (above.children == 1 && name.startsWith("$")) {
            String object = Json.print(Value.Obj.of(List.of(name), List.of(value)));
            return object.substring(1, object.length() - 1);
        }
        return Json.print(new Value.Text(name)) + ":" + Json.print(value);
    }

    /// Closes what is not above `path`; the top stays open to the end.
    private void closeUpTo(Path path) {
        while (open.size() > 1) {
            Path last = open.element().path;
            if (path.size() > last.size() && path.startsWith(last)) {
                return;
            }
            write("}");
            open.pop();
        }
    }

    /// Closes what is open and hands on what is left. False when there was no cell at all.
    public boolean finish() {
        while (!open.isEmpty()) {
            open.pop();
            write("}");
        }
        flush();
        return begun;
    }

    private void write(String text) {
        byte[] bytes = Utf8.encode(text);
        if (bytes.length > buffer.length - filled) {
            flush();
        }
        if (bytes.length > buffer.length) {
            out.write(bytes, 0, bytes.length);
        } else {
            System.arraycopy(bytes, 0, buffer, filled, bytes.length);
            filled += bytes.length;
        }
    }

    private void flush() {
        if (filled > 0) {
            out.write(buffer, 0, filled);
            filled = 0;
        }
    }
}
