/// What differs between two sets, at a cost that grows with the difference and not with the sets.
///
/// *The problem.* Two peers each hold a hundred thousand ids, all but a few of them the same. To
/// name them all costs megabytes on every meeting. To agree on a filter or on ranges costs rounds,
/// or bytes that grow with the sets, and whoever can choose ids can choose those that defeat it.
///
/// *The idea.* A rateless invertible Bloom lookup table. Each id becomes a 64-bit *symbol*. A row
/// of *cells* without end is defined over a set: each cell holds the exclusive or of the symbols
/// that are mapped to it, and of their checks. All symbols are in cell 0, and fewer and fewer in
/// later ones. The exclusive or of two peers' rows is the row of the difference of their sets: what
/// both have is gone. A cell with one symbol left shows itself by its check; that symbol is taken
/// out of all cells it is in, which leaves others with one, and so on. A row of about 1.4 cells for
/// each symbol that differs suffices, whatever the sets, and since each row is the beginning of a
/// longer one nobody needs to know the difference beforehand: more cells are sent until it is
/// enough.
///
/// Source: Yang, Gilad, Alizadeh, *Practical Rateless Set Reconciliation* (SIGCOMM 2024), sections
/// 4 and 5. Changed: the distance to the next cell is drawn exactly, in integers, where the paper
/// approximates it with roots, so that all hosts agree; a cell has no count, since each side knows
/// its own symbols and finds out whose one is; the key is new for each meeting and made by both, so
/// that neither a third party nor one of the two can prepare ids whose symbols collide.
///
/// Read [kith.sync.sketch.Sketch] first. A library on its own: it knows nothing of links. Owner
/// only.
package kith.sync.sketch;
