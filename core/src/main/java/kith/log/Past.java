package kith.log;

import kith.lang.Bytes;

/// What later changes need to know of an earlier one: its hash and its time.
public record Past(Bytes hash, long time) {
    public Past {
        if (hash.size() != Headers.HASH_BYTES || time < 0) {
            throw new IllegalArgumentException(
                    "no past: hash of " + hash.size() + " bytes, time " + time);
        }
    }
}
