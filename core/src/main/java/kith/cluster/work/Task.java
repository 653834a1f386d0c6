package kith.cluster.work;

import kith.lang.Bytes;
import kith.lang.Reader;
import kith.lang.Sha256;
import kith.lang.Writer;
import kith.value.Value;

/// Something to be done.
///
/// @param id drawn by its submitter; the same each time that it is done
/// @param name what kind of thing it is
/// @param body the value that says what is to be done
public record Task(Bytes id, String name, Bytes body) {
    public static final int ID_BYTES = Sha256.SIZE_BYTES;

    /// As that of a number of an application.
    public static final int NAME_BYTES_MAX = 32;

    /// Of a task, and of what came of it: fits, with what is said about it, in a message that a
    /// neighbour passes on.
    public static final int BYTES_MAX = 15 << 10;

    /// What only submitter and worker understand.
    public Value value() {
        return value(body);
    }

    static Bytes bytes(Value value) {
        var out = new Writer();
        value.write(out);
        return out.toBytes();
    }

    static Value value(Bytes body) {
        var in = new Reader(body);
        Value value = Value.read(in);
        in.expectEnd();
        return value;
    }
}
