package kith;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import kith.board.Board;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.network.reach.Reaching;
import kith.network.spread.Way;
import kith.network.trace.Subject;
import kith.overlay.Overlay;
import kith.port.Gauge;
import kith.port.Note;
import kith.port.Now;
import kith.port.Tally;
import kith.replica.Checkpoints;
import kith.replica.Context;
import kith.replica.Journal;
import kith.replica.Links;
import kith.replica.Presence;
import kith.replica.Replica;
import kith.replica.compare.Comparing;
import kith.replica.snapshot.Snapshots;
import kith.state.Space;
import kith.store.Disk;
import kith.sync.Session;
import kith.sync.flow.Spreading;
import org.jspecify.annotations.Nullable;

/// A peer: one input and the time in, effects and one wake-up time out.
///
/// It routes. What was asked for by an effect comes back as an input with the ticket that the
/// effect had.
///
/// One owner at a time; a step takes about a millisecond at most.
public final class Engine implements Links {
    private final Outbox outbox;
    private final Context context;
    private final Journal journal;
    private final Boards boards;
    private final Joining joining;
    private final Meshing meshing;
    private final Welcome welcome;
    private final Clients clients;
    private final Calls calls;
    private final Checkpoints checkpoints;
    private final Health health;
    private final Config config;
    private final Peering peering;
    private final Presence presence;
    private final Comparing comparing;
    private final Snapshots snapshots;
    private final Questions questions;
    private final TreeMap<Long, Link> links = new TreeMap<>();

    /// Those of the links, in their order; made anew with each that comes or goes.
    private List<Session> sessions = List.of();

    /// Those for which something is to be done at the end of this step: of a thousand links that is
    /// mostly one.
    private final TreeMap<Long, Session> toSettle = new TreeMap<>();

    /// The spaces that have more in them, or more that is signed, than at the end of the last step.
    private final TreeMap<Integer, Replica> changed = new TreeMap<>();

    private static final String MALFORMED = "message-malformed";

    /// A link that is up.
    record Link(Session session, boolean inbound, String address, Now since) {}

    Engine(Config config, Outbox outbox, Context context, Journal journal, Boards boards) {
        this.config = config;
        this.outbox = outbox;
        this.context = context;
        this.journal = journal;
        this.boards = boards;
        this.joining = new Joining(context, journal, boards);
        this.meshing = new Meshing(this, config, context, outbox, boards);
        this.welcome = new Welcome(context, boards, joining, meshing);
        this.clients = new Clients(outbox);
        this.health = new Health(this, config);
        this.checkpoints = new Checkpoints(context, journal, boards.replicas(), boards);
        this.peering = new Peering(this, welcome);
        this.comparing = new Comparing(context);
        this.snapshots = new Snapshots(boards.replicas());
        this.questions = new Questions(outbox, clients, snapshots);
        this.presence = new Presence(context, boards.replicas(), config.limits());
        this.calls = new Calls(this, outbox, clients, questions);
        journal.listen(this::durable);
        outbox.wakeAt(context.now().nanos()); // nobody may be linked who makes us look around
    }

    /// Opens the home on that disk: reads its store, cuts what a crash left half written, and gives
    /// the peer as it was. The disk is then written only by this peer's effects.
    public static Engine open(Disk disk, Config config, Now now) {
        return new Opening(config, now).open(disk);
    }

    /// One step: what happened, when, and what is to be done about it.
    public Step step(Input input, Now now) {
        context.now(now);
        take(input);
        settle();
        return new Step(outbox.take(), outbox.wakeAt());
    }

    /// What is to be done, in this order, and when to come back at the latest.
    public record Step(List<Effect> effects, long wakeAtNanos) {}

    private void take(Input input) {
        if (calls.isOver() && !isLate(input)) {
            outbox.clearWake();
            return;
        }
        switch (input) {
            case Input.LinkUp up -> linkUp(up);
            case Input.LinkDown down -> linkDown(down.link(), down.reason());
            case Input.Received received -> {
                received(received.link(), received.frame());
                presence.heard();
            }
            case Input.DialFailed failed -> dialFailed(failed.address(), failed.reason());
            case Input.Signed signed -> outbox.signed(signed.ticket(), signed.signature());
            case Input.Checked checked -> checked(checked);
            case Input.Synced synced -> outbox.synced(synced.ticket());
            case Input.Loaded loaded -> outbox.loaded(loaded.ticket(), loaded.bytes());
            case Input.NotLoaded not -> outbox.notLoaded(not.ticket(), not.busy());
            case Input.DiskFailed failed -> calls.diskFailed(failed.reason());
            case Input.Call call -> calls.take(call);
            case Input.Wake() -> wake();
        }
    }

    /// What still counts when the log has its last record.
    private static boolean isLate(Input input) {
        return input instanceof Input.Synced
                || input instanceof Input.DiskFailed
                || input instanceof Input.Call;
    }

    private void checked(Input.Checked checked) {
        try {
            outbox.checked(checked.ticket(), checked.good());
        } catch (Malformed malformed) {
            throw new IllegalStateException("a check led to something malformed", malformed);
        }
    }

    // Links

    private void dialFailed(String address, String reason) {
        if (!meshing.nearby().reaching().dialFailed(address, reason)) {
            joining.dialFailed(address, reason);
            meshing.dialFailed(address, reason, peering.isForOthers(address, reason));
        }
    }

    private void linkUp(Input.LinkUp up) {
        var peer = new PeerId(up.peer());
        if (meshing.nearby().reaching().linkUp(peer, up.inbound(), up.address())) {
            outbox.hangUp(up.link(), Reaching.OVER);
            return;
        }
        var session =
                new Session(
                        up.link(),
                        up.peer(),
                        peering,
                        outbox,
                        config.versions(),
                        config.limits(),
                        context.now());
        if (Overlay.isMesh(up.address())) {
            session.sendAsItIs();
        }
        links.put(up.link(), new Link(session, up.inbound(), up.address(), context.now()));
        listSessions();
        session.greet(config.about().agent(), context.now());
        welcome.linkUp(session);
        peering.linkUp();
        meshing.linkUp(up.link(), peer, up.inbound(), up.address());
    }

    private void listSessions() {
        var all = new ArrayList<Session>(links.size());
        links.values().forEach(link -> all.add(link.session()));
        sessions = all;
    }

    private void linkDown(long link, String reason) {
        Link down = links.remove(link);
        if (down == null) {
            return;
        }
        listSessions();
        toSettle.remove(link);
        health.linkDown(down.session());
        welcome.linkDown(link);
        if (!down.inbound()) {
            joining.broken(link, down.address(), reason);
        }
        comparing.linkDown(link);
        snapshots.linkDown(link);
        presence.linkDown(link);
        peering.linkDown(down, reason);
        String there = down.session().isOver() ? "" : down.session().endedThere();
        meshing.linkDown(link, there.isEmpty() ? reason : there);
        for (Replica replica : boards.replicas()) {
            replica.linkDown(link);
        }
    }

    /// The one place where what a link sent is found to be malformed: the sender pays with its
    /// link.
    private void received(long link, Bytes frame) {
        Link on = links.get(link);
        if (on == null) {
            return;
        }
        try {
            meshing.nearby().heard(link);
            on.session().receive(frame, context.now());
        } catch (Malformed malformed) {
            String detail = String.valueOf(malformed.getMessage());
            outbox.report(new Note(MALFORMED, on.address(), MALFORMED + ": " + detail));
            on.session().end(MALFORMED, detail);
        }
    }

    @Override
    public @Nullable Session session(long link) {
        Link on = links.get(link);
        return on == null ? null : on.session();
    }

    @Override
    public Collection<Session> sessions() {
        return sessions;
    }

    void toSettle(Session session) {
        toSettle.put(session.link(), session);
    }

    /// Asks for all that may have got lost between here and that peer, or any.
    void syncNow(@Nullable PeerId peer) {
        if (peer != null) {
            linked(peer);
        }
        for (Session session : sessions()) {
            if (peer == null || session.peer().equals(peer.key())) {
                session.ping(context.now());
                boards.replicas().forEach(replica -> askAgain(session, replica));
            }
        }
        meshing.overlay().dialNow();
    }

    private void askAgain(Session session, Replica replica) {
        for (int chain = 0; chain < replica.graph().chainCount(); chain++) {
            session.askAgain(replica, chain, context.now());
        }
    }

    /// The conversation with a peer, or the refusal that says that there is none.
    Session linked(PeerId peer) {
        Session session = peering.sessionWith(peer.key());
        if (session == null) {
            throw new Problem.Refusal(
                    Problem.NOT_CONNECTED,
                    "there is no link to " + peer.shortText() + " now; see `kith status`");
        }
        return session;
    }

    @Override
    public void changed(Replica replica) {
        changed.put(replica.number(), replica);
    }

    @Override
    public Spreading spreading() {
        return meshing.spreader();
    }

    Collection<Link> links() {
        return links.values();
    }

    @Nullable Link link(long link) {
        return links.get(link);
    }

    // Time

    private void wake() {
        if (context.now().nanos() < outbox.wakeAt()) {
            return;
        }
        outbox.clearWake();
        for (Session session : sessions()) {
            session.wake(context.now());
        }
        for (Replica replica : boards.replicas()) {
            replica.wake();
        }
        welcome.wake();
        joining.wake();
        peering.wake();
        meshing.wake();
        health.wake();
        presence.wake();
        comparing.wake();
        snapshots.wake(context.now());
        questions.wake(context.now());
    }

    private void durable(long position) {
        for (Replica replica : boards.replicas()) {
            replica.durable(position);
        }
    }

    /// Everything that follows from what happened in this step, once, in this order.
    private void settle() {
        settleBoards();
        for (Board board : boards.all()) {
            if (board.hasChanged()) {
                welcome.rosterChanged(board);
                peering.tellAddresses(board);
                meshing.membersChanged(board);
                health.changed();
            }
        }
        calls.boundRemoved();
        snapshots.settle();
        checkpoints.goOn();
        journal.settle();
        settleLinks();
        meshing.overlay().settle();
        for (Replica replica : boards.replicas()) {
            replica.state().settle();
        }
        settleBoards(); // what the observers of a board's own space noted
        calls.settle();
        journal.settle();
        clients.settle();
    }

    /// Not behind the last record of the log: what is opened or checked then would be written
    /// there, and the next start would take this end for a crash.
    private void settleBoards() {
        if (!calls.isOver()) {
            boards.settle();
        }
    }

    /// Only what changed is looked at: there may be many links with many spaces each.
    private void settleLinks() {
        for (Replica replica : changed.values()) {
            sessions.forEach(session -> session.changed(replica));
        }
        changed.clear();
        var settled = new ArrayList<>(toSettle.values());
        toSettle.clear();
        settled.forEach(session -> session.settle(context.now()));
    }

    /// What was counted since the start.
    public Tally tally() {
        return context.tally();
    }

    /// Whether somebody watches how this peer is.
    public boolean isWatched() {
        return clients.watchesHealth();
    }

    public int linkCount() {
        return links.size();
    }

    public int subscriptionCount() {
        return clients.count();
    }

    /// Bytes that wait to be on disk for good. A host lets those who write here wait while it is
    /// much.
    public long backlogBytes() {
        return outbox.backlogBytes();
    }

    /// All spaces that are replicated here; for looking at, not for writing.
    public List<Replica> replicas() {
        return List.copyOf(boards.replicas());
    }

    /// The state of the space at that address, if it is replicated here, or of this peer's own
    /// health; for looking at and observing, not for writing.
    public @Nullable Space state(Address at) {
        if (at.space().equals(Address.PEER)) {
            health.refresh();
        }
        return settled(at);
    }

    /// The same as it was at the end of the last step. To bring health up to date changes what
    /// later steps tell, and is in no recording when it is done between them: who wants it new, and
    /// wants to be replayed, asks by [Command.Read].
    public @Nullable Space settled(Address at) {
        if (at.space().equals(Address.PEER)) {
            return health.space();
        }
        Board board = boards.find(at.board());
        Replica replica = board == null ? null : board.spaces().get(at.space());
        return replica == null ? null : replica.state();
    }

    /// The way that the newest change of a cell took to here, and on; null where that is not
    /// remembered. For looking at.
    public @Nullable Way way(Address at) {
        Board board = boards.find(at.board());
        Replica replica = board == null ? null : board.spaces().get(at.space());
        Subject newest = replica == null ? null : Subject.newest(replica, at.path());
        return newest == null ? null : meshing.way(newest);
    }

    // For the rest of the door

    Context context() {
        return context;
    }

    Outbox outbox() {
        return outbox;
    }

    Journal journal() {
        return journal;
    }

    Boards boards() {
        return boards;
    }

    Health health() {
        return health;
    }

    Checkpoints checkpoints() {
        return checkpoints;
    }

    Presence presence() {
        return presence;
    }

    Snapshots snapshots() {
        return snapshots;
    }

    Comparing comparing() {
        return comparing;
    }

    Calls calls() {
        return calls;
    }

    /// A space begins to be replicated here.
    void opened(Board board, Replica replica) {
        health.changed();
        welcome.opened(board, replica);
        meshing.directories().changed();
        if (replica == board.facts()) {
            peering.watch(replica);
            peering.tellAddresses(board);
        }
    }

    boolean shares(long link, BoardId board) {
        return welcome.shares(link, board);
    }

    Peering peering() {
        return peering;
    }

    Meshing meshing() {
        return meshing;
    }

    Clients clients() {
        return clients;
    }

    Joining joining() {
        return joining;
    }

    Config config() {
        return config;
    }

    /// Everything in memory that has a bound, beside the state itself; for the lab.
    public List<Gauge> gauges() {
        var out = new ArrayList<Gauge>();
        out.add(outbox.gauge());
        outbox.measureDisk((links.size() + 1L) * config.limits().creditBytes(), out);
        clients.measure(out);
        welcome.measure(out);
        peering.measure(out);
        meshing.measure(links.size(), out);
        comparing.measure(links.size(), out);
        questions.measure(out);
        presence.measure(out);
        health.measure(out);
        for (Session session : sessions()) {
            long held = 0;
            for (Replica replica : boards.replicas()) {
                held += replica.bytesOf(session.link());
            }
            session.measure(held, out);
        }
        for (Replica replica : boards.replicas()) {
            replica.measure(out);
        }
        return out;
    }

    /// Looks at everything that can be looked at and throws when it is not as it must be. Slow; for
    /// the lab.
    public void check() {
        for (Replica replica : boards.replicas()) {
            replica.state().check();
        }
    }
}
