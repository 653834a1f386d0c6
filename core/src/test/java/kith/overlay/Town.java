package kith.overlay;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.overlay.OverlayMessage.Kind;
import kith.port.Gauge;
import kith.port.Message;
import kith.port.Now;
import org.jspecify.annotations.Nullable;

/// Some peers, of whom only the overlay is there: links that bring each message at once and in
/// order, a clock that is set by hand, and a board on which all of them are.
final class Town {
    static final BoardId BOARD = new BoardId(Bytes.wrap(new byte[32]));

    private final List<Peer> peers = new ArrayList<>();
    private final ArrayDeque<Runnable> coming = new ArrayDeque<>();
    private long nanos;
    private long links;

    /// One message, by whom and to whom.
    record Said(Peer from, Peer to, OverlayMessage message) {}

    /// What was said since this was emptied.
    final List<Said> said = new ArrayList<>();

    /// The id whose first bytes are that number.
    static PeerId id(int number) {
        var key = new byte[32];
        key[0] = (byte) (number >>> 8);
        key[1] = (byte) number;
        return new PeerId(Bytes.wrap(key));
    }

    /// A peer that wants so many links by signals.
    Peer add(int number, int meshLinks) {
        var peer = new Peer(number, meshLinks);
        peers.add(peer);
        return peer;
    }

    /// A link between two, over which both share the board.
    Ends link(Peer from, Peer to) {
        return link(from, to, from.name + ":1", to.name + ":1");
    }

    /// The same, made by signals.
    Ends mesh(Peer from, Peer to) {
        return link(from, to, Overlay.address(from.id), Overlay.address(to.id));
    }

    private Ends link(Peer from, Peer to, String fromAddress, String toAddress) {
        var ends = new Ends(from, ++links, to, ++links);
        from.open(ends.fromLink, to, false, toAddress);
        to.open(ends.toLink, from, true, fromAddress);
        from.ways.add(new Way(ends.fromLink, to, ends.toLink));
        to.ways.add(new Way(ends.toLink, from, ends.fromLink));
        ends.share(BOARD);
        return ends;
    }

    /// Lets everything that was said come, and what follows from it.
    void settle() {
        do {
            while (!coming.isEmpty()) {
                arrive();
            }
            peers.forEach(peer -> peer.overlay.settle());
        } while (!coming.isEmpty());
        var gauges = new ArrayList<Gauge>();
        peers.forEach(peer -> peer.overlay.measure(gauges));
        for (Gauge gauge : gauges) {
            if (gauge.value() > gauge.max()) {
                throw new AssertionError(gauge);
            }
        }
    }

    /// The next thing that was said comes.
    void arrive() {
        coming.remove().run();
    }

    /// Time passes, and whoever wants to is woken in between.
    void pass(long forNanos) {
        long end = nanos + forNanos;
        settle();
        while (true) {
            long next = Math.max(nanos, nextWake());
            if (next > end) {
                nanos = end;
                return;
            }
            nanos = next;
            for (Peer peer : peers) {
                if (peer.wakeAt <= nanos) {
                    peer.wakeAt = Now.NEVER;
                    peer.overlay.wake();
                }
            }
            settle();
        }
    }

    private long nextWake() {
        long next = Now.NEVER;
        for (Peer peer : peers) {
            next = Math.min(next, peer.wakeAt);
        }
        return next;
    }

    /// What one said to another since `said` was emptied.
    List<OverlayMessage> said(Peer from, Peer to) {
        var some = new ArrayList<OverlayMessage>();
        for (Said one : said) {
            if (one.from == from && one.to == to) {
                some.add(one.message);
            }
        }
        return some;
    }

    /// The two ends of a link.
    record Ends(Peer from, long fromLink, Peer to, long toLink) {
        void share(BoardId board) {
            from.overlay.shared(fromLink, board, OverlayMessage.VERSION_MIN);
            to.overlay.shared(toLink, board, OverlayMessage.VERSION_MIN);
        }

        void breakDown() {
            from.down(fromLink);
            to.down(toLink);
        }
    }

    private record Way(long link, Peer to, long there) {}

    final class Peer implements Host {
        final String name;
        final PeerId id;
        final Overlay overlay;
        private final List<Way> ways = new ArrayList<>();
        final List<String> dials = new ArrayList<>();
        final List<String> ends = new ArrayList<>();
        private final TreeSet<Long> endedLinks = new TreeSet<>();
        final List<Bytes> delivered = new ArrayList<>();
        final TreeSet<PeerId> strangers = new TreeSet<>();

        /// What its links are there for that are there for more than to have a neighbour.
        final TreeMap<Long, Use> uses = new TreeMap<>();

        /// Whom it knows to listen, and where.
        final TreeMap<PeerId, String> listening = new TreeMap<>();

        long wakeAt = Now.NEVER;

        /// Whether what others say to it is lost.
        boolean deaf;

        private Peer(int number, int meshLinks) {
            name = "peer" + number;
            id = Town.id(number);
            overlay = new Overlay(this, meshLinks, number);
        }

        private void open(long link, Peer other, boolean inbound, String address) {
            overlay.linkUp(link, other.id, inbound, address);
        }

        private void down(long link) {
            ways.removeIf(way -> way.link == link);
            overlay.linkDown(link, "broke");
        }

        /// Which links it ended, each once.
        List<Long> ended() {
            return List.copyOf(endedLinks);
        }

        /// Ends its links to that peer.
        void hangUp(Peer to) {
            for (Way way : List.copyOf(ways)) {
                if (way.to == to) {
                    down(way.link);
                    to.down(way.there);
                }
            }
        }

        /// Says something over its link to that peer, whatever its overlay thinks of it.
        void say(Peer to, OverlayMessage message) {
            for (Way way : ways) {
                if (way.to == to) {
                    send(way.link, message);
                    return;
                }
            }
            throw new IllegalStateException("no link from " + name + " to " + to.name);
        }

        @Override
        public PeerId self() {
            return id;
        }

        @Override
        public Now now() {
            return new Now(nanos, 0);
        }

        @Override
        public List<BoardId> boards() {
            return List.of(BOARD);
        }

        @Override
        public void listening(BoardId board, BiConsumer<PeerId, List<String>> to) {
            listening.forEach((peer, address) -> to.accept(peer, List.of(address)));
        }

        @Override
        public boolean listens(BoardId board, PeerId peer) {
            return listening.containsKey(peer);
        }

        @Override
        public @Nullable Bytes wall(BoardId board, PeerId peer) {
            return null;
        }

        @Override
        public void unreached(BoardId board, PeerId peer) {}

        @Override
        public void told(long link, BoardId board, List<PeerId> peers) {}

        @Override
        public Use use(long link) {
            return uses.getOrDefault(link, Use.NEIGHBOUR);
        }

        @Override
        public boolean keep(long link) {
            boolean visit = uses.remove(link, Use.VISIT);
            if (visit) {
                overlay.useChanged(link);
            }
            return visit;
        }

        @Override
        public long roundTripNanos(long link) {
            return -1;
        }

        @Override
        public boolean isMember(BoardId board, PeerId peer) {
            return !strangers.contains(peer);
        }

        /// As bytes, as over a real link.
        @Override
        public void send(long link, Message message) {
            var out = new Writer();
            message.write(out);
            for (Way way : ways) {
                if (way.link == link) {
                    coming.add(() -> arrive(way, out.toBytes(), (OverlayMessage) message));
                }
            }
        }

        private void arrive(Way way, Bytes bytes, OverlayMessage message) {
            said.add(new Said(this, way.to, message));
            if (way.to.deaf) {
                return;
            }
            var in = new Reader(bytes);
            int type = in.u8();
            try {
                way.to.overlay.received(way.there, type, in.bytes(in.remaining()));
            } catch (Malformed malformed) {
                way.to.ends.add(String.valueOf(malformed.getMessage()));
            }
        }

        @Override
        public void end(long link, String code, String detail) {
            ends.add(code);
            endedLinks.add(link);
        }

        @Override
        public void deliver(BoardId board, PeerId from, Kind kind, Bytes bytes) {
            delivered.add(bytes);
        }

        @Override
        public void dial(String address, @Nullable Bytes peer) {
            dials.add(address);
        }

        @Override
        public void wakeAt(long at) {
            wakeAt = Math.min(wakeAt, at);
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
