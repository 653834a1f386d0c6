package kith.port;

import kith.lang.Bytes;

/// What a protocol wants done, in the order in which it asks. The door collects it.
public interface Effects {
    /// Sends a message over a link, and returns the size of its frame in bytes. What a link has in
    /// flight is bounded by the credit of its other side, so this never waits.
    int send(long link, Message message);

    /// Ends a link; the reason is told to the owner, not to the other side.
    void hangUp(long link, String reason);

    /// Asks for the check of an Ed25519 signature; the answer comes as an input with this ticket.
    void check(long ticket, Bytes key, Bytes message, Bytes signature);

    /// Asks for a wake-up at that time or a little later. The earliest one asked for counts.
    void wakeAt(long nanos);

    /// Tells whoever watches over this peer.
    void report(Note note);
}
