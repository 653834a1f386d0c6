/// What goes on after the first answer: subscriptions, as Braid streams and on a WebSocket.
///
/// **The problem.** A subscriber may be slow, stop reading, vanish without a word, come back and
/// want what it missed; and there may be thousands of them at one cell. The naive way, a queue for
/// each that the writer fills, lets one that does not read take all the memory, and encodes each
/// update as often as there are readers.
///
/// **The idea.** The engine gives a subscription as many updates as it was granted, and grants are
/// given when what came before has left ([Mailbox][kith.node.http.live.Mailbox]): so two updates at
/// most wait for a reader, and in state mode the engine keeps for a slow one only *which* cells
/// changed. A reader that takes nothing for the write timeout is cut off. Readers of one place in
/// state mode who have everything share one subscription, and what is made of it
/// ([Choir][kith.node.http.live.Choir]); others who are equally far get the very same update, and
/// the text of it is made once ([Encoded][kith.node.http.live.Encoded]).
///
/// A client of a resource sees one JSON value; the tree has cells, of which a value may hide those
/// below it. [Shape][kith.node.http.live.Shape] keeps what is needed to turn one into the other.
///
/// **Threads.** A stream is written by the virtual thread of its request or by that of its choir, a
/// socket by one of its own. Sinks are called by whoever owns the engine and only put into a queue.
@NullMarked
package kith.node.http.live;

import org.jspecify.annotations.NullMarked;
