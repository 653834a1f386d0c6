package kith.overlay;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lang.Rng;
import kith.port.Now;

/// Some members of one board that can be dialled at an address and are not linked: whom to dial
/// when a link breaks, without a look at all members.
///
/// After the passive view of HyParView (Leitão, Pereira and Rodrigues, DSN 2007); changed: it is
/// not shuffled among neighbours but drawn by lot from all who say in the board's own space where
/// they listen, so nobody's word about others gets anybody into it. Who fails goes out of it when
/// others are there to come in.
///
/// Cost: to draw anew is one look at each who listens, so the more they are the less often it is
/// done.
final class PassiveView {
    /// Source: HyParView, of 10,000 peers.
    static final int SIZE = 30;

    /// To look at one member costs a microsecond or two; so this is one part of a thousand of a
    /// processor, all the time, at most.
    private static final long LOOK_NANOS = 2 * Now.MILLI;

    private final BoardId board;
    private List<Candidate> candidates = List.of();
    private int listening;
    private boolean stale = true;
    private boolean anew;
    private long nextNanos = Long.MIN_VALUE;

    /// A member, and where it listens.
    record Candidate(PeerId peer, List<String> addresses) {}

    PassiveView(BoardId board) {
        this.board = board;
    }

    /// Something changed that it was drawn from.
    void stale() {
        stale = true;
    }

    /// All are to be drawn anew.
    void renew() {
        anew = true;
        stale = true;
    }

    /// Draws again if that is due: in the places of those that are linked now, or that failed.
    ///
    /// @return when to come again; never when nothing changed since
    long refresh(Host host, Rng rng, Predicate<Candidate> linked, Predicate<Candidate> failed) {
        long now = host.now().nanos();
        if (!stale || now < nextNanos) {
            return stale ? nextNanos : Now.NEVER;
        }
        stale = false;
        var before = new TreeSet<PeerId>();
        candidates.forEach(one -> before.add(one.peer));
        var kept = new ArrayList<Candidate>();
        var lot = new Reservoir(rng);
        listening = 0;
        host.listening(
                board,
                (peer, addresses) -> {
                    var one = new Candidate(peer, addresses);
                    listening++;
                    if (linked.test(one)) {
                        return;
                    }
                    if (!anew && before.contains(peer) && !failed.test(one)) {
                        kept.add(one);
                    } else {
                        lot.offer(one);
                    }
                });
        anew = false;
        candidates = kept;
        lot.fill(kept);
        nextNanos = now + listening * LOOK_NANOS;
        return Now.NEVER;
    }

    /// Some of many, each as likely as any other (Vitter, *Random Sampling with a Reservoir*, TOMS
    /// 1985, algorithm R).
    private static final class Reservoir {
        private final Rng rng;
        private final List<Candidate> held = new ArrayList<>();
        private int seen;

        Reservoir(Rng rng) {
            this.rng = rng;
        }

        void offer(Candidate one) {
            seen++;
            if (held.size() < SIZE) {
                held.add(one);
                return;
            }
            int place = rng.nextInt(seen);
            if (place < SIZE) {
                held.set(place, one);
            }
        }

        void fill(List<Candidate> to) {
            while (to.size() < SIZE && !held.isEmpty()) {
                to.add(held.remove(rng.nextInt(held.size())));
            }
        }
    }

    List<Candidate> candidates() {
        return candidates;
    }

    /// How many others of the board say that they listen somewhere, linked or not.
    int listening() {
        return listening;
    }
}
