/// What clients of a peer say and are told, as values: edits, cells, logs.
///
/// A peer has clients on every host: over HTTP and sockets at a node, scripts of a page in a tab.
/// They get the same words, so the words are made here once, of [kith.value.Value]s; whether those
/// leave as JSON text or as objects of a script is the host's business.
///
/// Read [kith.talk.Edits] first.
@NullMarked
package kith.talk;

import org.jspecify.annotations.NullMarked;
