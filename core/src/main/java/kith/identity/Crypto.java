package kith.identity;

import kith.lang.Bytes;

/// What a host offers: Ed25519 and SHA-256.
///
/// **Only hosts call `sign` and `verify`.** A check takes 100 microseconds and more, and in a
/// browser it answers later, so the core asks for both by effects and goes on; the answer is an
/// input. The lab has a second implementation, a model of the same sizes.
///
/// All hosts must agree on which signatures are good, or replicas part for ever. The rule is that
/// of RFC 8032 section 5.1.7 without the cofactor: `R` is compared as bytes with the encoding of
/// `S·B - k·A`; `S` is below the order of the group; `A` is in canonical form; and, in addition,
/// `A` is none of the points of [small order][PeerId#hasSmallOrder].
///
/// Implementations say on which threads they may be called.
public interface Crypto {
    int SEED_BYTES = 32;

    /// The public key that belongs to a private seed of 32 bytes.
    PeerId publicKey(Bytes seed);

    /// The 64 bytes of the signature. Ed25519 is deterministic: same seed and message, same bytes.
    Bytes sign(Bytes seed, Bytes message);

    /// Whether the signature is good. Nonsense of any kind is `false`, never an exception.
    boolean verify(Check check);

    /// A hasher of the caller's own.
    Hasher hasher();
}
