package kith.lab.crowd.picture;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kith.broadcast.Broadcast;
import kith.broadcast.BroadcastMessage;
import kith.broadcast.Host;
import kith.port.Now;

/// How a peer passes updates on; who passed what to whom is recorded.
final class Spreading implements Machine, Host {
    private static final int HEADER_BYTES = 40;
    private static final int ID_BYTES = 16;

    /// With the head of a chain and its signature.
    private static final int PROMISE_BYTES = HEADER_BYTES + 120;

    private final Resident peer;
    private final Resident.Post post;
    private final Broadcast broadcast;
    private final Map<Long, Integer> sizes = new HashMap<>();

    private record Copy(long update, int hops, int sizeBytes, long sentNanos) {}

    private record Promise(long update, int hops) {}

    private record Announce(List<Long> updates) {}

    private record Fetch(long update) {}

    Spreading(Resident peer, Resident.Post post) {
        this.peer = peer;
        this.post = post;
        this.broadcast = new Broadcast(this, Quarter.BOARD, true, 0, peer.quarter.rng.nextLong());
        broadcast.members(peer.quarter.crowd.size());
    }

    void publish(long update, int sizeBytes) {
        sizes.put(update, sizeBytes);
        broadcast.publish(update, sizeBytes);
    }

    private void came(int from, Copy copy) {
        boolean redundant = has(copy.update);
        peer.quarter.recording.passed(
                copy.update, from, peer.number, copy.sentNanos, copy.hops, redundant);
        if (!redundant) {
            sizes.put(copy.update, copy.sizeBytes);
            broadcast.came(copy.update, from, copy.hops, copy.sizeBytes);
        }
    }

    // Machine

    @Override
    public void linkUp(int other) {
        broadcast.linkUp(other);
    }

    @Override
    public void linkDown(int other) {
        broadcast.linkDown(other);
    }

    @Override
    public void received(int from, Object message) {
        switch (message) {
            case Copy copy -> came(from, copy);
            case Promise promise -> broadcast.promised(promise.update, from, promise.hops);
            case Announce announce ->
                    broadcast.announced(
                            from, announce.updates.stream().mapToLong(Long::longValue).toArray());
            case Fetch fetch -> broadcast.fetched(fetch.update, from, 1);
            case BroadcastMessage wish -> broadcast.received(from, wish);
            default -> throw new IllegalStateException("a " + message);
        }
    }

    @Override
    public void wake() {
        broadcast.wake();
    }

    // Host

    @Override
    public Now now() {
        return peer.quarter.crowd.now();
    }

    @Override
    public void wakeAt(long nanos) {
        post.wakeAt(nanos);
    }

    @Override
    public void send(long link, BroadcastMessage message) {
        peer.quarter.recording.said(peer.number, (int) link, message);
        post.sendSurely((int) link, message, HEADER_BYTES + 1);
    }

    @Override
    public boolean has(long update) {
        return sizes.containsKey(update);
    }

    @Override
    public boolean pass(long link, long update, int hops) {
        int sizeBytes = sizes.getOrDefault(update, 0);
        var copy = new Copy(update, hops, sizeBytes, peer.quarter.crowd.nanos());
        post.send((int) link, copy, HEADER_BYTES + sizeBytes);
        return true;
    }

    @Override
    public boolean promise(long link, long update, int hops) {
        post.send((int) link, new Promise(update, hops), PROMISE_BYTES);
        return false;
    }

    @Override
    public void announce(long link, long[] updates) {
        List<Long> all = Arrays.stream(updates).boxed().toList();
        post.send((int) link, new Announce(all), HEADER_BYTES + ID_BYTES * updates.length);
    }

    @Override
    public void fetch(long link, long update) {
        post.send((int) link, new Fetch(update), HEADER_BYTES + ID_BYTES);
    }
}
