/// A small client of a peer's HTTP interface, for the command line.
///
/// **The problem.** A command asks one question and ends. The JDK's HTTP client was measured at 350
/// milliseconds of processor time for a first request, where a plain socket takes 25; the older
/// `HttpURLConnection` knows no `PATCH`. And an import wants to send the next transaction before
/// the last one is answered (pipelining, RFC 9112 section 9.3.2), which neither can do.
///
/// **So** [HttpConnection][kith.node.client.HttpConnection] speaks the part of HTTP/1.1 that our
/// own server speaks to it: bodies with a length or in chunks, one connection that is used again.
/// [PeerClient][kith.node.client.PeerClient] finds the peer of a home and turns what it refuses
/// into a [PeerRefusal][kith.node.client.PeerRefusal].
///
/// Nothing here is shared between threads, but for the two ends of one connection: one thread may
/// send while another receives.
@NullMarked
package kith.node.client;

import org.jspecify.annotations.NullMarked;
