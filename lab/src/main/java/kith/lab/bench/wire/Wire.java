package kith.lab.bench.wire;

/// Two ends in this process that play ping-pong, or of which one sends and the other counts.
///
/// Used by one thread, which should be a virtual one, as everything that blocks in a node is: a
/// platform thread that waits for an echo would add its own waking up to each round trip.
public interface Wire extends AutoCloseable {
    /// Sends a frame of so many bytes and waits for its echo, so often; the nanoseconds of each.
    long[] roundTrips(int count, int size);

    /// Sends so many frames and waits until the other end has all of them.
    void stream(int count, int size);

    @Override
    void close();
}
