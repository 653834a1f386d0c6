package kith.broadcast;

import kith.port.Now;

/// What the broadcast asks of the peer it belongs to. An update is a number, which means the same
/// update for as long as anything is asked about it.
public interface Host {
    Now now();

    /// Asks for a step at that time or a little later.
    void wakeAt(long nanos);

    void send(long link, BroadcastMessage message);

    /// Whether an update is here by now.
    boolean has(long update);

    /// Sends an update that is here; false where nothing goes, since it is there, or is not wanted.
    boolean pass(long link, long update, int hops);

    /// Says that an update is on its way to here, and may be fetched from here; true where that
    /// cannot be said, and it goes whole instead.
    boolean promise(long link, long update, int hops);

    /// Says that these updates are here.
    void announce(long link, long[] updates);

    /// Asks the other side of a link for an update that it promised or announced.
    void fetch(long link, long update);
}
