/// The test bed: real peers on this machine, each in a network of its own, with a wire between them
/// that delays, loses, cuts and translates addresses as somebody says.
///
/// *The problem.* What the simulator says of times is worth as much as its network is like a real
/// one. Real peers on one machine, though, are microseconds apart, and the kernel at hand may have
/// no emulation of delays (`sch_netem`).
///
/// *The idea.* Each peer gets a network namespace in which a TAP device is the only way out. What
/// the kernel sends there comes as Ethernet frames to a switch in this process, which passes them
/// on as a wire would: [kith.lab.bed.wire.Switch]. TCP, its timers and its retransmissions are the
/// kernel's own, and the peers are processes as `kith up` starts them: [kith.lab.bed.Bed].
///
/// Where namespaces cannot be made, the same peers run at the loopback address, each behind a relay
/// that delays what passes: [kith.lab.bed.Relays]. There streams are shaped and not packets, so
/// nothing can be lost.
///
/// All that is made has a name that begins with `kithbed-` and says whose it is, so that what a
/// bed leaves that was killed is found by the next one: [kith.lab.bed.Leftovers].
@NullMarked
package kith.lab.bed;

import org.jspecify.annotations.NullMarked;
