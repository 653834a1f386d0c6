/// What is below a link: something that carries its frames.
///
/// **The problem.** A link has one life, whatever it runs over: an outbox with a bound, a reader
/// that waits where its handler waits, an end that is told once. A TLS connection carries a stream,
/// in which frames have to be found; a pipe carries messages, of which each is a frame, sealed.
/// **So** a link knows its [Wire] and nothing below it. [FrameReader] and [FrameWriter] are the
/// stream's: `docs/protocol/link.md` is the normative text, and [Framing] has the shape and the
/// bound.
@NullMarked
package kith.node.link.wire;

import org.jspecify.annotations.NullMarked;
