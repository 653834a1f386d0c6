/// Links between nodes: authenticated, encrypted, flow-controlled connections that carry frames.
///
/// **What it is.** TLS 1.3 of the JDK over TCP, with virtual threads. Both sides show a self-signed
/// Ed25519 certificate made from their peer key, so the key that TLS proves the possession of *is*
/// the [kith.identity.PeerId] of the other side. There is no authority, no host name, no name
/// indication and no resumption. `docs/protocol/link.md` is the normative text.
///
/// **The problem.** A peer must survive others that are slow, silent, greedy or hostile. The naive
/// ways fail: writing to the socket on the thread that has something to say lets one peer that does
/// not read stop the engine; a queue without a bound turns the same peer into an exhausted heap; a
/// handshake without a deadline lets a thousand silent connections use up all places; and a timeout
/// for each read, instead of one for the whole handshake, is defeated by a byte every four seconds.
///
/// **The idea.** Each link has two virtual threads and one bounded queue. [Link#send] puts a frame
/// into the [Outbox] and never waits; when that is full the link is cut, because the layers above
/// bound what is in flight by credits and a full outbox means that the other side ignores them. The
/// writer takes all that is queued and writes it in full TLS records, which costs a third of a
/// record for each frame. The reader calls the [LinkHandler], which may block: while it does,
/// nothing is read, TCP closes its window, and the other side's outbox fills. So pressure travels
/// back hop by hop, and no byte is buffered without a bound. [Gate] bounds what has not proven a
/// key: places for newcomers are few, and when they are used up the one who has been there longest
/// goes, not the one who comes.
///
/// **Sources.** TLS 1.3: RFC 8446. Ed25519 in certificates: RFC 8410. ALPN: RFC 7301. Dropping the
/// oldest half-open connection when places run out: as D. J. Bernstein and others proposed against
/// SYN floods (CERT CA-1996-21), here for handshakes.
///
/// **Cost** (two cores, loopback; `LinkBench` in the lab prints it anew): a handshake takes about 4
/// milliseconds of processor time on each side, so links are kept open; an idle link takes 41 kB of
/// heap, the session of the engine with it, and next to nothing beside it; a round trip 1.5 to 1.8
/// times that of bare TCP.
///
/// **Threads.** Everything public may be called from any thread and does not block, except
/// [Links#listen], which resolves a name, and [Links#close], which waits up to a second. Callbacks
/// run on the virtual thread of their link.
@NullMarked
package kith.node.link;

import org.jspecify.annotations.NullMarked;
