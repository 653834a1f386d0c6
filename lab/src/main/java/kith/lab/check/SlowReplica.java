package kith.lab.check;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import kith.crdt.Content;
import kith.crdt.Op;
import kith.crdt.Viewpoint;
import kith.lab.check.LogOnDisk.Space;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.log.ChainId;
import kith.log.ChainOrder;
import kith.log.Stamp;
import org.jspecify.annotations.Nullable;

/// The slow twin of a replica: what a set of changes adds up to, worked out from their hashes.
///
/// It names the branches of forks itself, keeps a whole version vector for each change instead of
/// the horizons of the log, and applies the changes in a causal order of its own: of those whose
/// past is applied always the one with the smallest hash, which has nothing to do with the order in
/// which they came.
final class SlowReplica implements ChainOrder {
    private final TreeMap<Bytes, Node> nodes = new TreeMap<>();
    private final List<ChainId> chains = new ArrayList<>();
    private final TreeMap<ChainId, Integer> numbers = new TreeMap<>();

    /// A change, which chain it is in, and the last change of each chain in its past, itself
    /// included.
    private static final class Node {
        final Logged change;
        final List<Node> next = new ArrayList<>();
        final List<Node> dependents = new ArrayList<>();
        int chain = -1;
        int waitsFor;
        int[] past = {};

        Node(Logged change) {
            this.change = change;
        }
    }

    /// Says which changes count.
    interface Counts {
        boolean counts(ChainId chain, int seq);
    }

    /// Knows contents of changes that are not in this log any more, by the hashes of the changes.
    interface Contents {
        @Nullable Bytes of(Bytes hash);
    }

    /// Of the changes in a log, which must each come after its past.
    SlowReplica(String whose, Space log) {
        var firsts = new ArrayList<Node>();
        for (Logged change : log.changes) {
            var node = new Node(change);
            if (nodes.put(change.hash(), node) != null) {
                throw new Broken(whose + ": change " + change.seq() + " is in the log twice");
            }
            if (change.seq() == 1) {
                firsts.add(node);
            } else {
                past(whose, node, change.prev()).next.add(node);
            }
            change.deps().forEach(dep -> past(whose, node, dep));
            if (change.seen() != null) {
                change.seen().forEach(seen -> past(whose, node, seen));
            }
        }
        name(firsts);
    }

    /// The change that `node` names by that hash. What is not there yet came too late.
    private Node past(String whose, Node node, Bytes hash) {
        Node past = nodes.get(hash);
        if (past == null || past == node) {
            throw new Broken(
                    whose
                            + ": change "
                            + node.change.seq()
                            + " of "
                            + node.change.chain().author().hex().substring(0, 4)
                            + " came before "
                            + hash.hex().substring(0, 8)
                            + ", which it names");
        }
        if (past.change.time() >= node.change.time()) {
            throw new Broken(whose + ": a change is not after its past by the clock");
        }
        past.dependents.add(node);
        node.waitsFor++;
        return past;
    }

    /// Gives each chain a name: it goes on while there is one next change, and ends where there are
    /// two.
    private void name(List<Node> firsts) {
        var byBase = new TreeMap<ChainId, List<Node>>();
        for (Node first : firsts) {
            byBase.computeIfAbsent(first.change.chain(), base -> new ArrayList<>()).add(first);
        }
        byBase.forEach(
                (base, starts) -> {
                    if (starts.size() == 1) {
                        follow(base, starts.getFirst());
                    } else {
                        starts.forEach(start -> follow(branch(start), start));
                    }
                });
    }

    private static ChainId branch(Node first) {
        ChainId base = first.change.chain();
        return new ChainId(base.author(), base.incarnation(), first.change.hash());
    }

    private void follow(ChainId id, Node first) {
        var ends = new ArrayDeque<Node>();
        ends.add(walk(id, first));
        while (!ends.isEmpty()) {
            for (Node start : ends.remove().next) {
                ends.add(walk(branch(start), start));
            }
        }
    }

    /// Names one chain and returns its last change.
    private Node walk(ChainId id, Node first) {
        numbers.put(id, chains.size());
        chains.add(id);
        Node at = first;
        at.chain = chains.size() - 1;
        while (at.next.size() == 1) {
            at = at.next.getFirst();
            at.chain = chains.size() - 1;
        }
        return at;
    }

    int size() {
        return nodes.size();
    }

    /// The state that those changes add up to which count.
    kith.state.Space state(Contents contents, Counts counts) {
        var state = new kith.state.Space(this);
        var ready = new TreeMap<Bytes, Node>();
        for (Node node : nodes.values()) {
            if (node.waitsFor == 0) {
                ready.put(node.change.hash(), node);
            }
        }
        while (!ready.isEmpty()) {
            Node node = ready.pollFirstEntry().getValue();
            int[] before = before(node);
            apply(state, node, before, contents, counts);
            for (Node dependent : node.dependents) {
                if (--dependent.waitsFor == 0) {
                    ready.put(dependent.change.hash(), dependent);
                }
            }
        }
        state.settle();
        return state;
    }

    /// Works out the past of a change, all of whose past has one.
    private int[] before(Node node) {
        int[] before = new int[chains.size()];
        Node prev = nodes.get(node.change.prev());
        if (prev != null) {
            join(before, prev.past);
        }
        node.change.deps().forEach(dep -> join(before, pastOf(dep)));
        node.past = before.clone();
        node.past[node.chain] = node.change.seq();
        return before;
    }

    private int[] pastOf(Bytes hash) {
        Node node = nodes.get(hash);
        return node == null ? new int[0] : node.past;
    }

    private static void join(int[] into, int[] other) {
        for (int i = 0; i < other.length; i++) {
            into[i] = Math.max(into[i], other[i]);
        }
    }

    private void apply(
            kith.state.Space state, Node node, int[] before, Contents contents, Counts counts) {
        int[] seen = node.change.seen() == null ? before : looked(node, before);
        var stamp = new Stamp(node.chain, node.change.seq(), node.change.time());
        var at = new Viewpoint(stamp, chain -> seen[chain]);
        Bytes own = node.change.content();
        Bytes content = own == null ? contents.of(node.change.hash()) : own;
        if (content == null) {
            throw new Broken("nobody ever had the content of change " + node.change.seq());
        }
        try {
            List<Op> ops = Content.read(content);
            if (counts.counts(chains.get(node.chain), node.change.seq())) {
                state.apply(at, ops);
            } else {
                state.applyVoid(at, ops);
            }
        } catch (Malformed nonsense) {
            // its author signed nonsense: it means nothing to anybody
        }
    }

    /// What the author had looked at: no more than what is in its past.
    private int[] looked(Node node, int[] before) {
        int[] looked = new int[chains.size()];
        List<Bytes> others = node.change.seen();
        if (others != null) {
            others.forEach(hash -> join(looked, pastOf(hash)));
        }
        Node own = nodes.get(node.change.prev());
        while (own != null && own.change.seq() > node.change.seenOwn()) {
            own = nodes.get(own.change.prev());
        }
        join(looked, own == null ? new int[0] : own.past);
        Arrays.setAll(looked, i -> Math.min(looked[i], before[i]));
        return looked;
    }

    @Override
    public int compare(int chainA, int chainB) {
        return chains.get(chainA).compareTo(chains.get(chainB));
    }

    @Override
    public ChainId id(int chain) {
        return chains.get(chain);
    }

    @Override
    public int number(ChainId id) {
        return numbers.getOrDefault(id, -1);
    }
}
