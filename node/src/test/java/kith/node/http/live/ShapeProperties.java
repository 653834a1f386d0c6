package kith.node.http.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import kith.crdt.Op;
import kith.crdt.Viewpoint;
import kith.lang.Bytes;
import kith.lang.Rng;
import kith.log.ChainId;
import kith.log.ChainOrder;
import kith.log.Seen;
import kith.log.Stamp;
import kith.node.http.talk.NestedJson;
import kith.state.Changes;
import kith.state.Query;
import kith.state.Space;
import kith.state.Subscription;
import kith.state.Subscription.Mode;
import kith.state.Writing;
import kith.value.Json;
import kith.value.Path;
import kith.value.Value;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Whatever two authors write at once, and however slowly a client reads: when it has read all, its
/// one JSON value is what the cells show.
final class ShapeProperties {
    private static final String[] NAMES = {"a", "b", "c"};

    /// Two authors who see each other's changes late.
    private static final class Authors {
        final Space space;
        private final int[] last = {0, 0};
        private final int[] saw = {0, 0}; // of the other's
        private final List<List<Long>> times = List.of(new ArrayList<>(), new ArrayList<>());

        Authors() {
            space =
                    new Space(
                            new ChainOrder() {
                                @Override
                                public int compare(int a, int b) {
                                    return Integer.compare(a, b);
                                }

                                @Override
                                public ChainId id(int chain) {
                                    var key = new byte[ChainId.AUTHOR_BYTES];
                                    key[0] = (byte) chain;
                                    return new ChainId(Bytes.wrap(key), 1, Bytes.EMPTY);
                                }

                                @Override
                                public int number(ChainId id) {
                                    return id.author().at(0);
                                }
                            });
        }

        void write(Rng rng) {
            int me = rng.nextInt(2);
            int other = 1 - me;
            saw[me] += rng.nextInt(last[other] - saw[me] + 1);
            long time = 0;
            if (last[me] > 0) {
                time = times.get(me).getLast();
            }
            if (saw[me] > 0) {
                time = Math.max(time, times.get(other).get(saw[me] - 1));
            }
            time += 1 + rng.nextInt(4);
            int seq = last[me] + 1;
            int sawOther = saw[me];
            Seen seen = chain -> chain == me ? seq - 1 : sawOther;
            var stamp = new Stamp(me, seq, time);
            Writing.Plan plan = Writing.forUser(space, new Viewpoint(stamp, seen)).plan(edits(rng));
            if (plan instanceof Writing.Ready ready) {
                space.apply(stamp, ready.ops(), seen);
                last[me] = seq;
                times.get(me).add(time);
            }
        }

        private static List<Writing.Edit> edits(Rng rng) {
            var edits = new ArrayList<Writing.Edit>();
            for (int i = rng.nextInt(3); i >= 0; i--) {
                Path path = path(rng, 1);
                edits.add(
                        switch (rng.nextInt(5)) {
                            case 0 -> new Writing.Remove(path);
                            case 1 -> new Writing.Put(path, Value.Obj.EMPTY);
                            case 2 -> new Writing.Put(path, object(rng));
                            default -> new Writing.Put(path, Value.Int.of(rng.nextInt(100)));
                        });
            }
            return edits;
        }

        private static Value object(Rng rng) {
            var names = new ArrayList<String>();
            var values = new ArrayList<Value>();
            for (String name : NAMES) {
                if (rng.nextInt(2) == 0) {
                    names.add(name);
                    values.add(Value.Int.of(rng.nextInt(100)));
                }
            }
            return Value.Obj.of(names, values);
        }
    }

    private static Path path(Rng rng, int sizeMin) {
        Path path = Path.ROOT;
        int size = sizeMin + rng.nextInt(4 - sizeMin);
        for (int i = 0; i < size; i++) {
            path = path.child(NAMES[rng.nextInt(NAMES.length)]);
        }
        return path;
    }

    /// A client behind a shape.
    private static final class Reader {
        final Space space;
        final Path base;
        final Subscription.Config config;
        final Shape shape;
        Subscription subscription;
        @Nullable Value value;

        Reader(Space space, Path base, Subscription.Config config) {
            this.space = space;
            this.base = base;
            this.config = config;
            this.shape = new Shape(base, path -> answer(space, path, levels(path)).value());
            this.subscription = space.subscribe(base, config, () -> {});
        }

        private int levels(Path path) {
            return config.depth() == Query.DEPTH_ALL
                    ? config.depth()
                    : Math.max(0, config.depth() - (path.size() - base.size()));
        }

        void read(int updates) {
            subscription.grant(updates);
            for (Subscription.Update update = subscription.poll();
                    update != null;
                    update = subscription.poll()) {
                take(update);
            }
        }

        void readAll() {
            while (subscription.isBehind()) {
                read(1);
            }
        }

        private void take(Subscription.Update update) {
            switch (update) {
                case Subscription.Page page -> {
                    if (page.first()) {
                        shape.clear();
                        shape.take(page.cells());
                        value = json(page.cells());
                    } else {
                        shape.take(page.cells());
                        told(shape.parts(page.cells()));
                    }
                }
                case Subscription.Newest newest -> told(shape.newest(newest.cells()));
                case Subscription.Applied applied ->
                        told(shape.changed(applied.changes().entries()));
                case Subscription.Ended ended -> throw new AssertionError(ended);
            }
        }

        private void told(Shape.Told told) {
            switch (told) {
                case Shape.Whole whole -> value = whole.value();
                case Shape.Parts parts -> {
                    for (Shape.Part part : parts.parts()) {
                        value =
                                JsonModel.patched(
                                        value, part.path().relativeTo(base), part.value());
                    }
                }
                case Shape.Again again -> {
                    subscription.close();
                    subscription = space.subscribe(base, config, () -> {});
                }
            }
        }
    }

    private static Query.Answer answer(Space space, Path path, int depth) {
        return space.query(Query.of(path).depth(depth));
    }

    private static @Nullable Value json(List<Query.Found> cells) {
        if (cells.isEmpty()) {
            return null;
        }
        var out = new ByteArrayOutputStream();
        var json = new NestedJson((bytes, start, end) -> out.write(bytes, start, end - start));
        json.add(cells);
        json.finish();
        return Json.parse(out.toByteArray());
    }

    @Property(tries = 300)
    void aClientThatReadAllHasWhatTheCellsShow(@ForAll long seed) {
        var rng = new Rng(seed);
        var authors = new Authors();
        boolean large = rng.nextInt(2) == 0;
        if (large) { // beyond what is kept whole
            Value pad = new Value.Text("x".repeat(Shape.SMALL_BYTES_MAX));
            var stamp = new Stamp(0, 1, 1);
            authors.space.apply(stamp, List.of(new Op.Set(Path.of("a", "pad"), pad)), chain -> 0);
            authors.last[0] = 1;
            authors.times.getFirst().add(1L);
        }
        for (int i = rng.nextInt(10); i > 0; i--) {
            authors.write(rng);
        }
        var readers = new ArrayList<Reader>();
        for (Mode mode : Mode.values()) {
            for (int depth : new int[] {Query.DEPTH_ALL, 1}) {
                var config = new Subscription.Config(mode, depth, true);
                readers.add(new Reader(authors.space, Path.ROOT, config));
                readers.add(new Reader(authors.space, Path.of("a"), config));
            }
        }
        for (int i = 0; i < 40; i++) {
            authors.write(rng);
            if (rng.nextInt(2) == 0) {
                authors.space.settle();
                readers.forEach(reader -> reader.read(rng.nextInt(3)));
            }
            if (rng.nextInt(10) == 0) {
                authors.space.settle();
                check(seed, authors.space, readers);
            }
        }
        authors.space.settle();
        check(seed, authors.space, readers);
    }

    private static void check(long seed, Space space, List<Reader> readers) {
        for (Reader reader : readers) {
            reader.readAll();
            Query.Answer answer = answer(space, reader.base, reader.config.depth());
            assertEquals(
                    json(answer.cells()),
                    reader.value,
                    () -> "seed " + seed + " at \"" + reader.base + "\" " + reader.config);
        }
    }

    /// A client that was cut off is taken back to where it was, and told what it missed from there.
    @Property(tries = 200)
    void whatChangesDidCanBeTakenBack(@ForAll long seed) {
        var rng = new Rng(seed);
        var authors = new Authors();
        authors.write(rng);
        authors.space.settle();
        var config = new Subscription.Config(Mode.CHANGES, Query.DEPTH_ALL, true);
        var reader = new Reader(authors.space, Path.ROOT, config);
        reader.readAll();
        var values = new ArrayList<@Nullable Value>();
        var missed = new ArrayList<List<Changes.Entry>>();
        for (int i = 0; i < 20; i++) {
            authors.write(rng);
            authors.space.settle();
            reader.subscription.grant(1);
            if (reader.subscription.poll() instanceof Subscription.Applied applied) {
                values.add(reader.shape.value());
                missed.add(applied.changes().entries());
                reader.shape.changed(applied.changes().entries());
            }
        }
        Value last = reader.shape.value();
        for (int i = missed.size() - 1; i >= 0; i--) {
            reader.shape.undo(missed.get(i));
            assertEquals(values.get(i), reader.shape.value(), "seed " + seed);
        }
        missed.forEach(reader.shape::changed);
        assertEquals(last, reader.shape.value(), "seed " + seed);
    }

    @Test
    void theRandomHistoriesDoHideAndUncover() {
        int contested = 0;
        for (int seed = 0; seed < 20; seed++) {
            var rng = new Rng(seed);
            var authors = new Authors();
            for (int i = 0; i < 30; i++) {
                authors.write(rng);
                Query.Answer all = authors.space.query(Query.of(Path.ROOT).withHidden());
                Query.Answer shown = authors.space.query(Query.of(Path.ROOT));
                contested += all.cells().size() > shown.cells().size() ? 1 : 0;
            }
        }
        assertTrue(contested > 50, contested + " times something was hidden");
    }
}
