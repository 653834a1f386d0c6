package kith.port;

/// A fact for the owner of a peer: for its log and its status. The core has no logger.
///
/// @param code stable, listed in docs/errors.md where it is a problem
/// @param about what it is about: a peer, a link, a space
/// @param detail what was found and, for a problem, what to do
public record Note(String code, String about, String detail) {}
