package kith.crdt.sequence.units;

import kith.lang.Reader;
import kith.lang.Writer;

/// Everything that was ever inserted into one sequence, in the order of the insertions.
public interface Stored {
    int count();

    void write(Writer out);

    /// Takes in the `count` units that were written, into an empty one.
    void read(Reader in, int count);
}
