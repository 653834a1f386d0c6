/// Where the machines of a network meet the peer that they run in.
///
/// *The problem.* Watching, distance, clusters and leaders are machines that each want links,
/// time, keys and members, and know nothing of each other; the door has all of that, and should
/// know nothing of them.
///
/// *The idea.* One room between. It knows the links over which version 3 of the protocol is spoken,
/// hands what comes over them to the machine that it is for, and finds a way for what they send:
/// over a link, else over a neighbour that is linked to the receiver, else over a link that is
/// opened for it and ended when nobody needs it any more. It is asked by the door, and asks the
/// door by one interface.
///
/// *Trust.* What comes over a link is from its other side. What a neighbour passes on is signed by
/// who sent it, and counts once.
///
/// Begin with [Nearby], which the door talks to.
@NullMarked
package kith.network;

import org.jspecify.annotations.NullMarked;
