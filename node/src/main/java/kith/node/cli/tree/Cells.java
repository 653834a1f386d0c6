package kith.node.cli.tree;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import kith.lang.Malformed;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Failure;
import kith.value.Json;
import kith.value.Path;
import kith.value.Value;

/// A JSON value taken apart into the cells that it becomes: one for each field that is no object.
/// An array is one value, and so is an empty object.
///
/// Everything that could be refused later is found here, before the first cell is written, and
/// named by its path: a name that cannot be one, a path that is too long, a value that does not fit
/// into a change.
final class Cells {
    /// What one operation may hold, with its path (a change less a kilobyte), and a margin for what
    /// is written around it. Source: the limits of `docs/protocol/state.md`.
    private static final int CELL_BYTES_MAX = (1 << 20) - 2_048;

    /// What the server takes in one request, with a margin.
    private static final int JSON_BYTES_MAX = (4 << 20) - (64 << 10);

    /// A value whose encoding is smaller cannot have JSON that is too long: a byte becomes at most
    /// six, as in `\u0001`.
    private static final int ESCAPED_MAX = 6;

    private final String address;
    private final List<String> paths = new ArrayList<>();
    private final List<Value> values = new ArrayList<>();
    private final List<Integer> sizes = new ArrayList<>();

    /// Names as paths have them: the same ones come again and again.
    private final HashMap<String, String> escaped = new HashMap<>();

    private Cells(String address) {
        this.address = address;
    }

    /// The cells of `value` at `address`, which is at `base` in its space.
    static Cells of(Value value, String address, Path base) {
        var cells =
                new Cells(
                        address.endsWith("/")
                                ? address.substring(0, address.length() - 1)
                                : address);
        cells.add(value, "", base);
        return cells;
    }

    int size() {
        return paths.size();
    }

    /// Relative to the address, as text; empty for the address itself.
    String path(int index) {
        return paths.get(index);
    }

    Value value(int index) {
        return values.get(index);
    }

    /// About how many bytes it takes in a change.
    int bytes(int index) {
        return sizes.get(index);
    }

    private void add(Value value, String path, Path whole) {
        if (value instanceof Value.Obj obj && obj.size() > 0) {
            for (int i = 0; i < obj.size(); i++) {
                String name = obj.name(i);
                Path below = child(path, whole, name);
                String text = text(name, whole.isRoot());
                add(obj.value(i), path.isEmpty() ? text : path + '/' + text, below);
            }
            return;
        }
        int size = whole.encodedSizeMax() + value.encodedSize();
        boolean long1 = size > JSON_BYTES_MAX / ESCAPED_MAX;
        if (size > CELL_BYTES_MAX || long1 && Json.print(value).length() > JSON_BYTES_MAX) {
            throw wrong(
                    path,
                    "a value of "
                            + size
                            + " bytes, and a cell holds at most "
                            + CELL_BYTES_MAX
                            + ": divide it, an array into an object of parts for example");
        }
        paths.add(path);
        values.add(value);
        sizes.add(size);
    }

    private Path child(String path, Path whole, String name) {
        if (whole.isRoot() && name.startsWith(".")) {
            throw wrong(
                    path,
                    "the name \""
                            + name
                            + "\": at the root of a space those with a dot at the front are Kith's"
                            + " own; import one level further down, into "
                            + address
                            + "/data for example");
        }
        try {
            return whole.child(name);
        } catch (Malformed wrong) {
            throw wrong(path, String.valueOf(wrong.getMessage()));
        }
    }

    /// A name as the text form of a path has it. At the root of a space it is another form, in
    /// which a dot at the front is not escaped.
    private String text(String name, boolean first) {
        if (first) {
            return Path.of(name).toText();
        }
        String known = escaped.get(name);
        if (known == null) {
            known = Path.of("x", name).toText().substring(2);
            escaped.put(name, known);
        }
        return known;
    }

    private Failure wrong(String path, String what) {
        String where = path.isEmpty() ? address : address + '/' + path;
        return new Failure(
                "import-refused",
                "nothing was written, because of " + where + ": " + what,
                "",
                Exit.PROBLEM);
    }
}
