/// The door through which peers in browsers come: a WebSocket that is a [kith.node.link.pipe.Pipe].
///
/// **The problem.** All else on this port is for the owner of the peer, and closed to other
/// websites. A page that is a peer may come from anywhere. **So** this door gives nothing to
/// anybody for having come through it: it looks at no cookie and no token, and whoever comes is a
/// stranger until its key is proven and the engine knows that key from a board. But the handshake
/// tells its caller who is here, and any website that is looked at on this machine can call. **So**
/// the addresses of a peer end with a word, and who does not know it has to come from where
/// everything else on this port may be asked for.
///
/// **Read first:** [PipeSocket]. The handshake and what bounds strangers are those of
/// [kith.node.link.Links].
///
/// **Threads.** The server calls on threads of its own, and never waits here; a link waits on its
/// own.
@NullMarked
package kith.node.http.pipe;

import org.jspecify.annotations.NullMarked;
