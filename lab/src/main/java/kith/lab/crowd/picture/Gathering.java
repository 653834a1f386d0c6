package kith.lab.crowd.picture;

import kith.cluster.ClusterMessage;
import kith.cluster.Clusters;
import kith.cluster.Coordinate;
import kith.cluster.Coordinates;
import kith.cluster.Host;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Writer;
import kith.port.Effects;
import kith.port.Now;

/// To which cluster a peer belongs, and a round trip over each of its links in turn.
final class Gathering implements Machine, Host {
    private static final long PING_NANOS = Now.SECOND;
    private static final int PING_BYTES = 38;
    private static final int COORDINATE_BYTES = 20;

    final Clusters clusters;
    private final Resident peer;
    private final Resident.Post post;
    private final Coordinates coordinates;
    private final Writer size = new Writer(1 << 10);
    private long pingNanos;
    private int pinged;

    private record Ping(long nanos) {}

    private record Pong(long nanos, Coordinate at) {}

    Gathering(Resident peer, Resident.Post post, String region) {
        this.peer = peer;
        this.post = post;
        var rng = peer.quarter.rng;
        this.coordinates = new Coordinates(rng.nextLong());
        this.pingNanos = now().nanos() + rng.nextInt(1_000) * Now.MILLI;
        this.clusters = new Clusters(this, Quarter.BOARD, region, coordinates, rng.nextLong());
        wakeAt(pingNanos);
    }

    // Machine

    @Override
    public void linkUp(int other) {
        clusters.linkUp(peer.quarter.keys.id(other));
    }

    @Override
    public void linkDown(int other) {
        clusters.linkDown(peer.quarter.keys.id(other));
    }

    @Override
    public void received(int from, Object message) {
        PeerId id = peer.quarter.keys.id(from);
        switch (message) {
            case Ping ping -> {
                var pong = new Pong(ping.nanos, coordinates.here());
                post.send(from, pong, PING_BYTES + COORDINATE_BYTES);
            }
            case Pong pong -> {
                long nanos = now().nanos() - pong.nanos;
                coordinates.measured(id, pong.at, nanos);
                clusters.measured(id, nanos);
            }
            case ClusterMessage one -> clusters.received(id, one);
            default -> throw new IllegalStateException("a " + message);
        }
    }

    @Override
    public void wake() {
        if (now().nanos() >= pingNanos) {
            pingNanos = now().nanos() + PING_NANOS;
            if (!peer.links().isEmpty()) {
                ping(peer.quarter.keys.id(peer.links().get(pinged++ % peer.links().size())));
            }
        }
        wakeAt(pingNanos);
        clusters.wake();
    }

    // Host

    @Override
    public PeerId self() {
        return peer.quarter.keys.id(peer.number);
    }

    @Override
    public Now now() {
        return peer.quarter.crowd.now();
    }

    @Override
    public void wakeAt(long nanos) {
        post.wakeAt(nanos);
    }

    @Override
    public boolean isMember(PeerId id) {
        return true;
    }

    @Override
    public void send(PeerId to, ClusterMessage message) {
        size.clear();
        message.write(size);
        post.send(peer.quarter.keys.number(to), message, size.size());
    }

    @Override
    public void ping(PeerId to) {
        post.send(peer.quarter.keys.number(to), new Ping(now().nanos()), PING_BYTES);
    }

    @Override
    public void sign(Bytes statement, Effects.Then<Bytes> then) {
        then.accept(peer.quarter.keys.sign(peer.number, statement));
    }

    @Override
    public void check(PeerId key, Bytes statement, Bytes signature, Effects.Then<Boolean> then) {
        then.accept(peer.quarter.keys.isBy(key, statement, signature));
    }

    /// Nothing is offered in a picture.
    @Override
    public void came(Bytes item) {}
}
