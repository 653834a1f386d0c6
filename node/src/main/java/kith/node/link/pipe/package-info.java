/// Pipes: links over something that only carries messages. A page in a browser cannot make the TLS
/// connection of [kith.node.link], so it comes by one. `docs/protocol/pipe.md` is the normative
/// text.
///
/// **The problem.** A WebSocket, a data channel or a third peer that passes messages on does not
/// prove who is at the other end, or proves the wrong thing: a web server's name instead of a
/// peer's key. And who is in between may read, drop, repeat and exchange what goes through. **So**
/// both sides agree on keys that nobody else has, each signs what was agreed with the key of its
/// peer, and from then on every message is sealed under its number.
///
/// **Where it comes from.** H. Krawczyk, *SIGMA: the "SIGn-and-MAc" Approach to Authenticated
/// Diffie-Hellman* (CRYPTO 2003), section 5.2: the called side proves first, so that the caller
/// names itself to nobody else. The seal takes the place of the MAC. X25519: RFC 7748. HKDF: RFC
/// 5869.
///
/// **Read first:** [Answerer], which is the handshake without any connection; then [PipeWire].
///
/// **Cost.** A handshake makes one key pair, agrees once, signs once and checks once: about a
/// millisecond. A frame costs its bytes and 16 more.
///
/// **Threads.** The handshake and each [Seal] belong to one thread at a time; a link has one that
/// reads and one that writes.
@NullMarked
package kith.node.link.pipe;

import org.jspecify.annotations.NullMarked;
