package kith.dht;

import kith.lang.Malformed;
import kith.lang.Reader;

/// What a record says about what.
public enum RecordKind {
    /// Of its author, whose key is the subject: the addresses.
    ADDRESSES(0),
    /// Of a path, by its space: the author has a replica.
    REPLICA(1),
    /// Of a blob, by its hash: the author has it.
    HOLDER(2),
    /// Of something that peers can do, by its name: the author does it.
    CAPABILITY(3);

    private static final RecordKind[] BY_CODE = {ADDRESSES, REPLICA, HOLDER, CAPABILITY};

    private final int code;

    RecordKind(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    public static RecordKind read(Reader in) {
        int code = in.u8();
        if (code >= BY_CODE.length) {
            throw new Malformed("a record of kind " + code);
        }
        return BY_CODE[code];
    }
}
