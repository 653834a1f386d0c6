/// The door through which peers in browsers come: a WebSocket that is a [kith.node.link.pipe.Pipe].
///
/// **The problem.** All else on this port is for the owner of the peer, and closed to other
/// websites. A page that is a peer may come from anywhere. **So** this door gives nothing to
/// anybody for having come through it: it looks at no cookie and no token, where it comes from says
/// nothing, and whoever comes is a stranger until its key is proven and the engine knows that key
/// from a board.
///
/// **Read first:** [PipeSocket]. The handshake and what bounds strangers are those of
/// [kith.node.link.Links].
///
/// **Threads.** The server calls on threads of its own, and never waits here; a link waits on its
/// own.
@NullMarked
package kith.node.http.pipe;

import org.jspecify.annotations.NullMarked;
