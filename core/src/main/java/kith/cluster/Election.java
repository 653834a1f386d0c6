package kith.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import kith.cluster.ClusterMessage.Answer;
import kith.cluster.ClusterMessage.Answered;
import kith.cluster.ClusterMessage.Claim;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Rng;
import kith.lang.Sha256;
import kith.lang.Writer;
import kith.port.Now;
import org.jspecify.annotations.Nullable;

/// Who leads a cluster: whoever the others measured to be best, for a lease that more than half of
/// them promised.
///
/// *The problem.* Somebody has to speak for all, and may crash, be cut off in one direction, or
/// want to for a bad reason. Nobody can ask whether it is still there without waiting.
///
/// *The idea.* A leader claims its lease of 6 s anew every 2 s, and leads as long as at least half
/// of the others have accepted, which with itself is more than half. A member promises to one at a
/// time. When no claim comes until the promise ends, the best of the order claims at once, the next
/// ones a little later each. A first claim is promised to for a moment only, and whoever has enough
/// promises claims again at once, which counts: so two who claim at the same time, and have some
/// promises each, do not stand in the way of a third for a whole lease. Source: Gray and Cheriton,
/// *Leases* (SOSP 1989); the majority as in Lamport's *Paxos Made Simple* (2001), without a log
/// behind it.
///
/// The leader counts its lease from when it sent the claim, the others from when it came: so the
/// leader stops first, as long as clocks run equally fast. Who outranks the leader clearly and for
/// a while is promised to before the lease ends; then two lead for a moment, which does no harm.
///
/// A claim out of turn is refused, whoever makes it. One whose acceptances do not come back stops
/// and stays silent for a while, so that others hear nothing and elect another.
final class Election {
    /// For how long a claim holds. Goal: another one leads within 8 s.
    static final long LEASE_NANOS = 6 * Now.SECOND;

    static final long RENEW_NANOS = 2 * Now.SECOND;

    /// So much later the next in order claims. Guess: more than a round trip inside.
    static final long TURN_NANOS = 400 * Now.MILLI;

    /// So much later than the promise ends that it gave itself, somebody claims: to others the last
    /// claim came later. Guess: a way inside, with some work at its end.
    static final long GRACE_NANOS = TURN_NANOS / 4;

    /// So long a first claim waits for acceptances, and for so long it is promised to. Guess: a
    /// claim and its answer, twice.
    static final long CLAIM_NANOS = 2 * TURN_NANOS;

    /// And then a part of this, by lot, before it claims anew, when another one claimed at the same
    /// time: so that one of them comes first within what a failover may take.
    private static final long AGAIN_NANOS = 2 * TURN_NANOS;

    /// Then twice as long, and so on, so often. Guess: by then the promises to others are over.
    private static final int FAILURES_MAX = 3;

    /// How long it is silent who has lost the lease. Two leases: until another one leads.
    static final long REST_NANOS = 2 * LEASE_NANOS;

    /// Between two epochs that who leads makes larger without need. Two renewals.
    static final long RAISE_NANOS = 2 * RENEW_NANOS;

    /// By so many marks, and for so long, it must outrank the leader who wants to take its place.
    /// Guess: two marks of two measures.
    static final int MARGIN = 4;

    static final long OUTRANKED_NANOS = 30 * Now.SECOND;

    /// So much may two members differ about somebody's place in the order, who heard of
    /// measurements at different times. Guess.
    static final int RANKS_APART = 1;

    /// Beyond, an epoch is not believed, so that nobody uses them up.
    static final int EPOCH_STEP_MAX = 1_024;

    /// A guest goes when it heard nothing of its host for so long: a second answer is late.
    static final long GUEST_SILENT_NANOS = 5 * Aggregates.GUEST_NANOS / 2;

    /// Guess: longer than a card goes round.
    private static final long SETTLED_NANOS = 30 * Now.SECOND;

    /// Who leads, as somebody has promised for a while. Source: Gray and Cheriton, *Leases* (SOSP
    /// 1989); the epoch is the fencing token of Kleppmann, *How to do distributed locking* (2016).
    ///
    /// @param epoch grows with each other holder; what is done under an older one counts no more
    /// @param holder null when nobody does
    private record Lease(long epoch, @Nullable PeerId holder, long untilNanos) {
        static final Lease NONE = new Lease(0, null, Long.MIN_VALUE);

        boolean holds(long nowNanos) {
            return holder != null && nowNanos < untilNanos;
        }

        boolean isOf(PeerId peer) {
            return peer.equals(holder);
        }
    }

    private final Host host;
    private final BoardId board;
    private final Members members;
    private final Opinions opinions;
    private final Rng rng;
    private final List<PeerId> accepted = new ArrayList<>();
    private final List<PeerId> refused = new ArrayList<>();
    private long cluster;
    private boolean guest; // no claims: its host leads as long as it is heard of
    private long enteredNanos;
    private Lease promise = Lease.NONE;
    private long epoch; // the newest that was promised or claimed
    private long given; // the newest that was promised to another, or that this peer led under
    private long ledEpoch; // the newest under which somebody led for sure
    private long told; // the newest that others told of
    private long vain; // the epoch that this peer claimed last and never led under
    private long raiseNanos = Now.NEVER; // when to claim a larger epoch than it leads under
    private long raisedNanos = Long.MIN_VALUE / 2;
    private long claimed; // the epoch that this peer claims; 0 when it does not
    private long number;
    private long firstNanos; // when it claimed that epoch first
    private long claimNanos; // and last
    private boolean confirms; // whether that was because the one before was accepted
    private long leadsUntil = Long.MIN_VALUE;
    private long silentUntil = Long.MIN_VALUE;
    private long outranksSince = Now.NEVER;
    private int failures; // claims in a row that were given up
    private long ledNanos; // when somebody did for sure

    Election(Host host, BoardId board, Members members, Opinions opinions, Rng rng) {
        this.host = host;
        this.board = board;
        this.members = members;
        this.opinions = opinions;
        this.rng = rng;
    }

    /// Of another cluster from now on, under the lease of that leader; without one, somebody claims
    /// at once.
    void enter(long another, long underEpoch, @Nullable PeerId leader) {
        long now = host.now().nanos();
        cluster = another;
        guest = false;
        enteredNanos = now;
        epoch = underEpoch;
        given = underEpoch;
        ledEpoch = underEpoch;
        told = underEpoch;
        stop(0);
        failures = 0;
        vain = 0;
        promise = new Lease(epoch, leader, leader == null ? now : now + LEASE_NANOS);
        ledNanos = now;
        host.wakeAt(promise.untilNanos());
    }

    /// The same as a guest of who leads, which neither claims nor promises.
    void visit(long another, long underEpoch, PeerId leader) {
        enter(another, underEpoch, leader);
        guest = true;
        heard(leader, underEpoch);
    }

    /// A host told its guest something.
    void heard(PeerId from, long under) {
        if (guest && promise.isOf(from)) {
            epoch = Math.max(epoch, under);
            promise = new Lease(epoch, from, host.now().nanos() + GUEST_SILENT_NANOS);
        }
    }

    // What is known

    boolean isGuest() {
        return guest;
    }

    long epoch() {
        return epoch;
    }

    boolean leads() {
        return claimed > 0 && host.now().nanos() < leadsUntil;
    }

    /// Whom this peer believes to lead.
    @Nullable PeerId leader() {
        if (leads()) {
            return host.self();
        }
        return promise.holds(host.now().nanos()) ? promise.holder() : null;
    }

    long untilNanos() {
        return leads() ? leadsUntil : promise.untilNanos();
    }

    /// For how long there has been nobody who claimed a second time, as only who leads does.
    long leaderlessNanos() {
        return leads() ? 0 : host.now().nanos() - ledNanos;
    }

    /// Whether this peer has belonged here for a while.
    boolean isSettled() {
        return host.now().nanos() - enteredNanos > SETTLED_NANOS;
    }

    // Time

    void wake() {
        long now = host.now().nanos();
        if (cluster == 0 || guest) {
            return;
        }
        if (claimed > 0) {
            goOn(now);
        } else if (!promise.holds(now)) {
            claimInTurn(now);
        } else {
            challenge(now);
        }
    }

    private void goOn(long now) {
        boolean led = leadsUntil != Long.MIN_VALUE;
        if (led ? now >= leadsUntil : now >= firstNanos + CLAIM_NANOS) {
            stop();
        } else if (now >= claimNanos + RENEW_NANOS) {
            raise(now);
            claim(now);
        } else {
            host.wakeAt(
                    Math.min(
                            claimNanos + RENEW_NANOS, led ? leadsUntil : firstNanos + CLAIM_NANOS));
        }
    }

    /// Some have promised this epoch, or a larger one, to another one, and can promise it to nobody
    /// else: who leads goes on under a larger one. Seldom, so that one who always refuses does not
    /// make it so all the time.
    private void raise(long now) {
        if (now >= raiseNanos) {
            claimed = Math.max(epoch, told) + 1;
            confirms = false;
            raisedNanos = now;
        }
        raiseNanos = Now.NEVER;
    }

    /// No longer claims: for long when it led, for a moment when it never did. Each time in a row
    /// for longer: those who accept it hear of no other leader as long as it claims again and
    /// again.
    private void stop() {
        boolean led = leadsUntil != Long.MIN_VALUE;
        long moment = AGAIN_NANOS / 1_000 * rng.nextInt(1_000) << failures;
        failures = led ? 0 : Math.min(failures + 1, FAILURES_MAX);
        stop(led ? REST_NANOS : moment);
    }

    /// No longer claims, and not again for so long. Whoever never led under an epoch has not used
    /// its own promise, and takes it back: another one may lead under an earlier one.
    private void stop(long silentNanos) {
        if (leadsUntil == Long.MIN_VALUE) {
            vain = claimed;
            epoch = given;
        } else {
            vain = 0;
            given = epoch;
        }
        raiseNanos = Now.NEVER;
        claimed = 0;
        leadsUntil = Long.MIN_VALUE;
        outranksSince = Now.NEVER;
        silentUntil = host.now().nanos() + silentNanos;
        if (promise.isOf(host.self())) {
            promise = new Lease(epoch, null, host.now().nanos());
        }
        host.wakeAt(silentUntil);
    }

    private void claimInTurn(long now) {
        long from = Math.max(promise.untilNanos(), silentUntil);
        long at = from + GRACE_NANOS + TURN_NANOS * rank(host.self());
        if (now < at) {
            host.wakeAt(at);
        } else {
            begin(now);
        }
    }

    /// How many come before it when somebody is to claim: none before the best.
    private int rank(PeerId peer) {
        int before = 0;
        var order = order();
        for (PeerId other : members.all()) {
            if (!promise.isOf(other) && order.compare(other, peer) < 0) {
                before++;
            }
        }
        return before;
    }

    /// By score, then by a hash that is another after each leader; not after each claim, of which
    /// some hear and others do not.
    private Comparator<PeerId> order() {
        var scores = new TreeMap<PeerId, Integer>();
        members.all().forEach(peer -> scores.put(peer, opinions.score(peer)));
        return (one, other) -> {
            int byScore =
                    Integer.compare(scores.getOrDefault(other, 0), scores.getOrDefault(one, 0));
            return byScore != 0 ? byScore : draw(one).compareTo(draw(other));
        };
    }

    private Bytes draw(PeerId peer) {
        var out = new Writer().u64(ledEpoch);
        peer.write(out);
        return Sha256.hash(out.toBytes());
    }

    /// Who outranks the leader by far and for long, and is the best, takes its place.
    private void challenge(long now) {
        PeerId holder = promise.holder();
        boolean better = holder != null && outranks(host.self(), holder) && rank(host.self()) == 0;
        if (!better) {
            outranksSince = Now.NEVER;
        } else if (outranksSince == Now.NEVER) {
            outranksSince = now;
        } else if (now - outranksSince >= OUTRANKED_NANOS && now >= silentUntil) {
            begin(now);
        }
        host.wakeAt(promise.untilNanos());
    }

    private boolean outranks(PeerId peer, PeerId holder) {
        return opinions.score(peer) >= opinions.score(holder) + MARGIN;
    }

    // Claiming

    private void begin(long now) {
        claimed = Math.max(epoch, told) + 1;
        confirms = false;
        firstNanos = now;
        claim(now);
    }

    private void claim(long now) {
        epoch = claimed;
        promise = new Lease(claimed, host.self(), now + LEASE_NANOS);
        claimNanos = now;
        number++;
        accepted.clear();
        refused.clear();
        for (PeerId member : members.all()) {
            if (!member.equals(host.self())) {
                host.send(member, new Claim(board, cluster, claimed, number, members.version()));
            }
        }
        count();
        host.wakeAt(now + (leadsUntil == Long.MIN_VALUE ? CLAIM_NANOS : RENEW_NANOS));
    }

    /// At least half of the others: with itself more than half.
    private void count() {
        int others = members.size() - 1;
        int needed = (others + 1) / 2;
        if (accepted.size() >= needed && confirms) {
            leadsUntil = claimNanos + LEASE_NANOS;
            ledNanos = claimNanos;
            ledEpoch = claimed;
        } else if (accepted.size() >= needed) {
            confirms = true;
            claim(host.now().nanos());
        } else if (refused.size() > others - needed) {
            stop();
        }
    }

    /// What a member says to a claim.
    void received(PeerId from, Answered answered) {
        if (!members.has(from)) {
            return;
        }
        long known = leads() ? epoch : given;
        told = Math.max(told, Math.min(answered.epoch(), known + EPOCH_STEP_MAX - 1));
        if (claimed == 0 || answered.number() != number) {
            return;
        }
        boolean accepts = answered.answer() == Answer.ACCEPTED;
        if (!accepts && answered.epoch() >= claimed && leads()) {
            raiseNanos = raisedNanos + RAISE_NANOS;
        }
        boolean counts = !accepts || answered.epoch() == claimed;
        if (counts && !accepted.contains(from) && !refused.contains(from)) {
            (accepts ? accepted : refused).add(from);
            count();
        }
    }

    // Observing

    /// A member claims to lead: what to say.
    Answer received(PeerId from, Claim claim) {
        long now = host.now().nanos();
        if (guest || !members.has(from) || !accepts(from, claim.epoch(), now)) {
            return Answer.REFUSED;
        }
        if (claimed > 0) {
            stop(0);
        }
        failures = 0;
        boolean again = claim.epoch() == epoch && promise.isOf(from);
        long before = promise.isOf(from) ? promise.untilNanos() : now;
        long until = Math.max(before, now + (again ? LEASE_NANOS : CLAIM_NANOS));
        ledNanos = again ? now : ledNanos;
        ledEpoch = again ? epoch : ledEpoch;
        epoch = claim.epoch();
        given = epoch;
        promise = new Lease(epoch, from, until);
        host.wakeAt(promise.untilNanos());
        return Answer.ACCEPTED;
    }

    private boolean accepts(PeerId from, long claim, long now) {
        if (leads() && members.guests() > 0) {
            return false; // who has guests leads; more than half of its members can still not
        }
        if (claim == epoch && promise.isOf(from)) {
            return true;
        }
        if (claim == vain && promise.holder() == null) {
            return true;
        }
        if (claim <= epoch || claim > epoch + EPOCH_STEP_MAX) {
            return false;
        }
        PeerId holder = promise.holder();
        if (promise.holds(now)) {
            boolean again = promise.isOf(from);
            boolean best = rank(from) <= RANKS_APART;
            return again || best && holder != null && outranks(from, holder);
        }
        return now >= promise.untilNanos() + TURN_NANOS * (rank(from) - RANKS_APART);
    }
}
