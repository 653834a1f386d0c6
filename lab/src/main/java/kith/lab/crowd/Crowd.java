package kith.lab.crowd;

import java.util.Arrays;
import java.util.BitSet;
import kith.lang.Rng;
import kith.port.Now;
import org.jspecify.annotations.Nullable;

/// A crowd: peers by number, what is on its way between them, and the time.
///
/// Between two of them there is one link at most, so the number of the other side is that of the
/// link. What goes over it keeps its order, since each pair has one delay.
///
/// One thread.
public final class Crowd {
    /// The wall clock of the crowd begins here, in milliseconds since 1970.
    private static final long WALL_MILLIS = 1_800_000_000_000L;

    private final Wheel wheel = new Wheel();
    private final Delays delays;
    private final Rng rng;
    private final Member[] members;
    private final BitSet down = new BitSet();
    private final long[] wakeAt;
    private final long[] sentBytes;
    private final int[] sent;
    private int lossPerMille;
    private long events;

    /// What a peer is made of.
    public interface Member {
        void received(int from, Object message);

        /// The time has come that was asked for.
        void woke();
    }

    public Crowd(int size, Delays delays, long seed) {
        this.delays = delays;
        this.rng = new Rng(seed);
        this.members = new Member[size];
        this.wakeAt = new long[size];
        this.sentBytes = new long[size];
        this.sent = new int[size];
        Arrays.fill(wakeAt, Now.NEVER);
    }

    public int size() {
        return members.length;
    }

    public Rng rng() {
        return rng;
    }

    public Now now() {
        return new Now(wheel.nanos(), WALL_MILLIS + wheel.nanos() / Now.MILLI);
    }

    public long nanos() {
        return wheel.nanos();
    }

    /// So many messages of a thousand do not come.
    public void lose(int perMille) {
        lossPerMille = perMille;
    }

    public void put(int peer, Member member) {
        members[peer] = member;
    }

    public Member member(int peer) {
        return members[peer];
    }

    // What members do

    public void send(int from, int to, Object message, int sizeBytes) {
        send(from, to, message, sizeBytes, 0);
    }

    /// The same after something else has gone back and forth between them, so many trips in all.
    public void send(int from, int to, Object message, int sizeBytes, int trips) {
        boolean lost = lossPerMille > 0 && rng.nextInt(1_000) < lossPerMille;
        if (lost) {
            count(from, sizeBytes);
        } else {
            sendSurely(from, to, message, sizeBytes, trips);
        }
    }

    /// Without loss: what a link would repeat until it is heard.
    public void sendSurely(int from, int to, Object message, int sizeBytes) {
        sendSurely(from, to, message, sizeBytes, 0);
    }

    private void sendSurely(int from, int to, Object message, int sizeBytes, int trips) {
        count(from, sizeBytes);
        long delay = 1_000L * delays.micros(from, to) * (1 + trips);
        wheel.put(wheel.nanos() + delay, to, from, message);
    }

    private void count(int from, int sizeBytes) {
        sent[from]++;
        sentBytes[from] += sizeBytes;
    }

    /// Asks to be woken then; an earlier time that was asked for stands.
    public void wakeAt(int peer, long nanos) {
        if (nanos < wakeAt[peer]) {
            wakeAt[peer] = nanos;
            wheel.put(nanos, peer, peer, null);
        }
    }

    /// It gets that from itself, so much later: what a link takes to come up, or to be found
    /// broken.
    public void later(int peer, long nanos, Object message) {
        wheel.put(wheel.nanos() + nanos, peer, peer, message);
    }

    public int micros(int from, int to) {
        return delays.micros(from, to);
    }

    // What befalls them

    /// It is gone from one moment to the next; what was sent to it is lost.
    public void crash(int peer) {
        down.set(peer);
    }

    public void revive(int peer) {
        down.clear(peer);
        wakeAt[peer] = Now.NEVER;
    }

    public boolean isUp(int peer) {
        return !down.get(peer);
    }

    // Time

    /// Until then, or until nothing is to happen any more.
    public void run(long untilNanos) {
        wheel.run(untilNanos, this::take);
    }

    private void take(int to, int from, @Nullable Object message) {
        if (down.get(to)) {
            return;
        }
        events++;
        if (message != null) {
            members[to].received(from, message);
        } else if (wakeAt[to] <= wheel.nanos()) {
            wakeAt[to] = Now.NEVER;
            members[to].woke();
        }
    }

    // What is known

    /// Messages that came and times that were asked for.
    public long events() {
        return events;
    }

    public int sent(int peer) {
        return sent[peer];
    }

    public long sentBytes(int peer) {
        return sentBytes[peer];
    }

    /// What was sent is counted anew.
    public void count() {
        Arrays.fill(sent, 0);
        Arrays.fill(sentBytes, 0);
    }
}
