/// Who is linked to whom, and what follows: who is dialled, and a mesh between those that nobody
/// can call.
///
/// *The problem.* A browser tab listens nowhere. To be linked with another tab it has to exchange a
/// few texts with it first, over somebody whom both are linked to; and if tabs were linked to a
/// node alone, all would be gone with that node.
///
/// *The idea.* Each peer tells those it is linked to whom else it is linked to ([Neighbours]); so
/// everybody knows whom it could reach through whom, one step far, and a word goes that far and no
/// farther ([Forwards]). Whoever wants a mesh dials those of them that can be dialled so, until it
/// has enough links ([Mesh]). What tabs tell each other keeps that going when the node is gone on
/// which they met.
///
/// Who listens somewhere is dialled at its address. Of a board of many each dials a few, drawn by
/// lot, and draws others when they break ([ActiveView], [PassiveView]).
///
/// *Trust.* Only members of a board are told who is linked on it, and only between two of them
/// something is passed on. What a neighbour says of others is a hint: who is dialled because of it
/// proves its key as on any other link. Each link has bounds on what it may tell, on what may be on
/// its way over it, and on what it may have passed on in a second.
///
/// Begin with [Overlay], which the door talks to.
package kith.overlay;
