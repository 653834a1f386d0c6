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

    /// As many are told of one update on each side. As many as pass it on, and those who ask.
    private static final int NAMED_MAX = 16;

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
        int hops = SpreadMessage.HOPS_MAX;
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
        if (kept.hops == SpreadMessage.HOPS_MAX && kept.hereNanos == Now.NEVER) {
            kept.hops = hops;
        }
    }

    void wrote(long update, Now now, long time) {
        Kept kept = kept(update);
        kept.hops = 0;
        here(kept, now, time);
    }

    /// It came over a link: for the first time, or once more.
    void arrived(long update, long link) {
        Kept kept = kept(update);
        PeerId peer = who.at(link);
        if (kept.from == Spreading.NO_LINK && kept.hereNanos == Now.NEVER) {
            kept.from = link;
            kept.by = peer;
        } else if (peer != null && kept.again.size() < NAMED_MAX) {
            kept.again.add(peer);
        }
    }

    /// It is here for good.
    void came(long update, Now now, long time) {
        here(kept(update), now, time);
    }

    private static void here(Kept kept, Now now, long time) {
        kept.hereNanos = now.nanos();
        kept.lateMillis = now.wallMillis() - HybridTime.millis(time);
    }

    void passed(long update, long link, Now now) {
        Kept kept = kept(update);
        PeerId peer = who.at(link);
        if (peer != null && kept.to.size() < NAMED_MAX) {
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
        return kept == null ? SpreadMessage.HOPS_MAX : kept.hops;
    }

    /// Null where it is not remembered.
    @Nullable Way way(long update) {
        Kept kept = byUpdate.get(update);
        return kept == null || kept.hereNanos == Now.NEVER
                ? null
                : new Way(kept.by, kept.hops, kept.lateMillis, kept.to, kept.again);
    }

    void measure(List<Gauge> out) {
        out.add(new Gauge("updates whose way is remembered", byUpdate.size(), MAX));
    }
}
