package kith.node.verify;

import kith.store.Position;
import kith.store.Segment;

/// Where the record lies that is being looked at.
///
/// @param offset -1 in a checkpoint, whose sections are not told with their places
record Place(String file, long offset) {
    static Place inLog(long position) {
        return new Place(Segment.file(Position.segment(position)), Position.offset(position));
    }

    static Place inFile(String file) {
        return new Place(file, -1);
    }

    Fault fault(String record, String what) {
        return new Fault(file, offset, record, what);
    }
}
