package kith.network.spread;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import kith.clock.HybridTime;
import kith.identity.PeerId;
import kith.port.Gauge;
import kith.port.Now;
import kith.sync.flow.Spreading;
import org.jspecify.annotations.Nullable;

/// What ways the newest updates of a board took: who brought each first, after how many passes, and
/// whom it went to.
final class Ways {
    /// Guess: those of some busy seconds; each takes some hundred bytes.
    static final int MAX = 1_024;

    private final Who who;
    private final LinkedHashMap<Long, Kept> byUpdate = new LinkedHashMap<>();

    /// Who is at the other end of a link; null when it is down.
    interface Who {
        @Nullable PeerId at(long link);
    }

    /// What is known of one update, before it is here or after.
    private static final class Kept {
        long from = Spreading.NO_LINK;
        @Nullable PeerId by;

        /// Changes before it that came together with it.
        int others;

        int hops = Way.HOPS_MAX;
        long hereNanos = Now.NEVER;
        long lateMillis;
        final List<Way.Pass> to = new ArrayList<>();
        final List<PeerId> again = new ArrayList<>();
    }

    Ways(Who who) {
        this.who = who;
    }

    private Kept kept(long update) {
        Kept kept = byUpdate.get(update);
        if (kept == null) {
            kept = new Kept();
            byUpdate.put(update, kept);
            if (byUpdate.size() > MAX) {
                var oldest = byUpdate.keySet().iterator();
                oldest.next();
                oldest.remove();
            }
        }
        return kept;
    }

    /// What follows over a link was passed on so often; who was first is listened to.
    void heard(long update, int hops) {
        if (update == Spread.NONE) {
            return;
        }
        Kept kept = kept(update);
        if (kept.hops == Way.HOPS_MAX && kept.hereNanos == Now.NEVER) {
            kept.hops = hops;
        }
    }

    void wrote(long update, int others, Now now, long time) {
        Kept kept = kept(update);
        kept.hops = 0;
        here(kept, others, now, time);
    }

    /// It came over a link: for the first time, or once more.
    void arrived(long update, long link) {
        Kept kept = kept(update);
        PeerId peer = who.at(link);
        if (kept.from == Spreading.NO_LINK && kept.hereNanos == Now.NEVER) {
            kept.from = link;
            kept.by = peer;
        } else if (peer != null && kept.again.size() < Way.NAMED_MAX) {
            kept.again.add(peer);
        }
    }

    /// It is here for good.
    void came(long update, int others, Now now, long time) {
        here(kept(update), others, now, time);
    }

    private static void here(Kept kept, int others, Now now, long time) {
        kept.others = others;
        kept.hereNanos = now.nanos();
        kept.lateMillis = now.wallMillis() - HybridTime.millis(time);
    }

    void passed(long update, long link, Now now) {
        Kept kept = kept(update);
        PeerId peer = who.at(link);
        if (peer != null && kept.to.size() < Way.NAMED_MAX) {
            kept.to.add(new Way.Pass(peer, now.nanos() - kept.hereNanos));
        }
    }

    /// The link over which it came first.
    long from(long update) {
        Kept kept = byUpdate.get(update);
        return kept == null ? Spreading.NO_LINK : kept.from;
    }

    /// As many as there can be where nobody said.
    int hops(long update) {
        Kept kept = byUpdate.get(update);
        return kept == null ? Way.HOPS_MAX : kept.hops;
    }

    /// Of that change, or of those with which it came; null where it is not remembered.
    @Nullable Way way(long update) {
        Kept kept = with(update);
        return kept == null || kept.hereNanos == Now.NEVER
                ? null
                : new Way(kept.by, kept.hops, kept.lateMillis, kept.to, kept.again);
    }

    /// The numbers of the changes of one chain follow on each other.
    private @Nullable Kept with(long update) {
        Kept exact = byUpdate.get(update);
        if (exact != null) {
            return exact;
        }
        for (var one : byUpdate.entrySet()) {
            long last = one.getKey();
            if (last - one.getValue().others <= update && update < last) {
                return one.getValue();
            }
        }
        return null;
    }

    void measure(List<Gauge> out) {
        out.add(new Gauge("updates whose way is remembered", byUpdate.size(), MAX));
    }
}
