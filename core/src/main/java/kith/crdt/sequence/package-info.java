/// Texts and lists that many people edit at once, and offline.
///
/// An edit says a position, and a position means something only in the document that its author
/// saw. When others edited meanwhile it has to be found again. What is known for it: to transform
/// positions against all that was concurrent takes time that grows with the square of what was done
/// apart, and three transformations that agree in every order are hard to get right; to give each
/// unit a name for ever makes every position a search and every document many times its size, for
/// the sake of a conflict that hardly ever comes.
///
/// Here an operation keeps its position and what its author had seen, in columns, and nothing
/// else is kept: [kith.crdt.sequence.EventGraph], [kith.crdt.sequence.Ops]. While each author has
/// seen everything, and that is nearly always, operations are carried out as they stand on the
/// document. What two wrote at the same time at two places is moved by a sum
/// ([kith.crdt.sequence.Apart]). Only the rest goes through a [kith.crdt.sequence.Tracker], which
/// has names for the units of the concurrent part, turns positions into positions here, and is
/// thrown away afterwards. A document that is read from disk
/// is its text; the history waits in its bytes for somebody to ask.
///
/// Sources: Gentle and Kleppmann, *Collaborative Text Editing with Eg-walker: Better, Faster,
/// Smaller* (EuroSys 2025), for all of that; Weidner and Kleppmann, *The Art of the Fugue* (arXiv
/// 2305.00583), for the order of what was inserted at one place; Kleppmann, *Moving Elements in
/// List CRDTs* (PaPoC 2020), for moves.
///
/// changed: the tracker stays while people go on writing at the same time, so that a received
/// keystroke is one application and no replay. Elements can be moved
/// ([kith.crdt.sequence.Places]). Operations can count for nobody, as their author was removed
/// ([kith.crdt.sequence.Voids]): they are replayed for their positions and not shown. The
/// definition of all this, written without regard for speed, is the twin in the lab, with which
/// every change here is compared.
///
/// [kith.crdt.sequence.Text] and [kith.crdt.sequence.ListOf] are the two doors, and
/// [kith.crdt.sequence.Sequence] is what they share. The bytes are in `docs/protocol/state.md`.
///
/// Cost: an edit whose author has seen everything is an edit of an array. In a merge it is the
/// logarithm of the spans that the concurrent part consists of, and a search for each span that
/// lies between what two authors had seen who write in turn; people who write in long branches cost
/// little, and the worst is a history of many short branches that are taken up by turns, where each
/// turn walks what divides them. What a change had seen of a sequence is found by looking at each
/// of its heads: people who write without having seen each other cost the square of their number,
/// 15 nanoseconds for each two of 4,000; so do insertions of as many at one and the same place,
/// which are passed one by one, 20 to 50. Versions are counted for single units in 28 bits. One
/// owner.
///
/// What made it fast, on recorded editing, in the order of what it gained:
///
/// - What two wrote at two places needs no names ([kith.crdt.sequence.Apart]): two thirds of
///   merging what two people typed at once.
/// - What a change does after the first thing it did is noted without looking at the graph
///   ([kith.crdt.sequence.Text]): a quarter of writing a whole history in one transaction.
/// - Units that were inserted in a merge are found in a table ([kith.crdt.sequence.SpanIndex]): 7 %
///   of a merge of long branches, 5 % of what two people typed at once.
/// - A position is looked for in the leaf of the one before ([kith.crdt.sequence.Spans]): 7 % of a
///   merge of long branches.
/// - What is added to the prepared version is found from there and not from what both have in
///   common ([kith.crdt.sequence.Prepared]), and merges are planned by lines
///   ([kith.crdt.sequence.Plan]): 9 % of what two people typed at once.
/// - Units are decoded without a string between: 8 % of carrying out a history from its bytes; half
///   of what remains is unpacking them.
@NullMarked
package kith.crdt.sequence;

import org.jspecify.annotations.NullMarked;
