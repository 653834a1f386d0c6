package kith.network.trace;

import java.util.ArrayDeque;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import kith.identity.PeerId;
import kith.port.Gauge;
import kith.port.Now;

/// One change that is followed: from our own step on, everybody who is named is asked once, and
/// once more where nothing came back, because a neighbour that passes a question on may lose it.
final class Trace {
    /// Guess: more than people can look at.
    static final int PEERS_MAX = 256;

    /// Guess: the links of a peer; and nobody is asked for everybody at once.
    static final int UNANSWERED_MAX = 16;

    /// Guess: as long as people wait.
    static final long WHOLE_NANOS = 3 * Now.SECOND;

    /// Guess: a slow round trip over a neighbour, with its signatures.
    private static final long AGAIN_NANOS = 700 * Now.MILLI;

    private static final int TRIES_MAX = 3;

    private final Host host;
    private final int number;
    private final Subject subject;
    private final Consumer<Traced> then;
    private final long beganNanos;
    private final TreeMap<PeerId, Step> steps = new TreeMap<>();
    private final TreeSet<PeerId> named = new TreeSet<>();
    private final ArrayDeque<PeerId> next = new ArrayDeque<>();
    private final TreeMap<PeerId, Question> open = new TreeMap<>();

    private static final class Question {
        int tries;
        long dueNanos;
    }

    Trace(Host host, int number, Subject subject, Consumer<Traced> then) {
        this.host = host;
        this.number = number;
        this.subject = subject;
        this.then = then;
        this.beganNanos = host.now().nanos();
    }

    /// The author is asked in any case: all ways begin there, whatever others say of theirs. And
    /// our neighbours are, since who got it when logs were compared is named by nobody.
    void begin() {
        named.add(host.self());
        take(host.self(), host.step(subject));
        name(subject.author());
        named.add(subject.author()); // who was removed is not asked, and stays its author
        host.linked(subject.board()).forEach(this::name);
        ask();
    }

    void answered(PeerId from, TraceMessage.Answered answered) {
        boolean ours = answered.number() == number && answered.board().equals(subject.board());
        if (ours && open.remove(from) != null) {
            take(from, answered.step());
            ask();
        }
    }

    private void take(PeerId peer, Step step) {
        steps.put(peer, step);
        if (step instanceof Step.Known known) {
            if (known.from() != null) {
                name(known.from());
            }
            known.to().forEach(pass -> name(pass.to()));
            known.again().forEach(this::name);
        }
    }

    private void name(PeerId peer) {
        boolean room = named.size() < PEERS_MAX;
        if (room && host.isMember(subject.board(), peer) && named.add(peer)) {
            next.add(peer);
        }
    }

    private void ask() {
        while (open.size() < UNANSWERED_MAX && !next.isEmpty()) {
            PeerId peer = next.remove();
            var question = new Question();
            open.put(peer, question);
            ask(peer, question);
        }
    }

    private void ask(PeerId peer, Question question) {
        question.tries++;
        question.dueNanos = host.now().nanos() + AGAIN_NANOS;
        host.send(peer, new TraceMessage.Asked(number, subject));
    }

    void wake() {
        long now = host.now().nanos();
        open.values().removeIf(one -> one.dueNanos <= now && one.tries == TRIES_MAX);
        open.forEach(
                (peer, question) -> {
                    if (question.dueNanos <= now) {
                        ask(peer, question);
                    }
                });
        ask();
    }

    boolean isOver() {
        return open.isEmpty() || host.now().nanos() - beganNanos >= WHOLE_NANOS;
    }

    long wakeAtNanos() {
        long at = beganNanos + WHOLE_NANOS;
        for (Question question : open.values()) {
            at = Math.min(at, question.dueNanos);
        }
        return at;
    }

    void tell() {
        then.accept(
                new Traced(subject, steps, List.copyOf(named), host.now().nanos() - beganNanos));
    }

    void measure(List<Gauge> out) {
        out.add(new Gauge("peers of a trace", named.size(), PEERS_MAX));
        out.add(new Gauge("unanswered of a trace", open.size(), UNANSWERED_MAX));
    }
}
