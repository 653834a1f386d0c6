package kith.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kith.crdt.Counter;
import kith.crdt.Op;
import kith.crdt.Viewpoint;
import kith.lang.Bytes;
import kith.lang.Rng;
import kith.log.ChainId;
import kith.log.ChainOrder;
import kith.log.Seen;
import kith.log.Stamp;
import kith.value.Path;
import kith.value.Value;

/// Random concurrent histories: a few replicas that write, and get each other's changes in random
/// causal orders. Each numbers the chains as it meets them, so no two numberings agree.
final class Histories {
    /// A change with what is explicit here and implicit in a log: everything in its past, and what
    /// its author had looked at.
    record Change(
            ChainId chain,
            int seq,
            long time,
            Map<ChainId, Integer> past,
            Map<ChainId, Integer> seen,
            List<Op> ops) {
        boolean saw(Change other) {
            return seen.getOrDefault(other.chain, 0) >= other.seq;
        }
    }

    /// One replica: a space, and what it has.
    static final class Replica implements ChainOrder {
        final List<ChainId> numbers = new ArrayList<>();
        final TreeMap<ChainId, Integer> have = new TreeMap<>();
        final List<Change> applied = new ArrayList<>();
        Space space = new Space(this);
        long timeLast;

        @Override
        public int compare(int chainA, int chainB) {
            return id(chainA).compareTo(id(chainB));
        }

        @Override
        public ChainId id(int chain) {
            return numbers.get(chain);
        }

        @Override
        public int number(ChainId id) {
            return numbers.indexOf(id);
        }

        int open(ChainId id) {
            if (number(id) < 0) {
                numbers.add(id);
            }
            return number(id);
        }

        Seen seen(Map<ChainId, Integer> seen) {
            return chain -> seen.getOrDefault(id(chain), 0);
        }

        Viewpoint at(ChainId chain, int seq, long time, Map<ChainId, Integer> seen) {
            return new Viewpoint(new Stamp(open(chain), seq, time), seen(seen));
        }

        boolean canTake(Change change) {
            if (have.getOrDefault(change.chain, 0) != change.seq - 1) {
                return false;
            }
            for (Map.Entry<ChainId, Integer> past : change.past.entrySet()) {
                if (have.getOrDefault(past.getKey(), 0) < past.getValue()) {
                    return false;
                }
            }
            return true;
        }

        void take(Change change) {
            Viewpoint at = at(change.chain, change.seq, change.time, change.seen);
            space.apply(at.stamp(), change.ops, at.seen());
            took(change);
        }

        void took(Change change) {
            have.put(change.chain, change.seq);
            applied.add(change);
            timeLast = Math.max(timeLast, change.time);
        }
    }

    static final List<Path> PATHS = paths("", "a", "a/b", "a/b/c", "a/d", "e", "e/f", ".access/x");

    private static final Value[] VALUES = {
        Value.Int.of(1), Value.Int.of(2), new Value.Text("x"), Value.Obj.EMPTY
    };

    final Rng rng;
    final List<Replica> replicas = new ArrayList<>();
    final List<Change> all = new ArrayList<>();
    private final List<TreeMap<ChainId, Integer>> views = new ArrayList<>();
    private final boolean honest;

    /// With `honest` false, zeros name totals that nobody counted.
    Histories(long seed, int count, boolean honest) {
        rng = new Rng(seed);
        this.honest = honest;
        for (int i = 0; i < count; i++) {
            replicas.add(new Replica());
        }
    }

    private static List<Path> paths(String... texts) {
        var paths = new ArrayList<Path>();
        for (String text : texts) {
            paths.add(Path.parse(text));
        }
        return paths;
    }

    static ChainId chain(int author) {
        var key = new byte[ChainId.AUTHOR_BYTES];
        key[0] = (byte) (author * 37); // so that order of names is not order of numbers
        key[1] = (byte) author;
        return new ChainId(Bytes.wrap(key), 1, Bytes.EMPTY);
    }

    /// One step: somebody writes, or gets a change of another.
    void step() {
        Replica replica = replicas.get(rng.nextInt(replicas.size()));
        if (rng.chance(40)) {
            write(replica);
        } else {
            deliver(replica);
        }
    }

    /// Gives the replica a random one of the changes that it lacks and could have. False when
    /// there is none.
    boolean deliver(Replica replica) {
        var open = new ArrayList<Change>();
        for (Change change : all) {
            if (replica.canTake(change)) {
                open.add(change);
            }
        }
        if (open.isEmpty()) {
            return false;
        }
        replica.take(open.get(rng.nextInt(open.size())));
        return true;
    }

    void deliverAll() {
        for (Replica replica : replicas) {
            while (deliver(replica)) {}
        }
    }

    /// The replica makes a change, operation by operation, as an open change grows.
    void write(Replica replica) {
        ChainId chain = chain(replicas.indexOf(replica) + 1);
        int seq = replica.have.getOrDefault(chain, 0) + 1;
        long time = replica.timeLast + 1 + rng.nextInt(3);
        var past = new TreeMap<>(replica.have);
        Map<ChainId, Integer> seen = past;
        if (rng.chance(20)) {
            seen = olderView(past);
        }
        views.add(past);
        Viewpoint at = replica.at(chain, seq, time, seen);
        var ops = new ArrayList<Op>();
        for (int i = rng.between(1, 5); i > 0; i--) {
            for (Op op : wish(replica, at)) {
                replica.space.apply(at.stamp(), List.of(op), at.seen());
                ops.add(op);
            }
        }
        var change = new Change(chain, seq, time, past, seen, ops);
        all.add(change);
        replica.took(change);
    }

    /// Something that lies in the past: the state of some replica at some time, as far as we know.
    private Map<ChainId, Integer> olderView(Map<ChainId, Integer> past) {
        var view = new TreeMap<ChainId, Integer>();
        if (!views.isEmpty()) {
            TreeMap<ChainId, Integer> some = views.get(rng.nextInt(views.size()));
            some.forEach(
                    (chain, seq) -> view.put(chain, Math.min(seq, past.getOrDefault(chain, 0))));
        }
        return view;
    }

    private List<? extends Op> wish(Replica replica, Viewpoint at) {
        Path path = path();
        if (rng.chance(40)) {
            return edits(replica, at, path);
        }
        Value value = VALUES[rng.nextInt(VALUES.length)];
        return switch (rng.nextInt(7)) {
            case 0 -> List.of(new Op.Set(path, value));
            case 1 -> List.of(new Op.Unset(path));
            case 2 -> List.of(new Op.Remove(path));
            case 3 -> List.of(new Op.Add(path, rng.between(-3, 10)));
            case 4 -> List.of(new Op.Insert(path, value));
            case 5 -> List.of(new Op.Take(path, value));
            default -> zero(replica, at, path);
        };
    }

    private Path path() {
        return PATHS.get(rng.nextInt(PATHS.size()));
    }

    private List<? extends Op> zero(Replica replica, Viewpoint at, Path path) {
        if (!honest) {
            var parts = new ArrayList<Op.Zero.Part>();
            for (int author = 1; author <= replicas.size(); author++) {
                if (rng.chance(50)) {
                    parts.add(new Op.Zero.Part(chain(author), rng.between(-9, 9)));
                }
            }
            parts.sort((a, b) -> a.chain().compareTo(b.chain()));
            return parts.isEmpty() ? List.of() : List.of(new Op.Zero(path, parts));
        }
        Cell cell = replica.space.cell(path);
        Counter counter = cell == null || cell.more == null ? null : cell.more.counter;
        List<Op.Zero.Part> parts = counter == null ? List.of() : counter.partsFor(at, replica);
        return parts.isEmpty() ? List.of() : List.of(new Op.Zero(path, parts));
    }

    private List<? extends Op> edits(Replica replica, Viewpoint at, Path path) {
        var edits = new ArrayList<Writing.Edit>();
        edits.add(edit(path));
        if (rng.chance(40)) {
            edits.add(edit(path()));
        }
        Writing.Plan plan = Writing.forKith(replica.space, at).plan(edits);
        return plan instanceof Writing.Ready ready ? ready.ops() : List.of();
    }

    private Writing.Edit edit(Path path) {
        Value value = VALUES[rng.nextInt(VALUES.length)];
        return switch (rng.nextInt(6)) {
            case 0 -> new Writing.Put(path, value);
            case 1 ->
                    new Writing.Put(
                            path, Value.Obj.of(List.of("b", "g"), List.of(value, Value.Obj.EMPTY)));
            case 2 -> new Writing.Remove(path);
            case 3 -> new Writing.Add(path, rng.between(-3, 10));
            case 4 -> new Writing.Insert(path, value);
            default -> new Writing.Take(path, value);
        };
    }

    /// What every living cell of a space shows, also where a value hides it.
    static Map<Path, Shown> view(Space space) {
        var view = new TreeMap<Path, Shown>();
        for (Path top : List.of(Path.ROOT, Path.of(".access"))) {
            Query query = Query.of(top).withHidden().cellsMax(3);
            while (query != null) {
                Query.Answer answer = space.query(query);
                for (Query.Found found : answer.cells()) {
                    if (view.put(found.path(), found.shown()) != null) {
                        throw new AssertionError("twice in an answer: " + found);
                    }
                }
                query = answer.next();
            }
        }
        return view;
    }
}
