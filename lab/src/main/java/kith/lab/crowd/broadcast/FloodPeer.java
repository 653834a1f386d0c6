package kith.lab.crowd.broadcast;

import kith.lab.crowd.Crowd;

/// Passes everything on over all links, once.
final class FloodPeer extends Others {
    FloodPeer(Crowd crowd, Arrivals arrivals, int self) {
        super(crowd, arrivals, self);
    }

    @Override
    public void publish(long update, int sizeBytes) {
        take(self, new Copy(update, 0, sizeBytes));
    }

    @Override
    public void received(int from, Object message) {
        if (message instanceof Copy copy && !has(copy.update())) {
            take(from, copy);
        }
    }

    private void take(int from, Copy copy) {
        keep(copy);
        var next = new Copy(copy.update(), copy.hops() + 1, copy.sizeBytes());
        for (int i = 0; i < size; i++) {
            if (links[i] != from) {
                send(links[i], next);
            }
        }
    }

    @Override
    public void woke() {}
}
