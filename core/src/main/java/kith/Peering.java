package kith;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import kith.board.Board;
import kith.crdt.Op;
import kith.identity.BoardId;
import kith.identity.InvitationLink;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.network.Whereabouts;
import kith.overlay.Overlay;
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
/// Peers tell where they listen in their boards' own space; each keeps a few links to members and
/// dials again when one breaks, less and less often. One link between two peers is enough.
final class Peering implements Host {
    /// How many links we open by ourselves. Guess, until the overlay decides it.
    private static final int LINKS_WANTED = 8;

    /// Addresses looked at. Guess: some for each of a hundred members, and more than are ever
    /// dialled.
    private static final int ADDRESSES_MAX = 1_000;

    private static final String TWICE = "link-twice";

    /// Other members whose address an invitation names. Guess: one of three is there, and a code to
    /// be scanned stays small.
    private static final int HOSTS_MAX = 3;

    private static final long RETRY_FIRST_NANOS = Now.SECOND / 2;
    private static final long RETRY_LAST_NANOS = 60 * Now.SECOND;

    /// So long two links to one peer may stand beside each other. Guess: both have greeted by then.
    private static final long TWINS_NANOS = Now.SECOND;

    /// Clocks that differ by more than this are told. Half of what makes changes wait.
    private static final long CLOCK_OFF_MILLIS = 30 * 60_000;

    private final Engine engine;
    private final Welcome welcome;
    private final Context context;
    private final TreeMap<String, Retry> retries = new TreeMap<>();

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

    /// When to dial an address again, and why the last time was for nothing.
    private record Retry(long atNanos, long waitNanos, boolean underWay, String because) {
        Retry dialled() {
            return new Retry(atNanos, waitNanos, true, because);
        }

        Retry linked() {
            return new Retry(atNanos, waitNanos, false, because);
        }

        Retry soon(long now) {
            return atNanos == Now.NEVER ? this : new Retry(now, waitNanos, underWay, because);
        }

        /// This host cannot dial it: nothing to try, and nothing to tell.
        Retry notForUs() {
            return new Retry(Now.NEVER, waitNanos, false, "");
        }
    }

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
                        Boards.PEERS,
                        Observation.Reach.SUBTREE,
                        changes -> lookSoon(),
                        failure -> {
                            throw failure;
                        });
    }

    /// Something changed that decides about links.
    private void lookSoon() {
        stale = true;
        context.effects().wakeAt(context.now().nanos());
    }

    private void lookAt(long nanos) {
        lookAtNanos = Math.min(lookAtNanos, nanos);
        context.effects().wakeAt(nanos);
    }

    // Links

    void linkUp(Input.LinkUp up) {
        stale = true;
        retries.computeIfPresent(up.address(), (address, retry) -> retry.linked());
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

    /// `shared`: whether a board was shared over it. A link that did good for longer than we had
    /// waited for it lets us begin anew with short waits; one that was refused, or broke at once,
    /// does not. What is dialled by signals is the overlay's, but for addresses that we dial.
    void linkDown(Engine.Link link, boolean shared, String reason) {
        Bytes peer = link.session().peer();
        if (!isLinked(peer)) {
            clocks.remove(peer);
            tellClocks();
            refusals.remove(peer);
        }
        if (!link.inbound() && (!isMesh(link) || retries.containsKey(link.address()))) {
            String address = link.address();
            if (reason.startsWith(TWICE)) {
                asked.remove(address); // whoever is there is linked by another way
            }
            Retry before = retries.get(address);
            long upNanos = context.now().nanos() - link.since().nanos();
            if (before != null && shared && upNanos >= before.waitNanos()) {
                retries.remove(address);
            }
            retryLater(address, reason);
        }
        stale = true;
        lookAt(context.now().nanos() + RETRY_FIRST_NANOS);
    }

    private boolean isLinked(Bytes peer) {
        for (Engine.Link link : engine.links()) {
            if (link.session().peer().equals(peer) && !link.session().isOver()) {
                return true;
            }
        }
        return false;
    }

    void dialFailed(String address, String reason) {
        if (reason.startsWith(Input.DialFailed.KIND) && !asked.contains(address)) {
            retries.computeIfPresent(address, (a, retry) -> retry.notForUs());
        } else if (retries.containsKey(address)) {
            retryLater(address, reason);
        }
        lookSoon(); // its place is free for another
    }

    private void retryLater(String address, String because) {
        Retry before = retries.get(address);
        long wait =
                before == null
                        ? RETRY_FIRST_NANOS
                        : Math.min(RETRY_LAST_NANOS, before.waitNanos() * 2);
        long at = context.now().nanos() + wait;
        retries.put(address, new Retry(at, wait, false, because));
        lookAt(at);
    }

    /// Opens a link because somebody asked for it, and again when it breaks.
    void connect(String address) {
        Retry before = retries.get(address);
        if (before != null && before.underWay()) {
            return;
        }
        stale = true;
        if (asked.size() < ADDRESSES_MAX && asked.add(address)) {
            retries.put(address, new Retry(context.now().nanos(), RETRY_FIRST_NANOS, true, ""));
        }
        context.effects().dial(address, null);
    }

    /// What could not be reached is tried again at once.
    void dialNow() {
        long now = context.now().nanos();
        retries.replaceAll((address, retry) -> retry.soon(now));
        lookSoon();
    }

    /// An address that we want a link to and have none, why not, and when we try again.
    record Unreached(String address, String because, long againNanos) {}

    List<Unreached> unreached() {
        var all = new ArrayList<Unreached>();
        retries.forEach(
                (address, retry) -> {
                    if (!retry.because().isEmpty() && !isLinked(address)) {
                        all.add(new Unreached(address, retry.because(), retry.atNanos()));
                    }
                });
        return all;
    }

    void measure(List<Gauge> out) {
        long links = engine.links().size();
        long boards = engine.boards().all().size();
        out.add(new Gauge("refusals kept", refusals.size(), links));
        out.add(new Gauge("clocks kept", clocks.size(), links));
        long most = (boards + 1) * ADDRESSES_MAX + links;
        out.add(new Gauge("addresses to dial", retries.size(), most));
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
        long now = context.now().nanos();
        var wanted = new TreeSet<String>(asked);
        wanted.addAll(engine.joining().wanted());
        for (Board board : engine.boards().all()) {
            if (board.isMember(new PeerId(context.self()))) {
                wanted.addAll(addressesOf(board));
            }
        }
        for (String address : new ArrayList<>(retries.keySet())) {
            if (!wanted.contains(address) && !isLinked(address)) {
                retries.remove(address);
            }
        }
        for (String address : wanted) {
            Retry retry =
                    retries.computeIfAbsent(
                            address, a -> new Retry(now, RETRY_FIRST_NANOS, false, ""));
            if (retry.underWay() || isLinked(address)) {
                continue;
            }
            if (retry.atNanos() > now) {
                lookAt(retry.atNanos());
            } else if (placesTaken() < LINKS_WANTED) {
                retries.put(address, retry.dialled());
                context.effects().dial(address, null);
            }
        }
    }

    /// Of the links that we want: those that we opened or are opening, and those that others opened
    /// and that a board is shared over. Strangers take no place: else a few could keep us from
    /// finding the members. Nor does what is there for a while only.
    private int placesTaken() {
        int taken = 0;
        for (Engine.Link link : engine.links()) {
            long number = link.session().link();
            boolean counts = !link.inbound() || !welcome.isStranger(number);
            boolean lasts = !isMesh(link) && !engine.meshing().nearby().isVisit(number);
            taken += counts && lasts ? 1 : 0;
        }
        for (Retry retry : retries.values()) {
            taken += retry.underWay() ? 1 : 0;
        }
        return taken;
    }

    private boolean isLinked(String address) {
        for (Engine.Link link : engine.links()) {
            if (link.address().equals(address)) {
                return true;
            }
        }
        return false;
    }

    /// Where members of a board listen to whom we have no link. Who is linked to somebody there
    /// learns who can be dialled by signals, and the overlay decides which of them are.
    private List<String> addressesOf(Board board) {
        var found = new ArrayList<String>();
        boolean alone = true;
        for (Engine.Link link : engine.links()) {
            alone &= !welcome.shares(link.session().link(), board.id());
        }
        listed(
                board,
                (peer, addresses) -> {
                    if (sessionWith(peer.key()) == null && found.size() < ADDRESSES_MAX) {
                        found.addAll(addresses);
                    }
                });
        if (alone) {
            found.addAll(board.firstAddresses());
        } else {
            found.removeIf(Overlay::isMesh);
        }
        return found;
    }

    /// The other members of a board, and where they say that they listen.
    private void listed(Board board, BiConsumer<PeerId, List<String>> to) {
        new Whereabouts(board.facts().state().value(Boards.PEERS))
                .each(
                        (peer, addresses) -> {
                            if (!peer.key().equals(context.self()) && board.isMember(peer)) {
                                to.accept(peer, addresses);
                            }
                        });
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
        for (Board board : engine.boards().all()) {
            tellAddresses(board);
        }
    }

    List<String> addresses() {
        return addresses;
    }

    /// Where somebody who was invited may ask to be let in: here, and at a few other members, since
    /// we may be away when the invitation is used.
    List<String> addressesToJoin(Board board) {
        var others = new ArrayList<String>();
        boolean leadsBrowsers = !firstOfAKind(addresses, true).isEmpty();
        for (boolean linked : List.of(true, false)) {
            listed(
                    board,
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
        Path path = Boards.PEERS.child(new PeerId(context.self()).text()).child("addresses");
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
                boolean may = welcome.shares(session.link(), new BoardId(board));
                return may ? replica : null;
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
