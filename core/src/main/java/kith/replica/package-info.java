/// One space of one peer, whole: where its log, its state, its place on disk and its links meet.
///
/// *The problem.* The log knows nothing of meaning, the state nothing of peers, the store nothing
/// of either. Something has to carry a change from where it comes in (written here, or received) to
/// all of them in the one order that keeps every promise: into the log before the state, written
/// before it is acknowledged, acknowledged only when synced.
///
/// *The life of a change.* Written here: it joins the open change of [OwnChain], is seen by readers
/// at once, is closed after a short window, gets its hash, is journalled, is signed behind, and is
/// sent by the links' cursors. Received: it is looked at by [kith.log.Intake], waits for its past
/// or its signature, then takes the same way from the log on.
///
/// Used by the owner of the engine only.
package kith.replica;
