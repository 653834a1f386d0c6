package kith.network;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.overlay.Overlay;
import kith.overlay.Use;
import kith.port.Gauge;
import kith.port.Message;
import kith.port.Now;
import org.jspecify.annotations.Nullable;

/// Links that are opened to somebody because of what is to be said to it, and ended when nothing
/// has been for a while.
///
/// They count for nothing where it is decided how many links a peer wants: or those of one cluster
/// would take all places, and nothing would hold the board together. On a board of few, where all
/// are wanted anyway, a visit is [kept][#release].
final class Visits {
    /// Guess: the leader, those that one observes, and as many again.
    static final int VISITS_MAX = 16;

    /// What waits for the link to be up.
    static final int WAITING_MAX = 8;

    /// How long a link is kept over which nothing goes. Guess: four rounds of observing.
    static final long IDLE_NANOS = 60 * Now.SECOND;

    /// How long it may take until a board is shared over it.
    private static final long DIAL_NANOS = 10 * Now.SECOND;

    /// Whoever could not be reached is not tried again for so long.
    private static final long AGAIN_NANOS = 30 * Now.SECOND;

    private static final long NONE = -1;

    private final Ground ground;
    private final TreeMap<PeerId, Visit> visits = new TreeMap<>();

    /// Until when nobody is dialled who could not be reached. Not more than there may be visits.
    private final TreeMap<PeerId, Long> inVain = new TreeMap<>();

    private long lookNanos = Now.NEVER;

    /// What is to be said once that board is shared.
    private record Waiting(BoardId board, Message message) {}

    private static final class Visit {
        final ArrayDeque<String> addresses;
        final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
        final long sinceNanos;
        String address = "";
        long link = NONE;
        boolean shared;
        long usedNanos;

        Visit(List<String> addresses, long now) {
            this.addresses = new ArrayDeque<>(addresses);
            this.sinceNanos = now;
            this.usedNanos = now;
        }
    }

    Visits(Ground ground) {
        this.ground = ground;
    }

    /// Opens a link to a member, and sends that over it, if anything.
    void visit(BoardId board, PeerId peer, @Nullable Message message) {
        Visit visit = visits.get(peer);
        if (visit == null) {
            visit = open(board, peer);
        }
        if (visit != null && message != null && visit.waiting.size() < WAITING_MAX) {
            visit.waiting.add(new Waiting(board, message));
        }
    }

    private @Nullable Visit open(BoardId board, PeerId peer) {
        long now = ground.now().nanos();
        if (visits.size() >= VISITS_MAX || inVain.getOrDefault(peer, Long.MIN_VALUE) > now) {
            return null;
        }
        var addresses = new ArrayList<>(ground.addresses(board, peer));
        addresses.removeIf(Overlay::isMesh); // those are the overlay's to dial
        if (addresses.isEmpty() || peer.equals(ground.self())) {
            return null;
        }
        var visit = new Visit(addresses, now);
        visits.put(peer, visit);
        dial(peer, visit);
        lookAt(now + DIAL_NANOS);
        return visit;
    }

    private void dial(PeerId peer, Visit visit) {
        visit.address = visit.addresses.remove();
        ground.dial(visit.address, peer.key());
    }

    /// Something goes to that peer, or came from it.
    void used(PeerId peer) {
        Visit visit = visits.get(peer);
        if (visit != null) {
            visit.usedNanos = ground.now().nanos();
        }
    }

    // What becomes of them

    void linkUp(long link, PeerId peer, boolean inbound, String address) {
        Visit visit = visits.get(peer);
        if (visit != null && !inbound && visit.link == NONE && address.equals(visit.address)) {
            visit.link = link;
        }
    }

    /// A board is shared with that peer, over whatever link.
    void shared(long link, BoardId board, PeerId peer) {
        Visit visit = visits.get(peer);
        if (visit != null) {
            visit.shared = true;
            inVain.remove(peer);
            for (Waiting one : List.copyOf(visit.waiting)) {
                if (one.board().equals(board)) {
                    visit.waiting.remove(one);
                    ground.send(link, one.message());
                }
            }
            if (visit.link == NONE) {
                visits.remove(peer); // it came to us meanwhile
            }
            lookAt(visit.usedNanos + IDLE_NANOS);
        }
    }

    void linkDown(long link) {
        for (PeerId peer : new ArrayList<>(visits.keySet())) {
            Visit visit = visits.get(peer);
            if (visit != null && visit.link == link) {
                over(peer, visit);
            }
        }
    }

    private void over(PeerId peer, Visit visit) {
        if (visit.shared) {
            visits.remove(peer);
        } else {
            giveUp(peer);
        }
    }

    void dialFailed(String address) {
        for (PeerId peer : new ArrayList<>(visits.keySet())) {
            Visit visit = visits.get(peer);
            if (visit != null && visit.link == NONE && visit.address.equals(address)) {
                if (visit.addresses.isEmpty()) {
                    giveUp(peer);
                } else {
                    dial(peer, visit);
                }
            }
        }
    }

    private void giveUp(PeerId peer) {
        visits.remove(peer);
        inVain.put(peer, ground.now().nanos() + AGAIN_NANOS);
        if (inVain.size() > VISITS_MAX) {
            inVain.remove(inVain.firstKey());
        }
    }

    /// That link is there for something else from now on, and no visit any more. False when it was
    /// none, before a board is shared over it, and as long as something waits for another board
    /// that may be.
    boolean release(long link) {
        long waited = ground.now().nanos() - DIAL_NANOS;
        return visits.values()
                .removeIf(
                        visit ->
                                visit.link == link
                                        && visit.shared
                                        && (visit.waiting.isEmpty() || visit.sinceNanos <= waited));
    }

    boolean has(long link) {
        for (Visit visit : visits.values()) {
            if (visit.link == link) {
                return true;
            }
        }
        return false;
    }

    // Time

    private void lookAt(long nanos) {
        lookNanos = Math.min(lookNanos, nanos);
        ground.wakeAt(lookNanos);
    }

    void wake() {
        long now = ground.now().nanos();
        if (now < lookNanos) {
            if (lookNanos != Now.NEVER) {
                ground.wakeAt(lookNanos);
            }
            return;
        }
        lookNanos = Now.NEVER;
        for (PeerId peer : new ArrayList<>(visits.keySet())) {
            Visit visit = visits.get(peer);
            if (visit != null) {
                look(peer, visit, now);
            }
        }
    }

    private void look(PeerId peer, Visit visit, long now) {
        long until = visit.usedNanos + (visit.shared ? IDLE_NANOS : DIAL_NANOS);
        if (now < until) {
            lookAt(until);
            return;
        }
        over(peer, visit);
        if (visit.link != NONE && ground.use(visit.link) == Use.NEIGHBOUR) {
            ground.hangUp(visit.link, "visit-over: there was nothing more to say over it");
        }
    }

    void measure(List<Gauge> out) {
        out.add(new Gauge("links opened for a while", visits.size(), VISITS_MAX));
        out.add(new Gauge("who was visited in vain", inVain.size(), VISITS_MAX));
    }
}
