package kith.lab.crowd.broadcast;

import java.util.ArrayList;
import java.util.List;
import kith.lab.crowd.Crowd;
import kith.lang.Rng;
import kith.port.Now;

/// Gossipsub 1.1 with its defaults: a mesh of 6 (4 to 12) among the links, over which everything is
/// passed on; each second what came in the last three is announced to a quarter of the others, six
/// at least; the author sends to all. Scores do nothing among the honest.
final class GossipsubPeer extends Others {
    private static final int MESH = 6;
    private static final int MESH_MIN = 4;
    private static final int MESH_MAX = 12;
    private static final int GOSSIP_MIN = 6;
    private static final int WINDOWS = 3;
    private static final long HEARTBEAT_NANOS = Now.SECOND;

    private final Rng rng;
    private final List<Integer> mesh = new ArrayList<>();
    private final List<List<Long>> windows = new ArrayList<>();

    private record IHave(List<Long> updates) {}

    private record IWant(long update) {}

    private record Graft() {}

    private record Prune() {}

    GossipsubPeer(Crowd crowd, Arrivals arrivals, int self, long seed) {
        super(crowd, arrivals, self);
        this.rng = new Rng(seed);
        windows.addFirst(new ArrayList<>());
        crowd.wakeAt(self, 1 + 1_000L * rng.nextInt((int) (HEARTBEAT_NANOS / 1_000)));
    }

    @Override
    public void publish(long update, int sizeBytes) {
        var copy = new Copy(update, 0, sizeBytes);
        keep(copy);
        windows.getFirst().add(update);
        for (int i = 0; i < size; i++) {
            send(links[i], new Copy(update, 1, sizeBytes));
        }
    }

    @Override
    public void received(int from, Object message) {
        switch (message) {
            case Copy copy -> copy(from, copy);
            case IHave have -> have.updates.forEach(update -> want(from, update));
            case IWant want -> serve(from, want.update);
            case Graft graft -> grafted(from);
            case Prune prune -> mesh.remove(Integer.valueOf(from));
            default -> throw new IllegalArgumentException("what is " + message);
        }
    }

    private void copy(int from, Copy copy) {
        if (has(copy.update())) {
            return;
        }
        keep(copy);
        windows.getFirst().add(copy.update());
        var next = new Copy(copy.update(), copy.hops() + 1, copy.sizeBytes());
        for (int peer : mesh) {
            if (peer != from) {
                send(peer, next);
            }
        }
    }

    private void want(int from, long update) {
        if (!has(update)) {
            control(from, new IWant(update), 1);
        }
    }

    private void grafted(int from) {
        if (mesh.size() >= MESH_MAX) {
            ofLink(from, new Prune());
        } else if (!mesh.contains(from)) {
            mesh.add(from);
        }
    }

    @Override
    public void woke() {
        for (int lack = mesh.size() < MESH_MIN ? MESH - mesh.size() : 0; lack > 0; lack--) {
            graftOne();
        }
        var all = new ArrayList<Long>();
        windows.forEach(all::addAll);
        gossip(new IHave(List.copyOf(all)));
        windows.addFirst(new ArrayList<>());
        if (windows.size() > WINDOWS) {
            windows.removeLast();
        }
        crowd.wakeAt(self, crowd.nanos() + HEARTBEAT_NANOS);
    }

    /// One that is not in the mesh yet, beginning anywhere.
    private void graftOne() {
        int first = size == 0 ? 0 : rng.nextInt(size);
        for (int i = 0; i < size; i++) {
            int peer = links[(first + i) % size];
            if (!mesh.contains(peer)) {
                mesh.add(peer);
                ofLink(peer, new Graft());
                return;
            }
        }
    }

    private void gossip(IHave have) {
        if (have.updates.isEmpty() || size == 0) {
            return;
        }
        int left = Math.max(GOSSIP_MIN, (size - mesh.size()) / 4);
        int first = rng.nextInt(size);
        for (int i = 0; i < size && left > 0; i++) {
            int peer = links[(first + i) % size];
            if (!mesh.contains(peer)) {
                control(peer, have, have.updates.size());
                left--;
            }
        }
    }

    @Override
    public void linkDown(int peer) {
        super.linkDown(peer);
        mesh.remove(Integer.valueOf(peer));
    }
}
