package kith.overlay.probe;

import java.util.ArrayList;
import java.util.List;
import kith.identity.PeerId;
import kith.overlay.probe.ProbeMessage.Told;
import kith.overlay.probe.Word.Alive;
import kith.overlay.probe.Word.Doubt;
import kith.port.Now;
import org.jspecify.annotations.Nullable;

/// What is said of neighbours that do not answer, and what follows from it.
///
/// Who doubts a neighbour tells the others of its [Circle], six times at most, more and more
/// seldom. One of them that hears the neighbour passes the doubt on to it: this is the indirect
/// probe, and the answer to it is a signed word of the neighbour itself, in a new incarnation,
/// which goes back to whoever asked. So nobody can say in another's name that it is there. Once
/// enough of the circle doubt, and the neighbour has not been heard since, it is gone; whoever
/// finds that gives the proof, which is the doubts of the others, to those of the circle who have
/// not said anything.
///
/// A doubt counts for the incarnation that it names and for no other, and a neighbour that hears of
/// one raises its own. So one that is replayed is worth nothing.
///
/// When our link alone is at fault the others hear the neighbour, and we are told so: we wait twice
/// as long each time before we doubt again, and leave the link to its pulse.
final class Doubts {
    private static final long TELL_NANOS = Now.SECOND;
    private static final int TELLINGS = 6;

    /// Once enough doubt; as long as the neighbour needs to answer, and at most this.
    static final long GRACE_NANOS_MAX = Now.SECOND / 2;

    /// Nobody is gone whom we heard so lately. Who does not doubt by itself asks only now and then.
    private static final long QUIET_NANOS = Now.SECOND;

    private static final long QUIET_NANOS_UNDOUBTED = 2 * Now.SECOND;

    private final Host host;
    private final Watches watches;
    private final Health health;
    private final OwnWord own;
    private final Runnable changed;

    /// `changed` runs when there may be something to do earlier than before.
    Doubts(Host host, Watches watches, Health health, OwnWord own, Runnable changed) {
        this.host = host;
        this.watches = watches;
        this.health = health;
        this.changed = changed;
        this.own = own;
    }

    private long nanos() {
        return host.now().nanos();
    }

    /// What is said beside a question or an answer.
    List<Word> wordsFor(Watch watch) {
        var words = new ArrayList<Word>();
        own.addOwed(watch, words);
        if (watch.isBehind && watch.alive != null) {
            words.add(watch.alive);
        }
        Doubt doubt = doubtOf(watch);
        if (doubt != null && doubt.incarnation() == watch.incarnation) {
            words.add(doubt);
        }
        return words;
    }

    /// By which it learns that it is doubted. It may be gone because of others alone.
    private static @Nullable Doubt doubtOf(Watch watch) {
        Circle circle = watch.circle;
        if (circle == null) {
            return null;
        }
        boolean others = circle.own == null && watch.standing == Standing.GONE;
        return others && !circle.voices().isEmpty() ? circle.voices().getFirst() : circle.own;
    }

    // What a neighbour does

    /// What it says itself of its incarnation, over its own link.
    void incarnation(Watch watch, long told) {
        watch.isBehind = told < watch.incarnation;
        if (told > watch.incarnation) {
            watch.incarnation = told;
            startAnew(watch);
        }
    }

    /// What was said of the incarnation before is over.
    private void startAnew(Watch watch) {
        Circle before = watch.circle;
        if (before != null && watch.standing != Standing.GONE) {
            watch.circle = circle(watch);
            before.askers().forEach(watch.circle::asks);
            set(watch, Standing.ALIVE);
        }
    }

    /// It answered a question of ours.
    void answered(Watch watch) {
        if (watch.standing == Standing.GONE) {
            returned(watch);
        } else if (watch.circle != null && !watch.isPoor()) {
            if (watch.circle.askers().isEmpty()) {
                watch.circle = null;
            } else {
                startAnew(watch);
            }
            set(watch, Standing.ALIVE);
        } else if (!watch.isPoor()) {
            watch.trust();
        }
    }

    private void returned(Watch watch) {
        Circle circle = watch.circle;
        boolean newer = circle == null || circle.incarnation() < watch.incarnation;
        if (newer && watch.isSteady()) {
            watch.circle = null;
            set(watch, Standing.ALIVE);
        }
    }

    private void set(Watch watch, Standing standing) {
        if (watch.standing != standing) {
            watch.standing = standing;
            host.changed(watch.peer, standing);
        }
    }

    private Circle circle(Watch watch) {
        var all = new ArrayList<>(host.watchers(watch.peer));
        all.add(host.self());
        return new Circle(watch.peer, watch.incarnation, all);
    }

    private Circle open(Watch watch) {
        if (watch.circle == null) {
            watch.circle = circle(watch);
        }
        return watch.circle;
    }

    // Time

    /// Looks at a neighbour again.
    void judge(Watch watch, long now) {
        if (watch.standing == Standing.GONE) {
            return;
        }
        boolean fails = watch.isSilent(now, health) || watch.isPoor();
        if (fails && watch.mayDoubt(now) && health.judges(now) && !open(watch).doubted) {
            doubt(watch, open(watch));
        }
        Circle circle = watch.circle;
        if (circle != null && circle.tellAt <= now) {
            tell(circle, now);
        }
        if (circle != null && overAt(watch, circle) <= now) {
            bury(watch, circle);
        }
    }

    /// Enough doubt it, and we have not heard it for a while either.
    private static long overAt(Watch watch, Circle circle) {
        long over = circle.overAt(Math.min(watch.answerNanos(), GRACE_NANOS_MAX));
        long quiet = circle.doubted ? QUIET_NANOS : QUIET_NANOS_UNDOUBTED;
        return Math.max(over, watch.heardAt() + quiet);
    }

    /// When something is to be done.
    long nextAt() {
        long at = Now.NEVER;
        for (Watch watch : watches.all()) {
            if (watch.circle != null && watch.standing != Standing.GONE) {
                long over = overAt(watch, watch.circle);
                at = Math.min(at, Math.min(watch.circle.tellAt, over));
            }
        }
        return at;
    }

    // Doubting

    private void doubt(Watch watch, Circle circle) {
        set(watch, Standing.SUSPECT);
        sign(watch, circle, () -> tell(circle, nanos()));
    }

    private void sign(Watch watch, Circle circle, Runnable then) {
        circle.doubted = true;
        host.sign(
                Doubt.text(watch.peer, circle.incarnation()),
                signature -> {
                    circle.own =
                            new Doubt(watch.peer, circle.incarnation(), host.self(), signature);
                    circle.add(circle.own, nanos());
                    if (watch.circle == circle) { // it has not answered meanwhile
                        then.run();
                        changed.run();
                    }
                });
    }

    private void tell(Circle circle, long now) {
        Doubt doubt = circle.own;
        long wait = TELL_NANOS << circle.told;
        circle.tellAt = ++circle.told < TELLINGS ? now + wait : Now.NEVER;
        if (doubt != null) {
            for (PeerId member : circle.members()) {
                if (!member.equals(host.self())) {
                    host.tell(member, new Told(doubt));
                }
            }
        }
    }

    private void bury(Watch watch, Circle circle) {
        watch.gone();
        circle.doubted = true;
        set(watch, Standing.GONE);
        List<PeerId> unheard = new ArrayList<>(circle.askers());
        unheard.addAll(circle.members());
        for (PeerId one : unheard) {
            if (!one.equals(host.self()) && !circle.has(one)) {
                host.tell(one, proof(circle));
            }
        }
    }

    private static Told proof(Circle circle) {
        return new Told(new ArrayList<>(circle.voices()));
    }

    // What others say

    void heard(PeerId from, List<Word> words) {
        for (Word word : words) {
            if (word.subject().equals(host.self())) {
                own.heard(from, word);
            } else {
                Watch watch = watches.of(word.subject());
                if (watch != null) {
                    heardOf(watch, from, word);
                }
            }
        }
    }

    private void heardOf(Watch watch, PeerId from, Word word) {
        switch (word) {
            case Alive alive -> heardAlive(watch, from, alive);
            case Doubt doubt when doubt.incarnation() == watch.incarnation ->
                    heardDoubt(watch, from, doubt);
            case Doubt doubt -> {
                boolean late = doubt.incarnation() < watch.incarnation;
                if (late && watch.alive != null && from.equals(doubt.by())) {
                    host.tell(from, new Told(watch.alive));
                }
            }
        }
    }

    private void heardDoubt(Watch watch, PeerId from, Doubt doubt) {
        if (doubt.by().equals(host.self()) || !host.watchers(watch.peer).contains(doubt.by())) {
            return;
        }
        Circle circle = open(watch);
        boolean newer = circle.incarnation() < doubt.incarnation();
        boolean known = !newer && circle.has(doubt.by());
        if (!circle.mayBother(from)) {
            return;
        }
        if (!known) {
            doubt.ifSigned(
                    host,
                    () -> {
                        if (watch.circle == circle) {
                            believe(watch, newer ? anew(watch, circle) : circle, from, doubt);
                            changed.run();
                        }
                    });
        } else if (watch.standing == Standing.GONE && from.equals(doubt.by())) {
            host.tell(from, proof(circle)); // it lacks some of what we have
        }
    }

    /// It is gone, and has said since that it is there. That may be so for us as well, soon.
    private Circle anew(Watch watch, Circle circle) {
        if (watch.isAnswering()) {
            return circle;
        }
        Circle next = circle(watch);
        watch.circle = next;
        return next;
    }

    private void believe(Watch watch, Circle circle, PeerId from, Doubt doubt) {
        boolean first = from.equals(doubt.by()) && circle.asks(from);
        if (circle.incarnation() == doubt.incarnation()) {
            circle.add(doubt, nanos());
        }
        boolean agree = watch.standing == Standing.GONE && !watch.isAnswering();
        if (!agree && !circle.doubted) {
            host.send(watch.link, new Told(doubt));
        } else if (first && circle.own != null) {
            host.tell(from, agree ? proof(circle) : new Told(circle.own));
        } else if (first && agree) {
            circle.doubted = true;
            sign(watch, circle, () -> host.tell(from, proof(circle)));
        }
    }

    /// Of others only while somebody doubts it: else it is no matter.
    private void heardAlive(Watch watch, PeerId from, Alive alive) {
        long known = watch.alive == null ? 0 : watch.alive.incarnation();
        Circle circle = watch.circle;
        boolean itself = from.equals(watch.peer);
        boolean may = itself ? watch.mayHear(nanos()) : circle != null && circle.mayBother(from);
        if (may && alive.incarnation() > known && alive.incarnation() >= watch.incarnation) {
            alive.ifSigned(host, () -> alive(watch, alive));
        }
    }

    private void alive(Watch watch, Alive alive) {
        watch.alive = alive;
        if (watch.circle != null && watch.circle.doubted) {
            watch.relent(nanos());
        }
        incarnation(watch, alive.incarnation());
        Circle circle = watch.circle;
        if (circle != null) {
            for (PeerId asker : circle.askers()) {
                host.tell(asker, new Told(alive));
            }
            circle.askers().clear();
        }
        changed.run();
    }
}
