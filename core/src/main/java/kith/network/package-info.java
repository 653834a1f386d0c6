/// The room that hosts a board's machines: between the door, which has boards and links, and the
/// machines of the network, which know neither.
///
/// *The problem.* A machine such as the [directory][kith.dht.Directory] of a board asks for little:
/// who somebody is, a link to send over, a signature. What it gets of that on a peer that is on
/// many boards, over links that several machines share, under bounds that no stranger can break, is
/// decided here, once for each machine, and not in the door.
///
/// Begin with [Directories]: one directory for each board.
package kith.network;
