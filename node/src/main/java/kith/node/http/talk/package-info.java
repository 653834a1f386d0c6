/// What HTTP asks of the peer behind it, and how what is asked and answered is written down: the
/// parts that requests, streams and sockets share.
///
/// Paths, versions, edits, cells and problems have one text form each, the same in URLs, headers,
/// bodies and messages; `docs/protocol/http.md` is the normative text. Nothing here knows who
/// watches what.
@NullMarked
package kith.node.http.talk;

import org.jspecify.annotations.NullMarked;
