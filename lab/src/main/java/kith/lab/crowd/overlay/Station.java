package kith.lab.crowd.overlay;

import java.util.TreeMap;
import kith.lab.crowd.Crowd;
import kith.port.Now;
import org.jspecify.annotations.Nullable;

/// One peer of a [Town]: its links, which come up, break and are ended, and the machine that
/// decides about them.
///
/// *A link* is there for who dialled after six trips, and for the other after five: TCP, TLS with
/// both sides proven, and a word of what it is for. It costs 1,500 bytes of each side. Between two
/// there is one: where both dial at once that of the smaller number stands, and who dialled the
/// other learns that it was for nothing.
///
/// *A message* has 22 bytes and a header of 5 of a record of TLS 1.3 and 40 of TCP and IP around
/// it. Acknowledgements are not counted.
final class Station implements Crowd.Member {
    /// How long somebody is dialled who does not answer, unless told otherwise.
    static final long PATIENCE_NANOS = Now.SECOND;

    private static final int AROUND_BYTES = 22 + 5 + 40;
    private static final int HANDSHAKE_BYTES = 1_500; // of each side
    private static final int TRIPS_BEFORE = 4;

    /// Its type, a number, and the reason.
    private static final int BYE_BYTES = 2 + AROUND_BYTES;

    final Town town;
    final int number;
    private final Crowd crowd;
    private final Machine machine;
    private final TreeMap<Integer, Line> lines = new TreeMap<>();

    /// What decides whom this peer is linked to.
    interface Machine {
        /// It runs from now on; `contact` is somebody that is up, for who needs one.
        void start(int contact);

        void linkUp(int other, boolean inbound);

        /// Also for who ended it itself.
        void linkDown(int other, String reason);

        void dialFailed(int other);

        void received(int from, Object message);

        void woke();

        /// Whether that one, to whom there is a link, counts as a neighbour.
        boolean isNeighbour(int other);
    }

    private record Open(long id) {}

    private record Opened(long id) {}

    private record Said(long id, Object message) {}

    /// What somebody says over a link that is there for that only.
    private record Visit(Object message) {}

    private record Bye(long id, String reason) {}

    /// Nobody answered until now.
    private record Unanswered(int other, long id) {}

    private record Over(int other, long id, String reason) {}

    private static final class Line {
        final long id;
        final boolean inbound;
        boolean up;
        boolean ending;

        Line(long id, boolean inbound) {
            this.id = id;
            this.inbound = inbound;
            this.up = inbound;
        }
    }

    Station(Town town, int number, Town.Maker maker) {
        this.town = town;
        this.crowd = town.crowd;
        this.number = number;
        this.machine = maker.make(this);
    }

    Machine machine() {
        return machine;
    }

    void start(int contact) {
        machine.start(contact);
    }

    long nanos() {
        return crowd.nanos();
    }

    Now now() {
        return crowd.now();
    }

    void wakeAt(long nanos) {
        crowd.wakeAt(number, nanos);
    }

    /// Between this one and that one and back.
    long roundTripNanos(int other) {
        return 2_000L * crowd.micros(number, other);
    }

    // Links

    boolean isLinked(int other) {
        Line line = lines.get(other);
        return line != null && line.up && !line.ending;
    }

    boolean isNeighbour(int other) {
        return isLinked(other) && machine.isNeighbour(other);
    }

    /// Whether the link to that one was dialled from there.
    boolean isInbound(int other) {
        Line line = lines.get(other);
        return line != null && line.inbound;
    }

    /// All to whom there is a link.
    Iterable<Integer> linked() {
        return lines.keySet();
    }

    void dial(int other) {
        if (lines.containsKey(other)) {
            crowd.later(number, 0, new Unanswered(other, -1));
            return;
        }
        var line = new Line(town.nextLink(), false);
        lines.put(other, line);
        crowd.send(number, other, new Open(line.id), HANDSHAKE_BYTES, TRIPS_BEFORE);
        crowd.later(number, town.setting.patienceNanos(), new Unanswered(other, line.id));
    }

    void send(int other, Object message, int sizeBytes) {
        Line line = lines.get(other);
        if (line != null && line.up && !line.ending) {
            crowd.send(number, other, new Said(line.id, message), sizeBytes + AROUND_BYTES);
        }
    }

    /// Says something to whoever is there, linked or not: over a link for that only in the latter
    /// case, half of whose cost is the other side's and is counted here all the same.
    void tell(int other, Object message, int sizeBytes) {
        if (isLinked(other)) {
            send(other, message, sizeBytes);
        } else {
            int all = sizeBytes + AROUND_BYTES + 2 * HANDSHAKE_BYTES;
            crowd.send(number, other, new Visit(message), all, TRIPS_BEFORE);
        }
    }

    /// Ends a link; the machine hears of it when it has done what it is at.
    void end(int other, String reason) {
        Line line = lines.get(other);
        if (line != null && line.up && !line.ending) {
            line.ending = true;
            crowd.send(number, other, new Bye(line.id, reason), BYE_BYTES + reason.length());
            crowd.later(number, 0, new Over(other, line.id, reason));
        }
    }

    /// This peer is gone: those that it had links to, or dialled, miss it after a while.
    void missed() {
        lines.forEach(
                (other, line) ->
                        crowd.later(other, town.missedNanos(), new Over(number, line.id, "gone")));
    }

    // What comes

    @Override
    public void received(int from, Object message) {
        switch (message) {
            case Open open -> open(from, open.id);
            case Opened opened -> opened(from, opened.id);
            case Said said -> {
                Line line = find(from, said.id);
                if (line != null && line.up) {
                    machine.received(from, said.message);
                }
            }
            case Visit visit -> machine.received(from, visit.message);
            case Bye bye -> over(from, bye.id, bye.reason);
            case Unanswered silence -> unanswered(silence);
            case Over over -> over(over.other, over.id, over.reason);
            default -> throw new IllegalArgumentException("what is " + message);
        }
    }

    @Override
    public void woke() {
        machine.woke();
    }

    private @Nullable Line find(int other, long id) {
        Line line = lines.get(other);
        return line != null && line.id == id ? line : null;
    }

    private void open(int from, long id) {
        Line before = lines.get(from);
        if (before != null && !before.inbound && (before.up || number < from)) {
            return; // ours stands, and the other side hears of it
        }
        lines.put(from, new Line(id, true));
        if (before != null && before.inbound) {
            machine.linkDown(from, "gone"); // it was away, and is back
        } else if (before != null) {
            machine.dialFailed(from);
        }
        crowd.send(number, from, new Opened(id), HANDSHAKE_BYTES);
        machine.linkUp(from, true);
    }

    private void opened(int from, long id) {
        Line line = find(from, id);
        if (line == null) {
            crowd.send(number, from, new Bye(id, "late"), BYE_BYTES);
        } else {
            line.up = true;
            machine.linkUp(from, false);
        }
    }

    private void unanswered(Unanswered silence) {
        Line line = find(silence.other, silence.id);
        if (line != null && !line.up) {
            lines.remove(silence.other);
            machine.dialFailed(silence.other);
        } else if (silence.id < 0) {
            machine.dialFailed(silence.other);
        }
    }

    private void over(int other, long id, String reason) {
        Line line = find(other, id);
        if (line != null && line.up) {
            lines.remove(other);
            machine.linkDown(other, reason);
        }
    }
}
