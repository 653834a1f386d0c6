/// Values, the paths they stand at, and JSON, in which people and programs write them.
///
/// [Value] is the file to read first. A value and a path each have two outer forms. The binary one
/// ([Encoding], [Path#write]) is for wire and disk: short, bounded, and canonical, because changes
/// are hashed. The text one ([Json], [PathText]) is for people, files and URLs, and must be able to
/// say everything that the binary one can: a byte string, a key `".."`, half a surrogate pair.
/// Everything that goes out in one form and comes back is the same as before.
///
/// Whatever is read may come from anybody. Every reader here is linear in its input, recurses at
/// most as deep as a value may be nested, and answers with a value or a [kith.lang.Malformed].
///
/// Formats and limits: `docs/protocol/values.md`.
package kith.value;
