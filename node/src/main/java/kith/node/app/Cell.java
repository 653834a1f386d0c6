package kith.node.app;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import kith.state.Aggregate;
import kith.state.Aggregate.Fold;
import kith.state.Aggregate.Over;
import kith.state.Observation.Reach;
import kith.state.Shown;
import kith.state.Writing;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// A place in a space: it has a value, or cells below it, or nothing, and can be observed.
///
/// ```java
/// Cell milk = tasks.at("groceries/milk");
/// milk.set("2 litres");
/// System.out.println(milk.value());                  // Optional["2 litres"]
/// System.out.println(milk.parent().count().value()); // 1
/// milk.remove();
/// ```
///
/// Making one costs nothing and changes nothing; two of one path are the same cell.
public final class Cell {
    private final Space space;
    private final Path path;

    Cell(Space space, Path path) {
        this.space = space;
        this.path = path;
    }

    public Path path() {
        return path;
    }

    /// The cell below this one at a path relative to it.
    public Cell at(String below) {
        return new Cell(space, path.append(Space.path(below)));
    }

    /// The cell right below this one of that name, which may be any text.
    public Cell child(String name) {
        return new Cell(space, path.child(name));
    }

    public Cell parent() {
        return new Cell(space, path.parent());
    }

    /// The names of the cells right below this one.
    public List<String> children() {
        return space.names(path);
    }

    // Reading

    /// What is there: the cell's own value, or an object of all cells below it.
    public Optional<Value> value() {
        return Optional.ofNullable(space.value(path));
    }

    /// The same as a Java type.
    ///
    /// @throws WrongKind when something else is there
    public <T> Optional<T> read(Kind<T> kind) {
        return value().map(value -> kind.of(value, path));
    }

    /// This cell as one of that type; `fallback` stands for nothing and for anything else.
    public <T> Typed<T> as(Kind<T> kind, T fallback) {
        return new Typed<>(this, kind, fallback);
    }

    /// Everything that lives here, what is shown first: more than one is a conflict, and writing
    /// settles it.
    public List<Shown.Standing> conflicts() {
        return space.conflicts(path);
    }

    // Writing

    /// Makes the cell this value and nothing else. Texts, numbers, truth values, bytes, lists,
    /// maps, records and [Value]s are values; the fields of an object become cells.
    public Written set(@Nullable Object value) {
        return write(new Writing.Put(path, Values.of(value)));
    }

    /// Removes what is here and below, as far as this peer has seen it.
    public Written remove() {
        return write(new Writing.Remove(path));
    }

    /// Counts up, or down: concurrent additions all count.
    public Written add(long delta) {
        return write(new Writing.Add(path, delta));
    }

    /// Puts an element into the set that this cell is.
    public Written insert(@Nullable Object element) {
        return write(new Writing.Insert(path, Values.of(element)));
    }

    /// Takes an element out of the set that this cell is, as far as this peer has seen it.
    public Written take(@Nullable Object element) {
        return write(new Writing.Take(path, Values.of(element)));
    }

    private Written write(Writing.Edit edit) {
        return space.write(List.of(edit), List.of());
    }

    // Observing

    /// Tells `observer` of every change at this cell and below, from now on.
    public Watch observe(Consumer<? super Changes> observer) {
        return new Following(space, path, observer).begin();
    }

    /// What is here, as a signal.
    public Signal<Optional<Value>> signal() {
        return new Signal<>(space.peer().observers(), new Shows());
    }

    /// How many cells are right below this one.
    public Signal<Long> count() {
        return aggregate(Over.CHILDREN, Fold::count);
    }

    /// The sum of all numbers right below this one, exact.
    public Signal<Value> sum() {
        return aggregate(Over.CHILDREN, Fold::sum);
    }

    public Signal<Optional<Value>> min() {
        return aggregate(Over.CHILDREN, Fold::min);
    }

    public Signal<Optional<Value>> max() {
        return aggregate(Over.CHILDREN, Fold::max);
    }

    /// What a fold makes of the cells right below this one, or of all values further down. `fold`
    /// makes a new one; its functions are called while the peer is busy with nothing else, so they
    /// must be quick.
    public <R> Signal<R> aggregate(Over over, Supplier<Fold<R>> fold) {
        return new Signal<>(space.peer().observers(), new Folded<>(over, fold));
    }

    private final class Shows implements Signal.Origin<Optional<Value>> {
        @Override
        public void open() {
            space.open();
        }

        @Override
        public Supplier<Optional<Value>> snapshot() {
            Optional<Value> now = value();
            return () -> now;
        }

        @Override
        public Watch watch(Runnable poke) {
            var observation =
                    space.opened()
                            .observe(path, Reach.SUBTREE, changes -> poke.run(), Cell::thrown);
            return observation::close;
        }
    }

    /// Kept up to date while somebody watches, worked out anew for who only reads. Touched only
    /// while the engine is owned.
    private final class Folded<R> implements Signal.Origin<R> {
        private final Over over;
        private final Supplier<Fold<R>> fold;
        private @Nullable Aggregate<R> live;
        private int watchers;

        Folded(Over over, Supplier<Fold<R>> fold) {
            this.over = over;
            this.fold = fold;
        }

        @Override
        public void open() {
            space.open();
        }

        @Override
        public Supplier<R> snapshot() {
            R now = live != null && live.isOpen() ? live.value() : once();
            return () -> now;
        }

        private R once() {
            kith.state.Space state = space.state();
            if (state == null) {
                return fold.get().result();
            }
            try (Aggregate<R> made = state.aggregate(path, over, fold.get(), Cell::thrown)) {
                return made.value();
            }
        }

        @Override
        public Watch watch(Runnable poke) {
            Aggregate<R> running = live;
            if (running == null) {
                running = space.opened().aggregate(path, over, fold.get(), Cell::thrown);
                live = running;
            }
            running.observe(now -> poke.run());
            watchers++;
            return this::unwatch;
        }

        private void unwatch() {
            if (--watchers == 0 && live != null) {
                live.close();
                live = null;
            }
        }
    }

    private static void thrown(RuntimeException failure) {
        throw failure;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Cell cell && cell.path.equals(path) && cell.space.equals(space);
    }

    @Override
    public int hashCode() {
        return 31 * space.hashCode() + path.hashCode();
    }

    @Override
    public String toString() {
        return space + "/" + path;
    }
}
