/// What the engine of texts and lists is compared with: two slow twins, random histories, a fuzzer.
///
/// An engine that is fast keeps runs, trees and caches, and its mistakes show only when several
/// people have edited one place at once. No list of examples finds them. So the same history is
/// carried out by an implementation that is too simple to be wrong, and the results must be equal.
///
/// The pieces: a [kith.lab.sequence.Graph] holds a history of [kith.lab.sequence.Event]s;
/// [kith.lab.sequence.TreeTwin] is the definition of the merge, written as a tree of single units;
/// [kith.lab.sequence.WalkTwin] reaches the same by another way, replaying the graph with two
/// states for each unit; [kith.lab.sequence.RandomGraph] writes histories from a seed;
/// [kith.lab.sequence.Fuzz] compares a [kith.lab.sequence.Subject] with the tree and, when they
/// differ, makes the history as small as it can.
///
/// Sources: Weidner and Kleppmann, *The Art of the Fugue: Minimizing Interleaving in Collaborative
/// Text Editing* (arXiv 2305.00583), for the order; Gentle and Kleppmann, *Collaborative Text
/// Editing with Eg-walker: Better, Faster, Smaller* (EuroSys 2025), section 3, for the replay.
///
/// Nothing here is shared with the engine: a mistake made once would be made twice. All of it
/// runs on one thread and is a function of its seed.
@NullMarked
package kith.lab.sequence;

import org.jspecify.annotations.NullMarked;
