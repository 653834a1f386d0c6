package kith.overlay.probe;

import java.util.ArrayList;
import java.util.List;
import kith.identity.PeerId;
import kith.port.Now;
import org.jspecify.annotations.Nullable;

/// Those who are linked to one peer, and what they say of one incarnation of it.
///
/// Half of them must doubt, and three where there are as many. So one who lies buries nobody, with
/// one whose link is broken neither; and it takes half of them to keep somebody alive who answers
/// nobody. Of very many those count whose keys are nearest to that of the peer,
/// which are the same for all who ask.
final class Circle {
    /// Guess: of so many, a majority is found as well as of more.
    static final int MEMBERS_MAX = 16;

    private static final int VOICES_MIN = 3;

    /// Words that are looked at because one of them sent them. Those outside have as many together.
    private static final int WORDS_MAX = 2 * MEMBERS_MAX;

    private final long incarnation;
    private final List<PeerId> members;
    private final int[] words;
    private final List<Word.Doubt> voices = new ArrayList<>();
    private final List<PeerId> askers = new ArrayList<>();

    /// What we say ourselves; null while we do not doubt, or it is not signed yet.
    Word.@Nullable Doubt own;

    /// Whether we doubt ourselves.
    boolean doubted;

    /// How often the others were told, and when they are told again.
    int told;

    long tellAt = Now.NEVER;

    /// Since when enough of them doubt.
    private long enoughAt = Now.NEVER;

    /// `all`: with us.
    Circle(PeerId subject, long incarnation, List<PeerId> all) {
        this.incarnation = incarnation;
        var nearest = new ArrayList<>(all);
        nearest.sort((a, b) -> nearer(subject, a, b));
        this.members = List.copyOf(nearest.subList(0, Math.min(MEMBERS_MAX, all.size())));
        this.words = new int[members.size() + 1];
    }

    private static int nearer(PeerId to, PeerId a, PeerId b) {
        for (int i = 0; i < PeerId.SIZE_BYTES; i++) {
            int at = to.key().at(i);
            int difference = ((a.key().at(i) ^ at) & 0xff) - ((b.key().at(i) ^ at) & 0xff);
            if (difference != 0) {
                return difference;
            }
        }
        return 0;
    }

    long incarnation() {
        return incarnation;
    }

    List<PeerId> members() {
        return members;
    }

    List<Word.Doubt> voices() {
        return voices;
    }

    /// Who asked, and was not told yet what became of it.
    List<PeerId> askers() {
        return askers;
    }

    /// Whether another word of that one may be looked at.
    boolean mayBother(PeerId from) {
        int index = members.indexOf(from);
        return words[index < 0 ? members.size() : index]++ < WORDS_MAX;
    }

    boolean has(PeerId by) {
        for (Word.Doubt voice : voices) {
            if (voice.by().equals(by)) {
                return true;
            }
        }
        return false;
    }

    /// False when it asked before.
    boolean asks(PeerId by) {
        return !askers.contains(by) && askers.size() < 2 * MEMBERS_MAX && askers.add(by);
    }

    void add(Word.Doubt voice, long now) {
        if (members.contains(voice.by()) && !has(voice.by())) {
            voices.add(voice);
            if (voices.size() == needed()) {
                enoughAt = now;
            }
        }
    }

    private int needed() {
        return Math.max(Math.min(VOICES_MIN, members.size()), (members.size() + 1) / 2);
    }

    /// When it is over: once enough doubt the peer has `graceNanos` to say that it is there, and
    /// each one more halves that. [Long#MAX_VALUE] while they are not enough.
    ///
    /// Changed: *Lifeguard* lets the time shrink with the logarithm of how many agree, from the
    /// first one on; here too few of them never bury anybody, because any of them may lie.
    long overAt(long graceNanos) {
        return enoughAt == Now.NEVER
                ? Now.NEVER
                : enoughAt + (graceNanos >> voices.size() - needed());
    }
}
