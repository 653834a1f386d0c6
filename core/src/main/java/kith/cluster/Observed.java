package kith.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.identity.PeerId;
import kith.port.Now;

/// What this peer measures of those that it observes.
final class Observed {
    /// Whoever has not answered for so long has a gap. Guess: three beats and a lost packet.
    private static final long GAP_NANOS = 15 * Now.SECOND;

    /// Of each new round trip so much counts in what is usual. As TCP does (RFC 6298).
    private static final int SMOOTH = 8;

    /// Over which the bytes of a second and the first deliveries are counted.
    private static final long WINDOW_NANOS = 60 * Now.SECOND;

    private final TreeMap<PeerId, Watch> watches = new TreeMap<>();

    private static final class Watch {
        long sinceNanos;
        long heardNanos;
        long microsLeast = Long.MAX_VALUE;
        long microsUsual;
        long windowNanos;
        long bytes;
        long bytesMost;
        long firsts;
        long firstsBefore;

        Watch(long nowNanos) {
            sinceNanos = nowNanos;
            heardNanos = nowNanos;
            windowNanos = nowNanos;
        }
    }

    /// From now on these, and no others.
    void watch(List<PeerId> subjects, long nowNanos) {
        for (PeerId known : new ArrayList<>(watches.keySet())) {
            if (!subjects.contains(known)) {
                watches.remove(known);
            }
        }
        subjects.forEach(one -> watches.computeIfAbsent(one, peer -> new Watch(nowNanos)));
    }

    /// It answered after so long.
    void answered(PeerId peer, long nanos, long nowNanos) {
        Watch watch = watches.get(peer);
        if (watch == null) {
            return;
        }
        long micros = nanos / 1_000;
        boolean first = watch.microsUsual == 0;
        watch.microsLeast = Math.min(watch.microsLeast, micros);
        watch.microsUsual += first ? micros : (micros - watch.microsUsual) / SMOOTH;
        if (nowNanos - watch.heardNanos > GAP_NANOS) {
            watch.sinceNanos = nowNanos;
        }
        watch.heardNanos = nowNanos;
    }

    /// It delivered something, and perhaps before anybody else.
    void delivered(PeerId peer, int bytes, boolean first, long nowNanos) {
        Watch watch = watches.get(peer);
        if (watch != null) {
            turn(watch, nowNanos);
            watch.bytes += bytes;
            watch.firsts += first ? 1 : 0;
        }
    }

    private static void turn(Watch watch, long nowNanos) {
        if (nowNanos - watch.windowNanos > WINDOW_NANOS) {
            watch.windowNanos = nowNanos;
            watch.bytesMost = Math.max(watch.bytesMost / 2, watch.bytes);
            watch.firstsBefore = watch.firsts;
            watch.bytes = 0;
            watch.firsts = 0;
        }
    }

    /// Of whom has not answered there is nothing to say.
    List<Opinion.Of> opinions(long nowNanos) {
        var all = new ArrayList<Opinion.Of>();
        watches.forEach((peer, watch) -> all.add(of(peer, watch, nowNanos)));
        return all;
    }

    private static Opinion.Of of(PeerId peer, Watch watch, long nowNanos) {
        turn(watch, nowNanos);
        boolean silent = watch.microsUsual == 0 || nowNanos - watch.heardNanos > GAP_NANOS;
        Measures measures =
                silent
                        ? Measures.NONE
                        : Measures.of(
                                watch.microsUsual,
                                watch.microsLeast,
                                (nowNanos - watch.sinceNanos) / Now.SECOND,
                                watch.bytesMost / (WINDOW_NANOS / Now.SECOND),
                                watch.firstsBefore);
        return new Opinion.Of(Opinion.name(peer), measures);
    }
}
