package kith;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import kith.Problem.Refusal;
import kith.board.Board;
import kith.cluster.Figure;
import kith.cluster.work.Ended;
import kith.cluster.work.Task;
import kith.cluster.work.Tasks;
import kith.dht.DirectoryMessage;
import kith.dht.DirectoryRecord;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.identity.SpaceId;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Utf8;
import kith.lang.Writer;
import kith.network.Directories;
import kith.network.Discovery;
import kith.network.Ground;
import kith.network.Listening;
import kith.network.Nearby;
import kith.network.Sought;
import kith.network.duty.Given;
import kith.network.spread.Spreader;
import kith.network.spread.Way;
import kith.network.trace.Subject;
import kith.network.trace.Traced;
import kith.overlay.Host;
import kith.overlay.Overlay;
import kith.overlay.OverlayMessage;
import kith.overlay.Use;
import kith.port.About;
import kith.port.Effects.Then;
import kith.port.Gauge;
import kith.port.Message;
import kith.port.Now;
import kith.replica.Context;
import kith.replica.Replica;
import kith.replica.query.Asking;
import kith.replica.query.QueryMessage;
import kith.sync.Session;
import kith.sync.SyncMessage;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// Where the overlay and the machines of the network meet boards and sessions, and queries those
/// who answer them.
final class Meshing implements Host, Directories.Door, Ground {
    private final Engine engine;
    private final Context context;
    private final Outbox outbox;
    private final Boards boards;
    private final Overlay overlay;
    private final Directories directories;
    private final Discovery discovery;
    private final Nearby nearby;
    private final Asking asking;
    private final About about;
    private final SyncMessage.Facts own;
    private final Spreader spreader;

    Meshing(Engine engine, Config config, Context context, Outbox outbox, Boards boards) {
        this.engine = engine;
        this.context = context;
        this.outbox = outbox;
        this.boards = boards;
        this.overlay = new Overlay(this, config.meshLinks(), seed(config, "overlay"));
        this.nearby = new Nearby(this, overlay, config.about().region(), seed(config, "nearby"));
        this.directories = new Directories(context, this);
        this.discovery = new Discovery(context, directories, this::moreIsKnown);
        this.asking = new Asking(context);
        this.about =
                config.about().with(About.Can.RELAYS).with(About.Can.ANSWERS); // as each engine
        this.own = new SyncMessage.Facts(about.can(), about.device(), about.region());
        boolean wide = config.about().can(About.Can.KEEPS) && config.meshLinks() == 0;
        this.spreader = new Spreader(context, wide, seed(config, "broadcast"));
    }

    /// Of what is drawn by lot: another at each start, and nobody can foresee it.
    private static long seed(Config config, String of) {
        Writer lot = new Writer(40).bytes(config.secret()).string(of);
        return new Reader(config.hasher().sha256(lot.shared(), 0, lot.size())).u64();
    }

    Overlay overlay() {
        return overlay;
    }

    Directories directories() {
        return directories;
    }

    Discovery discovery() {
        return discovery;
    }

    Nearby nearby() {
        return nearby;
    }

    @Override
    public Spreader spreader() {
        return spreader;
    }

    Asking asking() {
        return asking;
    }

    // What sessions bring

    /// Says what we are, before anything that depends on it.
    void greeted(Session session) {
        if (session.version() >= SyncMessage.Facts.VERSION_MIN) {
            session.send(own);
        }
        spreader.greeted(session);
    }

    void linkUp(long link, PeerId peer, boolean inbound, String address) {
        overlay.linkUp(link, peer, inbound, address);
        nearby.linkUp(link, peer, inbound, address);
    }

    void linkDown(long link, String reason) {
        asking.linkDown(link);
        directories.linkDown(link, Overlay.isFull(reason));
        overlay.linkDown(link, reason);
        nearby.linkDown(link);
        spreader.linkDown(link);
    }

    void dialFailed(String address, String reason, boolean forOthers) {
        directories.dialFailed(address);
        overlay.dialFailed(address, reason, forOthers);
        nearby.dialFailed(address);
    }

    void shared(Session session, BoardId board) {
        overlay.shared(session.link(), board, session.version());
        if (session.version() >= Session.NETWORK_VERSION_MIN) {
            nearby.shared(session.link(), new PeerId(session.peer()), board);
        }
        directories.shared(session, board);
        spreader.shared(session, board, members(board));
    }

    private int members(BoardId board) {
        Board on = boards.find(board);
        return on == null ? 0 : on.members().members().size();
    }

    void unshared(Session session, BoardId board) {
        directories.unshared(session, board);
        overlay.unshared(session.link(), board);
        nearby.unshared(session.link(), board);
    }

    /// Of a board's own space the records of who belongs still go over that link, until it ends.
    void learns(Session session, BoardId board) {
        spreader.shared(session, board, members(board));
    }

    /// More or less is known of who is on that board.
    void membersChanged(Board board) {
        directories.rosterChanged(board);
        overlay.membersChanged();
        nearby.membersChanged(board.id());
        spreader.membersChanged(board.id(), members(board.id()));
    }

    private void moreIsKnown() {
        overlay.membersChanged();
        engine.peering().lookSoon();
    }

    void wake() {
        overlay.wake();
        nearby.wake();
        directories.wake();
        spreader.wake();
        asking.wake();
    }

    void measure(int links, List<Gauge> out) {
        overlay.measure(out);
        nearby.measure(out);
        directories.measure(out);
        discovery.measure(out);
        spreader.measure(links, out);
        asking.measure(out);
    }

    void received(Session session, SyncMessage.Other message) {
        if (DirectoryMessage.has(message.type())) {
            directories.received(session, message);
            return;
        }
        if (Spreader.has(message.type())) {
            spreader.received(session, message);
            return;
        }
        if (Nearby.takes(message.type()) && session.version() >= Session.NETWORK_VERSION_MIN) {
            nearby.received(session.link(), message.type(), message.body());
            return;
        }
        boolean queries = QueryMessage.has(message.type());
        if (!queries && !OverlayMessage.has(message.type())) {
            return;
        }
        if (session.version() < OverlayMessage.VERSION_MIN) {
            throw new Malformed("a message of version 2 over a link of version 1");
        }
        if (queries) {
            asking.received(session, message);
        } else {
            overlay.received(session.link(), message.type(), message.body());
        }
    }

    // What is asked for

    void forward(long ticket, Command.Forward forward) {
        int size = forward.bytes().size();
        if (size > forward.kind().bytesMax()) {
            throw new Refusal(
                    Problem.VALUE_MALFORMED,
                    size + " bytes to be passed on, at most " + forward.kind().bytesMax());
        }
        Board board = forward.board() == null ? null : boards.named(forward.board());
        overlay.send(
                board == null ? null : board.id(),
                forward.to(),
                forward.kind(),
                forward.bytes(),
                outcome -> outbox.reply(ticket, Answer.Failed.unless(forward.to(), outcome)));
    }

    /// Of boards that are none of ours nothing is kept.
    void spotted(Command.Spotted spotted) {
        if (boards.find(spotted.board()) != null) {
            discovery.told(spotted.board(), spotted.way(), spotted.peer(), spotted.addresses());
        }
    }

    /// Gives a number of this peer's on a board, or none of that name any more.
    void give(Command.Give give) {
        Board board = boards.named(give.board());
        Boards.requireReadable(give.name(), Figure.NAME_BYTES_MAX);
        if (!nearby.give(board.id(), give.name(), give.value())) {
            throw new Refusal(
                    Problem.TOO_MANY_NUMBERS,
                    "this peer gives " + Given.OWN_MAX + " numbers on that board already");
        }
        engine.health().changed();
    }

    /// Looks something up in a board's directory.
    void find(long ticket, Command.Find find) {
        Board board = boards.named(find.board());
        Bytes subject = subject(board, find);
        boolean begun =
                directories.find(
                        board,
                        find.kind(),
                        subject,
                        find.traced(),
                        found -> {
                            var sought = new Sought(board, find.kind(), found);
                            Value.Obj report =
                                    sought.report(find.subject(), subject, find.traced());
                            outbox.reply(ticket, new Answer.Sought(report));
                        });
        if (!begun) {
            throw new Refusal(
                    Problem.NOT_ALLOWED, "this peer is no member of board " + board.alias());
        }
    }

    /// Follows the newest change of a cell through all peers that had a part in its way.
    void trace(long ticket, Command.Trace trace, Replica replica) {
        Subject newest = Subject.newest(replica, trace.at().path());
        if (newest == null) {
            throw new Refusal(
                    Problem.TRACE_NOTHING,
                    "there is nothing in " + replica.name() + " at " + trace.at().path().toText());
        }
        Board board = boards.named(trace.at().board());
        Consumer<Traced> then =
                traced -> {
                    Answer answer = Answer.Failed.unless(traced, board.alias(), replica.name());
                    outbox.reply(ticket, answer);
                };
        if (!nearby.tracing().follow(newest, then)) {
            throw new Refusal(
                    Problem.TOO_MANY_QUESTIONS, "too many changes are being traced here already");
        }
    }

    private Bytes subject(Board board, Command.Find find) {
        return switch (find.kind()) {
            case ADDRESSES -> {
                PeerId peer = PeerId.parse(find.subject());
                if (!board.isMember(peer)) {
                    throw new Refusal(
                            Problem.FIND_NO_MEMBER,
                            peer.shortText() + " is no member of board " + board.alias());
                }
                yield peer.key();
            }
            case REPLICA -> {
                Boards.requireName(find.subject());
                yield SpaceId.of(board.id(), find.subject(), context.hasher()).hash();
            }
            case CAPABILITY -> {
                Boards.requireReadable(find.subject(), DirectoryRecord.SUBJECT_BYTES_MAX);
                yield Bytes.wrap(Utf8.encode(find.subject()));
            }
            case HOLDER -> Bytes.fromHex(find.subject());
        };
    }

    /// Puts a query to ourselves, or to the other side of a link.
    void inquire(long ticket, Command.Inquire inquire, Replica replica, @Nullable Session session) {
        Asking.Then then = outcome -> outbox.reply(ticket, Answer.Failed.unless(outcome));
        if (session == null) {
            asking.ask(replica, inquire.inquiry(), then);
        } else {
            asking.ask(session, replica, inquire.inquiry(), inquire.timeoutMillis(), then);
        }
    }

    // Work

    /// Has something done by whoever on that board does such things.
    void submit(long ticket, Command.Submit submit) {
        Then<Ended> then = ended -> outbox.reply(ticket, Answer.Failed.unless(ended));
        tasks(submit.board(), submit.name())
                .submit(ticket, submit.name(), submit.value(), submit.withinMillis(), then);
    }

    /// Comes for something to do.
    void take(long ticket, Command.Take take) {
        Tasks.Taking then = task -> outbox.reply(ticket, Answer.Failed.unless(task));
        boolean taken =
                tasks(take.board(), take.name())
                        .take(ticket, take.name(), take.withinMillis(), take.limitMillis(), then);
        if (!taken) {
            throw new Refusal(Problem.WORK_TOO_MUCH, "too many here wait for tasks already");
        }
    }

    /// Something is done, or cannot be.
    void finish(long ticket, Command.Finish finish) {
        Tasks tasks = nearby.tasks(boards.named(finish.board()).id());
        Ended ended = Ended.of(finish.value(), finish.failure());
        boolean known = tasks != null && tasks.done(finish.id(), ended);
        outbox.reply(ticket, Answer.Failed.unless(known, ended));
    }

    private Tasks tasks(@Nullable String board, String name) {
        Boards.requireReadable(name, Task.NAME_BYTES_MAX);
        Tasks tasks = nearby.tasks(boards.named(board).id());
        if (tasks == null) {
            throw new Refusal(Problem.WORK_NO_LEADER, "of fewer than three nobody leads");
        }
        return tasks;
    }

    /// Whom our neighbours on that board are linked to.
    List<Overlay.Discovered> discovered(Board board) {
        return overlay.discovered(board.id());
    }

    // What the overlay and the network ask

    @Override
    public PeerId self() {
        return new PeerId(context.self());
    }

    @Override
    public Now now() {
        return context.now();
    }

    @Override
    public void dial(String address, @Nullable Bytes peer) {
        outbox.dial(address, peer);
    }

    @Override
    public void wakeAt(long nanos) {
        outbox.wakeAt(nanos);
    }

    @Override
    public List<BoardId> boards() {
        var ours = new ArrayList<BoardId>();
        for (Board board : boards.all()) {
            if (board.isMember(self())) {
                ours.add(board.id());
            }
        }
        return ours;
    }

    @Override
    public boolean isMember(BoardId board, PeerId peer) {
        Board on = boards.find(board);
        return on != null && on.isMember(peer);
    }

    @Override
    public void listening(BoardId board, BiConsumer<PeerId, List<String>> to) {
        Board on = boards.find(board);
        if (on != null) {
            discovery.reachable(on, to);
        }
    }

    @Override
    public void unreached(BoardId board, PeerId peer) {
        Board on = boards.find(board);
        if (on != null) {
            discovery.seek(on, peer);
        }
    }

    @Override
    public boolean listens(BoardId board, PeerId peer) {
        Board on = boards.find(board);
        return on != null && Listening.isAnywhere(on, peer);
    }

    @Override
    public @Nullable Bytes wall(BoardId board, PeerId peer) {
        Board on = boards.find(board);
        return on == null ? null : Listening.wall(on, peer);
    }

    @Override
    public Use use(long link) {
        return nearby.use(link);
    }

    @Override
    public boolean keep(long link) {
        return nearby.keep(link);
    }

    @Override
    public long roundTripNanos(long link) {
        Session session = context.links().session(link);
        return session == null ? -1 : session.pulse().roundTripNanos();
    }

    @Override
    public void send(long link, Message message) {
        over(link, session -> session.send(message));
    }

    private void over(long link, Consumer<Session> action) {
        Session session = context.links().session(link);
        if (session != null) {
            action.accept(session);
        }
    }

    @Override
    public void rests(long link, long nanos) {
        over(link, session -> session.pulse().rest(nanos));
    }

    @Override
    public void end(long link, String code, String detail) {
        over(link, session -> session.end(code, detail));
    }

    @Override
    public void told(long link, BoardId board, List<PeerId> peers) {
        directories.told(link, board, peers);
    }

    @Override
    public boolean isForDirectory(PeerId peer) {
        return directories.needs(peer);
    }

    @Override
    public void needs(long link) {
        nearby.needs(link);
    }

    @Override
    public void useChanged(long link) {
        directories.useChanged(link);
        overlay.useChanged(link);
    }

    @Override
    public void hangUp(long link, String reason) {
        over(link, session -> session.hangUp(reason));
    }

    @Override
    public int memberCount(BoardId board) {
        Board on = boards.find(board);
        return on == null || !on.isMember(self()) ? 0 : on.members().members().size();
    }

    @Override
    public long changeCount(BoardId board) {
        Board on = boards.find(board);
        return on == null ? 0 : on.changeCount();
    }

    @Override
    public boolean has(Subject change) {
        Replica replica = boards.replica(change);
        int chain = replica == null ? -1 : replica.graph().number(change.chain());
        return replica != null
                && chain >= 0
                && replica.graph().last(replica.graph().resolve(chain, change.seq()))
                        >= change.seq();
    }

    @Override
    public @Nullable Way way(Subject change) {
        Replica replica = boards.replica(change);
        int chain = replica == null ? -1 : replica.graph().number(change.chain());
        return replica == null || chain < 0 ? null : spreader.way(replica, chain, change.seq());
    }

    @Override
    public List<String> addresses(BoardId board, PeerId peer) {
        Board on = boards.find(board);
        return on == null ? List.of() : Listening.of(on, peer);
    }

    @Override
    public void sign(Bytes message, Then<Bytes> then) {
        outbox.sign(message, null, then);
    }

    @Override
    public void check(PeerId by, Bytes message, Bytes signature, Then<Boolean> then) {
        outbox.check(by.key(), message, signature, then);
    }

    @Override
    public void deliver(BoardId board, PeerId from, OverlayMessage.Kind kind, Bytes bytes) {
        outbox.forwarded(board, from, kind, bytes);
    }

    // What directories ask

    @Override
    public @Nullable Board board(BoardId id) {
        return boards.find(id);
    }

    @Override
    public boolean shares(long link, BoardId board) {
        return engine.shares(link, board);
    }

    @Override
    public boolean isLinked(PeerId peer) {
        return engine.peering().sessionWith(peer.key()) != null;
    }

    @Override
    public String addressOf(Session session, Board board) {
        Engine.Link link = engine.link(session.link());
        if (link != null && !link.inbound() && !Overlay.isMesh(link.address())) {
            return link.address();
        }
        return Listening.dialable(Listening.of(board, new PeerId(session.peer())));
    }

    @Override
    public List<String> addresses() {
        return engine.peering().addresses();
    }

    @Override
    public About about() {
        return about;
    }
}
