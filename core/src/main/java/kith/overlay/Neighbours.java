package kith.overlay;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lang.Malformed;
import kith.lang.Rng;
import kith.overlay.OverlayMessage.Linked;
import kith.overlay.OverlayMessage.Neighbour;
import kith.port.Budget;
import kith.port.Gauge;
import kith.port.Now;

/// Whom this peer is linked to, of each board, and whom those are linked to, as they tell.
///
/// What is told over a link is all of it anew, and only when it is another than before: many
/// changes at once are one telling. Where there are more neighbours than one message has room for,
/// each link is told others, drawn by lot and kept as long as they are there. So what is told stays
/// the same while others come and go, and somebody on whom a thousand hang does not send all of
/// them to a thousand.
///
/// What others told is kept with the link over which it came, and goes with it. It is not passed
/// on.
///
/// Cost: a link that comes or goes, one look at each link of its boards; a telling, the links of
/// its board.
final class Neighbours {
    /// How soon the same link is told again. Guess: what nobody notices who waits for a connection.
    private static final long TELL_NANOS = 200 * Now.MILLI;

    /// The same for who is there for a while only. Guess: it wants to know who else would answer
    /// for us, and has the link itself meanwhile.
    private static final long TELL_VISIT_NANOS = 10 * Now.SECOND;

    /// How long a newcomer has to say of itself whether it can be dialled, before others are told
    /// of it. Guess: half of the above, and more than most round trips.
    private static final long NEWCOMER_NANOS = TELL_NANOS / 2;

    /// Ids that a link may tell in a second, and one more for each message; to say otherwise
    /// whether one can be dialled counts as many as there are links, which are all looked at for
    /// it. Guess: those of a thousand boards at once; each costs less than a microsecond.
    private static final long IDS_PER_SECOND = 100_000;

    /// Tellings in one step. Guess: half a millisecond.
    private static final int TOLD_AT_ONCE = 16;

    /// Boards of which is remembered what was told before they are shared. Guess: who presents
    /// itself waits for a check or two.
    private static final int EARLY_MAX = 8;

    private final Host host;
    private final Rng rng;
    private final boolean dialable;
    private final TreeMap<Long, Near> links = new TreeMap<>();

    /// Who is linked, of the boards of which somebody is to be told, until that changes.
    private final TreeMap<BoardId, Circle> circles = new TreeMap<>();

    /// What may have to be told anew, each once, and when the first of it may be.
    private List<Shared> stale = new ArrayList<>();

    private long dueNanos = Now.NEVER;

    /// The other side of a link.
    private static final class Near {
        final long link;
        final PeerId peer;
        final Budget ids;
        final TreeMap<BoardId, Shared> boards = new TreeMap<>();
        final TreeMap<BoardId, Linked> early = new TreeMap<>();

        Near(long link, PeerId peer, Now now) {
            this.link = link;
            this.peer = peer;
            this.ids = new Budget(IDS_PER_SECOND, now);
        }
    }

    /// A board that is shared over a link.
    private static final class Shared {
        final Near with;
        final BoardId board;

        /// Whether its other side knows these messages.
        final boolean speaks;

        /// What it says of itself, and of others.
        boolean dialable;

        final TreeMap<PeerId, Boolean> theirs = new TreeMap<>();

        /// What we told it, if anything.
        TreeMap<PeerId, Boolean> told = new TreeMap<>();

        boolean spoken;
        long tellAgainNanos = Long.MIN_VALUE;

        /// When it may have to be told anew; never when not.
        long dueNanos = Now.NEVER;

        Shared(Near with, BoardId board, boolean speaks) {
            this.with = with;
            this.board = board;
            this.speaks = speaks;
        }
    }

    /// All who are linked on a board, and whether each can be dialled.
    private static final class Circle {
        final TreeMap<PeerId, Boolean> linked;
        final List<PeerId> dialable = new ArrayList<>();
        final List<PeerId> others = new ArrayList<>();

        Circle(TreeMap<PeerId, Boolean> linked) {
            this.linked = linked;
            linked.forEach((peer, can) -> (can ? dialable : others).add(peer));
        }
    }

    /// Somebody that a neighbour is linked to.
    ///
    /// @param through the neighbours that tell so
    record Discovered(boolean dialable, List<PeerId> through) {}

    /// `dialable`: whether this host can be dialled by signals.
    Neighbours(Host host, Rng rng, boolean dialable) {
        this.host = host;
        this.rng = rng;
        this.dialable = dialable;
    }

    // Links

    void linkUp(long link, PeerId peer) {
        links.put(link, new Near(link, peer, host.now()));
    }

    void linkDown(long link) {
        Near gone = links.remove(link);
        if (gone != null) {
            gone.boards.keySet().forEach(board -> changed(board, gone.peer, 0));
            stale.removeIf(shared -> shared.with == gone);
        }
    }

    /// A board is shared over that link from now on.
    void shared(long link, BoardId board, boolean speaks) {
        Near near = near(link);
        var shared = new Shared(near, board, speaks);
        near.boards.put(board, shared);
        changed(board, near.peer, NEWCOMER_NANOS);
        again(shared, 0);
        Linked early = near.early.remove(board);
        if (early != null) {
            take(shared, early);
        }
    }

    void unshared(long link, BoardId board) {
        Near near = near(link);
        Shared gone = near.boards.remove(board);
        if (gone != null) {
            changed(board, near.peer, 0);
            stale.remove(gone);
        }
    }

    /// What that link is there for is another thing than before.
    void useChanged(long link) {
        Near near = links.get(link);
        if (near == null) {
            return;
        }
        near.boards.keySet().forEach(board -> changed(board, near.peer, 0));
        if (host.use(link) != Use.VISIT) {
            for (Shared shared : near.boards.values()) {
                long soon = host.now().nanos() + TELL_NANOS;
                shared.tellAgainNanos = Math.min(shared.tellAgainNanos, soon);
                again(shared, 0);
            }
        }
    }

    private Near near(long link) {
        Near near = links.get(link);
        if (near == null) {
            throw new IllegalStateException("link " + link + " is not up");
        }
        return near;
    }

    /// The other sides that were told of that peer, or have room to be, may have to be told anew.
    private void changed(BoardId board, PeerId peer, long waitNanos) {
        circles.remove(board);
        for (Near near : links.values()) {
            Shared shared = near.boards.get(board);
            if (shared != null && !near.peer.equals(peer)) {
                boolean room = shared.told.size() < OverlayMessage.IDS_MAX;
                if (room || shared.told.containsKey(peer)) {
                    again(shared, waitNanos);
                }
            }
        }
    }

    private void again(Shared shared, long waitNanos) {
        long at = Math.max(host.now().nanos() + waitNanos, shared.tellAgainNanos);
        if (!shared.speaks || at >= shared.dueNanos) {
            return;
        }
        if (shared.dueNanos == Now.NEVER) {
            stale.add(shared);
        }
        shared.dueNanos = at;
        dueAt(at);
    }

    private void dueAt(long nanos) {
        dueNanos = Math.min(dueNanos, nanos);
        host.wakeAt(nanos);
    }

    // Telling

    void wake() {
        if (dueNanos != Now.NEVER) {
            host.wakeAt(dueNanos);
        }
    }

    /// At the end of each step: tells what is to be told and was not told just now.
    void settle() {
        long now = host.now().nanos();
        if (now < dueNanos) {
            return;
        }
        dueNanos = Now.NEVER;
        List<Shared> before = stale;
        stale = new ArrayList<>();
        int left = TOLD_AT_ONCE;
        for (Shared shared : before) {
            if (now < shared.dueNanos || left == 0) {
                stale.add(shared);
                dueAt(Math.max(now, shared.dueNanos));
            } else {
                shared.dueNanos = Now.NEVER;
                left -= tell(shared) ? 1 : 0;
            }
        }
    }

    private Circle circle(BoardId board) {
        return circles.computeIfAbsent(board, this::circleOf);
    }

    private Circle circleOf(BoardId board) {
        var linked = new TreeMap<PeerId, Boolean>();
        for (Near near : links.values()) {
            Shared shared = near.boards.get(board);
            if (shared != null && host.use(near.link) != Use.VISIT) {
                linked.merge(near.peer, shared.dialable, Boolean::logicalOr);
            }
        }
        return new Circle(linked);
    }

    /// False when it is what was told before.
    private boolean tell(Shared shared) {
        TreeMap<PeerId, Boolean> some = choose(shared, circle(shared.board));
        boolean news = shared.spoken ? !some.equals(shared.told) : dialable || !some.isEmpty();
        if (!news) {
            return false;
        }
        shared.told = some;
        shared.spoken = true;
        boolean visit = host.use(shared.with.link) == Use.VISIT;
        shared.tellAgainNanos = host.now().nanos() + (visit ? TELL_VISIT_NANOS : TELL_NANOS);
        var peers = new ArrayList<Neighbour>();
        some.forEach((peer, can) -> peers.add(new Neighbour(peer, can)));
        host.send(shared.with.link, new Linked(shared.board, dialable, peers));
        return true;
    }

    /// Whom to tell of: those who can be dialled first, and of them those who were told before.
    private TreeMap<PeerId, Boolean> choose(Shared shared, Circle circle) {
        var chosen = new TreeMap<PeerId, Boolean>();
        for (boolean can : new boolean[] {true, false}) {
            for (PeerId peer : shared.told.keySet()) {
                Boolean theyCan = circle.linked.get(peer);
                if (theyCan != null && theyCan == can && hasRoom(chosen)) {
                    chosen.put(peer, can);
                }
            }
            List<PeerId> all = can ? circle.dialable : circle.others;
            if (all.size() > 2 * OverlayMessage.IDS_MAX) {
                drawOfMany(all, can, shared.with.peer, chosen);
            } else {
                drawOfFew(all, can, shared.with.peer, chosen);
            }
        }
        return chosen;
    }

    private static boolean hasRoom(TreeMap<PeerId, Boolean> chosen) {
        return chosen.size() < OverlayMessage.IDS_MAX;
    }

    /// More than half of them are not chosen, so that it takes two draws on average at most.
    private void drawOfMany(
            List<PeerId> all, boolean can, PeerId but, TreeMap<PeerId, Boolean> chosen) {
        while (hasRoom(chosen)) {
            PeerId drawn = all.get(rng.nextInt(all.size()));
            if (!drawn.equals(but)) {
                chosen.put(drawn, can);
            }
        }
    }

    private void drawOfFew(
            List<PeerId> all, boolean can, PeerId but, TreeMap<PeerId, Boolean> chosen) {
        var left = new ArrayList<>(all);
        left.remove(but);
        left.removeAll(chosen.keySet());
        while (hasRoom(chosen) && !left.isEmpty()) {
            chosen.put(left.remove(rng.nextInt(left.size())), can);
        }
    }

    // What others tell

    /// The other side of a link tells whom it is linked to.
    void heard(long link, Linked message) {
        Near near = near(link);
        near.ids.fill(host.now());
        near.ids.spend(1 + message.peers().size());
        if (near.ids.isOver()) {
            throw new Malformed("more neighbours told in a second than anybody needs");
        }
        Shared shared = near.boards.get(message.board());
        if (shared != null) {
            take(shared, message);
        } else if (near.early.size() < EARLY_MAX || near.early.containsKey(message.board())) {
            near.early.put(message.board(), message);
        }
    }

    private void take(Shared shared, Linked message) {
        shared.theirs.clear();
        for (Neighbour one : message.peers()) {
            boolean news = !one.peer().equals(host.self()) && !one.peer().equals(shared.with.peer);
            if (news) {
                shared.theirs.put(one.peer(), one.dialable());
            }
        }
        host.told(shared.with.link, shared.board, List.copyOf(shared.theirs.keySet()));
        if (shared.dialable != message.dialable()) {
            shared.dialable = message.dialable();
            shared.with.ids.spend(links.size());
            changed(shared.board, shared.with.peer, 0);
        }
    }

    // What is known

    boolean shares(long link, BoardId board) {
        Near near = links.get(link);
        return near != null && near.boards.containsKey(board);
    }

    PeerId peer(long link) {
        return near(link).peer;
    }

    /// Whether the other side of that link says that it can be dialled by signals.
    boolean isDialable(long link, BoardId board) {
        Shared shared = near(link).boards.get(board);
        return shared != null && shared.dialable;
    }

    /// The links to that peer over which the board is shared, the one that came first before the
    /// others.
    List<Long> directly(BoardId board, PeerId to) {
        var found = new ArrayList<Long>();
        for (Near near : links.values()) {
            if (near.peer.equals(to) && near.boards.containsKey(board)) {
                found.add(near.link);
            }
        }
        return found;
    }

    /// The links whose other side is linked to that peer.
    List<Long> through(BoardId board, PeerId to) {
        var found = new ArrayList<Long>();
        for (Near near : links.values()) {
            Shared shared = near.boards.get(board);
            if (shared != null && shared.theirs.containsKey(to)) {
                found.add(near.link);
            }
        }
        return found;
    }

    /// How many others the other side of that link says that it is linked to.
    int told(long link, BoardId board) {
        Shared shared = near(link).boards.get(board);
        return shared == null ? 0 : shared.theirs.size();
    }

    /// The members whom that neighbour is linked to, as it says.
    List<PeerId> linkedTo(PeerId neighbour) {
        var found = new TreeSet<PeerId>();
        for (Near near : links.values()) {
            if (near.peer.equals(neighbour)) {
                for (Shared shared : near.boards.values()) {
                    for (PeerId peer : shared.theirs.keySet()) {
                        if (host.isMember(shared.board, peer)) {
                            found.add(peer);
                        }
                    }
                }
            }
        }
        return List.copyOf(found);
    }

    /// The boards that are shared over some link.
    TreeSet<BoardId> boards() {
        var boards = new TreeSet<BoardId>();
        links.values().forEach(near -> boards.addAll(near.boards.keySet()));
        return boards;
    }

    /// The members of our boards who can be dialled by signals, as they or others say.
    TreeSet<PeerId> dialable() {
        var found = new TreeSet<PeerId>();
        for (Near near : links.values()) {
            for (Shared shared : near.boards.values()) {
                if (shared.dialable) {
                    found.add(near.peer);
                }
                shared.theirs.forEach(
                        (peer, can) -> {
                            if (can && host.isMember(shared.board, peer)) {
                                found.add(peer);
                            }
                        });
            }
        }
        return found;
    }

    /// The members of that board whom our neighbours are linked to.
    TreeMap<PeerId, Discovered> discovered(BoardId board) {
        var found = new TreeMap<PeerId, Discovered>();
        for (Near near : links.values()) {
            Shared shared = near.boards.get(board);
            if (shared == null) {
                continue;
            }
            shared.theirs.forEach(
                    (peer, can) -> {
                        if (host.isMember(board, peer)) {
                            found.merge(
                                    peer,
                                    new Discovered(can, List.of(near.peer)),
                                    Neighbours::both);
                        }
                    });
        }
        return found;
    }

    /// There may be two links to one neighbour.
    private static Discovered both(Discovered one, Discovered other) {
        var through = new TreeSet<>(one.through());
        through.addAll(other.through());
        return new Discovered(one.dialable() || other.dialable(), List.copyOf(through));
    }

    void measure(List<Gauge> out) {
        for (Near near : links.values()) {
            String link = "link " + near.link;
            out.add(new Gauge("boards told of early over " + link, near.early.size(), EARLY_MAX));
        }
        out.add(new Gauge("tellings of neighbours that wait", stale.size(), sharedCount()));
    }

    private long sharedCount() {
        long count = 0;
        for (Near near : links.values()) {
            count += near.boards.size();
        }
        return count;
    }
}
