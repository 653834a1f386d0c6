/// The log of a space: signed, causally placed changes, one chain for each incarnation of an
/// author.
///
/// *The problem.* Replicas that hold the same changes must show the same state, and each must be
/// able to check, trusting nobody, that a change is its author's and that its past is complete. An
/// Ed25519 check costs 100 microseconds at best, so a signature on each change would cap a replica
/// at 10,000 changes a second.
///
/// *The idea.* Each change names the hash of the one before it in its chain and of the changes its
/// author had (its *deps*), so the hash of the last change vouches for everything before it. Only
/// that last hash, the *head*, is signed: one check authenticates a run of any length. What
/// somebody claims is a [Run]; what was checked is [Verified], and the graph takes nothing else.
///
/// *Where to read.* [Change] says what one change is; [Headers] how it is hashed; [ChangeGraph]
/// holds all chains of a space, and [Horizon] what has seen what; [Intake] turns claims into
/// verified runs; [StoredRun] and [GraphImage] are what lies on disk. The bytes are in
/// `docs/protocol/log.md`. Sources: Kleppmann and Howard, *Byzantine Eventual Consistency* (hash
/// graph, both branches of a fork are kept); Gentle and Kleppmann, *Collaborative Text Editing with
/// Eg-walker* (places in the order of arrival); Almeida, Baquero and Fonte, *Version Stamps* (what
/// a frontier says).
///
/// *Bounds.* Everything old stays on disk. Memory holds for each chain a window of recent hashes
/// and sparse places of the rest, and for each turn (changes of one author between those of others)
/// about 28 bytes; more only where authors write without hearing of each other.
///
/// *Threads.* None: all of it belongs to the owner of the engine.
package kith.log;
