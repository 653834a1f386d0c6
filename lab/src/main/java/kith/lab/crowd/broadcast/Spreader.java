package kith.lab.crowd.broadcast;

import kith.lab.crowd.Crowd;

/// A peer that passes updates on.
interface Spreader extends Crowd.Member {
    /// Of each message what travels beside what it carries: frame, type, board.
    int HEADER_BYTES = 40;

    int ID_BYTES = 16;

    /// What the peer itself writes.
    void publish(long update, int sizeBytes);

    void linkUp(int peer);

    /// It is found out that the other side is gone, or the link was ended.
    void linkDown(int peer);

    /// What carries an update.
    record Copy(long update, int hops, int sizeBytes) {}
}
