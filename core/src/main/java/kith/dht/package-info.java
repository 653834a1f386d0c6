/// The directory of a board: who has which addresses, who has a replica of what, who holds a blob,
/// who does what for others. Without a server: each record is kept by those whose places in an id
/// space are the nearest to its own.
///
/// *The problem.* The Kademlia of the open networks lets everybody in, has the one who asks go from
/// peer to peer, and so tells everybody who asks for what. On a board everybody was let in by
/// somebody, peers know their neighbours only, and a link costs a handshake.
///
/// *The idea.* The XOR metric and the buckets of Kademlia over standing links ([RoutingTable]); a
/// question is passed on over them, and its answers come back the same way ([Passing]); the one who
/// asks hears several replicas, over several ways when one is not enough ([Lookup]). Records are
/// signed, versioned, expiring ([DirectoryRecord]). Where several are chosen, they are from
/// different subtrees of the tree of invitations ([Walls]), since that is the one thing that who
/// makes up a thousand keys cannot make up.
///
/// *Trust.* A place follows from the board's records and is not claimed. An answer is signed by who
/// gives it, for this question. What is on the way can be dropped, and nothing else.
///
/// See `docs/protocol/directory.md`, and what it comes to in `docs/network.md`. Begin with
/// [Directory], which the door talks to.
package kith.dht;
