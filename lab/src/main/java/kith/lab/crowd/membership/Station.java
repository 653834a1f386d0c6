package kith.lab.crowd.membership;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import kith.lab.crowd.Crowd;
import kith.lang.Rng;
import kith.port.Now;

/// One peer of the crowd: its lines to others, what they cost, and how slow it is.
///
/// A slow one takes up what has come and what is due only now and then, after 100 ms to 2 s each
/// time, and what is due first: so it works who has hardly any processor time.
///
/// Over a stream each message costs 22 bytes and a header of 5 of a record of TLS 1.3 and 40 of TCP
/// and IP, and an acknowledgement of 40 where nothing goes back within 40 ms. A stream that is not
/// there is opened for four trips and 3,000 bytes of both sides, and kept for 30 s.
final class Station implements Crowd.Member {
    private static final int SLOW_MILLIS_MIN = 100;
    private static final int SLOW_MILLIS_MAX = 2_000;
    private static final int RECORD_BYTES = 22 + 5;
    private static final int SEGMENT_BYTES = 40;
    private static final int DATAGRAM_BYTES = 28;
    private static final long ACK_NANOS = 40 * Now.MILLI;
    private static final int HANDSHAKE_BYTES = 1_500; // of each side
    private static final int HANDSHAKE_TRIPS = 4;
    private static final long KEPT_NANOS = 30 * Now.SECOND;

    private final Crowd crowd;
    private final Weather weather;
    private final Rng rng;
    final int number;
    private final Machine machine;
    private final Map<Integer, Line> lines = new HashMap<>();
    private final ArrayDeque<Letter> waiting = new ArrayDeque<>();
    private long machineWakeAt = Now.NEVER;
    private long turnAt;
    private long bytes;

    /// What runs at a peer.
    interface Machine {
        void received(int from, Object message);

        void woke();
    }

    /// Makes the machine of one peer.
    interface Maker {
        Machine make(Station station, long seed);
    }

    /// One message.
    ///
    /// @param repeated over a stream, which sends again what was lost
    record Letter(int from, Object message, boolean stream, boolean repeated) {}

    /// A stream to somebody.
    private static final class Line {
        boolean lasting;
        long usedAt = Long.MIN_VALUE / 2;
        long owedSince = Now.NEVER;
    }

    Station(Crowd crowd, Weather weather, int number, Maker maker, long seed) {
        this.crowd = crowd;
        this.weather = weather;
        this.number = number;
        this.rng = new Rng(seed);
        this.machine = maker.make(this, rng.nextLong());
        crowd.put(number, this);
    }

    long nanos() {
        return crowd.nanos();
    }

    Now now() {
        return crowd.now();
    }

    /// What it has sent, with all that is around it.
    long bytes() {
        return bytes;
    }

    void count() {
        bytes = 0;
    }

    /// There is a stream to that one from now on.
    void link(int to) {
        lines.computeIfAbsent(to, peer -> new Line()).lasting = true;
    }

    boolean isLinked(int to) {
        Line line = lines.get(to);
        return line != null && line.lasting;
    }

    // Sending

    void send(int to, Object message, int sizeBytes) {
        Line line = lines.computeIfAbsent(to, peer -> new Line());
        boolean open = line.lasting || nanos() - line.usedAt < KEPT_NANOS;
        int all = sizeBytes + RECORD_BYTES + SEGMENT_BYTES;
        if (!open) {
            all += HANDSHAKE_BYTES;
            ((Station) crowd.member(to)).opened(number);
        }
        line.usedAt = nanos();
        settle(line);
        line.owedSince = Now.NEVER;
        bytes += all;
        var letter = new Letter(number, message, true, false);
        crowd.send(number, to, letter, all, open ? 0 : HANDSHAKE_TRIPS);
    }

    /// The other side of a stream that somebody opens.
    private void opened(int by) {
        bytes += HANDSHAKE_BYTES;
        lines.computeIfAbsent(by, peer -> new Line()).usedAt = nanos();
    }

    /// What was taken in and not acknowledged by something that went back in time.
    private void settle(Line line) {
        if (line.owedSince != Now.NEVER && nanos() - line.owedSince > ACK_NANOS) {
            bytes += SEGMENT_BYTES;
            line.owedSince = Now.NEVER;
        }
    }

    /// In a datagram.
    void cast(int to, Object message, int sizeBytes) {
        bytes += sizeBytes + DATAGRAM_BYTES;
        crowd.send(number, to, new Letter(number, message, false, false), sizeBytes, 0);
    }

    /// Over a stream that is opened for it, without TLS, and that repeats what is lost.
    void stream(int to, Object message, int sizeBytes) {
        int segments = 1 + sizeBytes / 1_400;
        bytes += sizeBytes + (2L * segments + 3) * SEGMENT_BYTES;
        crowd.send(number, to, new Letter(number, message, false, true), sizeBytes, 2);
    }

    void wakeAt(long nanos) {
        machineWakeAt = Math.min(machineWakeAt, nanos);
        crowd.wakeAt(number, Math.max(nanos, turnAt));
    }

    // What comes

    @Override
    public void received(int from, Object message) {
        var letter = (Letter) message;
        if (!weather.arrives(from, number, letter.repeated, rng)) {
            return;
        }
        if (letter.stream) {
            Line line = lines.computeIfAbsent(from, peer -> new Line());
            settle(line);
            line.owedSince = Math.min(line.owedSince, nanos());
            line.usedAt = nanos();
        }
        if (weather.slow.get(number)) {
            waiting.add(letter);
            crowd.wakeAt(number, turnAt);
        } else {
            machine.received(from, letter.message);
        }
    }

    @Override
    public void woke() {
        if (nanos() < turnAt) {
            crowd.wakeAt(number, turnAt);
            return;
        }
        if (weather.slow.get(number)) {
            long pause = rng.between(SLOW_MILLIS_MIN, SLOW_MILLIS_MAX + 1);
            turnAt = nanos() + pause * Now.MILLI;
        }
        if (machineWakeAt <= nanos()) {
            machineWakeAt = Now.NEVER;
            machine.woke();
        }
        while (!waiting.isEmpty()) {
            Letter letter = waiting.remove();
            machine.received(letter.from, letter.message);
        }
        if (machineWakeAt != Now.NEVER) {
            crowd.wakeAt(number, Math.max(machineWakeAt, turnAt));
        }
    }
}
