package kith.overlay.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.TreeMap;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.overlay.probe.ProbeMessage.Ask;
import kith.overlay.probe.ProbeMessage.Told;
import kith.overlay.probe.Word.Doubt;
import kith.port.Effects.Then;
import kith.port.Message;
import kith.port.Now;

/// Some peers, all linked to each other, of whom only the probe is there: each message takes 10
/// milliseconds and goes as bytes, and nothing else takes any time.
final class Village {
    private static final long TRIP_NANOS = 10 * Now.MILLI;
    private static final long WALL_MILLIS = 1_800_000_000_000L;

    private final List<Peer> peers = new ArrayList<>();
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long nanos = Now.SECOND;
    private long number;

    private record Event(long at, long number, Runnable what) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return at == other.at ? Long.compare(number, other.number) : Long.compare(at, other.at);
        }
    }

    Village(int count) {
        for (int i = 0; i < count; i++) {
            peers.add(new Peer(i, WALL_MILLIS));
        }
        for (Peer one : peers) {
            peers.forEach(one::link);
        }
    }

    Peer peer(int number) {
        return peers.get(number);
    }

    /// All but one.
    List<Peer> others(Peer than) {
        var others = new ArrayList<>(peers);
        others.remove(than);
        return others;
    }

    private void at(long at, Runnable what) {
        events.add(new Event(Math.max(at, nanos), number++, what));
    }

    void pass(long forNanos) {
        long end = nanos + forNanos;
        while (!events.isEmpty() && events.peek().at <= end) {
            Event next = events.remove();
            nanos = next.at;
            next.what.run();
        }
        nanos = end;
    }

    /// It begins anew with new links, and a clock that is so many seconds behind.
    Peer startAnew(Peer old, int secondsBehind) {
        var peer = new Peer(old.number, WALL_MILLIS - 1_000L * secondsBehind);
        peers.set(old.number, peer);
        peers.forEach(peer::link);
        for (Peer other : others(peer)) {
            other.probe.linkDown(peer.number);
            other.link(peer);
        }
        return peer;
    }

    final class Peer implements Host {
        final int number;
        private final PeerId id;
        private final long wallMillis;
        final Probe probe;
        final TreeMap<PeerId, Standing> standings = new TreeMap<>();
        final List<Long> asked = new ArrayList<>();
        int measured;

        /// What it said of itself to everybody.
        final List<Word> said = new ArrayList<>();

        /// Whether anybody was ever gone for it.
        boolean buried;

        /// From whom nothing comes to it.
        final List<Peer> unheard = new ArrayList<>();

        private long ahead; // of the time
        private long wakeAt = Now.NEVER;
        private long wakes;

        private Peer(int number, long wallMillis) {
            this.number = number;
            this.wallMillis = wallMillis;
            var key = new byte[PeerId.SIZE_BYTES];
            key[0] = (byte) (37 * number);
            key[31] = (byte) number;
            id = new PeerId(Bytes.wrap(key));
            probe = new Probe(this, number);
        }

        private void link(Peer other) {
            if (other.number != number) {
                probe.linkUp(other.number, other.id);
                standings.put(other.id, Standing.ALIVE);
            }
        }

        Standing of(Peer other) {
            return Objects.requireNonNull(standings.get(other.id));
        }

        /// It hears nobody.
        void deafen() {
            unheard.addAll(others(this));
        }

        /// It says nothing and hears nothing.
        void crash() {
            deafen();
            others(this).forEach(other -> other.unheard.add(this));
        }

        void hear() {
            unheard.clear();
        }

        /// Its own clock goes forward; nobody else's does.
        void jump(long byNanos) {
            ahead += byNanos;
            wakeAt = Now.NEVER;
            wakeAt(now().nanos());
        }

        /// Says something of its own to everybody, whatever its probe thinks.
        void say(Word word) {
            others(this).forEach(other -> tell(other.id, new Told(word)));
        }

        Doubt doubt(Peer subject, long incarnation) {
            Bytes text = Doubt.text(subject.id, incarnation);
            return new Doubt(subject.id, incarnation, id, signature(id, text));
        }

        /// That word of another, in whose name only that one could sign.
        Word.Alive alive(Peer subject, long incarnation) {
            Bytes text = Word.Alive.text(subject.id, incarnation);
            return new Word.Alive(subject.id, incarnation, signature(id, text));
        }

        @Override
        public PeerId self() {
            return id;
        }

        @Override
        public Now now() {
            return new Now(nanos + ahead, wallMillis + nanos / Now.MILLI);
        }

        @Override
        public void wakeAt(long at) {
            if (at - ahead < wakeAt) {
                wakeAt = at - ahead;
                long wake = ++wakes;
                Village.this.at(
                        wakeAt,
                        () -> {
                            if (wake == wakes) {
                                wakeAt = Now.NEVER;
                                probe.wake();
                            }
                        });
            }
        }

        @Override
        public void send(long link, Message message) {
            if (message instanceof Ask) {
                asked.add(nanos);
            }
            if (message instanceof Told told && told.words().getFirst().subject().equals(id)) {
                said.add(told.words().getFirst());
            }
            var out = new Writer();
            message.write(out);
            at(nanos + TRIP_NANOS, () -> peer((int) link).take(this, out.toBytes()));
        }

        @Override
        public void answered(long link, long nanos) {
            measured++;
        }

        @Override
        public void tell(PeerId to, Message message) {
            send(to.key().at(31), message);
        }

        private void take(Peer from, Bytes bytes) {
            boolean heard = unheard.stream().noneMatch(one -> one.number == from.number);
            if (heard) {
                var in = new Reader(bytes);
                probe.received(from.number, in.u8(), in.bytes(in.remaining()));
            }
        }

        /// A model: 64 bytes that follow from both.
        private static Bytes signature(PeerId by, Bytes text) {
            return new Writer(64)
                    .bytes(by.key())
                    .u64(text.hashCode())
                    .bytes(new byte[24], 0, 24)
                    .toBytes();
        }

        @Override
        public void sign(Bytes message, Then<Bytes> then) {
            at(nanos, () -> then.accept(signature(id, message)));
        }

        @Override
        public void check(PeerId by, Bytes message, Bytes signature, Then<Boolean> then) {
            at(nanos, () -> then.accept(signature.equals(signature(by, message))));
        }

        @Override
        public List<PeerId> watchers(PeerId neighbour) {
            return peers.stream()
                    .map(one -> one.id)
                    .filter(one -> !one.equals(neighbour) && !one.equals(id))
                    .toList();
        }

        @Override
        public void changed(PeerId neighbour, Standing standing) {
            standings.put(neighbour, standing);
            buried |= standing == Standing.GONE;
        }
    }
}
