/// The living writes of many cells in columns, packed: what a checkpoint mostly consists of.
///
/// *The problem.* A cell with a number in it takes some twenty bytes in a row of its own, and
/// packing such rows leaves half of that. A compressor finds what repeats from one row to the next;
/// but sequence numbers and times do not, when keys were written in any order, and what does is
/// torn apart by them.
///
/// *So* what is alike stands together, each column by itself. Bytes and texts are packed, each
/// column with codes of its own, and names are said once in a section. Numbers take as many bits as
/// their neighbours need ([kith.state.columns.Numbers]). The largest gain is in times. Sorted by
/// sequence number they ascend, and in a millisecond in which one author wrote much, the counter of
/// the time goes on with the number: what is left of them is next to nothing. Who reads knows the
/// sequence numbers, and sorts in the same way. Values that are numbers stand in that order too
/// where this is shorter.
///
/// Column stores do all this (Abadi, Madden and Ferreira, *Integrating Compression and Execution in
/// Column-Oriented Database Systems*, SIGMOD 2006), and so does the log, see `Columns` of
/// `kith.replica.rewriting`. Measured with 100,000 numbers written one by one to random keys: 24
/// bytes a cell in rows, 11.6 in packed rows, 5.1 in columns, of which the numbers themselves and
/// their sequence numbers are 4.5; 3.7 when the numbers ascend with time.
///
/// Start with [kith.state.columns.WriteColumns]. Nothing here knows cells: the walk over them and
/// what becomes of what was read is [kith.state.StateImage]'s affair. The bytes are in
/// `docs/protocol/state.md`. Used by the owner of the engine only.
@NullMarked
package kith.state.columns;

import org.jspecify.annotations.NullMarked;
