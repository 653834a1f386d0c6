/// The cryptography of a node: the JDK behind the port of [kith.identity.Crypto], the file with the
/// seed that everything of an identity is derived from, and the certificate that TLS wants.
///
/// Signing and checking are the JDK's. BouncyCastle is asked for two things that the JDK has no
/// call for: the public key of a given seed, and a certificate of one's own.
///
/// Everything here may be called from any thread, except the hashers that
/// [kith.node.crypto.JdkCrypto#hasher] gives out.
@NullMarked
package kith.node.crypto;

import org.jspecify.annotations.NullMarked;
