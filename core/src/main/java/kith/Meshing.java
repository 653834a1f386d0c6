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
import kith.overlay.Host;
import kith.overlay.Overlay;
import kith.overlay.OverlayMessage;
import kith.overlay.OverlayMessage.Outcome;
import kith.port.Message;
import kith.port.Now;
import kith.replica.Context;
import kith.sync.Session;
import kith.sync.SyncMessage;

/// Where the overlay meets boards and sessions.
final class Meshing implements Host {
    private final Context context;
    private final Outbox outbox;
    private final Boards boards;
    private final Overlay overlay;

    Meshing(Config config, Context context, Outbox outbox, Boards boards) {
        this.context = context;
        this.outbox = outbox;
        this.boards = boards;
        this.overlay = new Overlay(this, config.meshLinks(), seed(config));
    }

    /// Of what is drawn by lot: another at each start, and nobody can foresee it.
    private static long seed(Config config) {
        Writer lot = new Writer(40).bytes(config.secret()).string("overlay");
        return new Reader(config.hasher().sha256(lot.shared(), 0, lot.size())).u64();
    }

    Overlay overlay() {
        return overlay;
    }

    // What sessions bring

    void shared(Session session, BoardId board) {
        overlay.shared(session.link(), board, session.version());
    }

    void unshared(Session session, BoardId board) {
        overlay.unshared(session.link(), board);
    }

    void received(Session session, SyncMessage.Other message) {
        if (!OverlayMessage.has(message.type())) {
            return;
        }
        if (session.version() < OverlayMessage.VERSION_MIN) {
            throw new Malformed("a message of version 2 over a link of version 1");
        }
        overlay.received(session.link(), message.type(), message.body());
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
