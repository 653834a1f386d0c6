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
import kith.network.spread.Spreader;
import kith.overlay.Host;
import kith.overlay.Overlay;
import kith.overlay.OverlayMessage;
import kith.overlay.OverlayMessage.Outcome;
import kith.port.About;
import kith.port.Gauge;
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

/// Where the overlay meets boards and sessions, and queries those who answer them.
final class Meshing implements Host {
    private final Context context;
    private final Outbox outbox;
    private final Boards boards;
    private final Overlay overlay;
    private final Asking asking;
    private final SyncMessage.Facts own;
    private final Spreader spreader;

    Meshing(Config config, Context context, Outbox outbox, Boards boards) {
        this.context = context;
        this.outbox = outbox;
        this.boards = boards;
        this.overlay = new Overlay(this, config.meshLinks(), seed(config, "overlay"));
        this.asking = new Asking(context);
        About all = config.about().with(About.Can.RELAYS).with(About.Can.ANSWERS); // as each engine
        this.own = new SyncMessage.Facts(all.can(), all.device(), all.region());
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

    Spreader spreader() {
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

    void shared(Session session, BoardId board) {
        overlay.shared(session.link(), board, session.version());
        spreader.shared(session, board, members(board));
    }

    private int members(BoardId board) {
        Board on = boards.find(board);
        return on == null ? 0 : on.members().members().size();
    }

    void unshared(Session session, BoardId board) {
        overlay.unshared(session.link(), board);
        spreader.unshared(session, board);
    }

    void linkDown(long link, String reason) {
        asking.linkDown(link);
        overlay.linkDown(link, reason);
        spreader.linkDown(link);
    }

    /// More or less is known of who is on that board.
    void membersChanged(Board board) {
        overlay.membersChanged();
        spreader.membersChanged(board.id(), members(board.id()));
    }

    void wake() {
        overlay.wake();
        spreader.wake();
        asking.wake();
    }

    void measure(int links, List<Gauge> out) {
        overlay.measure(out);
        spreader.measure(links, out);
        asking.measure(out);
    }

    void received(Session session, SyncMessage.Other message) {
        if (Spreader.has(message.type())) {
            spreader.received(session, message);
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

    // What the overlay asks

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
    public void deliver(BoardId board, PeerId from, OverlayMessage.Kind kind, Bytes bytes) {
        outbox.forwarded(board, from, kind, bytes);
    }
}
