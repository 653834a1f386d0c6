/// The changes of a space as somebody looks at them: who wrote what, when, and what became of it.
/// Read [kith.replica.history.History] first.
///
/// Memory has the order of all changes and the contents of the newest ones only; the rest is read
/// back from the log on disk, a piece at a time, and nobody waits for it while owning the engine.
///
/// Used by the owner of the engine only.
package kith.replica.history;
