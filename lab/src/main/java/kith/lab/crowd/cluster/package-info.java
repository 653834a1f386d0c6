/// Distances, clusters and leaders, tried out with a crowd: `kith.cluster` beside what somebody
/// would get who knew everything.
///
/// [Terrain] is the net that they live in, [Villager] a peer of it; each experiment is a class of
/// its own.
@NullMarked
package kith.lab.crowd.cluster;

import org.jspecify.annotations.NullMarked;
