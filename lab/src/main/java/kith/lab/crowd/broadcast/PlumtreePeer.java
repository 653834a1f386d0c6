package kith.lab.crowd.broadcast;

import java.util.ArrayList;
import java.util.List;
import kith.lab.crowd.Crowd;
import kith.port.Now;
import org.jspecify.annotations.Nullable;

/// Plumtree (Leitão, Pereira and Rodrigues, *Epidemic Broadcast Trees*, SRDS 2007) with the
/// settings of iroh-gossip, on a view as HyParView's.
///
/// All links are eager at first; who brings a copy too many is pruned to lazy. Lazy links carry
/// what is here, after 5 ms; what is lacking a while later (80 ms with iroh) is asked for, which
/// makes its link eager, and of the next one after half of that. An announcement that is seven
/// passes shorter takes the place of the eager link.
final class PlumtreePeer extends Others {
    private static final long GATHER_NANOS = 5 * Now.MILLI;
    private static final int SHORTER = 7;

    private final long patienceNanos;
    private final List<Integer> lazy = new ArrayList<>();
    private final List<Missing> missing = new ArrayList<>();
    private final List<Have> waiting = new ArrayList<>();
    private long sendAtNanos = Now.NEVER;

    private record Have(long update, int hops) {}

    private record IHave(List<Have> all) {}

    private record Graft(long update) {}

    private record Prune() {}

    private static final class Missing {
        final long update;
        final List<Integer> from = new ArrayList<>();
        int hops;
        long atNanos;

        Missing(long update, long atNanos) {
            this.update = update;
            this.atNanos = atNanos;
        }
    }

    PlumtreePeer(Crowd crowd, Arrivals arrivals, int self, long patienceNanos) {
        super(crowd, arrivals, self);
        this.patienceNanos = patienceNanos;
    }

    @Override
    public void publish(long update, int sizeBytes) {
        take(self, new Copy(update, 0, sizeBytes));
    }

    private void take(int from, Copy copy) {
        keep(copy);
        var next = new Copy(copy.update(), copy.hops() + 1, copy.sizeBytes());
        for (int i = 0; i < size; i++) {
            if (links[i] != from && !lazy.contains(links[i])) {
                send(links[i], next);
            }
        }
        waiting.add(new Have(copy.update(), copy.hops()));
        sendAtNanos = Math.min(sendAtNanos, crowd.nanos() + GATHER_NANOS);
        crowd.wakeAt(self, sendAtNanos);
    }

    @Override
    public void received(int from, Object message) {
        switch (message) {
            case Copy copy -> copy(from, copy);
            case IHave have -> have.all.forEach(one -> announced(from, one));
            case Graft graft -> {
                lazy.remove(Integer.valueOf(from));
                serve(from, graft.update);
            }
            case Prune prune -> becomes(from, true);
            default -> throw new IllegalArgumentException("what is " + message);
        }
    }

    private void becomes(int peer, boolean isLazy) {
        lazy.remove(Integer.valueOf(peer));
        if (isLazy) {
            lazy.add(peer);
        }
    }

    private void copy(int from, Copy copy) {
        if (has(copy.update())) {
            becomes(from, true);
            ofLink(from, new Prune());
            return;
        }
        Missing one = find(copy.update());
        missing.remove(one);
        take(from, copy);
        becomes(from, false);
        if (one != null && copy.hops() - one.hops >= SHORTER && !one.from.isEmpty()) {
            becomes(one.from.getFirst(), false);
            control(one.from.getFirst(), new Graft(0), 1);
            becomes(from, true);
            ofLink(from, new Prune());
        }
    }

    private void announced(int from, Have have) {
        if (has(have.update)) {
            return;
        }
        Missing one = find(have.update);
        if (one == null) {
            one = new Missing(have.update, crowd.nanos() + patienceNanos);
            one.hops = have.hops;
            missing.add(one);
            crowd.wakeAt(self, one.atNanos);
        }
        one.from.add(from);
    }

    private @Nullable Missing find(long update) {
        for (Missing one : missing) {
            if (one.update == update) {
                return one;
            }
        }
        return null;
    }

    @Override
    public void woke() {
        long now = crowd.nanos();
        if (sendAtNanos <= now) {
            sendAtNanos = Now.NEVER;
            var all = new IHave(List.copyOf(waiting));
            waiting.clear();
            lazy.forEach(peer -> control(peer, all, all.all.size()));
        }
        long next = sendAtNanos;
        for (Missing one : List.copyOf(missing)) {
            if (one.atNanos <= now) {
                ask(one);
            }
            if (missing.contains(one)) {
                next = Math.min(next, one.atNanos);
            }
        }
        if (next != Now.NEVER) {
            crowd.wakeAt(self, next);
        }
    }

    private void ask(Missing one) {
        if (one.from.isEmpty()) {
            missing.remove(one);
            return;
        }
        int peer = one.from.removeFirst();
        becomes(peer, false);
        control(peer, new Graft(one.update), 1);
        one.atNanos = crowd.nanos() + patienceNanos / 2;
    }

    @Override
    public void linkUp(int peer) {
        super.linkUp(peer);
        if (newest() != 0) {
            control(peer, new IHave(List.of(new Have(newest(), 0))), 1);
        }
    }

    @Override
    public void linkDown(int peer) {
        super.linkDown(peer);
        lazy.remove(Integer.valueOf(peer));
    }
}
