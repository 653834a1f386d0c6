package kith.node.disk;

import kith.lang.Bytes;
import kith.store.DiskFailure;

/// What became of a read: the bytes, fewer than wanted where the file ends, or why there are none.
public sealed interface ReadAnswer {
    record Found(Bytes bytes) implements ReadAnswer {}

    record Failed(DiskFailure why) implements ReadAnswer {}
}
