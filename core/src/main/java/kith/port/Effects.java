package kith.port;

import kith.lang.Bytes;
import org.jspecify.annotations.Nullable;

/// What the core wants done, in the order in which it asks. The door collects it and the host does
/// it, after the step. What has an answer comes with a continuation, which runs in a later step.
public interface Effects {
    /// Goes on with an answer, in a later step.
    interface Then<T> {
        void accept(T answer);
    }

    /// Goes on with a piece of a file, in a later step.
    interface Reading {
        /// What there is: fewer bytes than were asked for where the file ends.
        void read(Bytes bytes);

        /// The disk did not give it, and nobody knows what is there: it is far behind (`busy`), or
        /// it tried and could not. A host waits a second before it says so; so it may be asked for
        /// again at once.
        void notRead(boolean busy);
    }

    /// Sends a message over a link, and returns the size of its frame in bytes. What a link has in
    /// flight is bounded by the credit of its other side, so this never waits.
    int send(long link, Message message);

    /// Ends a link; the reason is told to the owner, not to the other side.
    void hangUp(long link, String reason);

    /// The other side of a link turned out to belong to a board of ours. Whoever opens a link is a
    /// stranger before, and a host gives strangers less room.
    void known(long link);

    /// Opens a link to that address (`host:port`); with `peer`, only to the one with that key.
    void dial(String address, @Nullable Bytes peer);

    /// Checks an Ed25519 signature.
    void check(Bytes key, Bytes message, Bytes signature, Then<Boolean> then);

    /// Signs with the peer's own key, or with the key of `seed`.
    void sign(Bytes message, @Nullable Bytes seed, Then<Bytes> then);

    /// Writes to a file of the store.
    void write(String file, long offset, Bytes bytes);

    /// Goes on when everything written so far is on disk for good.
    void sync(Runnable then);

    /// Reads up to `length` bytes of a file of the store; what was written before is seen.
    void read(String file, long offset, int length, Reading then);

    void delete(String file);

    /// Whether what is on its way to the disk leaves room for more. Who produces much without being
    /// asked, or lets others send, waits while there is none. There is again in the step after a
    /// sync.
    boolean diskHasRoom();

    /// Asks for a step at that time or a little later. The earliest time asked for counts.
    void wakeAt(long nanos);

    /// Tells the owner of this peer.
    void report(Note note);
}
