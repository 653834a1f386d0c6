package kith.overlay.probe;

import kith.identity.PeerId;
import kith.port.Now;
import org.jspecify.annotations.Nullable;

/// One neighbour: what it was asked, what it answered, and what is thought of it.
///
/// There are two ways to fail. *Silent* is who answers none of some questions in a row, for longer
/// than it takes it. *Poor* is who leaves half of the last ones unanswered: over a link that loses
/// most of what it carries some answer comes always, and nothing else would ever be noticed.
///
/// How long an answer takes is measured as TCP does (Jacobson, *Congestion Avoidance and Control*,
/// SIGCOMM 1988); so a slow one is given the time that it needs, within a bound.
final class Watch {
    /// With 5 % of the messages lost, three questions in a row fail once in a thousand times.
    private static final int MISSES = 3;

    /// Of so many questions, the last few left out, which may still be answered.
    private static final int WINDOW = 10;

    private static final int RECENT = 3;

    /// Two losses in five: from *Rapid*, section 6, rounded up.
    private static final int POOR_MISSES = 5;

    /// Who was gone is back when it leaves no more than this of the window unanswered.
    private static final int STEADY_MISSES = 2;

    private static final int SENT_KEPT = 8;

    static final long ANSWER_NANOS_FIRST = Now.SECOND;
    static final long ANSWER_NANOS_MIN = 250 * Now.MILLI;

    /// Nobody is given more, however slow it was before. Guess.
    static final long ANSWER_NANOS_MAX = 3 * Now.SECOND;

    /// Between two questions, the first of which has no answer yet.
    private static final long AGAIN_NANOS_MAX = 700 * Now.MILLI;

    /// Who sends us other things for so long and never answers does not hear us. Guess.
    private static final long DEAF_NANOS = 10 * Now.SECOND;

    /// Between two such words. Guess.
    private static final long WORDS_NANOS = Now.SECOND / 2;

    private static final long PATIENCE_NANOS = 2 * Now.SECOND;
    private static final long PATIENCE_NANOS_MAX = 60 * Now.SECOND;

    /// How often a poor one is doubted again without longer and longer waits, so that those who
    /// find out sooner and later come to doubt it at one time. Guess.
    private static final int RELENTED_MAX = 16;

    final long link;
    final PeerId peer;
    Standing standing = Standing.ALIVE;

    /// 0 until it has said it.
    long incarnation;

    /// How many links it has, as it says.
    int linksThere;

    /// How long it may be silent before it is asked.
    long idleNanos;

    /// What those who are linked to it say; null while nobody doubts.
    @Nullable Circle circle;

    /// Its last word that it is there; null before the first.
    Word.@Nullable Alive alive;

    private long wordsFrom = Long.MIN_VALUE;

    /// It does not know itself that it had this incarnation: it was that before it began anew.
    boolean isBehind;

    /// It has not been told yet that we are there, in our last incarnation.
    boolean owed;

    /// When we may doubt again, and how long we wait after the next time.
    private long doubtFrom = Long.MIN_VALUE;
    private long patience = PATIENCE_NANOS;
    private int relented;

    private final long[] sentAt = new long[SENT_KEPT];
    private int number;
    private int goneNumber;
    private long answers; // a bit for each of the last questions, the newest below
    private int misses;
    private long heardAt;
    private long askedAt = Now.NEVER; // the first that has no answer
    private boolean late; // that one, and we know
    private long lastAskedAt;
    private long smoothNanos;
    private long varianceNanos;

    Watch(long link, PeerId peer, long now) {
        this.link = link;
        this.peer = peer;
        this.heardAt = now;
        this.lastAskedAt = now;
    }

    /// Whether a word of it about itself, or about us, is looked at: one at a time.
    boolean mayHear(long now) {
        boolean may = now >= wordsFrom;
        wordsFrom = may ? now + WORDS_NANOS : wordsFrom;
        return may;
    }

    /// Whether it was asked so seldom that it is hardly known how far away it is.
    boolean isNew() {
        return number < Probe.MEASURED_FIRST;
    }

    int misses() {
        return Math.min(misses, ProbeMessage.UNANSWERED_LAST);
    }

    boolean waits() {
        return askedAt != Now.NEVER;
    }

    /// How long its answers take, at the worst.
    long answerNanos() {
        return smoothNanos == 0
                ? ANSWER_NANOS_FIRST
                : Math.clamp(smoothNanos + 4 * varianceNanos, ANSWER_NANOS_MIN, ANSWER_NANOS_MAX);
    }

    long againNanos() {
        return Math.min(answerNanos(), AGAIN_NANOS_MAX);
    }

    long heardAt() {
        return heardAt;
    }

    long lastAskedAt() {
        return lastAskedAt;
    }

    /// Something came that shows that it is there, if it can hear us.
    void heard(long now) {
        heardAt = now;
    }

    /// Asks it once more, and returns the number of the question.
    int ask(long now) {
        if (waits()) {
            misses++;
        } else {
            askedAt = now;
        }
        lastAskedAt = now;
        answers <<= 1;
        number = number == Integer.MAX_VALUE ? 1 : number + 1;
        sentAt[number % SENT_KEPT] = now;
        return number;
    }

    /// How long ago that question was asked; negative unless it is one that we remember and had no
    /// answer yet.
    long sinceAsked(int to, long now) {
        int ago = number - to;
        boolean waits = ago >= 0 && ago < Math.min(number, Long.SIZE) && (answers >>> ago & 1) == 0;
        return waits && ago < SENT_KEPT ? now - sentAt[to % SENT_KEPT] : -1;
    }

    /// Whether that question, to which there was no answer before, is one that we remember.
    boolean answered(int to, long now) {
        int ago = number - to;
        if (ago < 0 || ago >= Math.min(number, Long.SIZE) || (answers >>> ago & 1) != 0) {
            return false;
        }
        long since = sinceAsked(to, now);
        answers |= 1L << ago;
        if (since >= 0) {
            measured(since);
        }
        heardAt = now;
        askedAt = Now.NEVER;
        late = false;
        misses = 0;
        return true;
    }

    private void measured(long nanos) {
        if (smoothNanos == 0) {
            smoothNanos = nanos;
            varianceNanos = nanos / 2;
        } else {
            varianceNanos += (Math.abs(nanos - smoothNanos) - varianceNanos) / 4;
            smoothNanos += (nanos - smoothNanos) / 8;
        }
    }

    /// Whether its answer takes longer than usual, and did not when this was asked before.
    boolean isLateForTheFirstTime(long now) {
        boolean before = late;
        late = waits() && now - askedAt >= answerNanos();
        return late && !before;
    }

    boolean isSilent(long now, Health health) {
        long patient = health.stretch(answerNanos());
        return misses >= MISSES
                && (now - Math.max(askedAt, heardAt) >= patient || now - askedAt >= DEAF_NANOS);
    }

    /// Who has just begun to answer again is not.
    boolean isPoor() {
        return number >= WINDOW + RECENT && missed(RECENT) >= POOR_MISSES && !isAnswering();
    }

    /// Whether the last few were answered, of those that are not open.
    boolean isAnswering() {
        long all = (1L << RECENT) - 1;
        return (answers >>> open() & all) == all;
    }

    /// How many of the last questions may still be answered.
    private int open() {
        return Math.min(Long.numberOfTrailingZeros(answers), RECENT);
    }

    /// Whether it has answered well since it was gone.
    boolean isSteady() {
        return number - goneNumber >= WINDOW && missed(open()) <= STEADY_MISSES;
    }

    private int missed(int from) {
        return WINDOW - Long.bitCount(answers >>> from & (1L << WINDOW) - 1);
    }

    void gone() {
        goneNumber = number;
    }

    /// Whether one of the last two questions was answered.
    boolean answersNow() {
        return (answers & 3) != 0;
    }

    // Doubts

    boolean mayDoubt(long now) {
        return now >= doubtFrom;
    }

    /// It says that it is there, and does not answer us: we wait before we say so again, longer
    /// each time.
    void relent(long now) {
        doubtFrom = now + patience;
        if (!isPoor() || ++relented > RELENTED_MAX) {
            patience = Math.min(2 * patience, PATIENCE_NANOS_MAX);
        }
    }

    /// It answers as it should.
    void trust() {
        patience = PATIENCE_NANOS;
        relented = 0;
    }
}
