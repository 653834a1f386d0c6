package kith.lab.crowd.picture;

import java.util.ArrayList;
import java.util.List;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Writer;
import kith.overlay.probe.Host;
import kith.overlay.probe.Probe;
import kith.overlay.probe.ProbeMessage;
import kith.overlay.probe.Standing;
import kith.port.Effects.Then;
import kith.port.Message;
import kith.port.Now;

/// How a peer finds out that a neighbour is gone; what it thinks of whom is recorded.
final class Watching implements Machine, Host {
    private final Resident peer;
    private final Resident.Post post;
    private final Probe probe;
    private final Writer size = new Writer(1 << 10);

    Watching(Resident peer, Resident.Post post) {
        this.peer = peer;
        this.post = post;
        this.probe = new Probe(this, peer.quarter.rng.nextLong());
    }

    void heard(int from) {
        probe.heard(from);
    }

    // Machine

    @Override
    public void linkUp(int other) {
        probe.linkUp(other, peer.quarter.keys.id(other));
    }

    @Override
    public void linkDown(int other) {
        probe.linkDown(other);
    }

    @Override
    public void received(int from, Object message) {
        if (peer.links().contains(from)) {
            probe.received(from, (ProbeMessage) message);
        } else if (message instanceof ProbeMessage.Told told) {
            probe.told(peer.quarter.keys.id(from), told);
        }
    }

    @Override
    public void wake() {
        probe.wake();
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
    public void send(long link, Message message) {
        size.clear();
        message.write(size);
        post.send((int) link, message, size.size());
    }

    @Override
    public void tell(PeerId to, Message message) {
        send(peer.quarter.keys.number(to), message);
    }

    @Override
    public void sign(Bytes message, Then<Bytes> then) {
        then.accept(peer.quarter.keys.sign(peer.number, message));
    }

    @Override
    public void check(PeerId by, Bytes message, Bytes signature, Then<Boolean> then) {
        then.accept(peer.quarter.keys.isBy(by, message, signature));
    }

    @Override
    public List<PeerId> watchers(PeerId neighbour) {
        var all = new ArrayList<PeerId>();
        for (int other : peer.quarter.peer(peer.quarter.keys.number(neighbour)).links()) {
            if (other != peer.number) {
                all.add(peer.quarter.keys.id(other));
            }
        }
        return all;
    }

    @Override
    public void changed(PeerId neighbour, Standing standing) {
        int other = peer.quarter.keys.number(neighbour);
        peer.quarter.recording.judged(peer.number, other, standing);
        if (standing == Standing.GONE) {
            peer.missed(other);
        }
    }
}
