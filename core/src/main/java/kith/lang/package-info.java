/// What `java.lang` lacks for a core that must give the same bytes on every host: immutable byte
/// strings and their texts (hex, base32, base64), a bounded reader and a writer, UTF-8 that keeps
/// every string, SHA-256 and CRC-32C, and a random generator whose sequence is ours.
///
/// Nothing here knows Kith. Nothing here uses `java.util.Random`, `MessageDigest`, `String.format`
/// or a hash-ordered collection: some are missing in the browser, the others differ there.
package kith.lang;
