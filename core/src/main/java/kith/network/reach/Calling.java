package kith.network.reach;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.identity.PeerId;
import kith.network.reach.ReachMessage.Answered;
import kith.network.reach.ReachMessage.Asked;
import kith.port.Gauge;
import kith.port.Now;
import org.jspecify.annotations.Nullable;

/// Calls those who ask for it, and tells them what came of it.
///
/// What a host says of an address is taken for the call that is under way there: of two calls to
/// one address at one time each gets an answer, and which gets which makes no difference.
final class Calling {
    /// For all who ask together. Guess: each costs a socket and a handshake.
    static final int CALLS_MAX = 8;

    /// For one who asks, in a minute. Guess: three times as many as one may list.
    static final int CALLS_PER_MINUTE = 24;

    /// Of so many who have asked in the last minute that is counted.
    static final int ASKERS_MAX = 256;

    /// Guess: as long as people wait; a host hears by then that nobody answers.
    static final long WAIT_NANOS = 10 * Now.SECOND;

    /// A host that says nothing for so long says nothing any more.
    private static final long FORGET_NANOS = 60 * Now.SECOND;

    private static final long MINUTE_NANOS = 60 * Now.SECOND;

    private final Host host;
    private final List<Call> calls = new ArrayList<>();
    private final TreeMap<PeerId, Spent> spent = new TreeMap<>();

    private static final class Call {
        final long link;
        final PeerId to;
        final Asked asked;
        final long beganNanos;

        /// Whether nobody waits for it any more; the host may still be at it.
        boolean isOver;

        Call(long link, PeerId to, Asked asked, long beganNanos) {
            this.link = link;
            this.to = to;
            this.asked = asked;
            this.beganNanos = beganNanos;
        }
    }

    /// What somebody used up in the minute that began then.
    private static final class Spent {
        final long sinceNanos;
        int calls;

        Spent(long sinceNanos) {
            this.sinceNanos = sinceNanos;
        }
    }

    Calling(Host host) {
        this.host = host;
    }

    /// A member over whose link that board is shared wants to be called.
    void asked(long link, PeerId from, Asked asked) {
        Outcome.Failed refusal = refusal(from, asked);
        if (refusal != null) {
            answer(link, asked, refusal);
            return;
        }
        long now = host.now().nanos();
        spent.computeIfAbsent(from, peer -> new Spent(now)).calls++;
        calls.add(new Call(link, from, asked, now));
        host.dial(asked.address(), from.key());
        host.wakeAt(now + WAIT_NANOS);
    }

    private Outcome.@Nullable Failed refusal(PeerId from, Asked asked) {
        if (!host.addresses(asked.board(), from).contains(asked.address())) {
            return new Outcome.Failed(
                    "reach-unlisted", "on that board you do not say that you listen there");
        }
        long now = host.now().nanos();
        spent.values().removeIf(one -> now - one.sinceNanos >= MINUTE_NANOS);
        Spent used = spent.get(from);
        boolean many = used == null ? spent.size() >= ASKERS_MAX : used.calls >= CALLS_PER_MINUTE;
        return many || isCalled(from) || calls.size() >= CALLS_MAX
                ? new Outcome.Failed("reach-busy", "others are called, or you were a moment ago")
                : null;
    }

    private boolean isCalled(PeerId peer) {
        for (Call call : calls) {
            if (call.to.equals(peer)) {
                return true;
            }
        }
        return false;
    }

    private void answer(long link, Asked asked, Outcome outcome) {
        host.send(link, new Answered(asked.number(), asked.board(), outcome));
    }

    /// Whether a link that we dialled is one of these calls; then nothing goes over it.
    boolean linkUp(PeerId peer, String address) {
        return ended(peer, address, null);
    }

    /// Whether what failed is one of these calls.
    boolean dialFailed(String address, String reason) {
        return ended(null, address, Outcome.Failed.of(reason));
    }

    private boolean ended(@Nullable PeerId peer, String address, Outcome.@Nullable Failed why) {
        for (Call call : calls) {
            boolean same = peer == null || call.to.equals(peer);
            if (same && call.asked.address().equals(address)) {
                calls.remove(call);
                if (!call.isOver) {
                    long nanos = host.now().nanos() - call.beganNanos;
                    answer(call.link, call.asked, why == null ? Outcome.reached(nanos) : why);
                }
                return true;
            }
        }
        return false;
    }

    /// Who asked over that link hears of nothing any more.
    void linkDown(long link) {
        for (Call call : calls) {
            call.isOver |= call.link == link;
        }
    }

    void wake() {
        long now = host.now().nanos();
        for (Call call : calls) {
            long due = call.beganNanos + WAIT_NANOS;
            if (!call.isOver && due <= now) {
                call.isOver = true;
                answer(
                        call.link,
                        call.asked,
                        new Outcome.Failed("reach-silent", "nothing came of the call in 10 s"));
            } else if (!call.isOver) {
                host.wakeAt(due);
            }
        }
        calls.removeIf(call -> now - call.beganNanos >= FORGET_NANOS);
    }

    void measure(List<Gauge> out) {
        out.add(new Gauge("calls that others asked for", calls.size(), CALLS_MAX));
        out.add(new Gauge("who asked for calls lately", spent.size(), ASKERS_MAX));
    }
}
