/// Old segments of the log, written anew and smaller. Read
/// [Rewritten][kith.store.rewritten.Rewritten] first.
///
/// What the records are and how they are made smaller is the engine's affair
/// (`kith.replica.rewriting`); here are the files. The bytes are specified in
/// `docs/protocol/store.md`.
package kith.store.rewritten;
