package kith.lab.sequence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;
import kith.crdt.sequence.Feed;
import kith.lang.Rng;
import kith.log.ChainId;
import kith.log.ChainOrder;
import kith.log.Seen;
import kith.log.Stamp;
import kith.value.Value;

/// The engine that ships, as the fuzzer wants it.
///
/// Beside what is shown it compares what the engine makes of the same history in other ways: by
/// replaying all of it, after its tracker was thrown away, after it was written and read, and,
/// where what an author had seen can be said by chains and numbers, the versions that the engine
/// finds by these.
public final class EngineSubject implements Subject {
    public static final Kind KIND =
            new Kind() {
                @Override
                public String name() {
                    return "engine";
                }

                @Override
                public Subject open(Graph graph, int author) {
                    return new EngineSubject(graph, author);
                }
            };

    /// Chains are numbered against the order of their names, as a replica may.
    private static final int CHAINS_END = 64;

    private static final ChainOrder ORDER =
            new ChainOrder() {
                @Override
                public int compare(int chainA, int chainB) {
                    return Integer.compare(chainB, chainA);
                }

                @Override
                public ChainId id(int chain) {
                    throw new IllegalStateException("nobody asks for names");
                }

                @Override
                public int number(ChainId id) {
                    return -1;
                }
            };

    private static final int FORGET_PERCENT = 4;
    private static final int REPLAY_PERCENT = 40;

    private final Graph graph;
    private final boolean small;
    private final Rng rng;
    private final List<Integer> order = new ArrayList<>();

    /// Event -> its last operation; those without one are not in `effective`.
    private final TreeMap<Integer, Integer> last = new TreeMap<>();

    private final BitSet here = new BitSet();
    private final BitSet effective = new BitSet();
    private BitSet voids = new BitSet();
    private Feed feed;

    private EngineSubject(Graph graph, int author) {
        this.graph = graph;
        rng = new Rng(31L * graph.size() + author);
        small = rng.chance(75);
        feed = empty();
    }

    private Feed empty() {
        return isList() ? Feed.list(ORDER, small) : Feed.text(ORDER, small);
    }

    Feed feed() {
        return feed;
    }

    private boolean isList() {
        for (int number = 0; number < graph.size(); number++) {
            for (Edit edit : graph.event(number).edits()) {
                if (edit instanceof Edit.Values || edit instanceof Edit.Move) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    public void receive(List<Integer> numbers) {
        for (int number : numbers) {
            order.add(number);
            carryOut(number);
        }
    }

    @Override
    public void write(int number) {
        receive(List.of(number));
    }

    private void carryOut(int number) {
        if (rng.chance(FORGET_PERCENT)) {
            feed.forget();
        }
        int[] version = versionOf(graph.past(number));
        checkSeen(number, version);
        boolean any = false;
        for (Edit edit : graph.event(number).edits()) {
            int before = feed.end();
            if (!carryOut(number, edit, version)) {
                throw new IllegalStateException("event " + number + " is refused: " + edit);
            }
            if (feed.end() > before) {
                version = new int[] {feed.end() - 1};
                any = true;
            }
        }
        here.set(number);
        if (any) {
            effective.set(number);
            last.put(number, feed.end() - 1);
        }
    }

    private boolean carryOut(int number, Edit edit, int[] version) {
        Event event = graph.event(number);
        var by = new Stamp(chain(event.author()), graph.sequence(number) + 1, event.time());
        boolean isVoid = voids.get(number);
        return switch (edit) {
            case Edit.Splice(int at, int delete, String insert) ->
                    feed.splice(version, by, isVoid, at, delete, insert);
            case Edit.Values(int at, int delete, List<Integer> insert) ->
                    feed.splice(version, by, isVoid, at, delete, values(insert));
            case Edit.Move(int from, int to) -> feed.move(version, by, isVoid, from, to);
            case Edit.Clear() -> {
                feed.clear(version, by, isVoid);
                yield true;
            }
        };
    }

    private static int chain(int author) {
        return CHAINS_END - 1 - author;
    }

    private static List<Value> values(List<Integer> numbers) {
        var values = new ArrayList<Value>();
        numbers.forEach(number -> values.add(Value.Int.of(number)));
        return values;
    }

    private int[] versionOf(BitSet events) {
        var known = (BitSet) events.clone();
        known.and(effective);
        return graph.heads(known).stream().mapToInt(last::get).sorted().toArray();
    }

    /// What the author had seen is asked for by chains too, where that says the same.
    private void checkSeen(int number, int[] version) {
        BitSet past = graph.past(number);
        var upTo = new int[CHAINS_END];
        past.stream()
                .forEach(
                        before -> {
                            int chain = chain(graph.event(before).author());
                            upTo[chain] = Math.max(upTo[chain], graph.sequence(before) + 1);
                        });
        Seen seen = chain -> upTo[chain];
        boolean same =
                here.stream()
                        .allMatch(
                                other ->
                                        past.get(other)
                                                == seen.covers(
                                                        chain(graph.event(other).author()),
                                                        graph.sequence(other) + 1));
        if (same && !Arrays.equals(version, feed.versionOf(seen))) {
            throw new IllegalStateException(
                    "event "
                            + number
                            + " had seen "
                            + Arrays.toString(version)
                            + ", the engine says "
                            + Arrays.toString(feed.versionOf(seen)));
        }
    }

    /// The state is made anew from the log, as a space does it.
    @Override
    public void makeVoid(BitSet numbers) {
        if (numbers.equals(voids)) {
            return;
        }
        voids = (BitSet) numbers.clone();
        feed = empty();
        last.clear();
        here.clear();
        effective.clear();
        order.forEach(this::carryOut);
    }

    @Override
    public void reopen() {
        feed = feed.read(feed.write(), CHAINS_END);
    }

    @Override
    public List<Integer> list() {
        List<Integer> shown = shown(feed);
        if (rng.chance(REPLAY_PERCENT) && !shown(feed.replayed()).equals(shown)) {
            throw new IllegalStateException("the replay shows " + shown(feed.replayed()));
        }
        return shown;
    }

    @Override
    public List<Integer> list(BitSet version) {
        return shown(feed.at(versionOf(version)));
    }

    private List<Integer> shown(Feed of) {
        if (!isList()) {
            return Edit.units(of.text());
        }
        return of.values().stream().map(value -> (int) ((Value.Int) value).value()).toList();
    }
}
