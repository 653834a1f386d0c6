package kith.node.http.live;

import java.util.ArrayList;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// What a client does with the parts of a value that it is told: the obvious thing.
public final class JsonModel {
    private JsonModel() {}

    /// Puts a part at a path, or removes what is there; objects come into being on the way. Fields
    /// stay sorted, as cells are.
    public static @Nullable Value patched(@Nullable Value into, Path path, @Nullable Value part) {
        return patched(into, path, 0, part);
    }

    private static @Nullable Value patched(
            @Nullable Value into, Path path, int at, @Nullable Value part) {
        if (at == path.size()) {
            return part;
        }
        if (part == null && !(into instanceof Value.Obj)) {
            return into; // nothing to remove it from
        }
        Value.Obj old = into instanceof Value.Obj obj ? obj : Value.Obj.EMPTY;
        Value child = patched(old.find(path.at(at)), path, at + 1, part);
        return with(old, path.at(at), child);
    }

    private static Value with(Value.Obj old, String name, @Nullable Value child) {
        var names = new ArrayList<String>();
        var values = new ArrayList<Value>();
        for (int i = 0; i < old.size(); i++) {
            if (!old.name(i).equals(name)) {
                names.add(old.name(i));
                values.add(old.value(i));
            }
        }
        if (child != null) {
            int place = 0;
            while (place < names.size() && names.get(place).compareTo(name) < 0) {
                place++;
            }
            names.add(place, name);
            values.add(place, child);
        }
        return Value.Obj.of(names, values);
    }
}
