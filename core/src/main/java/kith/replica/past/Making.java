package kith.replica.past;

import java.util.ArrayList;
import java.util.List;
import kith.crdt.Content;
import kith.crdt.Op;
import kith.crdt.Viewpoint;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.log.Change;
import kith.log.Change.Place;
import kith.log.ChangeGraph;
import kith.log.Seen;
import kith.log.Stamp;
import kith.log.StoredRun;
import kith.port.Now;
import kith.replica.Journal;
import kith.replica.Replica;
import kith.replica.base.Baseline;
import kith.replica.base.Sections;
import kith.state.Space;
import kith.state.StateImage;
import kith.value.Path;
import org.jspecify.annotations.Nullable;

/// One past that is being made. A fork that is found meanwhile gives chains other numbers, so it
/// begins anew then, a few times.
final class Making implements Journal.Piece, Sections.To {
    /// The most bytes of contents that are looked at for one past. Guess: half a gigabyte of
    /// memory when all of it is small cells.
    static final int CONTENT_BYTES_MAX = 1 << 26;

    /// A piece of the log: a millisecond or two of work.
    private static final int READ_BYTES = 1 << 18;

    /// How long it waits for a disk that is far behind, from when it first had to.
    private static final long WAIT_NANOS_MAX = 10 * Now.SECOND;

    /// How often it begins anew. Guess: who forks on purpose must not keep us at it.
    private static final int BEGUN_MAX = 3;

    private final Pasts pasts;
    private final Want want;
    private final Replica replica;
    private final ChangeGraph graph;
    private final Pasts.Then then;

    private Space space;
    private StoredRun.Again log;
    private Seen seen = chain -> 0;
    private int chains;
    private int begun;

    /// Of the version, what has not come yet.
    private List<Place> missing = List.of();

    private @Nullable Change itself;

    /// The snapshot that it is built on; none for a version that has not all of it.
    private @Nullable Baseline base;

    private boolean pruned;
    private long contentBytes;
    private long position;
    private long waitsSince = Now.NEVER;
    private boolean forgotten;

    Making(Pasts pasts, Want want, Pasts.Then then) {
        this.pasts = pasts;
        this.want = want;
        this.replica = want.replica();
        this.graph = replica.graph();
        this.then = then;
        this.space = new Space(graph);
        this.log = new StoredRun.Again(graph);
    }

    void forget() {
        forgotten = true;
    }

    void begin() {
        replica.own().close();
        begun++;
        space = new Space(graph);
        log = new StoredRun.Again(graph);
        chains = graph.chainCount();
        seen = want.seen();
        missing = new ArrayList<>(want.version());
        itself = null;
        contentBytes = 0;
        pruned = false;
        Baseline known = replica.basis().base();
        base = known != null && isSeen(known) ? known : null;
        if (base == null) {
            read(0);
        } else {
            var context = replica.context();
            Sections.read(base, context.effects(), context.hasher(), this);
        }
    }

    /// Whether the version has all that is in a snapshot.
    private boolean isSeen(Baseline of) {
        for (int chain = 0; chain < graph.chainCount(); chain++) {
            if (!seen.covers(chain, of.last(graph, chain))) {
                return false;
            }
        }
        return of.isHere(graph);
    }

    @Override
    public void section(Bytes section) {
        if (base != null && !isForked()) {
            StateImage.load(space, section, base.numbers(graph));
        }
    }

    @Override
    public void end() {
        read(0);
    }

    @Override
    public void lost() {
        fail(Pasts.Failure.DAMAGED);
    }

    @Override
    public void unread() {
        fail(Pasts.Failure.BUSY);
    }

    private void read(long from) {
        position = from;
        replica.readLog(from, READ_BYTES, this);
    }

    @Override
    public void record(int type, long at, byte[] from, int start, int end) {
        if (missing.isEmpty() || forgotten || contentBytes > CONTENT_BYTES_MAX || isForked()) {
            return;
        }
        StoredRun run = replica.stored(type, from, start, end);
        if (run != null) {
            log.take(run, this::next);
        }
    }

    /// Whether a branch was opened since: chains may have other numbers.
    private boolean isForked() {
        for (int chain = chains; chain < graph.chainCount(); chain++) {
            if (graph.origin(chain) != null) {
                return true;
            }
        }
        return false;
    }

    private void next(int chain, Change change) {
        boolean wanted = missing.removeIf(place -> is(place, chain, change.seq()));
        boolean inBase = base != null && base.covers(graph, chain, change.seq());
        if (wanted && want.without()) {
            itself = change;
            pruned |= change.isBare() || inBase;
        } else if (inBase) {
            return;
        } else if (change.isBare()) {
            pruned |= seen.covers(chain, change.seq());
        } else if (seen.covers(chain, change.seq())) {
            apply(chain, change);
        }
    }

    /// One that counts for nobody too: whoever saw it counted positions in texts and lists with it.
    private void apply(int chain, Change change) {
        List<Op> ops = within(change, want.path());
        if (ops.isEmpty()) {
            return;
        }
        contentBytes += change.contentBytes();
        var stamp = new Stamp(chain, change.seq(), change.time());
        var at = new Viewpoint(stamp, graph.seenBy(chain, change));
        if (replica.counts(chain, change.seq())) {
            space.apply(at, ops);
        } else {
            space.applyVoid(at, ops);
        }
        space.settle();
    }

    private boolean is(Place place, int chain, int seq) {
        return place.seq() == seq && graph.resolve(place.chain(), seq) == chain;
    }

    /// What a change did at and below a path. One whose author signed nonsense did nothing.
    private static List<Op> within(Change change, Path path) {
        var ops = new ArrayList<Op>();
        try {
            for (Op op : Content.read(change.content())) {
                boolean touches =
                        switch (op) {
                            case Op.Remove(Path at) -> at.startsWith(path) || path.startsWith(at);
                            case Op.At at -> at.path().startsWith(path);
                            case Op.Notice _ -> false;
                        };
                if (touches) {
                    ops.add(op);
                }
            }
        } catch (Malformed nonsense) {
            return List.of();
        }
        return ops;
    }

    @Override
    public void end(long next) {
        if (forgotten) {
            pasts.ended(replica, null, want, null);
        } else if (pruned) {
            fail(Pasts.Failure.PRUNED);
        } else if (contentBytes > CONTENT_BYTES_MAX) {
            fail(Pasts.Failure.TOO_LARGE);
        } else if (isForked()) {
            if (begun < BEGUN_MAX) {
                begin();
            } else {
                fail(Pasts.Failure.BUSY);
            }
        } else if (missing.isEmpty()) {
            pasts.ended(replica, space, want, itself);
            then.past(space, itself);
        } else if (next <= position) {
            fail(Pasts.Failure.DAMAGED); // the end of the log
        } else {
            read(next);
        }
    }

    private void fail(Pasts.Failure why) {
        pasts.ended(replica, null, want, null);
        then.failed(why);
    }

    @Override
    public void notYet(long from) {
        long now = replica.context().now().nanos();
        waitsSince = Math.min(waitsSince, now);
        if (forgotten || now - waitsSince < WAIT_NANOS_MAX) {
            if (forgotten) {
                pasts.ended(replica, null, want, null);
            } else {
                read(from);
            }
        } else {
            fail(Pasts.Failure.BUSY);
        }
    }

    /// What hangs on what cannot be read is not there, so in the end something is missing.
    @Override
    public void failed(long from, long next, long againAt) {
        end(next);
    }
}
