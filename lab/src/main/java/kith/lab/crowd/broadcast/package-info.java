/// How an update spreads in a crowd: Kith's broadcast, and what others do instead, on the same
/// peers with the same delays, losses and crashes.
///
/// Begin with [kith.lab.crowd.broadcast.BroadcastExperiment].
@NullMarked
package kith.lab.crowd.broadcast;

import org.jspecify.annotations.NullMarked;
