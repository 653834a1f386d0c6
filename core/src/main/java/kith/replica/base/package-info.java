/// What stands for changes whose contents were dropped: a snapshot of the state that they add up
/// to, and members who vouch for it.
///
/// *The problem.* A log grows for ever, and contents that nobody needs any more are most of it. But
/// who lacks them cannot make the state from what is left, and whoever hands out a finished state
/// instead could put anything into it: the hashes of the chain say nothing about a state.
///
/// *The idea.* A state is a function of the changes in it. So whoever holds them can make the
/// snapshot *in one agreed way* and gets the same bytes, to the bit. A member who did so, and got a
/// certain hash, says so in a change of its own: that is a [Vouch][kith.replica.base.Vouch]. Where
/// as many members vouch for one hash as a reader wants, the reader takes it.
///
/// *One agreed way.* The snapshot before, if there is one, then all changes behind it by their
/// times (equal times by the names of the chains), which is an order of causality; the chains
/// numbered by the order of their names; the image of that state as `docs/protocol/state.md` has
/// it. What was removed when it was made stays removed in it, and what counted stays counted: a
/// snapshot is the beginning that all later states share.
///
/// *What stays.* The headers of all changes, so that every chain still checks by its hashes; only
/// the contents are gone. What was written without having seen all of what the snapshot has is
/// merged like any other change: a snapshot has everything that merging needs.
///
/// Sources: Baquero, Almeida, Shoker, *Pure Operation-Based Replicated Data Types* (2017), for what
/// everybody is known to have seen and may be compacted; the check by making the same bytes
/// anew is that of reproducible builds.
///
/// Owner only.
package kith.replica.base;
