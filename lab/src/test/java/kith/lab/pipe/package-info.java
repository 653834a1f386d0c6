/// Peers that come to a real node over a pipe: a whole engine at each end, and the JDK's WebSocket
/// between them.
@NullMarked
package kith.lab.pipe;

import org.jspecify.annotations.NullMarked;
