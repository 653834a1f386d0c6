package kith;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.board.Board;
import kith.board.Guest;
import kith.identity.BoardId;
import kith.identity.BoardRecord;
import kith.identity.BoardRecord.Admission;
import kith.identity.Check;
import kith.identity.Members;
import kith.identity.PeerId;
import kith.identity.Proof;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.port.Effects;
import kith.port.Gauge;
import kith.port.Look;
import kith.port.Note;
import kith.port.Now;
import kith.replica.Context;
import kith.replica.Replica;
import kith.sync.Session;
import kith.sync.SyncMessage;
import org.jspecify.annotations.Nullable;

/// Who is let in: presenting oneself on boards over a link, and letting newcomers in.
///
/// A side presents itself on a board to whom it takes for a member, or to whom it dialled because
/// of that board. Who is not known shows its proof, a chain of invitations from the founder, which
/// any member can check with nobody else present. On a board nothing is shared before that.
final class Welcome {
    /// How long somebody who asks to be let in waits for our log to catch up. Guess.
    private static final long KNOCK_NANOS = 10 * Now.SECOND;

    /// What is signed wrongly nobody sends who keeps the rules: the link is ended for it.
    private static final String SIGNATURE_WRONG = "signature-wrong";

    static final String NOT_A_MEMBER = "not-a-member";

    private final Context context;
    private final Boards boards;
    private final TreeMap<Long, Guest> guests = new TreeMap<>();

    /// Who has had its time, or waits for an answer.
    private final Look look;

    private final Joining joining;
    private final Meshing meshing;

    Welcome(Context context, Boards boards, Joining joining, Meshing meshing) {
        this.context = context;
        this.look = new Look(context.effects()::wakeAt);
        this.boards = boards;
        this.joining = joining;
        this.meshing = meshing;
    }

    // Links

    void linkUp(Session session) {
        var guest = new Guest(session, context.now());
        guests.put(session.link(), guest);
        look.at(guest.deadlineNanos());
    }

    void linkDown(long link) {
        Guest guest = guests.remove(link);
        if (guest != null) {
            guest.leave();
        }
    }

    /// Whether any board is shared over that link.
    boolean isStranger(long link) {
        Guest guest = guests.get(link);
        return guest == null || guest.isStranger();
    }

    boolean mayComplain(Session session) {
        return guest(session).mayComplain();
    }

    private Guest guest(Session session) {
        Guest guest = guests.get(session.link());
        if (guest == null) {
            throw new IllegalStateException("link " + session.link() + " is not up");
        }
        return guest;
    }

    /// Ends links to those who had their time.
    private void endDue() {
        for (Guest guest : guests.values()) {
            long deadline = guest.deadlineNanos();
            if (context.now().nanos() < deadline) {
                look.at(deadline);
            } else if (guest.isExpelled()) {
                guest.session().end(NOT_A_MEMBER, "of that board any more");
            } else {
                long seconds = Guest.STRANGER_NANOS / Now.SECOND;
                guest.session().end("nothing-shared", "no board in common for " + seconds + " s");
            }
        }
    }

    /// Who was put out reads nothing more; of the board's own space a little, to learn of it.
    private void expel(Guest guest, Board board) {
        for (Replica replica : board.spaces().values()) {
            if (replica != board.facts()) {
                guest.session().unshare(replica);
            }
        }
        guest.expel(board.id(), context.now());
        meshing.unshared(guest.session(), board.id());
        look.at(guest.deadlineNanos());
    }

    // Presenting

    void greeted(Session session) {
        var peer = new PeerId(session.peer());
        for (Board board : boards.all()) {
            if (board.isMember(peer)) {
                present(session, board);
            }
        }
    }

    private void present(Session session, Board board) {
        if (guest(session).present(board.id())) {
            session.send(new SyncMessage.Present(board.id().hash(), Boards.bytes(board.proof())));
        }
    }

    /// More is known of who is on that board: whom we did not let see it before is looked at again.
    void rosterChanged(Board board) {
        decideAgain(board);
        var self = new PeerId(context.self());
        boolean weAreIn = board.isMember(self);
        if (board.isOutNow(weAreIn)) {
            context.effects()
                    .report(
                            new Note(
                                    NOT_A_MEMBER,
                                    board.alias(),
                                    board.members().isRemoved(self)
                                            ? "this peer was removed from it"
                                            : "what let this peer in does not count; it can join"
                                                    + " again by another invitation"));
        }
        for (Guest guest : guests.values()) {
            Session session = guest.session();
            boolean isIn = board.isMember(new PeerId(session.peer()));
            if (weAreIn && isIn && session.version() > 0) {
                present(session, board);
                if (guest.wasEarly(board.id())) {
                    share(session, board);
                }
            } else if (guest.shares(board.id()) && !board.isSettling()) {
                expel(guest, board);
            }
        }
    }

    void onPresent(Session session, SyncMessage.Present message) {
        var id = new BoardId(message.board());
        Guest guest = guest(session);
        guest.shows(id);
        Board board = boards.find(id);
        if (board == null) {
            guest.remember(id);
            return;
        }
        var peer = new PeerId(session.peer());
        if (board.isMember(peer)) {
            share(session, board);
            return;
        }
        var in = new Reader(message.proof());
        Proof proof = Proof.read(in);
        in.expectEnd();
        proof.verifyShape(board.id(), context.hasher());
        if (!proof.member().equals(peer)) {
            throw new Malformed("a proof of somebody else's membership");
        }
        ask(
                guest,
                board.checksOf(proof),
                message.proof().size(),
                good -> proofChecked(guest, board, proof, good));
    }

    private void proofChecked(Guest guest, Board board, Proof proof, boolean good) {
        Session session = guest.session();
        if (!good) {
            session.end(SIGNATURE_WRONG, "in the proof of your membership");
            return;
        }
        if (isWelcome(board, proof)) {
            if (!proof.admissions().isEmpty()) {
                board.trustFor(proof.member(), proof.admissions().getLast());
            }
            board.changed();
            share(session, board);
        } else {
            guest.remember(board.id());
            refuse(session, NOT_A_MEMBER, "your proof does not hold here");
        }
    }

    private void ask(Guest guest, List<Check> checks, int sizeBytes, Effects.Then<Boolean> then) {
        if (!guest.ask(checks, sizeBytes, context.effects(), then)) {
            guest.session().end("proofs-too-many", "more at once than we look at");
        }
    }

    /// Whether the admissions of somebody's proof that our log lacks count. Then they are put into
    /// our log before anything of the newcomer's is, so that nobody gets the one without the other.
    /// Where our own admission is lacking we have just joined, and must wait for the log.
    private boolean isWelcome(Board board, Proof proof) {
        if (board.members().isRemoved(proof.member())) {
            return false;
        }
        List<Admission> lacking = board.lacking(proof);
        if (lacking.isEmpty()) {
            return board.isMember(proof.member());
        }
        if (board.preview(lacking) != Members.Verdict.COUNTS) {
            return false;
        }
        lacking.forEach(admission -> publish(board, admission));
        return true;
    }

    /// Puts an admission into our log. Once: who comes over two links shows it twice.
    private void publish(Board board, Admission admission) {
        if (!board.records().isComing(admission)) {
            boards.publish(board, admission);
        }
    }

    private void refuse(Session session, String code, String detail) {
        session.send(new SyncMessage.Refused(0, code, detail));
    }

    private void share(Session session, Board board) {
        if (!board.isMember(new PeerId(context.self()))) {
            Guest guest = guest(session);
            guest.remember(board.id());
            if (board.isOut()) { // which one of us does not know yet, or which holds no more
                session.share(board.facts());
                expel(guest, board);
                meshing.learns(session, board.id());
            }
            return;
        }
        present(session, board);
        boolean stranger = guest(session).isStranger();
        if (!guest(session).share(board.id())) {
            return;
        }
        if (stranger) {
            context.effects().known(session.link());
        }
        session.share(board.facts());
        for (Replica replica : board.spaces().values()) {
            session.share(replica);
        }
        meshing.shared(session, board.id());
    }

    boolean shares(long link, BoardId board) {
        Guest guest = guests.get(link);
        return guest != null && guest.shares(board);
    }

    /// Whether the other side of a link may have that space.
    boolean mayHave(long link, Replica replica) {
        Guest guest = guests.get(link);
        var board = new BoardId(replica.board());
        boolean own = replica.name().equals(Address.BOARD);
        return guest != null && (guest.shares(board) || own && guest.mayLearn(board));
    }

    void opened(Board board, Replica replica) {
        for (Session session : context.links().sessions()) {
            if (shares(session.link(), board.id())) {
                session.share(replica);
            }
        }
    }

    // Letting in

    void onJoin(Session session, SyncMessage.Join message) {
        if (!guest(session).mayAsk()) {
            session.end("joins-too-many", "asked " + Guest.JOINS_MAX + " times to be let in");
            return;
        }
        Board board = boards.find(new BoardId(message.board()));
        if (board == null) {
            refuse(session, Problem.INVITATION_OTHER_BOARD.code(), "I am not on that board");
            return;
        }
        var in = new Reader(message.admission());
        BoardRecord record = BoardRecord.read(in);
        in.expectEnd();
        if (!(record instanceof Admission admission)) {
            throw new Malformed("asked to join with something that is no admission");
        }
        var peer = new PeerId(session.peer());
        if (!admission.member().equals(peer)
                || !admission.invitation().board().equals(board.id())) {
            refuse(session, Problem.INVITATION_OTHER_BOARD.code(), "made for somebody else");
            return;
        }
        if (board.members().contains(peer)) {
            letIn(session, board, board.proofOf(peer));
            return;
        }
        ask(
                guest(session),
                admission.checks(context.hasher()),
                message.admission().size(),
                good -> {
                    if (good) {
                        decide(session, board, admission, context.now().nanos() + KNOCK_NANOS);
                    } else {
                        session.end(SIGNATURE_WRONG, "in the wish to be let in");
                    }
                });
    }

    /// What we cannot judge yet because the records that say so may be on their way to us.
    private boolean isBehind(Board board, Members.Verdict verdict) {
        return verdict == Members.Verdict.HOST_NOT_MEMBER
                || verdict == Members.Verdict.INVITER_NOT_MEMBER && mayLack(board);
    }

    /// Whether there may be records that we have not: those that members over links have or are
    /// about to tell of, or all while there is no link to any.
    private boolean mayLack(Board board) {
        Replica facts = board.facts();
        boolean linked = false;
        boolean lacks = board.isSettling() || facts.admitting().waiting() > 0;
        for (Session session : context.links().sessions()) {
            if (shares(session.link(), board.id())) {
                linked = true;
                lacks |= !session.shares(facts) || hasMore(session, facts);
            }
        }
        return lacks || !linked;
    }

    private static boolean hasMore(Session session, Replica facts) {
        boolean more = session.there(facts).unplacedChanges() > 0;
        for (int chain = 0; chain < facts.graph().chainCount(); chain++) {
            more |= session.there(facts).told(chain) > facts.graph().last(chain);
        }
        return more;
    }

    /// More is known of who is on that board: looks again at those who wait for that.
    private void decideAgain(Board board) {
        for (Guest guest : guests.values()) {
            Guest.Knock knock = guest.take(board.id());
            if (knock != null) {
                decide(guest.session(), board, knock.admission(), knock.deadlineNanos());
            }
        }
    }

    /// Answers those who have waited long enough.
    private void decideDue() {
        for (Guest guest : guests.values()) {
            for (Guest.Knock knock : guest.knocks()) {
                Board board = boards.find(knock.board());
                if (context.now().nanos() < knock.deadlineNanos()) {
                    look.at(knock.deadlineNanos());
                } else if (board != null) {
                    guest.take(knock.board());
                    decide(guest.session(), board, knock.admission(), knock.deadlineNanos());
                }
            }
        }
    }

    private void decide(Session session, Board board, Admission admission, long deadline) {
        if (board.members().contains(admission.member())) { // came in meanwhile by another link
            letIn(session, board, board.proofOf(admission.member()));
            return;
        }
        if (admission.invitation().expiredAt(context.now().wallMillis())) {
            refuse(session, Problem.INVITATION_EXPIRED.code(), "the invitation has expired");
            return;
        }
        Members.Verdict verdict = board.preview(List.of(admission));
        if (isBehind(board, verdict) && context.now().nanos() < deadline) {
            wait(session, new Guest.Knock(board.id(), admission, deadline));
            return;
        }
        if (verdict != Members.Verdict.COUNTS) {
            boolean behind = isBehind(board, verdict) && mayLack(board);
            String why = behind ? "I have not caught up with the board: try again" : text(verdict);
            refuse(session, problem(verdict).code(), why);
            return;
        }
        if (board.members().isRemoved(admission.member())) {
            refuse(session, Problem.INVITATION_REFUSED.code(), "you were removed from this board");
            return;
        }
        Proof inviter = board.proofOf(admission.invitation().inviter());
        if (inviter == null) {
            refuse(session, Problem.INVITATION_REFUSED.code(), "its inviter is not known here");
            return;
        }
        var chain = new ArrayList<>(inviter.admissions());
        chain.add(admission);
        publish(board, admission);
        board.trustFor(admission.member(), admission);
        letIn(session, board, new Proof(inviter.founding(), chain));
    }

    private void wait(Session session, Guest.Knock knock) {
        Guest.Knock before = guest(session).keep(knock);
        if (before != null && !before.admission().equals(knock.admission())) {
            String code = Problem.INVITATION_REFUSED.code();
            refuse(session, code, "another invitation to the same board came after it");
        }
        look.at(knock.deadlineNanos());
    }

    private void letIn(Session session, Board board, @Nullable Proof proof) {
        if (proof != null) {
            session.send(new SyncMessage.Joined(board.id().hash(), Boards.bytes(proof)));
            share(session, board);
        }
    }

    private static Problem problem(Members.Verdict verdict) {
        return switch (verdict) {
            case EXPIRED -> Problem.INVITATION_EXPIRED;
            case USED_UP -> Problem.INVITATION_USED_UP;
            case REVOKED, INVITER_REMOVED, INVITER_NOT_MEMBER -> Problem.INVITATION_REVOKED;
            case OTHER_BOARD -> Problem.INVITATION_OTHER_BOARD;
            case COUNTS,
                    LOOP,
                    HOST_NOT_MEMBER,
                    HOST_VOID,
                    TOO_DEEP,
                    TOO_MANY_INVITATIONS,
                    BOARD_FULL ->
                    Problem.INVITATION_REFUSED;
        };
    }

    private static String text(Members.Verdict verdict) {
        return switch (verdict) {
            case COUNTS -> "it counts";
            case OTHER_BOARD -> "the invitation is for another board";
            case EXPIRED -> "the invitation has expired";
            case LOOP -> "nobody can invite itself";
            case HOST_NOT_MEMBER, HOST_VOID -> "I am no member here any more";
            case INVITER_NOT_MEMBER -> "its inviter is no member";
            case INVITER_REMOVED -> "its inviter was removed";
            case REVOKED -> "the invitation was revoked";
            case TOO_DEEP -> "the board lets nobody in that far from its founder";
            case USED_UP -> "the invitation is used up";
            case TOO_MANY_INVITATIONS -> "its inviter has invited as many as the board allows";
            case BOARD_FULL -> "the board is full";
        };
    }

    // Joining

    void onJoined(Session session, SyncMessage.Joined message) {
        Joining.Wish wish = joining.find(new BoardId(message.board()));
        if (wish == null) {
            return;
        }
        var in = new Reader(message.proof());
        Proof proof = Proof.read(in);
        in.expectEnd();
        proof.verifyShape(wish.board, context.hasher());
        if (!proof.member().equals(new PeerId(context.self()))) {
            throw new Malformed("a proof of somebody else's membership");
        }
        ask(
                guest(session),
                proof.checks(context.hasher()),
                message.proof().size(),
                good -> {
                    if (!good) {
                        session.end(SIGNATURE_WRONG, "in the proof of my membership");
                    } else if (!wish.isOver()) {
                        joined(session, wish, proof);
                    }
                });
    }

    private void joined(Session session, Joining.Wish wish, Proof proof) {
        Board board = joining.joined(wish, proof);
        if (board == null) {
            return;
        }
        if (!proof.admissions().isEmpty()) { // what our host knew comes with our admission
            board.trustFor(new PeerId(session.peer()), proof.admissions().getLast());
        }
        share(session, board);
        rosterChanged(board); // there may be other links to members
    }

    void measure(List<Gauge> out) {
        guests.values().forEach(guest -> guest.measure(out));
    }

    void wake() {
        if (look.takeDue(context.now())) {
            endDue();
            decideDue();
        }
    }
}
