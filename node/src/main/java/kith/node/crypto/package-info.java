/// The cryptography of a node: libraries behind the port of [kith.identity.Crypto], the file with
/// the seed that everything of an identity is derived from, and the certificate that TLS wants.
///
/// BouncyCastle signs and checks, and makes a certificate of one's own; the JDK hashes, and decides
/// about the few signatures of which the two might think differently.
///
/// Everything here may be called from any thread, except the hashers that
/// [kith.node.crypto.NodeCrypto#hasher] gives out.
@NullMarked
package kith.node.crypto;

import org.jspecify.annotations.NullMarked;
