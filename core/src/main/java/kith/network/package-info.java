/// Where the machines of a network meet the peer that they run in.
///
/// *The problem.* Watching, distance, clusters, leaders and the directory are machines that each
/// want links, time, keys and members, and know nothing of each other; the door has all of that,
/// and should know nothing of them. What each gets on a peer that is on many boards, over links
/// that several machines share, under bounds that no stranger can break, is decided once.
///
/// *The idea.* One room between. It knows the links over which version 3 of the protocol is spoken,
/// hands what comes over them to the machine that it is for, and finds a way for what they send:
/// over a link, else over a neighbour that is linked to the receiver, else over a link that is
/// opened for it and ended when nobody needs it any more.
///
/// *Trust.* What comes over a link is from its other side. What a neighbour passes on is signed by
/// who sent it, and counts once.
///
/// Begin with [Nearby], what watches and gathers, and [Directories], one for each board.
@NullMarked
package kith.network;

import org.jspecify.annotations.NullMarked;
