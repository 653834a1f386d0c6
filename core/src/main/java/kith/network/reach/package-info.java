/// Whether this peer can be called where it says that it listens: some neighbours try, and tell.
///
/// *The problem.* That somebody has called proves that it can be done, but where nobody has, nobody
/// knows why: a router, a firewall, an old address and chance look the same from inside.
///
/// *The idea.* A neighbour that is linked anyway calls us, at an address and with our key, and says
/// what came of it. It is how AutoNAT does it in libp2p (*AutoNAT v2*, `specs/autonat`).
///
/// *Who may be called.* A peer that dials whatever it is told is a weapon: it hides who attacks,
/// gets into networks where the asker cannot, and one small question costs a stranger a handshake.
/// libp2p dials only the address that the question came from. changed: a peer is dialled only at
/// an address that the asker itself has signed into the board's own space, because there it is
/// seen by all members and dialled by them in any case; and a key is expected that only the asker
/// has. So nobody can have anything dialled that was not to be dialled before, and what is dialled
/// more often has a bound for each asker.
///
/// *Trust.* Who says that it got through must have come here meanwhile; who says that it did not
/// may lie, which is why others are asked too.
///
/// Begin with [Reaching]; [Survey] is the side that asks, [Calling] the one that is asked.
@NullMarked
package kith.network.reach;

import org.jspecify.annotations.NullMarked;
