/// Keeping the logs of two peers equal over one link.
///
/// *The problem.* Two peers meet after any time apart, each with changes that the other lacks, over
/// a link that may break anywhere, and neither believes the other. What users of such systems
/// suffer from most is data that silently does not arrive, so "in sync" must be something compared
/// and never something inferred from an empty queue.
///
/// *The idea.* Both sides name what they have: for each chain the last change that is safe on their
/// disk, with a piece of its hash. What is missing follows, and is streamed in the order of the
/// sender's log, which is causal. What was stored is told back the same way, so each side always
/// knows the other's version: in sync is equal versions with equal hashes. Nothing is queued for a
/// peer: what it lacks is read from the log when it has credit to receive it, so a slow peer costs
/// a cursor and no memory. Where there are so many chains that to name all would cost more than
/// what is missing, the two sides first find out which of them differ ([kith.sync.Reconciler]).
///
/// *Trust.* This package moves batches and never looks inside: hashes and heads are checked in
/// `log`, meaning in `state`.
package kith.sync;
