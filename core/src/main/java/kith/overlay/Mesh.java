package kith.overlay;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import kith.identity.PeerId;
import kith.lang.Malformed;
import kith.lang.Rng;
import kith.port.Gauge;
import kith.port.Now;
import org.jspecify.annotations.Nullable;

/// Which other members are dialled by signals, so that those that listen nowhere hold together on
/// their own.
///
/// *Few*, that is as many as links are wanted at most: all are linked to all. Of two the one with
/// the smaller id dials; the other waits a while and then dials too, since the first may not know
/// of it. *Many*: each dials half as many as it wants, drawn by lot, and takes what others dial; so
/// it has as many as it wants on average. A graph in which each draws two others or more is
/// connected with high probability (Fenner and Frieze, *On the connectivity of random m-orientable
/// graphs and digraphs*, Combinatorica 1982); one in which each only has two may be in pieces, so
/// each counts those that it dialled. What breaks is drawn anew from whom the neighbours know by
/// then, as the passive view of HyParView is (Leitão, Pereira and Rodrigues, DSN 2007); changed:
/// nobody is shuffled to and fro, since each tells what it is linked to anyway.
///
/// Whoever wants to be linked beyond twice as many is refused: with four of its own and as many by
/// others on average, hardly anybody meets that. Peers are counted, since two of them may have two
/// links for a moment; how many one peer dials is bounded by itself.
final class Mesh {
    private static final String SCHEME = "mesh:";

    /// What changes within this is looked at once. Guess.
    private static final long LOOK_NANOS = 50 * Now.MILLI;

    /// How long the larger of two waits for the smaller. Guess: a connection that comes about does
    /// so in a second or two.
    private static final long PATIENCE_NANOS = 5 * Now.SECOND;

    /// Links that one other side dialled. Guess: the one that is there, and the one before it, of
    /// which nobody here has noticed yet that it is gone.
    private static final int OF_ONE_MAX = 2;

    private static final String FULL = "mesh-full";

    private static final long RETRY_FIRST_NANOS = Now.SECOND;

    /// Guess: who is found again after an hour waits no longer than somebody looks at a page.
    private static final long RETRY_LAST_NANOS = 60 * Now.SECOND;

    private final Host host;
    private final Neighbours neighbours;
    private final Rng rng;
    private final int linksWanted;
    private final TreeMap<Long, Link> links = new TreeMap<>();
    private final TreeMap<PeerId, Attempt> attempts = new TreeMap<>();
    private long lookAtNanos = Now.NEVER;

    private record Link(PeerId peer, boolean inbound, long sinceNanos) {}

    /// Somebody to be dialled, or who is being dialled.
    private static final class Attempt {
        /// Since when we want a link and have none.
        long sinceNanos;

        /// Not before.
        long atNanos = Long.MIN_VALUE;

        long waitNanos = RETRY_FIRST_NANOS;
        boolean underWay;
        String because = "";
    }

    /// Why there is no link to somebody, and when it is tried again.
    record Failure(String because, long againNanos) {}

    /// `linksWanted`: 0 where this host cannot be dialled by signals and does not dial.
    Mesh(Host host, Neighbours neighbours, Rng rng, int linksWanted) {
        this.host = host;
        this.neighbours = neighbours;
        this.rng = rng;
        this.linksWanted = linksWanted;
    }

    static String address(PeerId peer) {
        return SCHEME + peer.text();
    }

    static boolean isMesh(String address) {
        return address.startsWith(SCHEME);
    }

    // Links

    void linkUp(long link, PeerId peer, boolean inbound) {
        links.put(link, new Link(peer, inbound, host.now().nanos()));
        Attempt attempt = attempts.get(peer);
        if (attempt != null && !inbound) {
            attempt.underWay = false;
        }
        Long over = inbound ? Long.valueOf(link) : newestInbound();
        if (over != null && linked().size() > 2 * linksWanted) {
            host.end(over, FULL, "as many links to others as this peer takes");
        }
        endOlder(peer);
    }

    /// What others dialled gives way to what was drawn here: else who comes first to a peer, and in
    /// a crowd, would be all that it ever has.
    private @Nullable Long newestInbound() {
        Long newest = null;
        for (var one : links.entrySet()) {
            newest = one.getValue().inbound ? one.getKey() : newest;
        }
        return newest;
    }

    /// Of those that one peer dialled the newest stay: what was before them may be gone without our
    /// having noticed.
    private void endOlder(PeerId peer) {
        var dialled = new ArrayList<Long>();
        links.forEach(
                (link, one) -> {
                    if (one.inbound && one.peer.equals(peer)) {
                        dialled.add(link);
                    }
                });
        for (int i = 0; i < dialled.size() - OF_ONE_MAX; i++) {
            host.end(dialled.get(i), FULL, "as many links as this peer takes of one");
        }
    }

    void linkDown(long link, String reason) {
        Link gone = links.remove(link);
        if (gone == null) {
            return;
        }
        long now = host.now().nanos();
        Attempt attempt = attempts.computeIfAbsent(gone.peer, peer -> new Attempt());
        attempt.sinceNanos = now;
        if (now - gone.sinceNanos >= attempt.waitNanos) {
            attempt.waitNanos = RETRY_FIRST_NANOS; // it did good for longer than it was waited for
        }
        later(attempt, reason);
        lookSoon();
    }

    /// Others dial, too: what an invitation or a member names as an address need not be one.
    void dialFailed(String address, String reason) {
        PeerId peer = peerAt(address);
        Attempt attempt = peer == null ? null : attempts.get(peer);
        if (attempt != null && attempt.underWay) {
            attempt.underWay = false;
            later(attempt, reason);
            lookSoon();
        }
    }

    void dialNow() {
        for (Attempt attempt : attempts.values()) {
            attempt.atNanos = host.now().nanos();
            attempt.waitNanos = RETRY_FIRST_NANOS;
        }
        lookSoon();
    }

    /// Null where the address has no peer in it.
    private static @Nullable PeerId peerAt(String address) {
        try {
            return PeerId.parse(address.substring(SCHEME.length()));
        } catch (Malformed notOurs) {
            return null;
        }
    }

    /// Half as long up to half as long again: whom one failure threw back are not all back at once.
    private void later(Attempt attempt, String because) {
        int micros = (int) (attempt.waitNanos / 1_000);
        long wait = attempt.waitNanos / 2 + 1_000L * rng.nextInt(micros);
        attempt.atNanos = host.now().nanos() + wait;
        attempt.waitNanos = Math.min(RETRY_LAST_NANOS, attempt.waitNanos * 2);
        attempt.because = because;
    }

    private TreeSet<PeerId> linked() {
        var peers = new TreeSet<PeerId>();
        links.values().forEach(link -> peers.add(link.peer));
        return peers;
    }

    // Dialling

    /// Something changed that decides about links.
    void lookSoon() {
        lookAt(host.now().nanos() + LOOK_NANOS);
    }

    private void lookAt(long nanos) {
        if (linksWanted > 0 && nanos < lookAtNanos) {
            lookAtNanos = nanos;
            host.wakeAt(nanos);
        }
    }

    void wake() {
        if (host.now().nanos() >= lookAtNanos) {
            lookAtNanos = Now.NEVER;
            look();
        } else if (lookAtNanos != Now.NEVER) {
            host.wakeAt(lookAtNanos);
        }
    }

    private void look() {
        long now = host.now().nanos();
        TreeSet<PeerId> linked = linked();
        TreeSet<PeerId> wanted = neighbours.dialable();
        wanted.removeAll(linked);
        wanted.remove(host.self()); // a copy of our home may run somewhere
        attempts.keySet().removeIf(peer -> isForgotten(peer, wanted, linked));
        boolean few = wanted.size() + linked.size() <= linksWanted;
        int places = (few ? linksWanted - linked.size() : toDraw() - dialled()) - underWay();
        var due = new ArrayList<PeerId>();
        for (PeerId peer : wanted) {
            Attempt attempt = attempts.computeIfAbsent(peer, unknown -> begun(now));
            long at = few ? Math.max(attempt.atNanos, turn(peer, attempt)) : attempt.atNanos;
            if (!attempt.underWay && at <= now) {
                due.add(peer);
            } else if (!attempt.underWay && places > 0) {
                lookAt(at);
            }
        }
        for (; places > 0 && !due.isEmpty(); places--) {
            dial(due.remove(rng.nextInt(due.size())));
        }
    }

    private int toDraw() {
        return (linksWanted + 1) / 2;
    }

    /// Links that we dialled: only those are drawn by lot.
    private int dialled() {
        int count = 0;
        for (Link link : links.values()) {
            count += link.inbound ? 0 : 1;
        }
        return count;
    }

    private static Attempt begun(long now) {
        var attempt = new Attempt();
        attempt.sinceNanos = now;
        return attempt;
    }

    /// When we may dial, as one of two who want each other.
    private long turn(PeerId peer, Attempt attempt) {
        boolean ours = host.self().compareTo(peer) < 0;
        return ours ? Long.MIN_VALUE : attempt.sinceNanos + PATIENCE_NANOS;
    }

    /// Who is not to be had any more is remembered until it could be dialled again: else one that
    /// comes and goes in what others tell would be dialled without a pause.
    private boolean isForgotten(PeerId peer, TreeSet<PeerId> wanted, TreeSet<PeerId> linked) {
        Attempt attempt = attempts.get(peer);
        boolean idle = attempt == null || !attempt.underWay;
        boolean paused = attempt != null && host.now().nanos() < attempt.atNanos;
        return idle && !paused && !wanted.contains(peer) && !linked.contains(peer);
    }

    private int underWay() {
        int count = 0;
        for (Attempt attempt : attempts.values()) {
            count += attempt.underWay ? 1 : 0;
        }
        return count;
    }

    private void dial(PeerId peer) {
        Attempt attempt = attempts.get(peer);
        if (attempt != null) {
            attempt.underWay = true;
            host.dial(address(peer), peer.key());
        }
    }

    // What is known

    /// What went wrong with those that we want a link to and have none.
    TreeMap<PeerId, Failure> failures() {
        var failures = new TreeMap<PeerId, Failure>();
        TreeSet<PeerId> linked = linked();
        attempts.forEach(
                (peer, attempt) -> {
                    if (!attempt.because.isEmpty() && !linked.contains(peer)) {
                        failures.put(peer, new Failure(attempt.because, attempt.atNanos));
                    }
                });
        return failures;
    }

    void measure(List<Gauge> out) {
        out.add(new Gauge("dials by signals under way", underWay(), linksWanted));
    }
}
