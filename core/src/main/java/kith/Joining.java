package kith;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.Problem.Refusal;
import kith.board.Board;
import kith.identity.BoardId;
import kith.identity.BoardRecord.Admission;
import kith.identity.InvitationLink;
import kith.identity.PeerId;
import kith.identity.Proof;
import kith.lang.Bytes;
import kith.lang.Writer;
import kith.port.Now;
import kith.replica.Context;
import kith.replica.Journal;
import kith.sync.Session;
import kith.sync.SyncMessage;
import org.jspecify.annotations.Nullable;

/// How this peer comes onto boards of others: whom it asks to be let in, and what becomes of it.
///
/// All addresses of an invitation are called at once, and the first who lets us in is enough; two
/// who do count as one. It has failed when all have refused or cannot be reached, or the time is
/// up; what a member said about the invitation is told rather than who was away.
final class Joining {
    /// How long joining may take, with all addresses. Guess.
    private static final long JOIN_NANOS = 20 * Now.SECOND;

    private final Context context;
    private final Journal journal;
    private final Boards boards;
    private final List<Wish> wishes = new ArrayList<>();

    /// Those that came true, and whose board is not on disk for good yet.
    private final List<Wish> cameTrue = new ArrayList<>();

    private @Nullable String diskFailure;

    /// Links that we opened and over which we may ask to be let in.
    private final TreeMap<Long, Asking> asking = new TreeMap<>();

    /// What is asked over a link and not answered yet. One thing at a time: a refusal does not say
    /// what it is about.
    private static final class Asking {
        private final String address;
        private @Nullable Wish wish;

        Asking(String address) {
            this.address = address;
        }
    }

    Joining(Context context, Journal journal, Boards boards) {
        this.context = context;
        this.journal = journal;
        this.boards = boards;
    }

    interface Then {
        void accept(Answer answer);
    }

    /// A board that we want to join, and those whom we wait for.
    static final class Wish {
        final BoardId board;
        private final Admission admission;
        private final String name;
        private final List<String> addresses;
        private final List<String> waiting;
        private final List<String> failures = new ArrayList<>();
        private final TreeMap<String, String> broken = new TreeMap<>();
        private final long deadline;
        private final Then then;
        private SyncMessage.@Nullable Refused refused;
        private boolean over;

        Wish(InvitationLink link, Admission admission, String name, long deadline, Then then) {
            this.board = link.invitation().board();
            this.admission = admission;
            this.name = name;
            this.addresses = link.addresses();
            this.waiting = new ArrayList<>(addresses);
            this.deadline = deadline;
            this.then = then;
        }

        boolean isOver() {
            return over;
        }

        private void fail(Problem problem, String detail) {
            over = true;
            then.accept(new Answer.Failed(problem, detail));
        }

        private void failed() {
            SyncMessage.Refused reason = refused;
            if (reason != null) {
                fail(known(reason.code()), reason.detail());
            } else {
                String all = String.join("; ", failures);
                fail(
                        Problem.JOIN_UNREACHABLE,
                        "nobody who could let us in was reached ("
                                + all
                                + "); is one of them running?");
            }
        }

        /// Whether nothing was said yet about why, and nothing else will be.
        private boolean isLast() {
            return waiting.isEmpty() && failures.isEmpty();
        }

        /// Nothing is to be had from that address. One that is for others is not worth a word.
        private void without(String address, String reason) {
            if (!over && waiting.remove(address)) {
                if (!reason.startsWith(Input.DialFailed.KIND) || isLast()) {
                    failures.add(address + ": " + reason);
                }
                if (waiting.isEmpty()) {
                    failed();
                }
            }
        }
    }

    /// Dials the addresses of an invitation and asks to be let in.
    void join(InvitationLink link, @Nullable String alias, Then then) {
        BoardId id = link.invitation().board();
        Board known = boards.find(id);
        if (known != null && refusesAgain(known, then)) {
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

    /// Who is on a board joins it again only where what let it in does not count.
    private boolean refusesAgain(Board known, Then then) {
        var self = new PeerId(context.self());
        if (known.isMember(self)) {
            then.accept(
                    new Answer.Failed(
                            Problem.ALREADY_MEMBER,
                            "this home is on that board already, as '" + known.alias() + "'"));
        } else if (known.members().isRemoved(self)) {
            then.accept(
                    new Answer.Failed(
                            Problem.INVITATION_REFUSED,
                            "this peer was removed from that board, which is for good; another"
                                    + " home has another identity"));
        }
        return known.isMember(self) || known.members().isRemoved(self);
    }

    private void dial(InvitationLink link, Admission admission, @Nullable String alias, Then then) {
        long deadline = context.now().nanos() + JOIN_NANOS;
        String name = alias == null ? link.boardName() : alias;
        var wish = new Wish(link, admission, name, deadline, then);
        String failure = diskFailure;
        if (failure != null) {
            failDisk(wish, failure);
            return;
        }
        wishes.add(wish);
        context.effects().wakeAt(deadline);
        for (String address : link.addresses()) {
            context.effects().dial(address, null);
        }
        if (link.addresses().isEmpty()) {
            wish.fail(Problem.JOIN_UNREACHABLE, "the invitation names no address");
        }
    }

    /// Whether we ask at that address to be let in.
    boolean asksAt(String address) {
        for (Wish wish : wishes) {
            if (!wish.over && wish.waiting.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /// A link that we opened is up: asks there, if it may let us in.
    void ask(Session session, String address) {
        asking.put(session.link(), new Asking(address));
        goOn();
    }

    /// Asks over each link on which nothing is unanswered for the next that may be had there.
    private void goOn() {
        asking.forEach(
                (link, one) -> {
                    Session session = context.links().session(link);
                    boolean free = one.wish == null || one.wish.over;
                    Wish next = free ? nextAt(one.address) : null;
                    if (session != null && next != null) {
                        one.wish = next;
                        var out = new Writer(512);
                        next.admission.write(out);
                        session.send(new SyncMessage.Join(next.board.hash(), out.toBytes()));
                    }
                });
    }

    /// The first that waits for that address and is not asked there over another link.
    private @Nullable Wish nextAt(String address) {
        for (Wish wish : wishes) {
            boolean asked = false;
            for (Asking one : asking.values()) {
                asked |= one.wish == wish && one.address.equals(address);
            }
            if (!wish.over && !asked && wish.waiting.contains(address)) {
                return wish;
            }
        }
        return null;
    }

    /// Where somebody may let us in to whom the link broke: to be dialled again.
    List<String> wanted() {
        var all = new ArrayList<String>();
        for (Wish wish : wishes) {
            for (String address : wish.waiting) {
                if (wish.broken.containsKey(address)) {
                    all.add(address);
                }
            }
        }
        return all;
    }

    /// A link that we opened is gone: perhaps to somebody who may let us in. It is dialled again
    /// for as long as we wait, unless it can only end in the same way.
    void broken(long link, String address, String reason) {
        asking.remove(link);
        if (reason.startsWith(Session.VERSION_UNKNOWN)) {
            dialFailed(address, reason);
        }
        for (Wish wish : wishes) {
            if (wish.waiting.contains(address)) {
                wish.broken.put(address, reason);
            }
        }
        goOn(); // there may be another link to that address
    }

    void dialFailed(String address, String reason) {
        for (Wish wish : wishes) {
            wish.without(address, reason);
        }
        wishes.removeIf(Wish::isOver);
    }

    /// The other side of a link that we opened refused something about the link as a whole: to let
    /// us in, if that was asked there.
    void refused(long link, SyncMessage.Refused refused) {
        Asking one = asking.get(link);
        Wish wish = one == null ? null : one.wish;
        if (one == null || wish == null || refused.code().equals(Welcome.NOT_A_MEMBER)) {
            return; // about another board, on which we presented ourselves
        }
        one.wish = null;
        if (wish.refused == null) {
            wish.refused = refused;
        }
        wish.without(one.address, refused.code() + ", " + refused.detail());
        wishes.removeIf(Wish::isOver);
        goOn();
    }

    private static Problem known(String code) {
        for (Problem problem : Problem.values()) {
            if (problem.code().equals(code)) {
                return problem;
            }
        }
        return Problem.INVITATION_REFUSED;
    }

    /// What we wish for of that board; null when nothing.
    @Nullable Wish find(BoardId board) {
        for (Wish wish : wishes) {
            if (!wish.over && wish.board.equals(board)) {
                return wish;
            }
        }
        return null;
    }

    /// Somebody let us in, and this is the proof of it. Null when we are on too many boards.
    @Nullable Board joined(Wish wish, Proof proof) {
        Board board = boards.find(wish.board);
        try {
            if (board == null) {
                board = boards.add(proof, wish.name, wish.addresses);
            } else {
                board.renew(proof);
                board.write(boards.isDefault(board));
            }
        } catch (Refusal refusal) {
            wish.over = true;
            wish.then.accept(refusal.answer());
            return null;
        }
        String alias = board.alias();
        for (Wish same : wishes) {
            if (!same.over && same.board.equals(wish.board)) {
                same.over = true;
                var joined = new Answer.Joined(alias, !alias.equals(same.name));
                cameTrue.add(same);
                journal.sync( // else lost with the power
                        () -> {
                            if (cameTrue.remove(same)) {
                                same.then.accept(joined);
                            }
                        });
            }
        }
        wishes.removeIf(Wish::isOver);
        goOn();
        return board;
    }

    /// What is joined now would be forgotten: nobody waits for it any more.
    void diskFailed(String reason) {
        diskFailure = reason;
        var all = new ArrayList<>(cameTrue);
        cameTrue.clear();
        for (Wish wish : wishes) {
            if (!wish.over) {
                all.add(wish);
            }
        }
        wishes.clear();
        all.forEach(wish -> failDisk(wish, reason));
    }

    private static void failDisk(Wish wish, String reason) {
        wish.fail(Problem.DISK_FAILED, "that this peer has joined is not on disk: " + reason);
    }

    void wake() {
        for (Wish wish : wishes) {
            if (!wish.over && context.now().nanos() >= wish.deadline) {
                for (String address : new ArrayList<>(wish.waiting)) {
                    wish.without(address, wish.broken.getOrDefault(address, "no answer"));
                }
            } else {
                context.effects().wakeAt(wish.deadline);
            }
        }
        wishes.removeIf(Wish::isOver);
        goOn();
    }
}
