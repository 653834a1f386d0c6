/// Very many peers that are nothing but machines of the network: what a million of them do in some
/// seconds of simulated time, in minutes on one processor.
///
/// *The problem.* A whole engine takes a few hundred kilobytes and its messages are bytes: ten
/// thousand of them fill a machine. What a broadcast or a directory does with a million peers shows
/// only with a million.
///
/// *The idea.* The same classes, those of `kith.overlay`, `kith.broadcast`, `kith.dht` and
/// `kith.cluster`, without the rest of the engine around them. Messages are passed as objects, and
/// counted with the size that they would have. Links have a delay each, lose what they are told to
/// lose, and break when a peer crashes. Everything follows from a seed.
///
/// Begin with [kith.lab.crowd.Crowd].
@NullMarked
package kith.lab.crowd;

import org.jspecify.annotations.NullMarked;
