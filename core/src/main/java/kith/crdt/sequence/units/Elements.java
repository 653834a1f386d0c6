package kith.crdt.sequence.units;

import java.util.ArrayList;
import java.util.List;
import kith.crdt.Op;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.value.Value;

/// Every element of a list that was ever inserted, in the order of the insertions.
public final class Elements implements Stored {
    private final List<Value> values = new ArrayList<>();

    /// Nothing yet.
    public Elements() {}

    public Value value(int unit) {
        return values.get(unit);
    }

    @Override
    public int count() {
        return values.size();
    }

    public void add(List<Value> more) {
        values.addAll(more);
    }

    @Override
    public void write(Writer out) {
        for (Value value : values) {
            value.write(out);
        }
    }

    @Override
    public void read(Reader in, int count) {
        for (int i = 0; i < count; i++) {
            Value value = Value.read(in);
            if (value.depth() > Op.ELEMENT_DEPTH_MAX) {
                throw new Malformed("an element nested " + value.depth() + " deep");
            }
            values.add(value);
        }
    }
}
