package kith.lab.crowd.membership;

import java.util.ArrayList;
import java.util.List;
import kith.identity.PeerId;
import kith.lab.crowd.Delays;
import kith.lang.Bytes;
import kith.lang.Writer;
import kith.overlay.probe.Host;
import kith.overlay.probe.Probe;
import kith.overlay.probe.ProbeMessage;
import kith.overlay.probe.Standing;
import kith.port.Effects.Then;
import kith.port.Message;
import kith.port.Now;

/// A peer that probes its neighbours. Signatures are a model: whoever is no peer of that number
/// cannot make one, because nothing else makes them.
final class ProbePeer implements Station.Machine, Host {
    private final Station station;
    private final int[][] links;
    private final Ledger ledger;
    private final Probe probe;
    private final PeerId self;
    private final Writer size = new Writer(1 << 12);

    ProbePeer(Station station, int[][] links, Ledger ledger, long seed) {
        this.station = station;
        this.links = links;
        this.ledger = ledger;
        this.self = id(station.number);
        this.probe = new Probe(this, seed);
        for (int other : links[station.number]) {
            station.link(other);
            probe.linkUp(other, id(other));
        }
    }

    private static PeerId id(int number) {
        long spread = Delays.mix(number);
        return new PeerId(new Writer(32).u64(spread).u64(0).u64(0).u64(number).toBytes());
    }

    private static int number(PeerId id) {
        byte[] key = id.key().shared();
        return key[24] & 0xff | (key[25] & 0xff) << 8 | (key[26] & 0xff) << 16;
    }

    @Override
    public void received(int from, Object message) {
        if (station.isLinked(from)) {
            probe.received(from, (ProbeMessage) message);
        } else if (message instanceof ProbeMessage.Told told) {
            probe.told(id(from), told);
        }
    }

    @Override
    public void woke() {
        probe.wake();
    }

    @Override
    public PeerId self() {
        return self;
    }

    @Override
    public Now now() {
        return station.now();
    }

    @Override
    public void wakeAt(long nanos) {
        station.wakeAt(nanos);
    }

    @Override
    public void send(long link, Message message) {
        size.clear();
        message.write(size);
        station.send((int) link, message, size.size());
    }

    @Override
    public void tell(PeerId to, Message message) {
        send(number(to), message);
    }

    @Override
    public void sign(Bytes message, Then<Bytes> then) {
        then.accept(signature(self, message));
    }

    @Override
    public void check(PeerId by, Bytes message, Bytes signature, Then<Boolean> then) {
        then.accept(signature.equals(signature(by, message)));
    }

    private static Bytes signature(PeerId by, Bytes message) {
        long secret = Delays.mix(number(by) ^ 0x5eed);
        var out = new Writer(64).u64(Delays.mix(secret ^ message.hashCode()));
        return out.bytes(new byte[56], 0, 56).toBytes();
    }

    @Override
    public List<PeerId> watchers(PeerId neighbour) {
        var all = new ArrayList<PeerId>();
        for (int other : links[number(neighbour)]) {
            if (other != station.number) {
                all.add(id(other));
            }
        }
        return all;
    }

    @Override
    public void changed(PeerId neighbour, Standing standing) {
        if (standing == Standing.GONE) {
            ledger.removed(station.number, number(neighbour), station.nanos());
        } else if (standing == Standing.ALIVE) {
            ledger.returned(station.number, number(neighbour));
        }
    }
}
