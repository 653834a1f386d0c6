/// How an update reaches everybody: over which links it is passed on whole, and over which it is
/// only announced.
///
/// *The problem.* Who passes everything on over all links sends each update as many times as there
/// are links, less one. A tree sends it once, and loses all below a peer that is gone: with a tenth
/// of the peers crashed half of the others hear nothing.
///
/// *The idea.* Each peer chooses from whom it wants what. *Small* updates it wants from two of its
/// neighbours: whatever one of them lacks, the other brings, and an announcement of it would be
/// hardly shorter. *Larger* ones it wants from one, and who brings a second copy is told to stop:
/// what remains is a tree (Leitão, Pereira and Rodrigues, *Epidemic Broadcast Trees*, SRDS 2007).
/// From three more it wants announcements, and asks one of them for what it still lacks a while
/// later. The first few passes go to more, where the peer has the capacity: that saves half of the
/// hops.
///
/// Changed from the paper: what is wanted is said by the receiver, in one message without a state
/// between two; only three neighbours announce, and not all; a neighbour whose announcement, which
/// waits for others, is still faster than the update of another takes its place.
///
/// This room knows neither what an update is nor how it is fetched; the door does.
///
/// Begin with [Broadcast].
package kith.broadcast;
