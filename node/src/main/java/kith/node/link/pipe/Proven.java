package kith.node.link.pipe;

import kith.identity.PeerId;

/// A handshake that is done.
///
/// @param peer whose key the other side has
/// @param sealing what we send
/// @param opening what comes
record Proven(PeerId peer, Seal sealing, Seal opening) {}
