/// Taking back what one has written, as new changes. Read [kith.replica.undo.Undoing] first.
///
/// Used by the owner of the engine only.
package kith.replica.undo;
