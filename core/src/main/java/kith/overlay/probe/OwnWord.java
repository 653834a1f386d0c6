package kith.overlay.probe;

import java.util.List;
import kith.identity.PeerId;
import kith.overlay.probe.ProbeMessage.Told;
import kith.overlay.probe.Word.Alive;
import kith.overlay.probe.Word.Doubt;
import kith.port.Now;
import org.jspecify.annotations.Nullable;

/// What this peer says of itself: which incarnation it is in, and that it is there.
///
/// It begins with the time of day, so that one who comes back has a higher one. When its clock went
/// back meanwhile, others show it what it said before, with its own signature, and it goes beyond
/// that; a number that somebody else names counts for nothing, or one could push it up to the last.
final class OwnWord {
    /// Between two incarnations. Who is heard by few, and answers now and then, would otherwise
    /// stay for ever. Guess: what half of a circle needs to come to doubt.
    static final long RAISE_NANOS = 3 * Now.SECOND;

    private final Host host;
    private final Watches watches;
    private final Health health;
    private final Runnable changed;
    private long incarnation;
    private @Nullable Alive said;
    private long raisedAt = Long.MIN_VALUE / 2;
    private boolean raises;
    private @Nullable PeerId accuser;

    /// `changed` runs when there may be something to do earlier than before.
    OwnWord(Host host, Watches watches, Health health, Runnable changed) {
        this.host = host;
        this.watches = watches;
        this.health = health;
        this.changed = changed;
        this.incarnation = Math.max(1, host.now().wallMillis() / 1_000);
    }

    long incarnation() {
        return incarnation;
    }

    /// Beside what goes to a neighbour anyway, once: the message with it alone may have been lost.
    void addOwed(Watch to, List<Word> words) {
        if (to.owed && said != null) {
            words.add(said);
            to.owed = false;
        }
    }

    /// Somebody says something of us. Only neighbours are heard, and only about what we are now.
    void heard(PeerId from, Word word) {
        Watch near = watches.of(from);
        boolean higher = word instanceof Alive && word.incarnation() > incarnation;
        boolean doubted =
                word instanceof Doubt
                        && word.incarnation() == incarnation
                        && !raises
                        && watches.of(word.by()) != null;
        if (near != null && (higher || doubted) && near.mayHear(host.now().nanos())) {
            word.ifSigned(host, () -> answer(word));
        }
    }

    /// When others than the last time doubt us, we may be at fault.
    private void answer(Word word) {
        if (word.incarnation() < incarnation || raises) {
            return;
        }
        if (accuser != null && !accuser.equals(word.by())) {
            health.bad();
        }
        accuser = word.by();
        incarnation = word.incarnation();
        raises = true;
        wake(host.now().nanos());
        changed.run();
    }

    /// When something is to be said.
    long nextAt() {
        return raises ? raisedAt + RAISE_NANOS : Now.NEVER;
    }

    void wake(long now) {
        if (nextAt() <= now) {
            raise(now);
        }
    }

    private void raise(long now) {
        raises = false;
        raisedAt = now;
        long next = ++incarnation;
        host.sign(
                Alive.text(host.self(), next),
                signature -> {
                    if (next == incarnation) {
                        tell(new Alive(host.self(), next, signature));
                    }
                });
    }

    private void tell(Alive word) {
        said = word;
        for (Watch watch : watches.all()) {
            watch.owed = true;
            host.send(watch.link, new Told(word));
        }
    }
}
