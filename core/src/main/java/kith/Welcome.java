package kith;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.identity.BoardId;
import kith.identity.BoardRecord;
import kith.identity.BoardRecord.Admission;
import kith.identity.Check;
import kith.identity.InvitationLink;
import kith.identity.Members;
import kith.identity.PeerId;
import kith.identity.Proof;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.port.Effects;
import kith.port.Gauge;
import kith.port.Now;
import kith.replica.Context;
import kith.replica.Replica;
import kith.sync.Session;
import kith.sync.SyncMessage;
import org.jspecify.annotations.Nullable;

/// Who is let in: presenting oneself on boards over a link, letting newcomers in, and joining.
///
/// A side presents itself on a board to whom it takes for a member, or to whom it dialled because
/// of that board. Who is not known shows its proof, a chain of invitations from the founder, which
/// any member can check with nobody else present. On a board nothing is shared before that.
final class Welcome {
    /// How long somebody who asks to be let in waits for our log to catch up. Guess.
    private static final long KNOCK_NANOS = 10 * Now.SECOND;

    /// What is signed wrongly nobody sends who keeps the rules: the link is ended for it.
    private static final String SIGNATURE_WRONG = "signature-wrong";

    /// How long joining may take, with all addresses. Guess.
    private static final long JOIN_NANOS = 20 * Now.SECOND;

    private final Context context;
    private final Boards boards;
    private final TreeMap<Long, Guest> guests = new TreeMap<>();
    private final List<Knocking> knocking = new ArrayList<>();
    private final List<Joining> joinings = new ArrayList<>();

    Welcome(Context context, Boards boards) {
        this.context = context;
        this.boards = boards;
    }

    interface Then {
        void accept(Answer answer);
    }

    /// A board that we are about to join.
    private static final class Joining {
        final BoardId board;
        final Admission admission;
        final String wish;
        final List<String> addresses;
        final List<String> waiting;
        final List<String> failures = new ArrayList<>();
        final TreeMap<String, String> broken = new TreeMap<>();
        final long deadline;
        final Then then;
        boolean over;

        Joining(InvitationLink link, Admission admission, String wish, long deadline, Then then) {
            this.board = link.invitation().board();
            this.admission = admission;
            this.wish = wish;
            this.addresses = link.addresses();
            this.waiting = new ArrayList<>(addresses);
            this.deadline = deadline;
            this.then = then;
        }
    }

    // Links

    void linkUp(Session session) {
        var guest = new Guest(session, context.now());
        guests.put(session.link(), guest);
        context.effects().wakeAt(guest.deadlineNanos());
    }

    /// False when nothing was ever shared over that link.
    boolean linkDown(long link) {
        Guest guest = guests.remove(link);
        if (guest == null) {
            return false;
        }
        guest.leave();
        knocking.removeIf(one -> one.link() == link);
        return !guest.isStranger();
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

    private void endStrangers() {
        for (Guest guest : new ArrayList<>(guests.values())) {
            if (!guest.isStranger()) {
                continue;
            }
            if (context.now().nanos() >= guest.deadlineNanos()) {
                long seconds = Guest.STRANGER_NANOS / Now.SECOND;
                guest.session().end("nothing-shared", "no board in common for " + seconds + " s");
            } else {
                context.effects().wakeAt(guest.deadlineNanos());
            }
        }
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

    void joinOver(Session session, String address) {
        for (Joining joining : joinings) {
            if (!joining.over && joining.waiting.contains(address)) {
                var out = new Writer(512);
                joining.admission.write(out);
                session.send(new SyncMessage.Join(joining.board.hash(), out.toBytes()));
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
        for (Guest guest : guests.values()) {
            Session session = guest.session();
            if (session.version() > 0 && board.isMember(new PeerId(session.peer()))) {
                present(session, board);
                if (guest.wasEarly(board.id())) {
                    share(session, board);
                }
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
        if (isWelcome(board, board.lacking(proof))) {
            board.trustFor(proof.member());
            board.changed();
            share(session, board);
        } else {
            guest.remember(board.id());
            refuse(session, "not-a-member", "your proof does not hold here");
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
    private boolean isWelcome(Board board, List<Admission> lacking) {
        if (lacking.isEmpty()) {
            return true;
        }
        if (board.preview(lacking) != Members.Verdict.COUNTS) {
            return false;
        }
        lacking.forEach(admission -> boards.publish(board, admission));
        return true;
    }

    private void refuse(Session session, String code, String detail) {
        session.send(new SyncMessage.Refused(0, code, detail));
    }

    private void share(Session session, Board board) {
        present(session, board);
        if (!guest(session).share(board.id())) {
            return;
        }
        session.share(board.facts());
        for (Replica replica : board.spaces().values()) {
            session.share(replica);
        }
    }

    boolean shares(long link, BoardId board) {
        Guest guest = guests.get(link);
        return guest != null && guest.shares(board);
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

    /// Somebody who asked to be let in while our own log is behind.
    private record Knocking(long link, BoardId board, Admission admission, long deadline) {}

    /// What we cannot judge yet because the records that say so may be on their way to us.
    private static boolean isBehind(Members.Verdict verdict) {
        return verdict == Members.Verdict.HOST_NOT_MEMBER
                || verdict == Members.Verdict.INVITER_NOT_MEMBER;
    }

    private void decideAgain(Board board) {
        var again = new ArrayList<Knocking>();
        for (Knocking one : knocking) {
            if (one.board().equals(board.id())) {
                again.add(one);
            }
        }
        knocking.removeAll(again);
        for (Knocking one : again) {
            Session session = context.links().session(one.link());
            Board at = boards.find(one.board());
            if (session != null && at != null) {
                decide(session, at, one.admission(), one.deadline());
            }
        }
    }

    private void decide(Session session, Board board, Admission admission, long deadline) {
        if (admission.invitation().expiredAt(context.now().wallMillis())) {
            refuse(session, Problem.INVITATION_EXPIRED.code(), "the invitation has expired");
            return;
        }
        Members.Verdict verdict = board.preview(List.of(admission));
        if (isBehind(verdict) && context.now().nanos() < deadline) {
            knocking.add(new Knocking(session.link(), board.id(), admission, deadline));
            context.effects().wakeAt(deadline);
            return;
        }
        if (verdict != Members.Verdict.COUNTS) {
            refuse(session, problem(verdict).code(), text(verdict));
            return;
        }
        Proof inviter = board.proofOf(admission.invitation().inviter());
        if (inviter == null) {
            refuse(session, Problem.INVITATION_REFUSED.code(), "its inviter is not known here");
            return;
        }
        boards.publish(board, admission);
        board.trustFor(admission.member());
        var chain = new ArrayList<>(inviter.admissions());
        chain.add(admission);
        letIn(session, board, new Proof(inviter.founding(), chain));
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

    /// Dials the addresses of an invitation and asks to be let in.
    void join(InvitationLink link, @Nullable String alias, Then then) {
        BoardId id = link.invitation().board();
        Board known = boards.find(id);
        if (known != null) {
            then.accept(
                    new Answer.Failed(
                            Problem.ALREADY_MEMBER,
                            "this home is on that board already, as '" + known.alias() + "'"));
            return;
        }
        long millis = Math.max(0, context.now().wallMillis());
        if (link.invitation().expiredAt(millis)) {
            then.accept(
                    new Answer.Failed(
                            Problem.INVITATION_EXPIRED,
                            "the invitation has expired; ask for another"));
            return;
        }
        var self = new PeerId(context.self());
        Admission unsigned = Admission.unsigned(link.invitation(), self, millis);
        Bytes seed = InvitationLink.inviteSeed(link.secret(), context.hasher());
        context.effects()
                .sign(
                        unsigned.inviteMessage(context.hasher()),
                        seed,
                        byInvite ->
                                context.effects()
                                        .sign(
                                                unsigned.consentMessage(context.hasher()),
                                                null,
                                                consent -> {
                                                    Admission signed =
                                                            unsigned.signed(byInvite, consent);
                                                    dial(link, signed, alias, then);
                                                }));
    }

    private void dial(InvitationLink link, Admission admission, @Nullable String alias, Then then) {
        long deadline = context.now().nanos() + JOIN_NANOS;
        String wish = alias == null ? link.boardName() : alias;
        var joining = new Joining(link, admission, wish, deadline, then);
        joinings.add(joining);
        context.effects().wakeAt(deadline);
        for (String address : link.addresses()) {
            context.effects().dial(address, null);
        }
        if (link.addresses().isEmpty()) {
            fail(joining, Problem.JOIN_UNREACHABLE, "the invitation names no address");
        }
    }

    /// Whether we ask at that address to be let in.
    boolean asksAt(String address) {
        for (Joining joining : joinings) {
            if (!joining.over && joining.waiting.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /// Where somebody may let us in to whom the link broke: to be dialled again.
    List<String> wanted() {
        var all = new ArrayList<String>();
        for (Joining joining : joinings) {
            for (String address : joining.waiting) {
                if (joining.broken.containsKey(address)) {
                    all.add(address);
                }
            }
        }
        return all;
    }

    /// A link that we opened is gone: perhaps to somebody who may let us in. It is dialled again
    /// for as long as we wait, unless it can only end in the same way.
    void broken(String address, String reason) {
        if (reason.startsWith(Session.VERSION_UNKNOWN)) {
            dialFailed(address, reason);
        }
        for (Joining joining : joinings) {
            if (joining.waiting.contains(address)) {
                joining.broken.put(address, reason);
            }
        }
    }

    void dialFailed(String address, String reason) {
        for (Joining joining : joinings) {
            if (!joining.over && joining.waiting.remove(address)) {
                joining.failures.add(address + ": " + reason);
                if (joining.waiting.isEmpty()) {
                    fail(joining, Problem.JOIN_UNREACHABLE, unreachable(joining));
                }
            }
        }
        joinings.removeIf(joining -> joining.over);
    }

    private static String unreachable(Joining joining) {
        return "nobody who could let us in was reached ("
                + String.join("; ", joining.failures)
                + "); is one of them running?";
    }

    private static void fail(Joining joining, Problem problem, String detail) {
        joining.over = true;
        joining.then.accept(new Answer.Failed(problem, detail));
    }

    void onJoined(Session session, SyncMessage.Joined message) {
        Joining joining = find(new BoardId(message.board()));
        if (joining == null) {
            return;
        }
        var in = new Reader(message.proof());
        Proof proof = Proof.read(in);
        in.expectEnd();
        proof.verifyShape(joining.board, context.hasher());
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
                    } else if (!joining.over && boards.find(joining.board) == null) {
                        joined(session, joining, proof);
                    }
                });
    }

    private void joined(Session session, Joining joining, Proof proof) {
        joining.over = true;
        joinings.remove(joining);
        Board board = boards.add(proof, joining.wish, joining.addresses);
        board.trustFor(new PeerId(session.peer()));
        share(session, board);
        rosterChanged(board); // there may be other links to members
        boolean otherwise = !board.alias().equals(joining.wish);
        joining.then.accept(new Answer.Joined(board.alias(), otherwise));
    }

    private @Nullable Joining find(BoardId board) {
        for (Joining joining : joinings) {
            if (!joining.over && joining.board.equals(board)) {
                return joining;
            }
        }
        return null;
    }

    /// The other side refused something about the link as a whole: perhaps to let us in.
    void onRefused(String address, SyncMessage.Refused refused) {
        for (Joining joining : joinings) {
            if (!joining.over && joining.waiting.remove(address)) {
                joining.failures.add(address + ": " + refused.code() + ", " + refused.detail());
                if (joining.waiting.isEmpty()) {
                    fail(joining, known(refused.code()), refused.detail());
                }
            }
        }
        joinings.removeIf(joining -> joining.over);
    }

    private static Problem known(String code) {
        for (Problem problem : Problem.values()) {
            if (problem.code().equals(code)) {
                return problem;
            }
        }
        return Problem.INVITATION_REFUSED;
    }

    void measure(List<Gauge> out) {
        guests.values().forEach(guest -> guest.measure(out));
        long most = (long) guests.size() * Guest.JOINS_MAX;
        out.add(new Gauge("wishes to be let in that wait", knocking.size(), most));
    }

    void wake() {
        endStrangers();
        for (Board board : boards.all()) {
            decideAgain(board);
        }
        for (Joining joining : joinings) {
            if (!joining.over && context.now().nanos() >= joining.deadline) {
                for (String address : joining.waiting) {
                    String reason = joining.broken.getOrDefault(address, "no answer");
                    joining.failures.add(address + ": " + reason);
                }
                fail(joining, Problem.JOIN_UNREACHABLE, unreachable(joining));
            } else {
                context.effects().wakeAt(joining.deadline);
            }
        }
        joinings.removeIf(joining -> joining.over);
    }
}
