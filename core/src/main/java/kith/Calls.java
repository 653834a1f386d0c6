package kith;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kith.Problem.Refusal;
import kith.board.Board;
import kith.identity.BoardRecord;
import kith.identity.BoardRecord.Revocation;
import kith.identity.Invitation;
import kith.identity.InvitationLink;
import kith.identity.Members;
import kith.identity.PeerId;
import kith.lang.Malformed;
import kith.log.Change.Place;
import kith.log.Change.View;
import kith.port.Note;
import kith.port.Now;
import kith.port.Tally;
import kith.replica.Durability;
import kith.replica.OwnChain;
import kith.replica.Replica;
import kith.replica.compare.Comparison;
import kith.state.Query;
import kith.state.Shown;
import kith.state.Space;
import kith.state.Subscription;
import kith.sync.Session;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// Carries out what somebody local asks for.
final class Calls {
    /// Bound on how long anybody may wait for a write to be safe. Guess: a day.
    private static final long AWAIT_MILLIS_MAX = 86_400_000;

    private final Engine engine;
    private final Outbox outbox;
    private final Clients clients;
    private final Questions questions;
    private final PeerId self;
    private @Nullable String diskFailure;
    private boolean stopping;
    private boolean over;

    /// Whether only signatures are waited for before the log is closed, and whether that is on
    /// disk.
    private boolean closing;

    private boolean stopped;

    /// Who asked for the end and waits for it.
    private final List<Long> stops = new ArrayList<>();

    Calls(Engine engine, Outbox outbox, Clients clients, Questions questions) {
        this.engine = engine;
        this.outbox = outbox;
        this.clients = clients;
        this.questions = questions;
        this.self = new PeerId(engine.context().self());
    }

    void take(Input.Call call) {
        answering(
                call.ticket(),
                () -> {
                    if (over && !(call.command() instanceof Command.Stop)) {
                        throw new Refusal(Problem.STOPPING, "this peer is stopping");
                    }
                    answer(call.ticket(), call.command());
                });
    }

    /// Does what leads to the answer of a call, at once or later, and tells why it cannot be done.
    private void answering(long ticket, Runnable action) {
        try {
            action.run();
        } catch (Refusal refusal) {
            outbox.reply(ticket, refusal.answer());
        } catch (Malformed malformed) {
            outbox.reply(ticket, Answer.Failed.because(Problem.VALUE_MALFORMED, malformed));
        }
    }

    private void answer(long ticket, Command command) {
        switch (command) {
            case Command.Write write -> write(ticket, write);
            case Command.Read read -> read(ticket, read);
            case Command.Open open -> open(ticket, open);
            case Command.Conflicts conflicts -> conflicts(ticket, conflicts.at());
            case Command.Log log -> questions.ask(ticket, replicaOf(log.at()), log);
            case Command.Why why -> questions.why(ticket, replicaOf(why.at()), why);
            case Command.Past past -> questions.past(ticket, replicaOf(past.at()), past);
            case Command.Name name -> questions.name(ticket, replicaToWrite(name.at()), name);
            case Command.Prune prune -> {
                Address at = Questions.requirePrunable(prune.at());
                questions.prune(ticket, prune.looks() ? replicaOf(at) : replicaToWrite(at), prune);
            }
            case Command.Undo undo -> questions.undo(ticket, replicaToWrite(undo.at()), undo);
            case Command.Forget forget -> done(ticket, () -> forget(forget.call()));
            case Command.Watch watch -> watch(ticket, watch);
            case Command.More more ->
                    done(ticket, () -> clients.more(more.subscription(), more.credit()));
            case Command.Unwatch unwatch ->
                    done(ticket, () -> clients.unwatch(unwatch.subscription()));
            case Command.Await await -> await(ticket, await);
            case Command.Show show -> show(ticket, show);
            case Command.Found found -> found(ticket, found.name());
            case Command.Invite invite -> invite(ticket, invite);
            case Command.Join join -> join(ticket, join);
            case Command.RemoveMember remove -> remove(ticket, remove);
            case Command.Revoke revoke -> revoke(ticket, revoke);
            case Command.Keep keep -> keep(ticket, keep);
            case Command.Connect connect ->
                    done(ticket, () -> engine.peering().connect(connect.address()));
            case Command.Measured measured ->
                    done(ticket, () -> engine.health().measured(measured.metrics()));
            case Command.Listen listen ->
                    done(ticket, () -> engine.peering().listen(listen.addresses()));
            case Command.Compare compare -> compare(ticket, compare);
            case Command.Inquire inquire -> inquire(ticket, inquire);
            case Command.Sync sync -> done(ticket, () -> engine.syncNow(sync.peer()));
            case Command.Forward forward -> engine.meshing().forward(ticket, forward);
            case Command.Find find -> engine.meshing().find(ticket, find);
            case Command.Give give -> done(ticket, () -> engine.meshing().give(give));
            case Command.Submit submit -> engine.meshing().submit(ticket, submit);
            case Command.Take take -> engine.meshing().take(ticket, take);
            case Command.Finish finish -> engine.meshing().finish(ticket, finish);
            case Command.Trace trace ->
                    engine.meshing().trace(ticket, trace, replicaOf(trace.at()));
            case Command.Survey() -> engine.peering().survey(ticket);
            case Command.Spotted spotted -> done(ticket, () -> engine.meshing().spotted(spotted));
            case Command.Stop() -> stop(ticket);
        }
    }

    private void forget(long call) {
        questions.forget(call);
        engine.meshing().nearby().forget(call);
    }

    private void join(long ticket, Command.Join join) {
        checkWritable();
        if (join.alias() != null) {
            Boards.requireReadable(join.alias(), Boards.ALIAS_BYTES_MAX);
        }
        engine.joining().join(join.link(), join.alias(), answer -> outbox.reply(ticket, answer));
    }

    /// Does what needs no other answer.
    private void done(long ticket, Runnable action) {
        action.run();
        done(ticket);
    }

    private void done(long ticket) {
        outbox.reply(ticket, new Answer.Done());
    }

    // Cells

    private void write(long ticket, Command.Write write) {
        checkWritable();
        if (write.at().space().equals(Address.PEER)) {
            throw new Refusal(
                    Problem.PATH_RESERVED, ".peer tells how this peer is; nobody writes it");
        }
        String name = write.at().board();
        Board board = engine.boards().find(name);
        if (board != null) { // nearly always
            writeNow(ticket, write, board);
            return;
        }
        Runnable then = () -> writeNow(ticket, write, engine.boards().named(name));
        withBoard(name, () -> answering(ticket, then));
    }

    /// On a home without a board the first use of the default one founds it.
    private void withBoard(@Nullable String name, Runnable then) {
        boolean first = Boards.FIRST_NAME.equals(name) && engine.boards().all().isEmpty();
        if (name == null || first) {
            engine.boards().withDefault(then);
        } else {
            then.run();
        }
    }

    private void open(long ticket, Command.Open open) {
        checkWritable();
        withBoard(
                open.at().board(),
                () ->
                        answering(
                                ticket,
                                () -> {
                                    Board board = engine.boards().named(open.at().board());
                                    if (!open.at().space().equals(Address.BOARD)) {
                                        Boards.requireName(open.at().space());
                                        engine.boards().open(board, open.at().space());
                                    }
                                    done(ticket);
                                }));
    }

    private void writeNow(long ticket, Command.Write write, Board board) {
        Replica replica = engine.boards().toWrite(board, write.at());
        View view = write.parents().isEmpty() ? null : viewOf(replica, write.parents());
        boolean alone = !write.gather();
        OwnChain.Outcome outcome = replica.own().write(write.edits(), view, alone);
        switch (outcome) {
            case OwnChain.Outcome.Refused refused ->
                    throw new Refusal(problem(refused), refused.why().text());
            case OwnChain.Outcome.Written(Place place) -> {
                engine.boards().announce(board, replica);
                engine.context().tally().add(Tally.Count.WRITES, 1);
                outbox.reply(ticket, clients.written(replica, place));
            }
        }
    }

    private static Problem problem(OwnChain.Outcome.Refused refused) {
        return switch (refused.why().reason()) {
            case RESERVED -> Problem.PATH_RESERVED;
            case BAD_PATH -> Problem.ADDRESS_MALFORMED;
            case TOO_LARGE, TOO_MUCH -> Problem.CHANGE_TOO_LARGE;
            case NOT_A_COUNTER, NOT_A_SET, NOT_A_TEXT, NOT_A_LIST -> Problem.VALUE_MALFORMED;
            case BAD_POSITION -> Problem.POSITION_MALFORMED;
        };
    }

    private static View viewOf(Replica replica, List<String> parents) {
        View view = replica.own().viewOf(Clients.placesOf(replica, parents));
        if (view == null) {
            throw new Refusal(
                    Problem.VERSION_UNKNOWN,
                    "that version is too old to write against: read again and write on that");
        }
        return view;
    }

    /// A space and where it belongs; `replica` is null for what is this peer's alone.
    private record Target(Space space, @Nullable Replica replica) {}

    private Target target(Address at) {
        if (at.space().equals(Address.PEER)) {
            engine.health().refresh();
            return new Target(engine.health().space(), null);
        }
        Board board = engine.boards().named(at.board());
        Replica replica = board.spaces().get(at.space());
        if (replica == null) {
            throw new Refusal(
                    Problem.SPACE_UNKNOWN,
                    "there is no space '"
                            + at.space()
                            + "' on board "
                            + board.alias()
                            + "; there are: "
                            + names(board));
        }
        return new Target(replica.state(), replica);
    }

    private static String names(Board board) {
        var names = new StringBuilder();
        for (String name : board.spaces().keySet()) {
            if (!name.equals(Address.BOARD)) {
                names.append(names.isEmpty() ? "" : ", ").append(Address.text(name));
            }
        }
        return names.isEmpty() ? "none yet" : names.toString();
    }

    private void read(long ticket, Command.Read read) {
        if (read.at().space().isEmpty()) {
            outbox.reply(ticket, engine.health().listing(read.at().board()));
            return;
        }
        Target target = target(read.at());
        var query =
                new Query(
                        read.at().path(),
                        read.depth(),
                        read.after(),
                        read.cellsMax(),
                        Query.BYTES_MAX,
                        false);
        Query.Answer found = target.space().query(query);
        outbox.reply(ticket, new Answer.Found(found, versionOf(target)));
    }

    private static List<String> versionOf(Target target) {
        Replica replica = target.replica();
        return replica == null ? List.of() : Clients.version(replica);
    }

    private Replica replicaOf(Address at) {
        Replica replica = target(at).replica();
        if (replica == null) {
            throw new Refusal(Problem.SPACE_UNKNOWN, ".peer has no log: nothing in it is stored");
        }
        return replica;
    }

    private Replica replicaToWrite(Address at) {
        checkWritable();
        Replica replica = replicaOf(at);
        engine.boards().toWrite(engine.boards().named(at.board()), at);
        return replica;
    }

    private void conflicts(long ticket, Address at) {
        Target target = target(at);
        List<Shown.Standing> standings = target.space().conflicts(at.path());
        outbox.reply(ticket, new Answer.Standings(standings, versionOf(target)));
    }

    private void watch(long ticket, Command.Watch watch) {
        Address at = watch.at();
        boolean ours = !at.space().equals(Address.PEER) && !at.space().isEmpty();
        if (ours) {
            Board board = engine.boards().find(at.board());
            if (board != null) {
                Boards.requireName(at.space());
                engine.boards().open(board, at.space()); // may be written later, here or elsewhere
            }
        }
        Target target = target(at);
        Replica replica = target.replica();
        boolean caughtUp =
                replica != null && !watch.from().isEmpty() && Clients.isAt(replica, watch.from());
        var config = new Subscription.Config(watch.mode(), watch.depth(), !caughtUp);
        clients.watch(
                watch.subscription(), target.space(), replica, at.path(), config, watch.credit());
        if (replica == null) {
            engine.health().watched();
        }
        done(ticket);
    }

    private void await(long ticket, Command.Await await) {
        Target target = target(await.at());
        Replica replica = target.replica();
        Place place = replica == null ? null : Clients.placeOf(replica, await.version());
        if (replica == null || place == null) {
            throw new Refusal(
                    Problem.VERSION_UNKNOWN, "version " + await.version() + " is not here");
        }
        long millis = Math.max(0, Math.min(await.timeoutMillis(), AWAIT_MILLIS_MAX));
        replica.await(
                place,
                await.others(),
                engine.context().now().nanos() + millis * Now.MILLI,
                durability -> outbox.reply(ticket, safety(durability)));
        if (diskFailure != null) {
            replica.stopWaiting();
        }
    }

    private Answer safety(Durability durability) {
        return diskFailure != null && !durability.here()
                ? new Answer.Failed(
                        Problem.DISK_FAILED,
                        "the change is applied, but will not be durable here: " + diskFailure)
                : new Answer.Safe(durability);
    }

    private void show(long ticket, Command.Show show) {
        Replica replica = target(show.at()).replica();
        if (replica == null) {
            throw new Refusal(Problem.NOT_ALLOWED, "presence belongs into a space");
        }
        replica.state().ephemeral().checkShowable(engine.context().self(), show.value());
        engine.presence().show(replica, show.value());
        done(ticket);
    }

    // Boards

    private void found(long ticket, String name) {
        checkWritable();
        Boards.requireReadable(name, Boards.ALIAS_BYTES_MAX);
        engine.boards()
                .found(
                        name,
                        board ->
                                outbox.reply(
                                        ticket,
                                        new Answer.Joined(
                                                board.alias(), !board.alias().equals(name))),
                        refusal -> outbox.reply(ticket, refusal.answer()));
    }

    private void invite(long ticket, Command.Invite invite) {
        checkWritable();
        withBoard(invite.board(), () -> inviteNow(ticket, invite));
    }

    private void inviteNow(long ticket, Command.Invite invite) {
        Board board = engine.boards().named(invite.board());
        Invitation unsigned =
                Invitation.unsigned(
                        board.id(),
                        new PeerId(engine.context().self()),
                        invite.inviteKey(),
                        invite.usesMax(),
                        invite.expiresAtMillis(),
                        invite.note());
        List<String> where = engine.peering().addressesToJoin(board);
        String name = board.proof().founding().name();
        outbox.sign(
                unsigned.message(),
                null,
                signature -> {
                    var link =
                            new InvitationLink(
                                    unsigned.signed(signature), invite.secret(), name, where);
                    var hasher = engine.context().hasher();
                    outbox.reply(
                            ticket, new Answer.Invited(link.text(hasher), link.qrText(hasher)));
                });
    }

    private void revoke(long ticket, Command.Revoke revoke) {
        checkWritable();
        Board board = engine.boards().named(revoke.board());
        engine.boards().publish(board, new Revocation(board.id(), revoke.invitation(), self));
        done(ticket);
    }

    private void keep(long ticket, Command.Keep keep) {
        checkWritable();
        engine.boards().keep(keep.at(), keep.region());
        done(ticket);
    }

    private void remove(long ticket, Command.RemoveMember remove) {
        checkWritable();
        Board board = engine.boards().named(remove.board());
        if (!board.members().mayRemove(self, remove.member())) {
            throw new Refusal(
                    Problem.NOT_ALLOWED,
                    remove.member().shortText()
                            + " is no member, or nearer to the founder than this peer");
        }
        publish(board, board.bounding().removal(remove.member()));
        done(ticket);
    }

    private void compare(long ticket, Command.Compare compare) {
        Replica replica = target(compare.at()).replica();
        Session session = engine.linked(compare.peer());
        if (replica == null || !session.shares(replica)) {
            throw new Refusal(
                    Problem.SPACE_UNKNOWN,
                    compare.peer().shortText() + " does not replicate that space");
        }
        Comparison.begin(
                engine.comparing(),
                session,
                replica,
                report -> outbox.reply(ticket, compared(report)));
    }

    private void inquire(long ticket, Command.Inquire inquire) {
        Replica replica = replicaOf(inquire.at());
        PeerId peer = inquire.peer();
        Session session = peer == null || peer.equals(self) ? null : engine.linked(peer);
        engine.meshing().inquire(ticket, inquire, replica, session);
    }

    private static Answer compared(Optional<Value> report) {
        return report.<Answer>map(Answer.Compared::new)
                .orElseGet(
                        () ->
                                new Answer.Failed(
                                        Problem.NOT_CONNECTED,
                                        "the other side was gone before it had answered; try"
                                                + " again"));
    }

    // The end

    private void checkWritable() {
        if (diskFailure != null) {
            throw new Refusal(
                    Problem.DISK_FAILED,
                    "nothing more is written since the disk failed: "
                            + diskFailure
                            + "; make room, then restart the peer");
        }
        if (stopping) {
            throw new Refusal(Problem.STOPPING, "this peer is stopping");
        }
    }

    void diskFailed(String reason) {
        if (diskFailure == null) {
            diskFailure = reason;
            outbox.diskFailed();
            engine.journal().diskFailed();
            outbox.report(new Note("disk-failed", "store", reason));
            for (Replica replica : engine.boards().replicas()) {
                replica.stopWaiting();
            }
            engine.joining().diskFailed(reason);
            closing = false;
            for (long ticket : stops) {
                outbox.reply(
                        ticket,
                        new Answer.Failed(
                                Problem.DISK_FAILED,
                                "the last changes may not be on disk: " + reason));
            }
            stops.clear();
        }
    }

    @Nullable String diskFailure() {
        return diskFailure;
    }

    /// Writes nothing more for clients; when everything is signed and durable, the log ends with a
    /// mark of that, and nothing is taken in any more: what came behind the mark would make the
    /// next start take this end for a crash. Whoever asks again meanwhile waits for the same end.
    private void stop(long ticket) {
        if (stopped || diskFailure != null) {
            done(ticket);
            return;
        }
        stops.add(ticket);
        if (stopping) {
            return;
        }
        stopping = true;
        for (Replica replica : engine.boards().replicas()) {
            replica.own().close();
        }
        engine.checkpoints().stopping();
        engine.meshing().directories().leave();
        engine.journal().sync(() -> closing = true);
    }

    /// At the end of each step.
    void settle() {
        if (!closing || isSigning() || engine.meshing().directories().isLeaving()) {
            return;
        }
        closing = false;
        over = true;
        engine.journal().mark();
        engine.journal().append(kith.replica.RecordType.CLEAN, engine.boards().abandoned());
        engine.journal().sync(this::stopped);
    }

    private void stopped() {
        stopped = true;
        stops.forEach(this::done);
        stops.clear();
    }

    private boolean isSigning() {
        for (Replica replica : engine.boards().replicas()) {
            if (replica.own().isSigning()) {
                return true;
            }
        }
        return false;
    }

    /// The log has its last record.
    boolean isOver() {
        return over;
    }

    /// Spaces of a removed member that no removal bounds yet get one from us, if we may and have
    /// something of it.
    void boundRemoved() {
        for (Board board : engine.boards().all()) {
            boolean mayWrite = diskFailure == null && !stopping;
            if (mayWrite && board.isBoundingDue() && board.isMember(self)) {
                for (Members.Removed removed : board.members().removed()) {
                    if (board.members().mayRemove(self, removed.id())) {
                        publish(board, board.bounding().leftOpen(removed.id()));
                    }
                }
            }
        }
    }

    private void publish(Board board, List<BoardRecord> records) {
        for (BoardRecord record : records) {
            engine.boards().publish(board, record);
        }
    }
}
