package kith.overlay;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Reader;
import kith.lang.Rng;
import kith.overlay.OverlayMessage.Answered;
import kith.overlay.OverlayMessage.Forward;
import kith.overlay.OverlayMessage.Kind;
import kith.overlay.OverlayMessage.Linked;
import kith.overlay.OverlayMessage.Outcome;
import kith.port.Gauge;
import org.jspecify.annotations.Nullable;

/// Whom a peer is linked to, whom it could reach through them, and the mesh that comes of it.
///
/// Used by the owner of the engine only.
public final class Overlay {
    private final Neighbours neighbours;
    private final Mesh mesh;
    private final ActiveView view;
    private final Forwards forwards;

    /// Goes on when it is known what became of something that was sent.
    public interface Then {
        void answered(Outcome outcome);
    }

    /// A member that a neighbour is linked to.
    ///
    /// @param dialable whether it can be dialled by signals
    /// @param through the neighbours that are linked to it
    /// @param because why it was dialled for nothing; empty when it was not
    /// @param againNanos when it is dialled again, where that was so
    public record Discovered(
            PeerId peer, boolean dialable, List<PeerId> through, String because, long againNanos) {}

    /// An address that a link is wanted to, why there is none, and when it is tried again.
    public record Unreached(String address, String because, long againNanos) {}

    /// `meshLinks`: how many links to others this host wants that are dialled by signals; 0 where
    /// it cannot be dialled so and takes no part. `seed`: of what is drawn by lot.
    public Overlay(Host host, int meshLinks, long seed) {
        var rng = new Rng(seed);
        this.neighbours = new Neighbours(host, rng, meshLinks > 0);
        this.mesh = new Mesh(host, neighbours, rng, meshLinks);
        this.view = new ActiveView(host, neighbours, rng);
        this.forwards = new Forwards(host, neighbours, rng, meshLinks > 0);
    }

    /// Whether what is dialled there is dialled by signals.
    public static boolean isMesh(String address) {
        return Mesh.isMesh(address);
    }

    /// Whether a link that ended for that reason was one too many for its other side.
    public static boolean isFull(String reason) {
        return reason.startsWith(ActiveView.FULL);
    }

    /// What is dialled for a link to that peer by signals.
    public static String address(PeerId peer) {
        return Mesh.address(peer);
    }

    // Links

    public void linkUp(long link, PeerId peer, boolean inbound, String address) {
        neighbours.linkUp(link, peer);
        forwards.linkUp(link);
        view.linkUp(link, peer, inbound, address);
        if (isMesh(address)) {
            mesh.linkUp(link, peer, inbound);
        }
    }

    public void linkDown(long link, String reason) {
        forwards.linkDown(link);
        neighbours.linkDown(link);
        mesh.linkDown(link, reason);
        view.linkDown(link, reason);
        mesh.lookSoon();
    }

    /// `forOthers`: this host can never dial it.
    public void dialFailed(String address, String reason, boolean forOthers) {
        if (isMesh(address)) {
            mesh.dialFailed(address, reason);
        }
        view.dialFailed(address, reason, forOthers);
    }

    /// Who could not be reached is dialled again at once.
    public void dialNow() {
        mesh.dialNow();
        view.dialNow();
    }

    /// Opens a link because somebody asked for it.
    public void connect(String address) {
        view.connect(address);
    }

    /// What is to be dialled whatever is drawn, and again when it breaks, in the place of what was
    /// before.
    public void errands(TreeSet<String> addresses) {
        view.errands(addresses);
    }

    /// A board is shared over that link; `version` of the protocol is spoken over it.
    public void shared(long link, BoardId board, int version) {
        neighbours.shared(link, board, version >= OverlayMessage.VERSION_MIN);
        view.shared(link, board, version);
        mesh.lookSoon();
    }

    public void unshared(long link, BoardId board) {
        neighbours.unshared(link, board);
        view.unshared(link, board);
        mesh.lookSoon();
    }

    /// What that link is there for is another thing than before.
    public void useChanged(long link) {
        neighbours.useChanged(link);
    }

    /// More is known of who is a member, or of where members listen.
    public void membersChanged() {
        mesh.lookSoon();
        view.changed();
    }

    /// Takes in what follows on a type that is one of these. What is wrong with it is
    /// [kith.lang.Malformed].
    public void received(long link, int type, Bytes body) {
        switch (OverlayMessage.read(type, new Reader(body))) {
            case Linked linked -> {
                neighbours.heard(link, linked);
                mesh.lookSoon();
            }
            case Forward forward -> forwards.received(link, forward);
            case Answered answered -> forwards.received(link, answered);
        }
    }

    /// Sends something to a member of a board, directly or over somebody who is linked to it;
    /// `board` is null for any on which that can be done.
    public void send(@Nullable BoardId board, PeerId to, Kind kind, Bytes bytes, Then then) {
        forwards.send(board, to, kind, bytes, then);
    }

    // Time

    public void wake() {
        mesh.wake();
        view.wake();
        forwards.wake();
        neighbours.wake();
    }

    /// At the end of each step.
    public void settle() {
        neighbours.settle();
    }

    // What is known

    /// The links whose other side says that it is linked to that peer.
    public List<Long> through(BoardId board, PeerId to) {
        return neighbours.through(board, to);
    }

    /// Whom a neighbour says that it is linked to.
    public List<PeerId> linkedTo(PeerId neighbour) {
        return neighbours.linkedTo(neighbour);
    }

    /// The members of a board whom neighbours are linked to.
    public List<Discovered> discovered(BoardId board) {
        TreeMap<PeerId, Mesh.Failure> failures = mesh.failures();
        var all = new ArrayList<Discovered>();
        neighbours
                .discovered(board)
                .forEach(
                        (peer, found) -> {
                            Mesh.Failure failure = failures.get(peer);
                            all.add(
                                    new Discovered(
                                            peer,
                                            found.dialable(),
                                            found.through(),
                                            failure == null ? "" : failure.because(),
                                            failure == null ? 0 : failure.againNanos()));
                        });
        return all;
    }

    public List<Unreached> unreached() {
        return view.unreached();
    }

    public void measure(List<Gauge> out) {
        neighbours.measure(out);
        mesh.measure(out);
        view.measure(out);
        forwards.measure(out);
    }
}
