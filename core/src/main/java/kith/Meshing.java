package kith;

import java.util.List;
import kith.Problem.Refusal;
import kith.board.Board;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.network.Ground;
import kith.network.Nearby;
import kith.network.Whereabouts;
import kith.overlay.Host;
import kith.overlay.Overlay;
import kith.overlay.OverlayMessage;
import kith.overlay.OverlayMessage.Outcome;
import kith.port.About;
import kith.port.Effects.Then;
import kith.port.Message;
import kith.port.Now;
import kith.replica.Context;
import kith.replica.Replica;
import kith.replica.query.Asking;
import kith.replica.query.Inquiry;
import kith.replica.query.QueryMessage;
import kith.sync.Session;
import kith.sync.SyncMessage;
import org.jspecify.annotations.Nullable;

/// Where the overlay and the machines of the network meet boards and sessions, and queries those
/// who answer them.
final class Meshing implements Host, Ground {
    private final Context context;
    private final Outbox outbox;
    private final Boards boards;
    private final Overlay overlay;
    private final Nearby nearby;
    private final Asking asking;
    private final SyncMessage.Facts own;

    Meshing(Config config, Context context, Outbox outbox, Boards boards) {
        this.context = context;
        this.outbox = outbox;
        this.boards = boards;
        this.overlay = new Overlay(this, config.meshLinks(), seed(config, "overlay"));
        this.nearby = new Nearby(this, overlay, config.about().region(), seed(config, "nearby"));
        this.asking = new Asking(context);
        About all = config.about().with(About.Can.RELAYS).with(About.Can.ANSWERS); // as each engine
        this.own = new SyncMessage.Facts(all.can(), all.device(), all.region());
    }

    /// Of what is drawn by lot: another at each start, and nobody can foresee it.
    private static long seed(Config config, String of) {
        Writer lot = new Writer(40).bytes(config.secret()).string(of);
        return new Reader(config.hasher().sha256(lot.shared(), 0, lot.size())).u64();
    }

    Overlay overlay() {
        return overlay;
    }

    Nearby nearby() {
        return nearby;
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
    }

    void linkUp(long link, PeerId peer, boolean inbound, String address) {
        overlay.linkUp(link, peer, inbound, address);
        nearby.linkUp(link, peer, inbound, address);
    }

    void linkDown(long link, String reason) {
        asking.linkDown(link);
        overlay.linkDown(link, reason);
        nearby.linkDown(link);
    }

    void dialFailed(String address, String reason) {
        overlay.dialFailed(address, reason);
        nearby.dialFailed(address);
    }

    void shared(Session session, BoardId board) {
        overlay.shared(session.link(), board, session.version());
        if (session.version() >= Session.NETWORK_VERSION_MIN) {
            nearby.shared(session.link(), new PeerId(session.peer()), board);
        }
    }

    void unshared(Session session, BoardId board) {
        overlay.unshared(session.link(), board);
        nearby.unshared(session.link(), board);
    }

    void membersChanged(Board board) {
        overlay.membersChanged();
        nearby.membersChanged(board.id());
    }

    void wake() {
        overlay.wake();
        nearby.wake();
        asking.wake();
    }

    void received(Session session, SyncMessage.Other message) {
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
                outcome -> outbox.reply(ticket, answer(forward.to(), outcome)));
    }

    /// Puts a query to ourselves, or to the other side of a link.
    void inquire(long ticket, Command.Inquire inquire, Replica replica, @Nullable Session session) {
        Asking.Then then = outcome -> outbox.reply(ticket, answer(outcome));
        if (session == null) {
            asking.ask(replica, inquire.inquiry(), then);
        } else {
            asking.ask(session, replica, inquire.inquiry(), inquire.timeoutMillis(), then);
        }
    }

    private static Answer answer(Asking.Outcome outcome) {
        return switch (outcome) {
            case Asking.Outcome.Came(Inquiry.Page page) -> new Answer.Matched(page);
            case Asking.Outcome.Refused(String because) ->
                    new Answer.Failed(Problem.QUERY_REFUSED, because);
            case Asking.Outcome.Unanswered() ->
                    new Answer.Failed(
                            Problem.QUERY_UNANSWERED, "the other side did not answer in time");
        };
    }

    private static Answer answer(PeerId to, Outcome outcome) {
        String peer = to.shortText();
        return switch (outcome) {
            case DELIVERED -> new Answer.Done();
            case UNREACHABLE ->
                    new Answer.Failed(
                            Problem.NOT_CONNECTED,
                            "nobody who is linked to this peer is linked to " + peer + " now");
            case BUSY ->
                    new Answer.Failed(
                            Problem.FORWARD_BUSY, "too much is on its way to " + peer + " already");
            case UNWANTED ->
                    new Answer.Failed(
                            Problem.FORWARD_UNWANTED,
                            peer + " takes nothing that is passed on: it can be called directly");
            case UNANSWERED ->
                    new Answer.Failed(
                            Problem.FORWARD_UNANSWERED,
                            "whether " + peer + " has it is not known: it did not answer in time");
        };
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
    public void dial(String address, Bytes peer) {
        outbox.dial(address, peer);
    }

    @Override
    public void wakeAt(long nanos) {
        outbox.wakeAt(nanos);
    }

    @Override
    public boolean isMember(BoardId board, PeerId peer) {
        Board on = boards.find(board);
        return on != null && on.isMember(peer);
    }

    @Override
    public void send(long link, Message message) {
        Session session = context.links().session(link);
        if (session != null) {
            session.send(message);
        }
    }

    @Override
    public void end(long link, String code, String detail) {
        Session session = context.links().session(link);
        if (session != null) {
            session.end(code, detail);
        }
    }

    @Override
    public void hangUp(long link, String reason) {
        Session session = context.links().session(link);
        if (session != null) {
            session.hangUp(reason);
        }
    }

    @Override
    public int memberCount(BoardId board) {
        Board on = boards.find(board);
        return on == null || !on.isMember(self()) ? 0 : on.members().members().size();
    }

    @Override
    public long changeCount(BoardId board) {
        Board on = boards.find(board);
        long count = 0;
        if (on != null) {
            for (Replica replica : on.spaces().values()) {
                count += replica.graph().changeCount();
            }
        }
        return count;
    }

    @Override
    public List<String> addresses(BoardId board, PeerId peer) {
        Board on = boards.find(board);
        return on == null
                ? List.of()
                : new Whereabouts(on.facts().state().value(Boards.PEERS)).of(peer);
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
}
