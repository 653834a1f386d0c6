package kith.overlay.probe;

import java.util.ArrayList;
import java.util.List;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Reader;
import kith.lang.Rng;
import kith.overlay.probe.ProbeMessage.Ack;
import kith.overlay.probe.ProbeMessage.Ask;
import kith.overlay.probe.ProbeMessage.Told;
import kith.port.Now;
import org.jspecify.annotations.Nullable;

/// Asks neighbours whether they are there, and says who is not.
///
/// A neighbour that was silent for a second is asked, and of the two sides the one whose time is up
/// first asks for both. Who does not answer is asked again soon; after three questions, or when
/// half of the last ones were left unanswered, it is doubted ([Doubts]). At most five questions a
/// second go out, first of all those that were due first; so with many links each has its turn more
/// seldom. Who has very many is asked more seldom, too, as it says how many they are: what comes
/// back from a thousand neighbours would be a thousand questions a second. A question counts as a
/// sign of life only if its sender hears our answers: otherwise a peer that can speak and not hear
/// would never be found out.
///
/// Who asks measures. So until a few round trips are known a neighbour is asked although it asks
/// itself: of a thousand new ones each would always be first.
///
/// *Beside the pulse of a link* (`kith.sync.Pulse`). A pulse judges one link by itself, with
/// settable heartbeats: stale after 15 s of silence, given up after 30 s. It is what an application
/// sees as presence. A probe judges a peer by what all its neighbours say, within a few seconds.
/// They cannot contradict each other: each question and answer here is something that came for the
/// pulse too, so whoever is stale there has been a suspect here for long; a suspect here that the
/// others hear is a broken link, which the pulse ends; and who is gone here while the pulse waits
/// still was found out by more than one.
///
/// Cost: some 500 bytes for the peer and 250 for each link; a wake-up for each question. One
/// thread: the owner of the engine.
public final class Probe {
    /// How long a link may be silent. Guess: with eight links four questions a second, which with
    /// their answers are 0.8 KB/s under TLS and TCP.
    static final long IDLE_NANOS = Now.SECOND;

    /// More links than eight: each may be silent for so much longer.
    static final long IDLE_NANOS_EACH = IDLE_NANOS / 8;

    /// Who has more links than these is asked so often in a second by all of its neighbours
    /// together, and not more often. Guess: half of a hundredth of a processor.
    static final int ASKED_PER_SECOND = 32;

    /// Nobody is left alone for longer, however many links it says that it has. Guess.
    static final long IDLE_NANOS_MAX = 60 * Now.SECOND;

    /// A percentage by which that is shorter or longer, so that questions do not fall together.
    private static final int JITTER = 10;

    /// Somebody in doubt, or who was gone and answers again.
    private static final long DOUBTED_NANOS = Now.SECOND / 2;

    /// Somebody who is gone and may come back over the same link.
    private static final long GONE_NANOS = 2 * Now.SECOND;

    /// So many round trips are measured as soon as there is somebody to ask. As many as a place in
    /// the network needs.
    static final int MEASURED_FIRST = 20;

    private final Host host;
    private final Rng rng;
    private final Health health = new Health();
    private final Pace pace = new Pace();
    private final Watches watches = new Watches();
    private final OwnWord own;
    private final Doubts doubts;
    private int measured;
    private long wakeNanos = Now.NEVER;

    public Probe(Host host, long seed) {
        this.host = host;
        this.rng = new Rng(seed);
        this.own = new OwnWord(host, watches, health, this::schedule);
        this.doubts = new Doubts(host, watches, health, own, this::schedule);
    }

    /// A link to a neighbour is up. Not one that was opened only for [Host#tell].
    public void linkUp(long link, PeerId peer) {
        var watch = new Watch(link, peer, host.now().nanos());
        watches.all().add(watch);
        rest(watch);
        watches.all().forEach(this::tellRest);
        schedule();
    }

    /// How many links the other side of one has, as it says.
    public void linksThere(long link, int count) {
        Watch watch = watches.over(link);
        if (watch != null) {
            watch.linksThere = count;
            rest(watch);
        }
    }

    /// It is down, or carries questions no more.
    public void linkDown(long link) {
        watches.all().removeIf(watch -> watch.link == link);
        host.rests(link, 0);
        watches.all().forEach(this::tellRest);
    }

    /// What is thought of somebody; null for who is no neighbour.
    public @Nullable Standing standing(PeerId peer) {
        Watch watch = watches.of(peer);
        return watch == null ? null : watch.standing;
    }

    /// Asks a neighbour now, because the round trip is wanted; unless it owes an answer already, or
    /// too many were asked just now.
    public void ask(PeerId peer) {
        long now = host.now().nanos();
        Watch watch = watches.of(peer);
        if (watch != null && !watch.waits() && now >= pace.freeAt()) {
            pace.spend(now);
            ask(watch, now);
            schedule();
        }
    }

    // What comes

    /// Something else came over a link.
    public void heard(long link) {
        Watch watch = watches.over(link);
        if (watch != null) {
            watch.heard(host.now().nanos());
        }
    }

    /// Takes in what follows on a type that is one of these. What is wrong with it is
    /// [kith.lang.Malformed].
    public void received(long link, int type, Bytes body) {
        received(link, ProbeMessage.read(type, new Reader(body)));
    }

    public void received(long link, ProbeMessage message) {
        Watch watch = watches.over(link);
        if (watch != null) {
            switch (message) {
                case Ask ask -> asked(watch, ask);
                case Ack ack -> answered(watch, ack);
                case Told told -> {}
            }
            doubts.heard(watch.peer, message.words());
            schedule();
        }
    }

    /// Words of somebody who opened a link only for them.
    public void told(PeerId from, Told message) {
        doubts.heard(from, message.words());
        schedule();
    }

    private void asked(Watch watch, Ask ask) {
        rest(watch);
        if (ask.unanswered() == 0) {
            watch.heard(host.now().nanos());
        }
        doubts.incarnation(watch, ask.incarnation());
        host.send(watch.link, new Ack(ask.number(), own.incarnation(), doubts.wordsFor(watch)));
    }

    private void answered(Watch watch, Ack ack) {
        doubts.incarnation(watch, ack.incarnation());
        long now = host.now().nanos();
        long since = watch.sinceAsked(ack.number(), now);
        if (watch.answered(ack.number(), now)) {
            if (since >= 0) {
                measured++;
                host.answered(watch.link, since);
            }
            health.good();
            rest(watch);
            doubts.answered(watch);
        }
    }

    private void rest(Watch watch) {
        int there = watch.isNew() ? 0 : watch.linksThere;
        long idle = idle(watches.all().size(), there);
        watch.idleNanos = idle / 100 * (100 - JITTER + rng.nextInt(2 * JITTER + 1));
        tellRest(watch);
    }

    /// How long who has so many links leaves one alone whose other side has so many: it is to ask
    /// no more than it can, and the other to be asked no more than is good for it.
    private static long idle(int own, int there) {
        long asking = Math.max(IDLE_NANOS, own * IDLE_NANOS_EACH);
        long asked = there * Now.SECOND / ASKED_PER_SECOND;
        return Math.min(Math.max(asking, asked), IDLE_NANOS_MAX);
    }

    /// Until then one of the two has asked.
    private void tellRest(Watch watch) {
        int own = watches.all().size();
        int there = watch.linksThere;
        long first = Math.min(idle(own, there), idle(there, own));
        host.rests(watch.link, first / 100 * (100 + 2 * JITTER));
    }

    // Time

    public void wake() {
        long now = host.now().nanos();
        if (now < wakeNanos) {
            if (wakeNanos != Now.NEVER) {
                host.wakeAt(wakeNanos);
            }
            return;
        }
        health.late(now, now - wakeNanos);
        wakeNanos = Now.NEVER;
        askThoseDue(now);
        for (Watch watch : new ArrayList<>(watches.all())) {
            doubts.judge(watch, now);
        }
        own.wake(now);
        schedule();
    }

    private void askThoseDue(long now) {
        Watch due = next(now);
        while (due != null && dueAt(due) <= now && now >= pace.freeAt()) {
            pace.spend(now);
            ask(due, now);
            due = next(now);
        }
    }

    private void ask(Watch watch, long now) {
        if (watch.isLateForTheFirstTime(now)) {
            health.bad();
        }
        int unanswered = watch.misses();
        int number = watch.ask(now);
        List<Word> words = doubts.wordsFor(watch);
        host.send(watch.link, new Ask(number, unanswered, own.incarnation(), words));
    }

    /// Who is to be asked first: of those who are due, one that owes an answer before one that is
    /// only idle, which may ask us as well.
    private @Nullable Watch next(long now) {
        Watch first = null;
        for (Watch watch : watches.all()) {
            if (first == null || isBefore(watch, first, now)) {
                first = watch;
            }
        }
        return first;
    }

    private boolean isBefore(Watch one, Watch other, long now) {
        boolean oneOwes = one.waits() && dueAt(one) <= now;
        boolean otherOwes = other.waits() && dueAt(other) <= now;
        return oneOwes == otherOwes ? dueAt(one) < dueAt(other) : oneOwes;
    }

    private long dueAt(Watch watch) {
        if (watch.standing == Standing.GONE) {
            return watch.lastAskedAt() + (watch.answersNow() ? DOUBTED_NANOS : GONE_NANOS);
        }
        if (watch.standing == Standing.SUSPECT) {
            return watch.lastAskedAt() + DOUBTED_NANOS;
        }
        if (watch.waits()) {
            return watch.lastAskedAt() + health.stretch(watch.againNanos());
        }
        return measured < MEASURED_FIRST
                ? watch.lastAskedAt() + health.stretch(IDLE_NANOS)
                : watch.heardAt() + health.stretch(watch.idleNanos);
    }

    private void schedule() {
        long at = Math.min(doubts.nextAt(), own.nextAt());
        Watch next = next(host.now().nanos());
        if (next != null) {
            at = Math.min(at, Math.max(dueAt(next), pace.freeAt()));
        }
        if (at < wakeNanos) {
            wakeNanos = Math.max(at, host.now().nanos());
            host.wakeAt(wakeNanos);
        }
    }
}
