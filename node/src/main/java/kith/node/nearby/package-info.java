/// The local network: peers of a board that stand on one of them find each other without knowing an
/// address, by multicast DNS (RFC 6762) and DNS-SD (RFC 6763).
///
/// *The problem.* Addresses change, invitations grow old, and two laptops in a train have nobody to
/// ask. But whoever says aloud on which board it is can be followed from one network to the next.
///
/// *The idea.* Each peer says a number that is new every day and, for each board, a mark: a hash
/// over that number and the board's id ([kith.node.nearby.Announcement]). Who is on the same board
/// computes the same mark; to others it is noise.
///
/// *Trust.* Everybody on the network can say anything. What comes is parsed with bounds
/// ([kith.node.nearby.Packet]), nothing of it is kept here, and an address is a hint: whoever is
/// there has to show the key of a member.
///
/// *Why no library.* JmDNS keeps all records that anybody on the network says, as long as they
/// wish, and waits up to five seconds when it is closed; a peer with 64 MB of memory cannot be left
/// to that. Of the two standards this needs one question and one answer.
@NullMarked
package kith.node.nearby;

import org.jspecify.annotations.NullMarked;
