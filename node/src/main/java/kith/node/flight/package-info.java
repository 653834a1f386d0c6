/// The flight recorder of a node: files, and the thread that writes them. What a recording is, and
/// what is in it, is said in `kith.flight`. Read [kith.node.flight.Recorder] first.
///
/// *The bound.* A recording is a row of files of equal size. When there is no room for another, the
/// oldest goes, and with the first one the store.
///
/// *Cost.* An input is encoded and summed up by who owns the engine, some 0.4 microseconds for a
/// small one; a thread of its own writes. Nothing waits for that: when it cannot keep up, the
/// recording ends and says so. The last tenth of a second before a kill may be missing.
///
/// What is to be given away is packed into one file, as a tab gives out its own
/// ([kith.node.flight.Packing]); both are read back by [kith.node.flight.Recording].
@NullMarked
package kith.node.flight;

import org.jspecify.annotations.NullMarked;
