/// A write that is sent again is done once.
///
/// **The problem.** The answer to a write can be lost: the connection broke, or the peer was
/// stopped or killed between taking it and saying so. Who sent it cannot tell that from a write
/// that never came. To send a keystroke again may insert it twice, not to send it may lose it.
///
/// **The idea** is an old one (a request number by the client, remembered by the server; Birrell
/// and Nelson, *Implementing Remote Procedure Calls*, TOCS 1984, section 3.2). Braid has a place
/// for it: the `Version` of a request. While the peer runs
/// [Remembered][kith.node.http.once.Remembered] knows what came of each name. What survives the
/// peer is [WriteNames][kith.node.http.once.WriteNames], which has the change of each name in a
/// file beside the store.
///
/// **Why no place in the change itself.** A change is kept and sent on by everybody for ever, and
/// that a page once had no answer concerns nobody but that page and its peer.
///
/// **Whether a change that is named there exists** is asked of the log: the name is written when
/// the change is on its way to the disk, and after a crash either may be missing. A name without
/// its change counts for nothing; the number of a change that was lost is never used again, since
/// a peer goes on in a new incarnation then.
@NullMarked
package kith.node.http.once;

import org.jspecify.annotations.NullMarked;
