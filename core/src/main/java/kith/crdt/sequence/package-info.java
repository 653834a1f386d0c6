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
/// document. Only what was written at the same time goes through a
/// [kith.crdt.sequence.Tracker], which has names for the units of the concurrent part, turns
/// positions into positions here, and is thrown away afterwards. A document that is read from disk
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
/// turn walks what divides them. Versions are counted for single units in 28 bits. One owner.
@NullMarked
package kith.crdt.sequence;

import org.jspecify.annotations.NullMarked;
