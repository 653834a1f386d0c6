package kith.replica.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import kith.lang.Bytes;
import kith.log.Change.Place;
import kith.log.ChangeGraph;
import kith.log.Run;
import kith.log.Seen;
import kith.log.StoredRun;
import kith.log.StoredRun.Course;
import kith.port.Now;
import kith.replica.Journal;
import kith.replica.Replica;
import kith.replica.history.Page.Entry;
import kith.replica.history.Page.Told;
import kith.sync.Tail;
import org.jspecify.annotations.Nullable;

/// One question at work.
///
/// It walks through the places of the [Course], a *batch* at a time. The changes of a batch are
/// looked for in the order of the log: from the place on disk that the graph remembers before the
/// first that is missing, on through the pieces of the log until all are found, jumping ahead
/// where the next one is known to lie farther on. The newest part of the log is in memory, and is
/// walked through in the same way. A change that is not where it must be was lost. When a batch
/// is there, its changes are told in the order that was asked for.
///
/// A change is made into what is told of it when it is found, so a batch keeps no contents.
final class Search implements Journal.Piece {
    /// Changes that are looked for at once. Guess: a page; what is kept of each is bounded by
    /// [Telling].
    private static final int BATCH_MAX = 64;

    /// The most of them where only those are told that touched a path. Guess: as many as 64 KiB
    /// of the log hold.
    private static final int NEAR_MAX = 4_096;

    /// The most changes that one question looks at. Guess: a second, from a slow disk.
    static final int LOOKED_MAX = 100_000;

    /// Changes that are looked at in one step. Measured: 22 milliseconds for 100,000 of them where
    /// `since` has 400 ids, so half a millisecond.
    static final int LOOKED_STEP_MAX = 2_000;

    /// The most bytes of the log that one question reads, about: a batch that was begun is read to
    /// its end, a piece for each of its changes at worst. Guess: the same.
    static final long READ_BYTES_MAX = 32L << 20;

    /// A piece of the log: twice what lies between two places that the graph remembers of a
    /// chain.
    private static final int READ_BYTES = 1 << 17;

    /// How long a question waits for a disk that is far behind or fails, from when it first had to.
    /// Guess: longer than a burst of writes, and as long as somebody waits for an answer.
    static final long WAIT_NANOS_MAX = 10 * Now.SECOND;

    /// Bytes of contents that are looked through in one step: about a millisecond.
    private static final int STEP_BYTES = 1 << 18;

    /// An answer ends when it has so many bytes of contents in it, about. Guess: a change's
    /// worth.
    private static final int PAGE_BYTES_MAX = 1 << 20;

    private final Replica replica;
    private final ChangeGraph graph;
    private final Course course;
    private final Ask ask;
    private final History.Then then;
    private final Runnable ended;
    private final List<Entry> entries = new ArrayList<>();

    /// The next place to look at, in the direction of the question.
    private int at;

    private int looked;
    private long bytesRead;
    private int pageBytes;
    private boolean due;
    private boolean forgotten;
    private long waitsSince = Now.NEVER;
    private @Nullable Place last;

    /// The places of the batch, in the order of the question.
    private final List<Integer> batch = new ArrayList<>();

    /// Those that were not found yet, with their changes.
    private final TreeMap<Integer, Place> missing = new TreeMap<>();

    /// What was found; not there when it did not touch the path.
    private final TreeMap<Integer, Told> found = new TreeMap<>();

    /// What that takes.
    private int foundBytes;

    /// Where the batch began, for when it is left for another question.
    private int batchAt;

    private @Nullable Place batchLast;

    private final TreeSet<Integer> lost = new TreeSet<>();
    private long position;

    Search(Replica replica, Ask ask, History.Then then, Runnable ended) {
        this.replica = replica;
        this.graph = replica.graph();
        this.course = new Course(graph);
        this.ask = ask;
        this.then = then;
        this.ended = ended;
        Place from = ask.from();
        int step = ask.oldest() ? 1 : -1;
        int first = ask.oldest() ? 0 : course.size() - 1;
        this.at = from == null ? first : course.placeOf(from) + step;
        this.last = from;
    }

    /// Nobody waits for the answer any more.
    void forget() {
        forgotten = true;
        if (due) {
            due = false;
            ended.run();
        }
    }

    /// Begins, or goes on: with the batch that was left for the next step, else with another one. A
    /// batch that was begun is told to its end, also when there is none behind it.
    void goOn() {
        if (batch.isEmpty()) {
            if (isOver()) {
                finish();
                return;
            }
            fill();
        }
        walk();
    }

    /// Goes on when it was this that the wake-up was for.
    void wake() {
        if (due) {
            due = false;
            goOn();
        }
    }

    private boolean isAtEnd() {
        return at < 0 || at >= course.size();
    }

    private boolean isOver() {
        return isAtEnd()
                || entries.size() >= ask.changesMax()
                || looked >= LOOKED_MAX
                || bytesRead >= READ_BYTES_MAX
                || pageBytes >= PAGE_BYTES_MAX;
    }

    private void finish() {
        Place end = last;
        String next = isAtEnd() || end == null ? null : Telling.name(graph, end.chain(), end.seq());
        ended.run();
        then.page(new Page(entries, course.size(), next));
    }

    // A batch

    private void fill() {
        // Made anew each time: a fork may have been found since.
        batchAt = at;
        batchLast = last;
        Seen since = ask.since().isEmpty() ? other -> 0 : graph.seenFrom(ask.since());
        boolean all = ask.path().isRoot();
        int size = all ? Math.min(BATCH_MAX, ask.changesMax() - entries.size()) : BATCH_MAX;
        long near = course.positionBefore(course.at(at));
        int end = Math.min(LOOKED_MAX, looked + LOOKED_STEP_MAX);
        while (looked < end && !isAtEnd()) {
            Place change = course.at(at);
            if (batch.size() >= size && (all || !isNear(change, near))) {
                break;
            }
            if (since.upTo(change.chain()) < change.seq() && isAsked(change)) {
                batch.add(at);
                missing.put(at, change);
            }
            last = change;
            looked++;
            at += ask.oldest() ? 1 : -1;
        }
        position = 0;
    }

    private boolean isAsked(Place change) {
        Bytes author = ask.author();
        return author == null || author.equals(graph.id(change.chain()).author());
    }

    /// Of what lies near each other on disk, all is looked for at once: it comes with one read,
    /// and what is told of it is no more than that.
    private boolean isNear(Place change, long position) {
        long apart = Math.abs(course.positionBefore(change) - position);
        return apart < READ_BYTES / 2 && batch.size() < NEAR_MAX;
    }

    /// Goes to where the first that is missing must be, and drops what was passed by. False when
    /// nothing is missing any more.
    private boolean seek() {
        while (!missing.isEmpty()) {
            Map.Entry<Integer, Place> first = missing.firstEntry();
            Place change = now(first.getValue());
            if (position < course.positionEnd(change)) {
                position = Math.max(position, course.positionBefore(change));
                return true;
            }
            missing.remove(first.getKey());
            lost.add(first.getKey());
        }
        return false;
    }

    /// The same change under the number of its chain now: a fork may have been found meanwhile.
    private Place now(Place change) {
        return new Place(graph.resolve(change.chain(), change.seq()), change.seq());
    }

    private void walk() {
        int budget = STEP_BYTES;
        while (seek()) {
            if (position < replica.tail().start()) {
                bytesRead += READ_BYTES;
                replica.readLog(position, READ_BYTES, this);
                return;
            }
            if (budget <= 0) {
                yieldStep();
                return;
            }
            Tail.Entry entry = replica.tail().from(position);
            if (entry == null) {
                loseAll(); // the end of the log
            } else {
                take(entry.run().run());
                budget -= entry.sizeBytes();
                position = entry.end();
            }
        }
        told();
    }

    private void yieldStep() {
        due = true;
        replica.context().effects().wakeAt(replica.context().now().nanos());
    }

    @Override
    public void record(int type, long at, byte[] from, int start, int end) {
        StoredRun stored = replica.stored(type, from, start, end);
        if (stored != null && stored.run().chain() < graph.chainCount()) {
            take(stored.run());
        }
    }

    @Override
    public void end(long next) {
        if (forgotten) {
            ended.run();
            return;
        }
        if (next <= position) {
            loseAll(); // the end of the log
        }
        position = next;
        walk();
    }

    /// What is far behind, or fails for now, has lost nothing: it is asked again, and in the end
    /// the question is answered by that.
    @Override
    public void notYet(long from) {
        long now = replica.context().now().nanos();
        waitsSince = Math.min(waitsSince, now);
        if (forgotten) {
            ended.run();
        } else if (now - waitsSince < WAIT_NANOS_MAX) {
            replica.readLog(from, READ_BYTES, this);
        } else {
            leave();
        }
    }

    /// What cannot be read is told as what was lost: who asks later may see more.
    @Override
    public void failed(long from, long next, long againAt) {
        end(next);
    }

    /// Leaves the batch to another question, for want of a disk: what was told before it is the
    /// answer, and where there is nothing, that.
    private void leave() {
        Place from = ask.from();
        boolean nothing = batchLast == null || batchLast.equals(from);
        if (nothing) {
            ended.run();
            then.busy();
            return;
        }
        at = batchAt;
        last = batchLast;
        finish();
    }

    private void take(Run run) {
        for (int seq = run.firstSeq(); seq <= run.lastSeq() && !missing.isEmpty(); seq++) {
            Place change = now(new Place(run.chain(), seq));
            int place = course.placeOf(change);
            Place wanted = missing.get(place); // the run may have more in it than was taken in
            if (wanted != null && now(wanted).equals(change)) {
                missing.remove(place);
                find(place, change, run);
            }
        }
    }

    private void find(int place, Place change, Run run) {
        Told told = Telling.tell(graph, ask, change.chain(), run.at(change.seq()));
        if (told != null) {
            found.put(place, told);
            foundBytes += told.sizeBytes();
            while (foundBytes > PAGE_BYTES_MAX && found.size() > 1) {
                cutBatch();
            }
        }
    }

    /// Leaves what was found farthest in the direction of the question to a later batch, and all
    /// behind it: more than a page of it need not be kept.
    private void cutBatch() {
        Map.Entry<Integer, Told> far = ask.oldest() ? found.lastEntry() : found.firstEntry();
        int end = far.getKey();
        foundBytes -= far.getValue().sizeBytes();
        found.remove(end);
        int place;
        do {
            place = batch.removeLast();
            missing.remove(place);
            lost.remove(place);
        } while (place != end);
        at = end;
    }

    private void loseAll() {
        lost.addAll(missing.keySet());
        missing.clear();
    }

    private void told() {
        for (int place : batch) {
            if (entries.size() >= ask.changesMax() || pageBytes >= PAGE_BYTES_MAX) {
                at = place; // those from there on are for the next question
                break;
            }
            tell(place);
            last = course.at(place);
        }
        batch.clear();
        found.clear();
        foundBytes = 0;
        lost.clear();
        if (isOver()) {
            finish();
        } else {
            yieldStep();
        }
    }

    private void tell(int place) {
        Told told = found.get(place);
        if (told == null && !lost.contains(place)) {
            return; // it did not touch the path
        }
        Place change = course.at(place);
        int chain = change.chain();
        int seq = change.seq();
        entries.add(
                new Entry(
                        Telling.name(graph, chain, seq),
                        graph.id(chain),
                        seq,
                        graph.lastSigned(chain) >= seq,
                        graph.lastDurable(chain) >= seq,
                        replica.counts(chain, seq),
                        told));
        pageBytes += told == null ? 0 : told.sizeBytes();
    }
}
