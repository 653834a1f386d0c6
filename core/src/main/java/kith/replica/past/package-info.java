/// What a space was like: any version of it, made again from its log. Read
/// [kith.replica.past.Pasts] first.
///
/// Used by the owner of the engine only.
package kith.replica.past;
