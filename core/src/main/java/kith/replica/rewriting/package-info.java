/// What makes the old part of a home's log small. Read [Rewriter][kith.replica.rewriting.Rewriter]
/// first.
///
/// *The problem.* A change is appended the moment it is made, with whatever must stand around it to
/// be of use alone: a hash, a signature, a frame. For a change of one key that is seven times as
/// much as what it says, and it stays so for ever.
///
/// *So* segments that lie before a complete checkpoint, which nobody appends to any more, are
/// written anew: a stretch of the log is read, its runs are joined where the order of causes allows
/// it ([Joining][kith.replica.rewriting.Joining]), of heads only those stay that somebody can use,
/// the columns of a run are laid out so that what repeats lies side by side
/// ([Columns][kith.replica.rewriting.Columns]), and all of it is compressed. The files are those of
/// [Rewritten][kith.store.rewritten.Rewritten]. New runs are not written like this: who writes
/// waits for them.
///
/// Source: the cleaning of segments is that of Rosenblum and Ousterhout, *The Design and
/// Implementation of a Log-Structured File System* (SOSP 1991), section 3. changed: nothing is ever
/// dead here but contents that were pruned, so segments are not chosen by what lives in them, and
/// each stays where it is in the order of the log.
package kith.replica.rewriting;
