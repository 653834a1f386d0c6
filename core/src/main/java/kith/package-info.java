/// The door of the core: one [Input][kith.Input] and the time in, [effects][kith.Effect] and one
/// wake-up time out.
///
/// A peer is a state machine. Whatever hosts it (threads and sockets, a browser tab, a simulator)
/// hands it what happened and does what it says; the machine itself has no thread, no clock and no
/// file. So what the simulator proved is what runs, and a recording of the inputs replays a peer
/// step by step.
///
/// The door routes: links to [sessions][kith.sync.Session], spaces to
/// [replicas][kith.replica.Replica], local calls to both. What it knows itself is who is on which
/// board ([Boards]), who may come in ([Welcome]), which links to keep ([Peering], until there is an
/// overlay that decides it) and who watches what ([Clients]). Read [Engine] first.
package kith;
