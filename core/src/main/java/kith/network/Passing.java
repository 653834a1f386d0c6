package kith.network;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Writer;
import kith.network.NetworkMessage.Passed;
import kith.overlay.Overlay;
import kith.port.Gauge;
import kith.port.Message;

/// Messages to members that this peer has no link to, over a neighbour that has.
///
/// One hop, and nothing is kept for anybody: what cannot be passed on at once is dropped, as the
/// machines take it for granted. Signed by its author, because what they say counts by who says
/// it; with a number, because a neighbour could say it again. Another neighbour is chosen each
/// time, so that one that drops everything does not cut anybody off.
final class Passing {
    /// Authors of which the last numbers are remembered. Guess: those of some clusters.
    static final int AUTHORS_MAX = 1_000;

    /// What each counts beside its bytes: a check takes as long as a kilobyte does on a slow line.
    private static final int CHECK_BYTES = 1 << 10;

    /// Numbers of one author that are remembered: they may come in another order, by other ways.
    private static final int NUMBERS_MAX = 32;

    private final Ground ground;
    private final Overlay overlay;
    private final Ways ways;
    private final Visits visits;
    private final Receiver receiver;
    private final TreeMap<PeerId, TreeSet<Long>> numbers = new TreeMap<>();
    private long number;

    /// Who takes what came for this peer.
    interface Receiver {
        void came(BoardId board, PeerId from, Message message);
    }

    Passing(Ground ground, Overlay overlay, Ways ways, Visits visits, Receiver receiver) {
        this.ground = ground;
        this.overlay = overlay;
        this.ways = ways;
        this.visits = visits;
        this.receiver = receiver;
    }

    /// Sends to a member by whatever way there is: a link, a neighbour, or a visit.
    void send(BoardId board, PeerId to, Message message) {
        Ways.Way way = ways.to(board, to);
        if (way != null) {
            visits.used(to);
            ground.send(way.link, message);
        } else if (ground.isMember(board, to) && !pass(board, to, message)) {
            visits.visit(board, to, message);
        }
    }

    /// False when no neighbour leads there, or it is too large.
    boolean pass(BoardId board, PeerId to, Message message) {
        var out = new Writer();
        message.write(out);
        if (out.size() > Passed.BODY_BYTES_MAX || over(board, to).isEmpty()) {
            return false;
        }
        Bytes body = out.toBytes();
        number = Math.max(number + 1, ground.now().wallMillis());
        long numbered = number;
        ground.sign(
                Passed.text(board, to, numbered, body),
                signature -> {
                    List<Long> over = over(board, to); // they may have gone meanwhile
                    if (!over.isEmpty()) {
                        long link = over.get((int) (numbered % over.size()));
                        ground.send(
                                link,
                                new Passed(board, ground.self(), to, numbered, signature, body));
                    }
                });
        return true;
    }

    private List<Long> over(BoardId board, PeerId to) {
        var over = new ArrayList<Long>();
        for (long link : overlay.through(board, to)) {
            if (ways.over(link) != null) {
                over.add(link);
            }
        }
        return over;
    }

    void received(Ways.Way way, Passed passed) {
        boolean ours = passed.to().equals(ground.self());
        if (!ours && !passed.from().equals(way.peer)) {
            throw new Malformed("to be passed on for somebody else than who sent it");
        }
        Message message = passed.message();
        way.passed.fill(ground.now());
        way.passed.spend(CHECK_BYTES + passed.body().size());
        if (way.passed.isOver() || !way.boards.contains(passed.board())) {
            return;
        }
        if (ours) {
            take(passed, message);
        } else {
            Ways.Way next = ways.to(passed.board(), passed.to());
            if (next != null) {
                ground.send(next.link, passed);
            }
        }
    }

    private void take(Passed passed, Message message) {
        if (isNews(passed)) {
            ground.check(
                    passed.from(),
                    passed.text(),
                    passed.signature(),
                    good -> {
                        if (good && isNews(passed)) {
                            remember(passed);
                            receiver.came(passed.board(), passed.from(), message);
                        }
                    });
        }
    }

    private boolean isNews(Passed passed) {
        TreeSet<Long> seen = numbers.get(passed.from());
        boolean news =
                seen == null
                        || !seen.contains(passed.number())
                                && (seen.size() < NUMBERS_MAX || seen.first() < passed.number());
        return news && ground.isMember(passed.board(), passed.from());
    }

    private void remember(Passed passed) {
        TreeSet<Long> seen = numbers.computeIfAbsent(passed.from(), author -> new TreeSet<>());
        seen.add(passed.number());
        if (seen.size() > NUMBERS_MAX) {
            seen.pollFirst();
        }
        if (numbers.size() > AUTHORS_MAX) {
            numbers.remove(silentLongest());
        }
    }

    /// Whose newest number is the oldest: they grow with the time.
    private PeerId silentLongest() {
        PeerId silent = numbers.firstKey();
        long oldest = Long.MAX_VALUE;
        for (var one : numbers.entrySet()) {
            if (one.getValue().last() < oldest) {
                silent = one.getKey();
                oldest = one.getValue().last();
            }
        }
        return silent;
    }

    void measure(List<Gauge> out) {
        out.add(new Gauge("authors of what is passed on", numbers.size(), AUTHORS_MAX));
    }
}
