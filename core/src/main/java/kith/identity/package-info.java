/// Who somebody is, how they came onto a board, and what they may do there.
///
/// A peer is its Ed25519 public key ([PeerId]); a board is the hash of its signed founding record
/// ([BoardId]). There is no authority to ask, so everything about membership is a signed
/// [record][BoardRecord] that travels in changes, and everybody works out the same answer from the
/// same records ([Membership]).
///
/// The naive ways fail. A list of members that everybody may edit has no answer when two people
/// remove each other at once. An order of arrival differs from replica to replica. A server that
/// decides is what we do not want to have. So authority flows outwards from the founder along the
/// chain of invitations, a removal names exactly what it still accepts, and the evaluation is a
/// pure function of the set of records.
///
/// Nothing here signs or checks a signature: that takes 100 microseconds and more, and in a browser
/// it answers later. A record says which [checks][Check] must hold, the host does them ([Crypto]),
/// and only a record whose checks all held may become [Placed]. Hashing is synchronous ([Hasher]).
///
/// The bytes are normative in `docs/protocol/identity.md`. Everything here is immutable or
/// confined to one call and may be used on any thread, except a [Hasher], which belongs to one
/// owner.
package kith.identity;
