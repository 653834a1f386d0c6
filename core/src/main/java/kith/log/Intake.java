package kith.log;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.clock.HybridTime;
import kith.lang.Bytes;
import kith.log.Change.Place;
import org.jspecify.annotations.Nullable;

/// Turns what others claim into verified runs.
///
/// A run is looked at in the order of what a look costs: does it connect to what is here, is its
/// past here, are its times sane; then it is hashed; and only then, at 400 microseconds, its head's
/// signature is asked for. At most one signature of a chain is being checked at a time: what comes
/// meanwhile queues behind it, and the next check is of the newest head of the queue, which vouches
/// for all before it. So the dearer checking gets, the more each check covers.
///
/// What is queued is bounded by its sender's credit, which is given back only when a run leaves.
///
/// Used by the owner of the engine only.
public final class Intake {
    /// What became of a run that was offered.
    public sealed interface Verdict {
        /// All of it was here already.
        record Duplicate() implements Verdict {}

        /// It connects, and waits for its head or for the check of it.
        record Queued() implements Verdict {}

        /// Changes between what is here and its first one are missing.
        record Gap(int seqKnown) implements Verdict {}

        /// Changes that it names are not here, or not checked yet.
        record PastMissing(Place first) implements Verdict {}

        /// The hash of a change that it names is no longer in memory: read it, then offer again.
        record PastOnDisk(Place place) implements Verdict {}

        /// Its author's clock is too far ahead of ours.
        record Ahead(int seq, long time) implements Verdict {}

        /// Nobody who keeps the rules sends this.
        record Wrong(String reason) implements Verdict {}
    }

    /// A signature to be checked before `chain` can be taken in up to `seq`.
    public record Request(int chain, int seq, Bytes author, Bytes message, Bytes signature) {}

    /// What a check led to: the runs to take in, in order, or the senders of what was forged.
    public record Outcome(List<Verified> accepted, List<Long> sources, List<Long> refused) {}

    private final ChangeGraph graph;
    private final long aheadMaxMillis;
    private final TreeMap<Integer, Queue> queues = new TreeMap<>();

    /// Pasts that were read back from disk, for the runs that asked; emptied when it is full.
    private final TreeMap<Long, Past> readBack = new TreeMap<>();

    private static final int READ_BACK_MAX = 4096;

    public Intake(ChangeGraph graph, long aheadMaxMillis) {
        this.graph = graph;
        this.aheadMaxMillis = aheadMaxMillis;
    }

    /// What waits for one chain. `checking` is the sequence number of the head that is being
    /// checked, 0 when none is; `dropped` says that nobody waits for the answer any more.
    private static final class Queue {
        final List<Claim> claims = new ArrayList<>();
        int checking;
        boolean dropped;
    }

    /// A run with its hashes, and who sent it.
    private record Claim(Verified hashed, long source) {
        int lastSeq() {
            return hashed.run().lastSeq();
        }
    }

    /// The last change of `chain` that is here or queued.
    public int lastQueued(int chain) {
        Queue queue = queues.get(chain);
        return queue == null || queue.claims.isEmpty()
                ? graph.last(chain)
                : queue.claims.getLast().lastSeq();
    }

    /// Looks at a run that `source` sent, with the head that came along.
    public Verdict offer(Run run, @Nullable Head head, long source, long wallMillis) {
        int chain = run.chain();
        int known = lastQueued(chain);
        if (run.lastSeq() <= known) {
            return new Verdict.Duplicate();
        }
        if (run.firstSeq() > known + 1) {
            return new Verdict.Gap(known);
        }
        if (graph.ended(chain)) {
            return new Verdict.Wrong("chain ended in a fork at " + graph.last(chain));
        }
        if (head != null && head.seq() != run.lastSeq()) {
            return new Verdict.Wrong("head at " + head.seq() + ", the run ends otherwise");
        }
        Run fresh = run.part(known + 1, run.lastSeq());
        Verdict trouble = look(fresh, wallMillis);
        return trouble != null ? trouble : enqueue(fresh, head, source);
    }

    private @Nullable Verdict look(Run run, long wallMillis) {
        Past before = tip(run.chain());
        long time = before.time();
        for (Change change : run.changes()) {
            if (change.time() <= time) {
                return new Verdict.Wrong("time of change " + change.seq() + " does not advance");
            }
            time = change.time();
            if (HybridTime.millis(time) > wallMillis + aheadMaxMillis) {
                return new Verdict.Ahead(change.seq(), time);
            }
            Verdict trouble = lookAtPlaces(run.chain(), change, change.deps());
            if (trouble == null && change.seen() != null) {
                trouble = lookAtPlaces(run.chain(), change, change.seen().others());
            }
            if (trouble != null) {
                return trouble;
            }
        }
        return null;
    }

    private @Nullable Verdict lookAtPlaces(int chain, Change change, List<Place> places) {
        Bytes before = Bytes.EMPTY;
        for (Place place : places) {
            if (place.chain() == chain) {
                return new Verdict.Wrong("change " + change.seq() + " names its own chain");
            }
            if (place.seq() > graph.last(place.chain())) {
                return new Verdict.PastMissing(place);
            }
            Past past = past(place);
            if (past == null) {
                return new Verdict.PastOnDisk(place);
            }
            if (past.hash().compareTo(before) <= 0) {
                return new Verdict.Wrong("places of change " + change.seq() + " out of order");
            }
            if (past.time() >= change.time()) {
                return new Verdict.Wrong("change " + change.seq() + " is not after its past");
            }
            before = past.hash();
        }
        return null;
    }

    private @Nullable Past past(Place place) {
        Past inMemory = graph.past(place.chain(), place.seq());
        return inMemory != null ? inMemory : readBack.get(key(place.chain(), place.seq()));
    }

    private static long key(int chain, int seq) {
        return (long) chain << 32 | seq;
    }

    /// Remembers the past of a change that was read back from disk.
    public void readBack(Place place, Past past) {
        if (readBack.size() >= READ_BACK_MAX) {
            readBack.clear();
        }
        readBack.put(key(place.chain(), place.seq()), past);
    }

    private Past tip(int chain) {
        Queue queue = queues.get(chain);
        if (queue == null || queue.claims.isEmpty()) {
            return graph.tip(chain);
        }
        Claim last = queue.claims.getLast();
        return last.hashed.past(last.lastSeq());
    }

    private Verdict enqueue(Run run, @Nullable Head head, long source) {
        Bytes prev = tip(run.chain()).hash();
        Bytes at = prev;
        var hashes = new ArrayList<Bytes>(run.size());
        var depHashes = new ArrayList<List<Bytes>>(run.size());
        for (Change change : run.changes()) {
            List<Bytes> deps = hashes(change.deps());
            List<Bytes> seen = change.seen() == null ? List.of() : hashes(change.seen().others());
            at = graph.headers().hash(at, change, deps, seen);
            hashes.add(at);
            var both = new ArrayList<>(deps);
            both.addAll(seen);
            depHashes.add(both);
        }
        if (run.firstSeq() == graph.first(run.chain())
                && graph.id(run.chain()).branch().size() > 0
                && !graph.id(run.chain()).branch().equals(hashes.getFirst())) {
            return new Verdict.Wrong("a branch is named by the hash of its first change");
        }
        var hashed = new Verified(run, prev, hashes, depHashes, head);
        queues.computeIfAbsent(run.chain(), ignored -> new Queue())
                .claims
                .add(new Claim(hashed, source));
        return new Verdict.Queued();
    }

    private List<Bytes> hashes(List<Place> places) {
        var hashes = new ArrayList<Bytes>(places.size());
        for (Place place : places) {
            Past past = past(place);
            if (past == null) {
                throw new IllegalStateException("past of " + place + " was looked up before");
            }
            hashes.add(past.hash());
        }
        return hashes;
    }

    /// The next signature of `chain` to check: the newest head in its queue, unless one is being
    /// checked already.
    public @Nullable Request nextCheck(int chain) {
        Queue queue = queues.get(chain);
        if (queue == null || queue.checking != 0) {
            return null;
        }
        queue.dropped = false;
        for (int i = queue.claims.size() - 1; i >= 0; i--) {
            Head head = queue.claims.get(i).hashed.head();
            if (head != null) {
                queue.checking = head.seq();
                Bytes hash = queue.claims.get(i).hashed.past(head.seq()).hash();
                ChainId id = graph.id(chain);
                Bytes message =
                        Headers.headMessage(graph.space(), id.incarnation(), head.seq(), hash);
                return new Request(chain, head.seq(), id.author(), message, head.signature());
            }
        }
        return null;
    }

    /// The answer to the check of `chain`. Good: everything the head vouches for is to be appended
    /// now, in order. Bad: the whole queue goes; `refused` names who sent the head, `sources` all
    /// whose runs were dropped, who must be asked again.
    public Outcome checked(int chain, boolean good) {
        Queue queue = queues.get(chain);
        if (queue == null || queue.checking == 0) {
            throw new IllegalStateException("no check of chain " + chain + " was under way");
        }
        int seqLast = queue.checking;
        queue.checking = 0;
        if (queue.dropped) {
            queue.dropped = false;
            return new Outcome(List.of(), List.of(), List.of());
        }
        return good ? accept(queue, seqLast) : refuse(chain, queue, seqLast);
    }

    private static Outcome accept(Queue queue, int seqLast) {
        var accepted = new ArrayList<Verified>();
        var sources = new ArrayList<Long>();
        int taken = 0;
        for (Claim claim : queue.claims) {
            if (claim.hashed.run().firstSeq() > seqLast) {
                break;
            }
            taken++;
            accepted.add(claim.hashed);
            sources.add(claim.source);
        }
        queue.claims.subList(0, taken).clear();
        return new Outcome(accepted, sources, List.of());
    }

    private Outcome refuse(int chain, Queue queue, int seqLast) {
        var sources = new ArrayList<Long>();
        var refused = new ArrayList<Long>();
        for (Claim claim : queue.claims) {
            sources.add(claim.source);
            Head head = claim.hashed.head();
            if (head != null && head.seq() == seqLast) {
                refused.add(claim.source);
            }
        }
        queues.remove(chain);
        return new Outcome(List.of(), sources, refused);
    }

    /// Forgets what is queued of `chain`, and says who sent it.
    public List<Long> drop(int chain) {
        Queue queue = queues.get(chain);
        var sources = new ArrayList<Long>();
        if (queue != null) {
            for (Claim claim : queue.claims) {
                sources.add(claim.source);
            }
            queue.claims.clear();
            queue.dropped = queue.checking != 0;
        }
        return sources;
    }
}
