package kith.replica;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import kith.clock.HybridTime;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.log.ChainId;
import kith.log.Change.Place;
import kith.log.Head;
import kith.log.Intake;
import kith.log.Intake.Verdict;
import kith.log.Origin;
import kith.log.Past;
import kith.log.Run;
import kith.port.Note;
import kith.port.Now;
import kith.port.Tally.Count;
import kith.replica.Parking.Until;
import kith.sync.Session;
import org.jspecify.annotations.Nullable;

/// What happens to a run between the link that brought it and the log: who may write, how much, and
/// what to do with what does not fit yet.
///
/// Nothing is ever dropped in silence. What waits holds its sender's credit; what is dropped is
/// asked for again when the reason is gone; what is refused is refused with a code, to the sender
/// and in the status.
public final class Admitting {
    /// A link that sent so many heads that do not hold is cut. Who does not know of a fork sends
    /// some, and so does whose fork we do not know. Guess: one for each of a few forks that
    /// overlap; a check costs 100 microseconds.
    private static final int FORGED_MAX = 16;

    /// A link is cut at that many runs that cannot be. Guess: as many as are on their way when a
    /// fork is found.
    private static final int WRONG_MAX = 8;

    private final Replica replica;
    private final Parking parking = new Parking();
    private final TreeMap<Long, Arrival> queued = new TreeMap<>();
    private final TreeMap<Integer, Held> held = new TreeMap<>();

    /// Which links were told of a chain that is held: whoever offers it is told once, its author
    /// among them.
    private final TreeMap<Integer, TreeSet<Long>> told = new TreeMap<>();

    private final TreeMap<Bytes, Usage> usage = new TreeMap<>();
    private final TreeMap<Long, Integer> forged = new TreeMap<>();
    private final TreeMap<Long, Integer> wrong = new TreeMap<>();

    /// Chains of which something was queued that others may wait for.
    private final TreeSet<Integer> claimed = new TreeSet<>();

    private long arrivals;
    private boolean fullTold;

    /// A chain that is not taken in beyond `seq` for now, and why. What comes up to there may still
    /// wait for its check.
    public record Held(ChainId chain, int seq, String code, long untilWallMillis) {}

    /// What one member has in this space.
    private static final class Usage {
        long bytes;
        long changes;
    }

    Admitting(Replica replica) {
        this.replica = replica;
    }

    /// What is held outside the log, for the status.
    public List<Held> held() {
        return List.copyOf(held.values());
    }

    /// How many runs wait for their past or for a check.
    public int waiting() {
        return parking.size() + queued.size();
    }

    /// How many bytes of what `link` sent wait here.
    long bytesOf(long link) {
        long bytes = parking.bytesOf(link);
        for (Arrival arrival : queued.values()) {
            bytes += arrival.link() == link ? arrival.sizeBytes() : 0;
        }
        return bytes;
    }

    void offer(long link, Run run, @Nullable Bytes signature, int sizeBytes) {
        Session session = session(link);
        if (session != null) {
            session.credit().changes(run.size());
        }
        replica.context().tally().add(Count.CHANGES_RECEIVED, run.size());
        long now = replica.context().now().nanos();
        consider(new Arrival(++arrivals, link, run, signature, sizeBytes, now, null));
        considerWaiting();
    }

    /// Looks again at those that waited for chains of which more is claimed now: they may be
    /// hashed on top of that.
    private void considerWaiting() {
        while (!claimed.isEmpty()) {
            release(claimed.pollFirst());
        }
    }

    private void release(int chain) {
        var known =
                new Parking.Known() {
                    @Override
                    public int here() {
                        return replica.graph().last(chain);
                    }

                    @Override
                    public int claimed(long link) {
                        return replica.intake().lastQueued(chain, link);
                    }
                };
        parking.release(chain, known).forEach(this::consider);
    }

    private @Nullable Session session(long link) {
        return replica.context().links().session(link);
    }

    private void consider(Arrival arrival) {
        Run run = arrival.run();
        int chain = run.chain();
        Arrival.Differs seen = arrival.differs();
        if (isRefused(arrival) || seen != null && differed(arrival, seen)) {
            return;
        }
        Head head =
                arrival.signature() == null ? null : new Head(run.lastSeq(), arrival.signature());
        long wall = replica.context().now().wallMillis();
        Verdict verdict = replica.intake().offer(run, head, arrival.link(), arrival.id(), wall);
        switch (verdict) {
            case Verdict.Duplicate() -> settle(arrival);
            case Verdict.Queued() -> {
                queued.put(arrival.id(), arrival);
                claimed.add(chain);
            }
            case Verdict.Gap(int known) -> dropAndAsk(arrival);
            case Verdict.PastMissing(int seq, Place first) -> parkFrom(seq, first, arrival);
            case Verdict.PastOnDisk(List<Place> places) -> {
                park(Until.READ, places.getLast(), arrival); // the last that is read
                places.forEach(place -> replica.loadPast(arrival.link(), place));
            }
            case Verdict.Ahead(int seq, long time) -> holdAhead(arrival, seq, time);
            case Verdict.Disagrees(int seq, Bytes hash) -> disagrees(arrival, seq, hash);
            case Verdict.Ended(int seqLast) -> ended(arrival, seqLast);
            case Verdict.Unproven() -> unproven(arrival);
            case Verdict.Wrong(String reason) -> wrong(arrival, reason);
        }
        check(chain);
    }

    /// Where a chain has forked and one of us does not know it yet, its changes do not fit on ours,
    /// and the numbers in them mean others: that looks wrong too. So it is asked for once more from
    /// our end of the chain, which shows a fork, some times.
    private void wrong(Arrival arrival, String reason) {
        if (wrong.merge(arrival.link(), 1, Integer::sum) >= WRONG_MAX) {
            settle(arrival);
            blame(arrival.link(), "change-malformed", reason);
        } else {
            dropAndAsk(arrival);
        }
    }

    // Forks

    /// Change `seq` is here, or the same link sent it before, and it was another one. Where nothing
    /// was checked yet that first one has to prove itself before there is anything to branch off.
    private void disagrees(Arrival arrival, int seq, Bytes hash) {
        int chain = arrival.run().chain();
        if (seq > replica.graph().last(chain)) {
            park(Until.CERTAIN, new Place(chain, seq), arrival.differing(seq, hash));
        } else {
            branch(arrival, seq, hash);
        }
    }

    /// A run that was seen to differ and had to wait: whether it still does. True when that is all
    /// there is to do.
    private boolean differed(Arrival arrival, Arrival.Differs seen) {
        int chain = arrival.run().chain();
        if (seen.seq() > replica.graph().last(chain)) {
            return false;
        }
        Past here = replica.graph().past(chain, seen.seq());
        if (here == null) {
            var place = new Place(chain, seen.seq());
            park(Until.READ, place, arrival);
            replica.loadPast(arrival.link(), place);
        } else if (!here.hash().equals(seen.hash())) {
            branch(arrival, seen.seq(), seen.hash());
        }
        return here == null || !here.hash().equals(seen.hash());
    }

    /// Change `seq` is here and another one: if a head holds over what was sent, a fork. It is
    /// looked at again under the name of its branch.
    private void branch(Arrival arrival, int seq, Bytes hash) {
        int parent = arrival.run().chain();
        int chain = replica.branches().openBranch(arrival.link(), parent, seq, hash);
        if (chain < 0) {
            // What stands before it is being read.
            park(Until.READ, new Place(parent, seq - 1), arrival.differing(seq, hash));
            return;
        }
        Session session = session(arrival.link());
        if (session != null) {
            session.branched(replica, chain);
        }
        Run run = arrival.run().part(seq, arrival.run().lastSeq()).in(chain);
        consider(arrival.with(run));
    }

    /// The chain ended in a fork that the sender does not know of: which branch it goes on with is
    /// told by the hash of its first change.
    private void ended(Arrival arrival, int seqLast) {
        Run run = arrival.run();
        int chain = run.chain();
        Bytes hash =
                run.firstSeq() > seqLast + 1
                        ? null
                        : replica.graph()
                                .headers()
                                .hashAfter(replica.graph(), chain, run.at(seqLast + 1));
        if (hash == null) {
            dropAndAsk(arrival);
        } else {
            branch(arrival, seqLast + 1, hash);
        }
    }

    /// What is called a branch is how we hold the chain itself, as far as we know.
    private void unproven(Arrival arrival) {
        Origin origin = replica.graph().origin(arrival.run().chain());
        if (origin == null) {
            dropAndAsk(arrival);
        } else {
            consider(arrival.with(arrival.run().in(origin.parent())));
        }
    }

    /// What comes before the change whose past is missing does not wait for it: that past may hang
    /// on it in turn, when two authors answered each other.
    private void parkFrom(int seq, Place missing, Arrival arrival) {
        Run run = arrival.run();
        if (seq > run.firstSeq()) {
            consider(arrival.upTo(seq - 1, ++arrivals));
        }
        park(Until.CLAIMED, missing, arrival.with(run.part(seq, run.lastSeq())));
    }

    private void park(Until until, Place place, Arrival arrival) {
        int holder = replica.graph().resolve(place.chain(), place.seq());
        parking.park(until, new Place(holder, place.seq()), arrival);
        replica.context()
                .effects()
                .wakeAt(arrival.atNanos() + replica.context().limits().parkMaxNanos());
    }

    /// Gives the credit back that the run held.
    void settle(Arrival arrival) {
        Session session = session(arrival.link());
        if (session != null) {
            session.credit().settled(arrival.sizeBytes());
        }
    }

    private void dropAndAsk(Arrival arrival) {
        settle(arrival);
        Session session = session(arrival.link());
        if (session != null) {
            session.askAgain(replica, arrival.run().chain(), replica.context().now());
        }
    }

    private void blame(long link, String code, String detail) {
        Session session = session(link);
        if (session != null) {
            session.end(code, detail);
        }
    }

    // Who may write, and how much

    private boolean isRefused(Arrival arrival) {
        Bytes author = replica.graph().id(arrival.run().chain()).author();
        if (!replica.roster().mayWrite(new PeerId(author))) {
            if (replica.roster().mayKnock()) {
                return false;
            }
            refuse(arrival, "not-a-member", "its author may not write here");
            return true;
        }
        Note over = over(arrival.run());
        if (over != null) {
            refuse(arrival, over.code(), over.detail());
        }
        return over != null;
    }

    /// Which quota of its author a run is over. Also looked at when it is checked: what was taken
    /// in meanwhile is of that author, too.
    private @Nullable Note over(Run run) {
        Bytes author = replica.graph().id(run.chain()).author();
        var limits = replica.context().limits();
        Usage used = usage.computeIfAbsent(author, ignored -> new Usage());
        if (used.bytes + run.contentBytes() > limits.memberStoredBytes()) {
            String stored = "over " + limits.memberStoredBytes() + " bytes stored";
            return new Note("quota-bytes", replica.name(), stored);
        }
        if (used.changes + run.size() > limits.memberChanges()) {
            String changes = "over " + limits.memberChanges() + " changes";
            return new Note("quota-changes", replica.name(), changes);
        }
        return null;
    }

    private void refuse(Arrival arrival, String code, String detail) {
        settle(arrival);
        replica.context().tally().add(Count.CHANGES_REFUSED, arrival.run().size());
        int chain = arrival.run().chain();
        Held before = held.get(chain);
        ChainId id = replica.graph().id(chain);
        int last = Math.max(replica.graph().last(chain), arrival.run().firstSeq() - 1);
        held.put(chain, new Held(id, last, code, Now.NEVER));
        tell(arrival, before, code, new PeerId(id.author()).shortText() + ": " + detail);
    }

    private void tell(Arrival arrival, @Nullable Held before, String code, String detail) {
        int chain = arrival.run().chain();
        if (before == null || !before.code().equals(code)) {
            told.remove(chain);
            replica.context().effects().report(new Note(code, replica.name(), detail));
        }
        Session session = session(arrival.link());
        TreeSet<Long> links = told.computeIfAbsent(chain, ignored -> new TreeSet<>());
        if (session != null && links.add(arrival.link())) {
            session.refuse(replica, code, detail);
        }
    }

    /// A chain of that author is not taken in, since there are as many as there may be.
    void tellFull(PeerId author) {
        if (!fullTold) {
            fullTold = true;
            String detail =
                    author.shortText()
                            + " and whoever comes after: over "
                            + replica.context().limits().chainsMax()
                            + " chains";
            replica.context().effects().report(new Note("quota-chains", replica.name(), detail));
        }
    }

    private void unhold(int chain) {
        held.remove(chain);
        told.remove(chain);
    }

    /// What the log takes in counts against its author's quota.
    void count(Run run) {
        Bytes author = replica.graph().id(run.chain()).author();
        Usage used = usage.computeIfAbsent(author, ignored -> new Usage());
        used.bytes += run.contentBytes();
        used.changes += run.size();
    }

    void write(Writer out) {
        out.varint(usage.size());
        usage.forEach((author, used) -> out.bytes(author).varint(used.bytes).varint(used.changes));
    }

    public void read(Reader in) {
        int count = in.count(Integer.MAX_VALUE, "number of members");
        for (int i = 0; i < count; i++) {
            Usage used = usage.computeIfAbsent(in.bytes(32), ignored -> new Usage());
            used.bytes = in.varint();
            used.changes = in.varint();
        }
        in.expectEnd();
    }

    // Clocks

    private void holdAhead(Arrival arrival, int seq, long time) {
        settle(arrival);
        int chain = arrival.run().chain();
        ChainId id = replica.graph().id(chain);
        long until = HybridTime.millis(time) - replica.context().limits().aheadMaxMillis();
        Held before = held.put(chain, new Held(id, seq - 1, "clock-ahead", until));
        long now = replica.context().now().wallMillis();
        wakeAtWall(until);
        long aheadSeconds = (HybridTime.millis(time) - now) / 1000;
        tell(
                arrival,
                before,
                "clock-ahead",
                new PeerId(id.author()).shortText()
                        + ": its clock is "
                        + aheadSeconds
                        + " s ahead of ours");
    }

    /// A day at most, since the wall clock may be set meanwhile.
    private void wakeAtWall(long wallMillis) {
        Now now = replica.context().now();
        long wait = Math.max(1, Math.min(wallMillis - now.wallMillis(), 86_400_000));
        replica.context().effects().wakeAt(now.nanos() + wait * Now.MILLI);
    }

    // Signatures

    private void check(int chain) {
        Intake.Request request = replica.intake().nextCheck(chain);
        if (request != null) {
            replica.context()
                    .effects()
                    .check(
                            request.author(),
                            request.message(),
                            request.signature(),
                            good -> checked(chain, good));
        }
    }

    private void checked(int chain, boolean good) {
        Intake.Outcome outcome = replica.intake().checked(chain, good);
        carryOut(outcome);
        outcome.refused().forEach(link -> forged(link, chain));
        check(chain);
    }

    private void carryOut(Intake.Outcome outcome) {
        var grown = new TreeSet<Integer>();
        for (Intake.Accepted accepted : outcome.accepted()) {
            Run run = accepted.run().run();
            boolean taken = over(run) == null && replica.accept(accepted.run());
            grown.add(run.chain());
            Arrival arrival = accepted.ticket() == null ? null : queued.remove(accepted.ticket());
            if (arrival != null && taken) {
                took(arrival);
                replica.settleWhenDurable(arrival);
            } else if (arrival != null) {
                dropAndAsk(arrival);
            }
        }
        leave(outcome.settled(), this::settle);
        leave(
                outcome.dropped(),
                arrival -> {
                    dropAndAsk(arrival);
                    claimed.add(arrival.run().chain()); // what differs from it may be right
                });
        for (int one : grown) {
            Held waiting = held.get(one);
            if (waiting != null && waiting.seq() < replica.graph().last(one)) {
                unhold(one);
            }
            release(one);
        }
        considerWaiting();
    }

    private void took(Arrival arrival) {
        Session session = session(arrival.link());
        if (session != null) {
            session.traffic().take(arrival.run().size());
        }
    }

    private void leave(List<Long> tickets, Consumer<Arrival> then) {
        for (long ticket : tickets) {
            Arrival arrival = queued.remove(ticket);
            if (arrival != null) {
                then.accept(arrival);
            }
        }
    }

    /// A head that does not hold is a forgery, or a fork seen from one side. The sender is asked
    /// again from our end of the chain, which shows a fork; who does it over and over is cut off.
    private void forged(long link, int chain) {
        replica.context().tally().add(Count.SIGNATURES_WRONG, 1);
        Session session = session(link);
        if (session != null) {
            session.misled(replica, chain);
        }
        if (forged.merge(link, 1, Integer::sum) >= FORGED_MAX) {
            blame(link, "signature-wrong", chain(chain));
        }
    }

    private String chain(int chain) {
        return "of " + new PeerId(replica.graph().id(chain).author()).shortText();
    }

    /// That old hash is known again.
    void read(Place place) {
        parking.releaseRead(place).forEach(this::consider);
        considerWaiting();
    }

    // Time

    void wake(Now now) {
        long deadline = now.nanos() - replica.context().limits().parkMaxNanos();
        for (Arrival arrival : parking.dropOlder(deadline)) {
            dropAndAsk(arrival);
        }
        if (parking.size() > 0) {
            replica.context()
                    .effects()
                    .wakeAt(parking.oldestNanos() + replica.context().limits().parkMaxNanos());
        }
        for (int chain : new ArrayList<>(held.keySet())) {
            Held one = held.get(chain);
            if (one == null) {
                continue;
            }
            if (one.untilWallMillis() <= now.wallMillis()) {
                askAll(chain);
            } else if (one.code().equals("clock-ahead")) {
                wakeAtWall(one.untilWallMillis());
            }
        }
    }

    private void askAll(int chain) {
        unhold(chain);
        for (Session session : replica.context().links().sessions()) {
            session.askAgain(replica, chain, replica.context().now());
        }
    }

    /// Membership changed: what was refused for it is asked for again.
    void rosterChanged() {
        for (int chain : replica.intake().waiting()) {
            check(chain);
        }
        carryOut(replica.intake().again());
        for (int chain : new ArrayList<>(held.keySet())) {
            Held one = held.get(chain);
            if (one != null && one.code().equals("not-a-member")) {
                askAll(chain);
            }
        }
    }

    /// Whether anything that waits is of that chain, or names it.
    boolean speaksOf(int chain) {
        for (Arrival arrival : queued.values()) {
            if (arrival.speaksOf(chain)) {
                return true;
            }
        }
        return parking.speaksOf(chain);
    }

    /// That chain is not here any more; there was nothing in it.
    void forget(int chain) {
        unhold(chain);
        claimed.remove(chain);
    }

    void linkDown(long link) {
        told.values().forEach(links -> links.remove(link));
        parking.dropLink(link);
        for (long ticket : replica.intake().leave(link)) {
            queued.remove(ticket);
        }
        forged.remove(link);
        wrong.remove(link);
    }

    /// Chains of ours were split: what waits was numbered before.
    void dropAll() {
        for (Arrival arrival : parking.dropOlder(Now.NEVER)) {
            settle(arrival);
        }
        for (Arrival arrival : queued.values()) {
            replica.intake().drop(arrival.run().chain());
            settle(arrival);
        }
        queued.clear();
    }
}
