/// Which heads of one space differ between two peers, worked out in pieces.
///
/// [kith.sync.heads.Comparison] is what one side knows and computes while it compares; who says
/// what and when is [kith.sync.Reconciler]'s. [kith.sync.heads.Heads] is what it has, as a sketch;
/// [kith.sync.heads.MakingOut] finds what the other side's symbols stand for.
///
/// Used by the owner of the engine only.
package kith.sync.heads;
