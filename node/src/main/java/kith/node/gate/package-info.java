/// Bounds those whom nobody vouches for yet, apart from everybody else.
///
/// Somebody who connects costs a place, and connecting is free. Where strangers and friends take
/// places from one bound, strangers take them all. So each way in has a
/// [Gate][kith.node.gate.Gate] for its strangers: for TCP connections until they have proven a key,
/// for links until they have shown themselves on a board, for HTTP connections until a request of
/// theirs was let in.
@NullMarked
package kith.node.gate;

import org.jspecify.annotations.NullMarked;
