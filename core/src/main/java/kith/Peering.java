package kith;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import kith.board.Board;
import kith.crdt.Op;
import kith.identity.InvitationLink;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.network.Discovery.Spot;
import kith.network.Listening;
import kith.network.reach.Neighbour;
import kith.overlay.Overlay;
import kith.port.About;
import kith.port.Gauge;
import kith.port.Note;
import kith.port.Now;
import kith.replica.Context;
import kith.replica.Replica;
import kith.state.Observation;
import kith.sync.Host;
import kith.sync.Session;
import kith.sync.SnapshotMessage;
import kith.sync.Source;
import kith.sync.SyncMessage;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// Which other peers this one has links to, and what the sessions ask that is not about one log.
///
/// Peers tell where they listen in their boards' own space. Which of them are dialled the overlay
/// decides, but for those that somebody asked for, or where this peer asks to be let in. One link
/// between two peers is enough.
final class Peering implements Host {
    /// Addresses that somebody asked for. Guess: more than anybody wants.
    private static final int ADDRESSES_MAX = 1_000;

    private static final String TWICE = "link-twice";

    /// Other members whose address an invitation names. Guess: one of three is there, and a code to
    /// be scanned stays small.
    private static final int HOSTS_MAX = 3;

    /// So long two links to one peer may stand beside each other. Guess: both have greeted by then.
    private static final long TWINS_NANOS = Now.SECOND;

    /// Clocks that differ by more than this are told. Half of what makes changes wait.
    private static final long CLOCK_OFF_MILLIS = 30 * 60_000;

    private final Engine engine;
    private final Welcome welcome;
    private final Context context;

    /// What each linked peer's wall clock was when ours counted no nanoseconds, as it told when it
    /// greeted: so it can be compared at any time, also when ours is set meanwhile.
    private final TreeMap<Bytes, Long> clocks = new TreeMap<>();
    private final TreeMap<Bytes, SyncMessage.Refused> refusals = new TreeMap<>();
    private final TreeSet<String> asked = new TreeSet<>();
    private List<String> addresses = List.of();

    /// Whether links, members or addresses changed since we looked around, and when to look around
    /// although nothing did. To look is to go over all members of all boards.
    private boolean stale = true;

    private long lookAtNanos = Now.NEVER;
    private List<String> joiningBefore = List.of();

    Peering(Engine engine, Welcome welcome) {
        this.engine = engine;
        this.welcome = welcome;
        this.context = engine.context();
        for (Board board : engine.boards().all()) {
            Replica facts = board.spaces().get(Address.BOARD);
            if (facts != null) {
                watch(facts);
            }
        }
    }

    /// Looks around when somebody says anew where it listens.
    void watch(Replica facts) {
        facts.state()
                .observe(
                        Listening.PEERS,
                        Observation.Reach.SUBTREE,
                        changes -> {
                            engine.meshing().overlay().membersChanged();
                            lookSoon();
                        },
                        failure -> {
                            throw failure;
                        });
    }

    /// Something changed that decides about links.
    void lookSoon() {
        stale = true;
        context.effects().wakeAt(context.now().nanos());
    }

    private void lookAt(long nanos) {
        lookAtNanos = Math.min(lookAtNanos, nanos);
        context.effects().wakeAt(nanos);
    }

    // Links

    @Override
    public void toSettle(Session session) {
        engine.toSettle(session);
    }

    void linkUp() {
        stale = true;
        lookAt(context.now().nanos() + TWINS_NANOS);
    }

    /// Ends links of ours to peers to whom there is another. Only who dialled a link ends it, so
    /// that two sides never end different ones at once and have none: of its own links to one peer
    /// a side keeps the first, and the larger key keeps none when the smaller has dialled too.
    ///
    /// Not at once, and none over which we ask to be let in: that is asked over the link dialled
    /// for it, and a peer with several addresses is dialled at all of them.
    private void endTwins() {
        long now = context.now().nanos();
        for (Engine.Link link : new ArrayList<>(engine.links())) {
            boolean may = !link.inbound() && !link.session().isOver();
            if (may && hasBetter(link)) {
                long until = link.since().nanos() + TWINS_NANOS;
                if (now < until || engine.joining().asksAt(link.address())) {
                    lookAt(Math.max(until, now + TWINS_NANOS / 2));
                } else {
                    link.session().hangUp(TWICE + ": another link to this peer is up");
                }
            }
        }
    }

    private boolean hasBetter(Engine.Link ours) {
        boolean yields = ours.session().peer().compareTo(context.self()) < 0;
        for (Engine.Link other : engine.links()) {
            boolean same =
                    other.session().peer().equals(ours.session().peer())
                            && isMesh(other) == isMesh(ours);
            boolean better = other.inbound() ? yields : isBefore(other, ours);
            if (same && better && other.session().version() > 0 && !other.session().isOver()) {
                return true;
            }
        }
        return false;
    }

    /// One that was dialled by signals stands beside others, so that it is there when what they
    /// need is gone; how many there are of them is decided elsewhere.
    private static boolean isMesh(Engine.Link link) {
        return Overlay.isMesh(link.address());
    }

    private static boolean isBefore(Engine.Link one, Engine.Link other) {
        return one.session().link() < other.session().link();
    }

    void linkDown(Engine.Link link, String reason) {
        Bytes peer = link.session().peer();
        if (!isLinked(peer)) {
            clocks.remove(peer);
            tellClocks();
            refusals.remove(peer);
        }
        if (!link.inbound() && reason.startsWith(TWICE)) {
            asked.remove(link.address()); // whoever is there is linked by another way
        }
        lookSoon();
    }

    private boolean isLinked(Bytes peer) {
        for (Engine.Link link : engine.links()) {
            if (link.session().peer().equals(peer) && !link.session().isOver()) {
                return true;
            }
        }
        return false;
    }

    /// Whether this host can never dial that address, and nobody asked for it.
    boolean isForOthers(String address, String reason) {
        return reason.startsWith(Input.DialFailed.KIND) && !asked.contains(address);
    }

    /// Opens a link because somebody asked for it, and again when it breaks.
    void connect(String address) {
        if (asked.size() < ADDRESSES_MAX) {
            asked.add(address);
        }
        engine.meshing().overlay().connect(address);
        lookSoon();
    }

    void measure(List<Gauge> out) {
        long links = engine.links().size();
        out.add(new Gauge("refusals kept", refusals.size(), links));
        out.add(new Gauge("clocks kept", clocks.size(), links));
        out.add(new Gauge("addresses asked for", asked.size(), ADDRESSES_MAX));
    }

    void wake() {
        long now = context.now().nanos();
        List<String> joining = engine.joining().wanted();
        if (stale || now >= lookAtNanos || !joining.equals(joiningBefore)) {
            stale = false;
            lookAtNanos = Now.NEVER;
            joiningBefore = joining;
            lookAround();
        } else {
            context.effects().wakeAt(lookAtNanos);
        }
    }

    private void lookAround() {
        endTwins();
        var errands = new TreeSet<String>(asked);
        errands.addAll(joiningBefore);
        for (Board board : engine.boards().all()) {
            if (board.isMember(new PeerId(context.self())) && isAlone(board)) {
                begin(board, errands);
            }
        }
        engine.meshing().overlay().errands(errands);
    }

    private boolean isAlone(Board board) {
        for (Engine.Link link : engine.links()) {
            if (welcome.shares(link.session().link(), board.id())) {
                return false;
            }
        }
        return true;
    }

    /// Where to begin with a board when nobody of it is linked: where an invitation leads, and who
    /// can be dialled by signals. All others the overlay draws.
    private void begin(Board board, TreeSet<String> errands) {
        for (Spot spot : engine.meshing().discovery().of(board)) {
            boolean begins = spot.peer() == null || Overlay.isMesh(spot.address());
            if (begins && errands.size() < ADDRESSES_MAX && !addresses.contains(spot.address())) {
                errands.add(spot.address());
            }
        }
    }

    @Nullable Session sessionWith(Bytes peer) {
        for (Engine.Link link : engine.links()) {
            if (link.session().peer().equals(peer) && link.session().version() > 0) {
                return link.session();
            }
        }
        return null;
    }

    /// Tells the boards where we listen.
    void listen(List<String> where) {
        addresses = where;
        engine.meshing().directories().changed();
        for (Board board : engine.boards().all()) {
            tellAddresses(board);
        }
    }

    List<String> addresses() {
        return addresses;
    }

    /// Has neighbours call us where we say that we listen.
    void survey(long ticket) {
        boolean begun =
                engine.meshing()
                        .nearby()
                        .reaching()
                        .survey(
                                neighbours(),
                                addresses,
                                engine.config().about().region(),
                                found ->
                                        engine.outbox()
                                                .reply(
                                                        ticket,
                                                        new Answer.Surveyed(found.report())));
        if (!begun) {
            throw new Problem.Refusal(
                    Problem.TOO_MANY_QUESTIONS, "too many wait already for what neighbours say");
        }
    }

    /// Who can be asked to: one link to each peer.
    private List<Neighbour> neighbours() {
        var neighbours = new TreeMap<Bytes, Neighbour>();
        for (Engine.Link link : engine.links()) {
            Session session = link.session();
            Board board = boardWithUs(session);
            if (board != null) {
                neighbours.putIfAbsent(
                        session.peer(),
                        new Neighbour(
                                session.link(),
                                new PeerId(session.peer()),
                                board.id(),
                                session.about().region(),
                                session.about().can(About.Can.WEBRTC)));
            }
        }
        return List.copyOf(neighbours.values());
    }

    /// One on which the other side of a link sees where we listen.
    private @Nullable Board boardWithUs(Session session) {
        boolean asks = session.version() >= Session.NETWORK_VERSION_MIN && !session.isOver();
        for (Board board : engine.boards().all()) {
            boolean shared = asks && welcome.shares(session.link(), board.id());
            if (shared && !Listening.of(board, new PeerId(context.self())).isEmpty()) {
                return board;
            }
        }
        return null;
    }

    /// Where somebody who was invited may ask to be let in: here, and at a few other members, since
    /// we may be away when the invitation is used.
    List<String> addressesToJoin(Board board) {
        var others = new ArrayList<String>();
        boolean leadsBrowsers = !firstOfAKind(addresses, true).isEmpty();
        for (boolean linked : List.of(true, false)) {
            Listening.others(
                    board,
                    new PeerId(context.self()),
                    (peer, theirs) -> {
                        boolean now = sessionWith(peer.key()) != null;
                        if (now == linked && others.size() < HOSTS_MAX) {
                            others.addAll(firstOfAKind(theirs, false));
                            others.addAll(leadsBrowsers ? List.of() : firstOfAKind(theirs, true));
                        }
                    });
        }
        var own = new LinkedHashSet<>(firstOfAKind(addresses, false));
        own.addAll(firstOfAKind(addresses, true));
        own.addAll(addresses);
        int count = Math.min(own.size(), InvitationLink.ADDRESSES_MAX - others.size());
        var where = new ArrayList<>(List.copyOf(own).subList(0, count));
        where.addAll(others);
        return where;
    }

    /// The first that is for peers in browsers, or for all others; none when there is none. One
    /// that only leads through others helps nobody who is linked to none.
    private static List<String> firstOfAKind(List<String> addresses, boolean web) {
        for (String address : addresses) {
            boolean leads = InvitationLink.isAddress(address) && !InvitationLink.isMesh(address);
            if (leads && InvitationLink.isWeb(address) == web) {
                return List.of(address);
            }
        }
        return List.of();
    }

    /// Only once our admission is in the log: what we write comes after it for everybody.
    void tellAddresses(Board board) {
        lookSoon(); // who is a member may have changed too
        Path path = Listening.addressesOf(new PeerId(context.self()));
        var items = new ArrayList<Value>();
        for (String address : addresses) {
            items.add(new Value.Text(address));
        }
        Value value = Value.Array.of(items);
        boolean member = board.members().contains(new PeerId(context.self()));
        if (member && !addresses.isEmpty() && !value.equals(board.facts().state().value(path))) {
            board.facts().own().writeOps(List.of(new Op.Set(path, value)));
        }
    }

    // What sessions ask

    @Override
    public void greeted(Session session, long theirWallMillis) {
        long off = theirWallMillis - context.now().wallMillis();
        lookSoon();
        clocks.put(session.peer(), theirWallMillis - context.now().nanos() / Now.MILLI);
        tellClocks();
        if (Math.abs(off) > CLOCK_OFF_MILLIS) {
            report("clock-off", session, "its clock differs from ours by " + off / 1000 + " s");
        }
        session.ping(context.now());
        engine.meshing().greeted(session);
        welcome.greeted(session);
        Engine.Link link = engine.link(session.link());
        if (link != null && !link.inbound()) {
            engine.joining().ask(session, link.address());
        }
    }

    private void tellClocks() {
        long latest = Now.NEVER;
        for (long base : clocks.values()) {
            latest = latest == Now.NEVER ? base : Math.max(latest, base);
        }
        context.othersBaseMillis(latest);
    }

    /// How far a linked peer's clock is from ours, in milliseconds; null before it greeted.
    @Nullable Long clockOffMillis(Bytes peer) {
        Long base = clocks.get(peer);
        Now now = context.now();
        return base == null ? null : base + now.nanos() / Now.MILLI - now.wallMillis();
    }

    /// What linked peers refused lately, by peer.
    TreeMap<Bytes, SyncMessage.Refused> refusals() {
        return refusals;
    }

    private void report(String code, Session session, String detail) {
        context.effects().report(new Note(code, new PeerId(session.peer()).shortText(), detail));
    }

    @Override
    public void onPresent(Session session, SyncMessage.Present message) {
        welcome.onPresent(session, message);
    }

    @Override
    public void onJoin(Session session, SyncMessage.Join message) {
        welcome.onJoin(session, message);
    }

    @Override
    public void onJoined(Session session, SyncMessage.Joined message) {
        welcome.onJoined(session, message);
    }

    @Override
    public void onRefused(Session session, @Nullable Source source, SyncMessage.Refused refused) {
        refusals.put(session.peer(), refused);
        if (welcome.mayComplain(session)) {
            report(refused.code(), session, "refused: " + refused.detail());
        }
        Engine.Link link = engine.link(session.link());
        if (source == null && link != null && !link.inbound()) {
            engine.joining().refused(session.link(), refused);
        }
    }

    @Override
    public @Nullable Source source(Session session, Bytes board, Bytes space) {
        for (Replica replica : engine.boards().replicas()) {
            if (replica.space().equals(space) && replica.board().equals(board)) {
                return welcome.mayHave(session.link(), replica) ? replica : null;
            }
        }
        return null;
    }

    @Override
    public void onPresence(Session session, Source source, SyncMessage.Presence message) {
        engine.presence().received(session, (Replica) source, message);
    }

    @Override
    public void onAsk(Session session, Source source, SyncMessage.Ask message) {
        engine.comparing().onAsk(session, (Replica) source, message);
    }

    @Override
    public void onSnapshot(Session session, Source source, SnapshotMessage message) {
        engine.snapshots().on(session, (Replica) source, message);
    }

    @Override
    public void lacksContents(Session session, Source source) {
        engine.snapshots().lacksContents(session, (Replica) source);
    }

    @Override
    public void onDigests(Session session, SyncMessage.Digests message) {
        engine.comparing().onDigests(session, message);
    }

    @Override
    public void onOther(Session session, SyncMessage.Other message) {
        engine.meshing().received(session, message);
    }
}
