package kith.overlay;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Rng;
import kith.overlay.OverlayMessage.Answered;
import kith.overlay.OverlayMessage.Forward;
import kith.overlay.OverlayMessage.Kind;
import kith.overlay.OverlayMessage.Outcome;
import kith.port.Budget;
import kith.port.Gauge;
import kith.port.Now;
import org.jspecify.annotations.Nullable;

/// Passes on what one neighbour has for another, and sends what this peer has for those that it is
/// not linked to.
///
/// *The problem.* Who passes on for others must hold nothing for them, or a few could fill it up;
/// and must drop nothing that keeps the rules, or a relayed link would break whenever it is busy.
///
/// *The idea.* Each thing is answered by its receiver, and the answer goes back the way it came.
/// Over a link only so much may be unanswered, which its sender keeps and its receiver checks: so
/// what is on its way is bounded, and a receiver that does not answer gets nothing more. Who has
/// more passed on in a second than it may gets its answers later, which slows it down and loses
/// nothing. Only where several have much for one at the same time something is refused, with a word
/// back.
///
/// A thing is passed on once: over the first link it is from the other side itself, over the second
/// it is for this one. Anything else is a lie about where it is from, or goes too far.
///
/// Cost: a look-up for each thing and each answer. Only numbers are kept, and never the bytes.
final class Forwards {
    /// What may be unanswered over a link in one direction. Guess: some for each of a few relayed
    /// links; half of the outbox of a link.
    private static final int UNANSWERED_MAX = 256;

    private static final int UNANSWERED_BYTES_MAX = 4 << 20;

    /// What each counts beside its bytes.
    private static final int HEADER_BYTES = 128;

    /// Guess: as long as somebody waits for a connection.
    private static final long ANSWER_NANOS = 10 * Now.SECOND;

    /// What a link may have passed on in a second. Guess: video in a fair quality, or a few hundred
    /// people who type.
    private static final long BYTES_PER_SECOND = 16 << 20;

    private static final long COUNT_PER_SECOND = 2_000;

    /// How soon those answers are looked at again that are held back. As credit is.
    private static final long HELD_NANOS = 10 * Now.MILLI;

    /// Receivers of which is remembered by which link they were reached. Guess.
    private static final int ROUTES_MAX = 1_000;

    private static final long NONE = -1;

    private final Host host;
    private final Neighbours neighbours;
    private final Rng rng;
    private final boolean takes;
    private final TreeMap<Long, Way> ways = new TreeMap<>();

    /// By which link somebody was reached last: what belongs together stays in its order.
    private final LinkedHashMap<Route, Long> routes = new LinkedHashMap<>();

    private long wakeNanos = Now.NEVER;

    private record Route(BoardId board, PeerId to) {}

    /// Whose the answer is.
    private sealed interface Origin {
        record Own(Route route, Overlay.Then then) implements Origin {}

        record Passed(long link, long number, int sizeBytes) implements Origin {}
    }

    /// Something that went out and was not answered; once its time is up only for being counted.
    private static final class Sent {
        final Origin origin;
        final int sizeBytes;
        final long deadlineNanos;
        boolean late;

        Sent(Origin origin, int sizeBytes, long deadlineNanos) {
            this.origin = origin;
            this.sizeBytes = sizeBytes;
            this.deadlineNanos = deadlineNanos;
        }
    }

    /// An answer that waits until the link is within its budget again.
    private record Held(long number, int sizeBytes, Outcome outcome) {}

    /// What is on its way in one direction of a link.
    private static final class Load {
        int count;
        int bytes;

        boolean hasRoom(int sizeBytes) {
            return count == 0
                    || count < UNANSWERED_MAX && bytes + sizeBytes <= UNANSWERED_BYTES_MAX;
        }

        void add(int sizeBytes) {
            count++;
            bytes += sizeBytes;
        }

        void remove(int sizeBytes) {
            count--;
            bytes -= sizeBytes;
        }
    }

    /// One link.
    private static final class Way {
        final TreeMap<Long, Sent> sent = new TreeMap<>();
        final ArrayDeque<Held> held = new ArrayDeque<>();
        final Load out = new Load();
        final Load in = new Load();
        final Budget bytes;
        final Budget count;
        long numbers;

        Way(Now now) {
            bytes = new Budget(BYTES_PER_SECOND, now);
            count = new Budget(COUNT_PER_SECOND, now);
        }

        boolean isOver() {
            return bytes.isOver() || count.isOver();
        }
    }

    /// `takes`: whether this host wants what comes for it.
    Forwards(Host host, Neighbours neighbours, Rng rng, boolean takes) {
        this.host = host;
        this.neighbours = neighbours;
        this.rng = rng;
        this.takes = takes;
    }

    void linkUp(long link) {
        ways.put(link, new Way(host.now()));
    }

    /// What was on its way over it may have come or not.
    void linkDown(long link) {
        Way gone = ways.remove(link);
        if (gone != null) {
            routes.values().removeIf(by -> by == link);
            for (Sent sent : gone.sent.values()) {
                if (!sent.late) {
                    tell(sent.origin, Outcome.UNANSWERED);
                }
            }
        }
    }

    private @Nullable Way way(long link) {
        return ways.get(link);
    }

    // Our own

    /// Sends something to a member of a board, over somebody who is linked to it; `board` is null
    /// for any on which that can be done.
    void send(@Nullable BoardId board, PeerId to, Kind kind, Bytes bytes, Overlay.Then then) {
        Route route = board == null ? anyRoute(to) : new Route(board, to);
        long link = route == null ? NONE : choose(route);
        Way way = way(link);
        if (route == null || way == null) {
            then.answered(Outcome.UNREACHABLE);
            return;
        }
        var own = new Origin.Own(route, then);
        if (!send(link, way, own, route, host.self(), kind, bytes)) {
            then.answered(Outcome.BUSY);
        }
    }

    private @Nullable Route anyRoute(PeerId to) {
        for (BoardId board : neighbours.boards()) {
            var route = new Route(board, to);
            if (choose(route) != NONE) {
                return route;
            }
        }
        return null;
    }

    /// The link to send over; `NONE` when there is none. The same as before, as long as it leads
    /// there.
    private long choose(Route route) {
        List<Long> links = neighbours.directly(route.board, route.to);
        links.addAll(neighbours.through(route.board, route.to));
        Long before = routes.get(route);
        if (before != null && links.contains(before)) {
            return before;
        }
        if (links.isEmpty()) {
            return NONE;
        }
        boolean direct = neighbours.peer(links.getFirst()).equals(route.to);
        long link = links.get(direct ? 0 : rng.nextInt(links.size()));
        routes.put(route, link);
        if (routes.size() > ROUTES_MAX) {
            routes.remove(routes.keySet().iterator().next());
        }
        return link;
    }

    /// False when too much is on its way over that link.
    private boolean send(
            long link, Way way, Origin origin, Route to, PeerId from, Kind kind, Bytes bytes) {
        int sizeBytes = HEADER_BYTES + bytes.size();
        if (!way.out.hasRoom(sizeBytes)) {
            return false;
        }
        long number = ++way.numbers;
        long deadline = host.now().nanos() + ANSWER_NANOS;
        way.out.add(sizeBytes);
        way.sent.put(number, new Sent(origin, sizeBytes, deadline));
        wakeAt(deadline);
        host.send(link, new Forward(number, to.board, from, to.to, kind, bytes));
        return true;
    }

    // What comes

    void received(long link, Forward message) {
        Way way = way(link);
        if (way == null) {
            return;
        }
        boolean first = message.from().equals(neighbours.peer(link));
        boolean ours = message.to().equals(host.self());
        if (!first && !ours) {
            throw new Malformed("to be passed on for somebody else than who sent it");
        }
        int sizeBytes = HEADER_BYTES + message.bytes().size();
        if (!way.in.hasRoom(sizeBytes)) {
            throw new Malformed("more to be passed on than may be unanswered");
        }
        way.in.add(sizeBytes);
        way.bytes.spend(sizeBytes);
        way.count.spend(1);
        Outcome outcome = ours ? take(link, message) : pass(link, message);
        if (outcome != null) {
            answer(link, way, new Held(message.number(), sizeBytes, outcome));
        }
    }

    private Outcome take(long link, Forward message) {
        if (!neighbours.shares(link, message.board())
                || !host.isMember(message.board(), message.from())) {
            return Outcome.UNREACHABLE;
        }
        if (!takes) {
            return Outcome.UNWANTED;
        }
        host.deliver(message.board(), message.from(), message.kind(), message.bytes());
        return Outcome.DELIVERED;
    }

    /// Null when it is on its way. Only to who says that it wants such things: it will answer.
    private @Nullable Outcome pass(long link, Forward message) {
        var to = new Route(message.board(), message.to());
        List<Long> there = neighbours.directly(to.board, to.to);
        if (there.isEmpty() || !neighbours.shares(link, to.board)) {
            return Outcome.UNREACHABLE;
        }
        long over = there.getFirst();
        Way way = way(over);
        if (way == null || !neighbours.isDialable(over, to.board)) {
            return Outcome.UNWANTED;
        }
        int sizeBytes = HEADER_BYTES + message.bytes().size();
        var origin = new Origin.Passed(link, message.number(), sizeBytes);
        boolean sent = send(over, way, origin, to, message.from(), message.kind(), message.bytes());
        return sent ? null : Outcome.BUSY;
    }

    // Answers

    void received(long link, Answered message) {
        Way way = way(link);
        if (way == null) {
            return;
        }
        Sent sent = way.sent.remove(message.number());
        if (sent == null) {
            throw new Malformed("an answer to nothing that was to be passed on");
        }
        way.out.remove(sent.sizeBytes);
        if (message.outcome() == Outcome.UNREACHABLE && sent.origin instanceof Origin.Own own) {
            routes.remove(own.route, link); // another may lead there
        }
        if (!sent.late) {
            tell(sent.origin, message.outcome());
        }
    }

    private void tell(Origin origin, Outcome outcome) {
        switch (origin) {
            case Origin.Own own -> own.then.answered(outcome);
            case Origin.Passed passed -> {
                Way back = way(passed.link);
                if (back != null) {
                    var answer = new Held(passed.number, passed.sizeBytes, outcome);
                    answer(passed.link, back, answer);
                }
            }
        }
    }

    private void answer(long link, Way way, Held answer) {
        way.held.add(answer);
        giveAnswers(link, way);
    }

    private void giveAnswers(long link, Way way) {
        way.bytes.fill(host.now());
        way.count.fill(host.now());
        while (!way.held.isEmpty() && !way.isOver()) {
            Held next = way.held.remove();
            way.in.remove(next.sizeBytes);
            host.send(link, new Answered(next.number, next.outcome));
        }
        if (!way.held.isEmpty()) {
            wakeAt(host.now().nanos() + HELD_NANOS);
        }
    }

    // Time

    private void wakeAt(long nanos) {
        wakeNanos = Math.min(wakeNanos, nanos);
        host.wakeAt(nanos);
    }

    void wake() {
        long now = host.now().nanos();
        if (now < wakeNanos) {
            if (wakeNanos != Now.NEVER) {
                host.wakeAt(wakeNanos);
            }
            return;
        }
        wakeNanos = Now.NEVER;
        ways.forEach(
                (link, way) -> {
                    giveAnswers(link, way);
                    giveUp(way, now);
                });
    }

    /// What went out first is late first.
    private void giveUp(Way way, long now) {
        for (Sent sent : way.sent.values()) {
            if (now < sent.deadlineNanos) {
                wakeAt(sent.deadlineNanos);
                return;
            }
            if (!sent.late) {
                sent.late = true;
                tell(sent.origin, Outcome.UNANSWERED);
            }
        }
    }

    void measure(List<Gauge> out) {
        out.add(new Gauge("receivers with a known way", routes.size(), ROUTES_MAX));
        ways.forEach(
                (link, way) -> {
                    String name = " unanswered over link " + link;
                    out.add(new Gauge("things sent," + name, way.out.count, UNANSWERED_MAX));
                    out.add(new Gauge("bytes sent," + name, way.out.bytes, UNANSWERED_BYTES_MAX));
                    out.add(new Gauge("things taken," + name, way.in.count, UNANSWERED_MAX));
                    out.add(new Gauge("bytes taken," + name, way.in.bytes, UNANSWERED_BYTES_MAX));
                });
    }
}
