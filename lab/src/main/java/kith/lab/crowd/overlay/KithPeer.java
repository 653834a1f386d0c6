package kith.lab.crowd.overlay;

import java.util.List;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.overlay.Host;
import kith.overlay.Overlay;
import kith.overlay.OverlayMessage;
import kith.overlay.Use;
import kith.port.Message;
import kith.port.Now;
import org.jspecify.annotations.Nullable;

/// A peer of Kith of which only the overlay is there, as it ships; what it says goes as bytes.
///
/// The number of a link is that of the other side. Who is a member and where it listens is the same
/// for all, as the board's own space says; who comes by an invitation knows the one who let it in,
/// and the rest one round trip after it is linked.
final class KithPeer implements Station.Machine, Host {
    private static final BoardId BOARD = new BoardId(Bytes.wrap(new byte[BoardId.SIZE_BYTES]));

    /// Its spaces are shared over the newest version of the protocol.
    private static final int VERSION = 3;

    private final Station station;
    private final Roster roster;
    private final Overlay overlay;
    private final Writer out = new Writer(1 << 9);
    private long knowsAtNanos;

    /// `knows`: whether it was on the board before, and has the roster on its disk.
    KithPeer(Station station, Roster roster, boolean knows, long seed) {
        this.station = station;
        this.roster = roster;
        this.knowsAtNanos = knows ? Long.MIN_VALUE : Now.NEVER;
        this.overlay = new Overlay(this, 0, seed);
    }

    @Override
    public void start(int contact) {
        if (knowsAtNanos == Now.NEVER) {
            overlay.errands(new TreeSet<>(roster.addresses(contact)));
        }
        overlay.membersChanged();
    }

    /// Somebody came onto the board.
    void rosterChanged() {
        overlay.membersChanged();
        overlay.settle();
    }

    // Links

    @Override
    public void linkUp(int other, boolean inbound) {
        String address = inbound ? "dialled by " + other : roster.addresses(other).getFirst();
        overlay.linkUp(other, roster.id(other), inbound, address);
        overlay.shared(other, BOARD, VERSION);
        if (knowsAtNanos == Now.NEVER) {
            knowsAtNanos = station.nanos() + station.roundTripNanos(other);
            station.wakeAt(knowsAtNanos);
            overlay.errands(new TreeSet<>());
        }
        overlay.settle();
    }

    @Override
    public void linkDown(int other, String reason) {
        overlay.linkDown(other, reason);
        overlay.settle();
    }

    @Override
    public void dialFailed(int other) {
        overlay.dialFailed(roster.addresses(other).getFirst(), "unanswered", false);
        overlay.settle();
    }

    @Override
    public void received(int from, Object message) {
        var in = new Reader((Bytes) message);
        int type = in.u8();
        overlay.received(from, type, in.bytes(in.remaining()));
        overlay.settle();
    }

    @Override
    public void woke() {
        if (knowsAtNanos > station.nanos()) {
            station.wakeAt(knowsAtNanos);
        } else if (knowsAtNanos != Long.MIN_VALUE) {
            knowsAtNanos = Long.MIN_VALUE;
            overlay.membersChanged();
        }
        overlay.wake();
        overlay.settle();
    }

    @Override
    public boolean isNeighbour(int other) {
        return true;
    }

    // Host

    @Override
    public PeerId self() {
        return roster.id(station.number);
    }

    @Override
    public Now now() {
        return station.now();
    }

    @Override
    public void dial(String address, @Nullable Bytes peer) {
        station.dial(Roster.at(address));
    }

    @Override
    public void wakeAt(long nanos) {
        station.wakeAt(nanos);
    }

    @Override
    public List<BoardId> boards() {
        return List.of(BOARD);
    }

    @Override
    public boolean isMember(BoardId board, PeerId peer) {
        return true;
    }

    @Override
    public void listening(BoardId board, BiConsumer<PeerId, List<String>> to) {
        if (knowsAtNanos <= station.nanos()) {
            roster.each(station.number, to);
        }
    }

    /// Nobody moves here, so there is nothing to find out.
    @Override
    public void unreached(BoardId board, PeerId peer) {}

    @Override
    public boolean listens(BoardId board, PeerId peer) {
        return true;
    }

    @Override
    public Bytes wall(BoardId board, PeerId peer) {
        return roster.wall(peer);
    }

    @Override
    public long roundTripNanos(long link) {
        return station.roundTripNanos((int) link);
    }

    @Override
    public Use use(long link) {
        return Use.NEIGHBOUR;
    }

    @Override
    public boolean keep(long link) {
        return false;
    }

    @Override
    public void send(long link, Message message) {
        out.clear();
        message.write(out);
        station.send((int) link, out.toBytes(), out.size());
    }

    @Override
    public void end(long link, String code, String detail) {
        station.end((int) link, code + ": " + detail);
    }

    @Override
    public void told(long link, BoardId board, List<PeerId> peers) {}

    @Override
    public void deliver(BoardId board, PeerId from, OverlayMessage.Kind kind, Bytes bytes) {
        throw new IllegalStateException("nobody passes anything on here");
    }
}
