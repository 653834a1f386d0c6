package kith.overlay;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Rng;
import kith.overlay.PassiveView.Candidate;
import kith.port.Gauge;
import kith.port.Now;

/// Which members of each board are dialled at an address, and which links are given up: so that a
/// board of any size hangs together, and nobody in it has more links than it can bear.
///
/// *Few*, as many as links are wanted at most: all are linked to all. *Many*: each dials half as
/// many, drawn by lot, and takes what others dial. A graph in which each draws two others or more
/// is connected with high probability (Fenner and Frieze, *On the connectivity of random
/// m-orientable graphs and digraphs*, Combinatorica 1982). If all that it has are in one subtree of
/// the invitations, the next is drawn from the others: who lets in a thousand keys of its own does
/// not surround anybody by it.
///
/// *Full.* Beyond twice as many, the link is ended that is needed least: of those that others
/// dialled the one whose other side tells the most other neighbours. Who is isolated tells none,
/// and so is never refused, which is the high priority of HyParView (Leitão, Pereira and Rodrigues,
/// DSN 2007) without a word for it. changed: a walk that looks for a place is not needed, since
/// everybody knows by the board's own space who else can be dialled.
///
/// *Renewal.* Among many, one more is dialled now and then, and next time one of ours is given up:
/// neither of the two nearest nor the only one of another subtree, and of the rest the oldest. So
/// two halves that lost each other for an hour are mixed again, and near ones are found by trying.
///
/// What somebody asked for is dialled beside all this, and not given up.
final class ActiveView {
    /// Guess: as many as in the papers, for 10,000 peers.
    static final int LINKS_WANTED = 8;

    /// Drawn by lot, where there are many.
    static final int DRAWN = LINKS_WANTED / 2;

    /// Who has so many others can lose a link, and draws another. Source: two hold a graph
    /// together.
    private static final int OTHERS_MIN = 2;

    /// Links to those who could be linked to others: two of three times that much are inbound.
    static final int LINKS_MAX = 2 * LINKS_WANTED;

    /// The first version of the protocol that links end in for there being too many.
    private static final int VERSION_MIN = 3;

    /// What is asked for and dialled at once. Guess.
    private static final int ERRANDS_AT_ONCE = 8;

    /// Of those that we dialled so many are kept for being near. Source: research, two near and one
    /// far.
    private static final int NEAR = 2;

    /// How long a link has for its other side to say whom else it has. Guess: two round trips, and
    /// a disk that syncs.
    private static final long SETTLE_NANOS = 3 * Now.SECOND;

    /// What a link is there for is said by then: with the first that is said over it.
    private static final long USE_NANOS = 200 * Now.MILLI;

    /// Half to one and a half of it. Source: the period of HyParView's shuffles, 30 to 60 s.
    private static final long RENEW_NANOS = 60 * Now.SECOND;

    /// Addresses of one board, or asked for, that are dialled or waited with. Guess: some times as
    /// many as those of a passive view.
    private static final int ADDRESSES_MAX = 1_000;

    static final String FULL = "view-full";
    private static final String RENEWED = "view-renewed";

    private final Host host;
    private final Neighbours neighbours;
    private final Rng rng;
    private final Attempts attempts;
    private final TreeMap<Long, Link> links = new TreeMap<>();
    private final TreeMap<BoardId, View> views = new TreeMap<>();
    private TreeSet<String> errands = new TreeSet<>();

    /// When to look around. At once for the first time: who is started again knows whom to dial.
    private long lookAtNanos = Long.MIN_VALUE;

    private static final class Link {
        final long link;
        final PeerId peer;
        final boolean inbound;

        /// Whether it was dialled from here; others are, for a while, by what needs them.
        boolean ours;

        final String address;
        final long sinceNanos;
        final TreeSet<BoardId> boards = new TreeSet<>();
        boolean wasShared;
        boolean bears;

        Link(
                long link,
                PeerId peer,
                boolean inbound,
                boolean ours,
                String address,
                long sinceNanos) {
            this.link = link;
            this.peer = peer;
            this.inbound = inbound;
            this.ours = ours;
            this.address = address;
            this.sinceNanos = sinceNanos;
        }

        boolean isMesh() {
            return Mesh.isMesh(address);
        }
    }

    /// What is known of one board.
    private static final class View {
        final BoardId board;
        final PassiveView passive;
        long renewNanos = Now.NEVER;

        View(BoardId board) {
            this.board = board;
            this.passive = new PassiveView(board);
        }
    }

    ActiveView(Host host, Neighbours neighbours, Rng rng) {
        this.host = host;
        this.neighbours = neighbours;
        this.rng = rng;
        this.attempts = new Attempts(rng);
    }

    // Links

    void linkUp(long link, PeerId peer, boolean inbound, String address) {
        boolean ours = !inbound && attempts.isUnderWay(address);
        if (ours) {
            attempts.linked(address);
        }
        links.put(link, new Link(link, peer, inbound, ours, address, host.now().nanos()));
        lookSoon();
    }

    void shared(long link, BoardId board, int version) {
        Link one = links.get(link);
        if (one != null) {
            one.boards.add(board);
            one.wasShared = true;
            one.bears = version >= VERSION_MIN;
            lookSoon();
        }
    }

    void unshared(long link, BoardId board) {
        Link one = links.get(link);
        if (one != null) {
            one.boards.remove(board);
            lookSoon();
        }
    }

    void linkDown(long link, String reason) {
        Link gone = links.remove(link);
        if (gone != null && gone.ours) {
            long now = host.now().nanos();
            if (reason.startsWith(FULL) || reason.startsWith(RENEWED)) {
                attempts.refused(gone.address, reason, now);
            } else {
                long lasted = gone.wasShared ? now - gone.sinceNanos : 0;
                attempts.broken(gone.address, lasted, reason, now);
            }
        }
        changed();
    }

    /// `forOthers`: this host can never dial it.
    void dialFailed(String address, String reason, boolean forOthers) {
        if (forOthers) {
            attempts.notForUs(address);
        } else {
            attempts.failed(address, reason, host.now().nanos());
        }
        changed(); // its place is free for another
    }

    /// What is to be dialled whatever is drawn, in the place of what was before.
    void errands(TreeSet<String> addresses) {
        if (!addresses.equals(errands)) {
            errands = addresses;
            lookSoon();
        }
    }

    /// Opens a link because somebody asked for it.
    void connect(String address) {
        if (!attempts.isUnderWay(address)) {
            attempts.dialled(address);
            host.dial(address, null);
            lookSoon();
        }
    }

    void dialNow() {
        attempts.dueNow(host.now().nanos());
        lookSoon();
    }

    /// Who is a member, or where members listen, is another than before.
    void changed() {
        views.values().forEach(view -> view.passive.stale());
        lookSoon();
    }

    // Looking around

    private void lookSoon() {
        lookAt(host.now().nanos());
    }

    private void lookAt(long nanos) {
        lookAtNanos = Math.min(lookAtNanos, nanos);
        if (nanos != Now.NEVER) {
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
        runErrands();
        List<BoardId> boards = host.boards();
        views.keySet().removeIf(board -> !boards.contains(board));
        for (BoardId board : boards) {
            look(views.computeIfAbsent(board, View::new));
        }
        TreeSet<String> wanted = wanted();
        attempts.forget(
                address -> !wanted.contains(address) && !isLinked(address), host.now().nanos());
    }

    /// What is dialled, or would be if there were less.
    private TreeSet<String> wanted() {
        var wanted = new TreeSet<>(errands);
        for (View view : views.values()) {
            TreeMap<PeerId, Link> linked = linked(view.board);
            for (Candidate one : view.passive.candidates()) {
                if (!linked.containsKey(one.peer())) {
                    wanted.addAll(one.addresses());
                }
            }
        }
        return wanted;
    }

    private void runErrands() {
        long now = host.now().nanos();
        int left = ERRANDS_AT_ONCE;
        for (String address : errands) {
            if (attempts.isUnderWay(address)) {
                left--;
            } else if (!isLinked(address) && attempts.dueNanos(address) > now) {
                lookAt(attempts.dueNanos(address));
            } else if (!isLinked(address) && left > 0) {
                left--;
                dial(address);
            }
        }
    }

    private boolean isLinked(String address) {
        for (Link link : links.values()) {
            if (link.address.equals(address)) {
                return true;
            }
        }
        return false;
    }

    private void dial(String address) {
        attempts.dialled(address);
        host.dial(address, null);
    }

    private void look(View view) {
        TreeMap<PeerId, Link> linked = linked(view.board);
        lookAt(
                view.passive.refresh(
                        host, rng, one -> linked.containsKey(one.peer()), this::hasFailed));
        int listening = view.passive.listening();
        boolean few = listening <= LINKS_WANTED;
        if (few) {
            keepVisits(linked);
        }
        int dialled = dialled(view.board);
        int wanted = few ? listening : DRAWN - dialled + renewal(view, few, dialled);
        draw(view, linked, wanted);
        if (wanted > 0) {
            tellUnreached(view, linked);
        }
        endOver(view.board, linked);
    }

    /// Where all are wanted, whom this host visits is a neighbour, as if it had been dialled here.
    private void keepVisits(TreeMap<PeerId, Link> linked) {
        for (Link link : linked.values()) {
            boolean visit = !link.inbound && host.use(link.link) == Use.VISIT;
            if (visit && host.keep(link.link) && !link.ours) {
                link.ours = true;
                attempts.dialled(link.address);
                attempts.linked(link.address);
            }
        }
    }

    private void tellUnreached(View view, TreeMap<PeerId, Link> linked) {
        for (Candidate one : view.passive.candidates()) {
            if (!linked.containsKey(one.peer()) && hasFailed(one)) {
                host.unreached(view.board, one.peer());
            }
        }
    }

    /// The links over which a board is shared, but for those by signals, by their other sides.
    private TreeMap<PeerId, Link> linked(BoardId board) {
        var linked = new TreeMap<PeerId, Link>();
        for (Link link : links.values()) {
            if (!link.isMesh() && link.boards.contains(board)) {
                linked.put(link.peer, link);
            }
        }
        return linked;
    }

    /// Links that we dialled, also those over which nothing is shared yet.
    private int dialled(BoardId board) {
        var peers = new TreeSet<PeerId>();
        for (Link link : links.values()) {
            boolean counts = link.boards.contains(board) || !link.wasShared;
            if (link.ours && !link.isMesh() && counts) {
                peers.add(link.peer);
            }
        }
        return peers.size();
    }

    private boolean hasFailed(Candidate one) {
        for (String address : one.addresses()) {
            if (!attempts.hasFailed(address) && attempts.dueNanos(address) != Now.NEVER) {
                return false;
            }
        }
        return true;
    }

    private boolean isUnderWay(Candidate one) {
        for (String address : one.addresses()) {
            if (attempts.isUnderWay(address)) {
                return true;
            }
        }
        return false;
    }

    private boolean isUp(Candidate one) {
        for (String address : one.addresses()) {
            if (isLinked(address)) {
                return true;
            }
        }
        return false;
    }

    // Drawing

    private void draw(View view, TreeMap<PeerId, Link> linked, int wanted) {
        long now = host.now().nanos();
        int places = wanted;
        var walls = new TreeSet<Bytes>();
        linked.keySet().forEach(peer -> addWall(view.board, peer, walls));
        var due = new ArrayList<Candidate>();
        long next = Now.NEVER;
        for (Candidate one : view.passive.candidates()) {
            if (linked.containsKey(one.peer()) || isUp(one)) {
                continue;
            }
            if (isUnderWay(one)) {
                places--;
                addWall(view.board, one.peer(), walls);
            } else if (dueNanos(one) <= now) {
                due.add(one);
            } else {
                next = Math.min(next, dueNanos(one));
            }
        }
        for (; places > 0 && !due.isEmpty(); places--) {
            Candidate drawn = drawn(view.board, due, walls);
            due.remove(drawn);
            addWall(view.board, drawn.peer(), walls);
            dial(drawn, now);
        }
        if (places > 0) {
            lookAt(next);
        }
    }

    private long dueNanos(Candidate one) {
        long due = Now.NEVER;
        for (String address : one.addresses()) {
            due = Math.min(due, attempts.dueNanos(address));
        }
        return due;
    }

    private void addWall(BoardId board, PeerId peer, TreeSet<Bytes> walls) {
        Bytes wall = host.wall(board, peer);
        if (wall != null) {
            walls.add(wall);
        }
    }

    /// By lot; if all whom we have are behind one wall, one of those behind others.
    private Candidate drawn(BoardId board, List<Candidate> due, TreeSet<Bytes> walls) {
        var beyond = new ArrayList<Candidate>();
        if (walls.size() == 1) {
            for (Candidate one : due) {
                Bytes wall = host.wall(board, one.peer());
                if (wall != null && !walls.contains(wall)) {
                    beyond.add(one);
                }
            }
        }
        List<Candidate> from = beyond.isEmpty() ? due : beyond;
        return from.get(rng.nextInt(from.size()));
    }

    /// At all of its addresses: which of them leads there from here nobody knows before.
    private void dial(Candidate one, long now) {
        for (String address : one.addresses()) {
            if (attempts.dueNanos(address) <= now) {
                dial(address);
            }
        }
    }

    // Giving up

    /// Ends what is needed least, as long as there is too much. Only those count that listen
    /// somewhere and so find others.
    private void endOver(BoardId board, TreeMap<PeerId, Link> linked) {
        var able = new ArrayList<Link>();
        for (Link link : linked.values()) {
            long said = link.sinceNanos + USE_NANOS;
            if (host.now().nanos() < said) {
                lookAt(said);
            } else if (host.use(link.link) == Use.NEIGHBOUR && host.listens(board, link.peer)) {
                able.add(link);
            }
        }
        for (int over = able.size() - LINKS_MAX; over > 0; over--) {
            Link least = null;
            for (Link link : able) {
                boolean may = link.inbound && isDispensable(link);
                if (may && (least == null || others(link) > others(least))) {
                    least = link;
                }
            }
            if (least == null) {
                lookAt(host.now().nanos() + SETTLE_NANOS); // somebody may have found others by then
                return;
            }
            able.remove(least);
            end(least, FULL, "as many links to others as this peer takes");
        }
    }

    /// Whether the other side of a link has others on all boards that it is for.
    private boolean isDispensable(Link link) {
        boolean settled = host.now().nanos() >= link.sinceNanos + SETTLE_NANOS;
        return settled && link.bears && others(link) >= OTHERS_MIN;
    }

    private void end(Link link, String code, String detail) {
        link.boards.clear(); // it counts no more
        host.end(link.link, code, detail);
    }

    /// How many others it is linked to, as it tells, on the board on which that is least.
    private int others(Link link) {
        int least = Integer.MAX_VALUE;
        for (BoardId board : link.boards) {
            least = Math.min(least, neighbours.told(link.link, board));
        }
        return least;
    }

    /// How many more than usual are to be dialled now.
    private int renewal(View view, boolean few, int dialled) {
        long now = host.now().nanos();
        if (few) {
            view.renewNanos = Now.NEVER;
            return 0;
        }
        boolean due = now >= view.renewNanos;
        if (due || view.renewNanos == Now.NEVER) {
            int micros = (int) (RENEW_NANOS / 1_000);
            view.renewNanos = now + RENEW_NANOS / 2 + 1_000L * rng.nextInt(micros);
        }
        lookAt(view.renewNanos);
        if (!due) {
            return 0;
        }
        if (dialled > DRAWN) {
            giveUpOne(view.board);
            return 0;
        }
        view.passive.renew();
        return 1;
    }

    private void giveUpOne(BoardId board) {
        var ours = new ArrayList<Link>();
        TreeMap<PeerId, Link> linked = linked(board);
        for (Link link : linked.values()) {
            boolean asked = errands.contains(link.address);
            if (link.ours && !asked && isDispensable(link)) {
                ours.add(link);
            }
        }
        ours.sort((one, other) -> Long.compare(roundTrip(one), roundTrip(other)));
        Link oldest = null;
        for (Link link : ours.subList(Math.min(NEAR, ours.size()), ours.size())) {
            boolean older = oldest == null || link.sinceNanos < oldest.sinceNanos;
            if (older && !isOnlyBeyond(board, link, linked)) {
                oldest = link;
            }
        }
        if (oldest != null) {
            end(oldest, RENEWED, "another was drawn in its place");
        }
    }

    private long roundTrip(Link link) {
        long nanos = host.roundTripNanos(link.link);
        return nanos < 0 ? Now.NEVER : nanos;
    }

    /// Whether without it all would be behind one wall.
    private boolean isOnlyBeyond(BoardId board, Link but, TreeMap<PeerId, Link> linked) {
        var walls = new TreeSet<Bytes>();
        linked.keySet().forEach(peer -> addWall(board, peer, walls));
        var without = new TreeSet<Bytes>();
        for (PeerId peer : linked.keySet()) {
            if (!peer.equals(but.peer)) {
                addWall(board, peer, without);
            }
        }
        return walls.size() > 1 && without.size() <= 1;
    }

    // What is known

    /// An address that a link is wanted to and that was tried for nothing.
    List<Overlay.Unreached> unreached() {
        TreeSet<String> wanted = wanted();
        List<Overlay.Unreached> failures = attempts.failures();
        failures.removeIf(one -> !wanted.contains(one.address()) || isLinked(one.address()));
        return failures;
    }

    void measure(List<Gauge> out) {
        long most = (views.size() + 1L) * ADDRESSES_MAX + links.size();
        out.add(new Gauge("addresses to dial", attempts.size(), most));
    }
}
