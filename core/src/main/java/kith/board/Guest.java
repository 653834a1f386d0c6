package kith.board;

import java.util.ArrayDeque;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import kith.identity.BoardId;
import kith.identity.BoardRecord.Admission;
import kith.identity.Check;
import kith.lang.Malformed;
import kith.port.Checks;
import kith.port.Effects;
import kith.port.Gauge;
import kith.port.Now;
import kith.sync.Session;
import org.jspecify.annotations.Nullable;

/// The other side of one link, as far as it goes who it is: which boards it has shown itself on,
/// and which we share with it.
///
/// A link costs whoever opens it one key, and keys are free. So a stranger gets little: one thing
/// of it is checked at a time, a few wait, and it has a while to prove that it belongs to some
/// board of ours. Then the link ends, and its place is free for somebody else.
public final class Guest {
    /// A link over which no board is shared ends after this. Guess: half as much again as joining
    /// may take.
    public static final long STRANGER_NANOS = 30 * Now.SECOND;

    /// How often one may ask over a link to be let in. Guess: one asks once for each invitation
    /// that one holds, and a member of many boards may have made several.
    public static final int JOINS_MAX = 64;

    /// Proofs and admissions that wait for their check. Guess: a thousand of the usual size, of
    /// which a member of as many boards may send one for each.
    public static final int WAITING_BYTES_MAX = 1 << 20;

    /// Boards that the other side presented itself on. Guess: as many as one may be on.
    private static final int BOARDS_MAX = 1_000;

    /// Refusals of the other side that are noted; the newest is always in the status. Guess: more
    /// than anybody reads.
    private static final int COMPLAINTS_MAX = 100;

    /// How long who was removed may still read the board's own space, to learn of it. Guess.
    public static final long FAREWELL_NANOS = 5 * Now.SECOND;

    private final Session session;
    private long deadlineNanos;
    private boolean expelled;
    private final TreeSet<BoardId> shared = new TreeSet<>();
    private final TreeSet<BoardId> presented = new TreeSet<>();
    private final TreeSet<BoardId> shown = new TreeSet<>();
    private final TreeSet<BoardId> early = new TreeSet<>();
    private final ArrayDeque<Question> questions = new ArrayDeque<>();
    private boolean asking;
    private boolean gone;
    private int waitingBytes;
    private int joins;
    private int complaints;

    /// Boards of which one of us does not belong, and the other may not know it.
    private final TreeSet<BoardId> farewells = new TreeSet<>();

    /// It asked to be let in while we could not tell yet; one for each board, so that nobody makes
    /// us look at many again and again.
    private final TreeMap<BoardId, Knock> knocks = new TreeMap<>();

    public record Knock(BoardId board, Admission admission, long deadlineNanos) {}

    /// Signatures that must hold before something is done.
    private record Question(List<Check> checks, int sizeBytes, Effects.Then<Boolean> then) {}

    public Guest(Session session, Now now) {
        this.session = session;
        this.deadlineNanos = now.nanos() + STRANGER_NANOS;
    }

    public Session session() {
        return session;
    }

    /// When the link is to be ended; never for a member.
    public long deadlineNanos() {
        return expelled || isStranger() ? deadlineNanos : Now.NEVER;
    }

    /// No board is shared over this link.
    public boolean isStranger() {
        return shared.isEmpty();
    }

    public boolean isExpelled() {
        return expelled;
    }

    /// It does not belong to that board any more. The link ends soon, and may be opened anew for
    /// what else we share.
    public void expel(BoardId board, Now now) {
        shared.remove(board);
        farewells.add(board);
        expelled = true;
        deadlineNanos = now.nanos() + FAREWELL_NANOS;
    }

    public boolean shares(BoardId board) {
        return shared.contains(board);
    }

    /// Whether the other side may read the board's own space for a while, since one of us has to
    /// learn from it who belongs.
    public boolean mayLearn(BoardId board) {
        return farewells.contains(board);
    }

    /// False when we share it already.
    public boolean share(BoardId board) {
        return shared.add(board);
    }

    /// False when we have presented ourselves on it already.
    public boolean present(BoardId board) {
        return presented.add(board);
    }

    /// The other side presents itself on a board, which it does once.
    public void shows(BoardId board) {
        if (!shown.add(board)) {
            throw new Malformed("presented twice on one board");
        }
        if (shown.size() > BOARDS_MAX) {
            throw new Malformed("presented on more than " + BOARDS_MAX + " boards");
        }
    }

    /// It presented itself too early: we may be joining that board over another link, or learn of
    /// its membership later.
    public void remember(BoardId board) {
        early.add(board);
    }

    /// Whether it presented itself too early on that board; which is forgotten.
    public boolean wasEarly(BoardId board) {
        return early.remove(board);
    }

    /// It asks to be let in; false when it did so too often.
    public boolean mayAsk() {
        return ++joins <= JOINS_MAX;
    }

    /// Keeps a wish to be let in until more is known or its time is up. What this side asked before
    /// for that board is given back.
    public @Nullable Knock keep(Knock knock) {
        return knocks.put(knock.board(), knock);
    }

    /// The wish that waits for more to be known of that board; it is not kept any more.
    public @Nullable Knock take(BoardId board) {
        return knocks.remove(board);
    }

    public List<Knock> knocks() {
        return List.copyOf(knocks.values());
    }

    /// It refused something; false when that is no news any more.
    public boolean mayComplain() {
        return complaints < COMPLAINTS_MAX && ++complaints > 0;
    }

    /// Goes on when all these signatures are looked at, unless the link is gone by then. One
    /// question after the other. False when too much waits already.
    public boolean ask(
            List<Check> checks, int sizeBytes, Effects effects, Effects.Then<Boolean> then) {
        if (waitingBytes + sizeBytes > WAITING_BYTES_MAX) {
            return false;
        }
        waitingBytes += sizeBytes;
        questions.add(new Question(checks, sizeBytes, then));
        askNext(effects);
        return true;
    }

    private void askNext(Effects effects) {
        Question next = asking ? null : questions.poll();
        if (next == null) {
            return;
        }
        asking = true;
        Checks.all(
                next.checks(),
                effects,
                good -> {
                    asking = false;
                    waitingBytes -= next.sizeBytes();
                    if (!gone) {
                        next.then().accept(good);
                        askNext(effects);
                    }
                });
    }

    /// The link is down.
    public void leave() {
        gone = true;
        knocks.clear();
        questions.clear();
    }

    public void measure(List<Gauge> out) {
        String link = "link " + session.link();
        out.add(new Gauge("bytes of proofs waiting of " + link, waitingBytes, WAITING_BYTES_MAX));
        out.add(new Gauge("boards presented on over " + link, shown.size(), BOARDS_MAX));
        out.add(new Gauge("wishes to be let in over " + link, joins, JOINS_MAX + 1));
        out.add(new Gauge("wishes to be let in that wait of " + link, knocks.size(), JOINS_MAX));
    }
}
