/// Who is near, who belongs together, and who of them does small duties for the rest.
///
/// *The problem.* What a thousand peers tell each other crosses the world a thousand times, though
/// many of them sit in one town. To tell it once to each town, peers must know who is near without
/// measuring everybody, agree on who belongs together without anybody who could say so, and have
/// one of them speak for the others, who may crash, lie, or be cut off while it speaks.
///
/// *The idea.* Round trips that happen anyway place each peer in a space in which distance is time
/// ([Coordinates]). Near ones form clusters of a bounded size, which split and merge ([Clusters]).
/// Each elects a leader for a lease, by scores that others measured ([Election]). Its duties are
/// such that two leaders for a moment do no harm: what is done twice is done once ([Aggregates],
/// [Batches]; and in [kith.cluster.work], handing out work).
///
/// *Trust.* A peer lies about where it is: samples that do not fit count little, and moves are
/// clamped. It lies about itself: nobody asks it; the median of those who measured it counts. It
/// claims to lead: more than half of the cluster must agree, each for one lease at a time, and an
/// epoch that only grows fences what an earlier leader still says.
///
/// Begin with [Clusters], which the door talks to.
package kith.cluster;
