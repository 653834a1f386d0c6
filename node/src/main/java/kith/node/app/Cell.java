package kith.node.app;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import kith.lang.Malformed;
import kith.state.Aggregate.Over;
import kith.state.Observation.Reach;
import kith.state.Writing;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// A place in a space: it has a value, or cells below it, or nothing, and can be observed.
///
/// ```java
/// Cell milk = tasks.at("groceries/milk");
/// milk.set("2 litres");
/// System.out.println(milk.read(Kind.TEXT));          // Optional[2 litres]
/// System.out.println(milk.parent().value());         // Optional[{"milk":"2 litres"}]
/// System.out.println(milk.parent().count().value()); // 1
/// milk.remove();
/// System.out.println(milk.exists());                 // false
/// ```
///
/// Making one costs nothing and changes nothing; two of one path are the same cell.
public final class Cell {
    private final Space space;
    private final Path path;
    private final Writing.Spot spot = new Writing.Spot();

    Cell(Space space, Path path) {
        this.space = space;
        this.path = Objects.requireNonNull(path, "path");
    }

    public Path path() {
        return path;
    }

    /// The last name of its path. The root of a space has none.
    public String name() {
        return path.name();
    }

    /// The cell below this one at a path relative to it.
    ///
    /// @throws Refused when the text is no path
    public Cell at(String below) {
        try {
            return new Cell(space, path.append(Path.parse(below)));
        } catch (Malformed malformed) {
            throw Refused.address(malformed);
        }
    }

    /// The cell right below this one of that name, which may be any text: `/` in it separates
    /// nothing. So this is how what a user typed becomes a name.
    ///
    /// @throws Refused when it is longer than a name can be
    public Cell child(String name) {
        try {
            return new Cell(space, path.child(name));
        } catch (Malformed malformed) {
            throw Refused.address(malformed);
        }
    }

    /// The cell above. The root of a space has none.
    public Cell parent() {
        return new Cell(space, path.parent());
    }

    /// The names of the cells right below this one, in order.
    public List<String> children() {
        return space.names(path);
    }

    // Reading

    /// Whether anything is here or below.
    public boolean exists() {
        return space.see(state -> !state.shown(path).isNothing(), false);
    }

    /// What is there: the cell's own value, or an object of all cells below it. That costs the
    /// whole subtree, at one moment, during which nobody writes: about a millisecond for 2,000
    /// cells. Who has many more walks by [#children].
    public Optional<Value> value() {
        space.refresh();
        return space.value(path);
    }

    /// The same as a Java type.
    ///
    /// @throws WrongKind when something else is there
    public <T> Optional<T> read(Kind<T> kind) {
        Objects.requireNonNull(kind, "kind");
        return value().map(value -> kind.of(value, path));
    }

    /// This cell as one of that type; `fallback` stands for nothing and for anything else.
    public <T> Typed<T> as(Kind<T> kind, T fallback) {
        return new Typed<>(this, kind, fallback);
    }

    /// Everything that lives here, what is shown first: more than one is a conflict. Writing the
    /// cell settles it.
    public List<Standing> conflicts() {
        return space.look(state -> Standing.all(state.conflicts(path)), List.of());
    }

    // Writing

    /// Makes the cell this value and nothing else. Texts, numbers, truth values, bytes, lists,
    /// maps, records and [Value]s are values; the fields of an object become cells.
    ///
    /// @throws Refused when that is no value, or may not be written here
    public Written set(@Nullable Object value) {
        return write(new Writing.Put(path, Values.of(value), spot));
    }

    /// Removes what is here and below, as far as this peer has seen it.
    public Written remove() {
        return write(new Writing.Remove(path));
    }

    /// Counts up, or down: concurrent additions all count.
    ///
    /// @throws Refused where something else is than what was counted so; also a number that was set
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

    /// Makes the cell this text, which many can edit at once. A text that is there is edited as
    /// little as it takes, so that others' edits stay.
    ///
    /// ```java
    /// Cell today = tasks.at("today");
    /// today.setText("shopping");
    /// tasks.name("draft");
    /// today.edit(8, 0, ", then swimming");
    /// System.out.println(today.read(Kind.TEXT));   // Optional[shopping, then swimming]
    /// today.undo();
    /// System.out.println(today.read(Kind.TEXT));   // Optional[shopping]
    /// ```
    public Written setText(String text) {
        return write(new Writing.PutText(path, Objects.requireNonNull(text, "text")));
    }

    /// Edits the text that is here as it is now: deletes `delete` UTF-16 units from `at` on and
    /// inserts there. Who edits what a user saw some time ago says which version that was.
    ///
    /// @throws Refused when there is no such position (`position-malformed`), or no text here
    public Written edit(int at, int delete, String insert) {
        return edit(at, delete, insert, List.of());
    }

    /// The same of the text as it was in a version ([Space#version]): it finds its place among what
    /// others edited since.
    public Written edit(int at, int delete, String insert, List<String> version) {
        Objects.requireNonNull(insert, "insert");
        return space.write(List.of(new Writing.Splice(path, at, delete, insert)), version);
    }

    /// Edits the list that is here as it is now, or begins one: takes `delete` elements away from
    /// `at` on and puts these in their place. What others put in and take away meanwhile is merged
    /// element by element, where a list that was [set][#set] is one value.
    ///
    /// ```java
    /// Cell order = tasks.at("order");
    /// order.editList(0, 0, List.of("milk", "bread", "tea"));
    /// order.move(0, 2);
    /// order.editList(1, 1, List.of());
    /// System.out.println(order.read(Kind.list(Kind.TEXT)));   // Optional[[bread, milk]]
    /// ```
    ///
    /// @throws Refused when there is no such position (`position-malformed`), or no list here
    public Written editList(int at, int delete, List<?> elements) {
        return write(new Writing.ListSplice(path, at, delete, Values.each(elements)));
    }

    /// Moves an element of the list that is here: it is at `to` afterwards. When others move it at
    /// the same time, it ends in one of the places, everywhere the same one.
    ///
    /// @throws Refused as [#editList]
    public Written move(int from, int to) {
        return write(new Writing.ListMove(path, from, to));
    }

    // The past

    /// What was here in a version: its ids, or the name that it was given. For all but texts the
    /// log is read again up to there, which takes seconds where it is long.
    ///
    /// @throws Refused when there is no such version (`version-unknown`)
    public Optional<Value> valueAt(List<String> version) {
        return space.valueAt(path, version);
    }

    /// The same of a name, or of one id.
    public Optional<Value> valueAt(String version) {
        return valueAt(List.of(version));
    }

    /// Takes back the newest change of this peer that touched what is here or below and that was
    /// not taken back yet. What others wrote since stays.
    ///
    /// @throws Refused when there is none (`nothing-to-undo`), or somebody has written over it
    ///     (`undo-refused`)
    public Written undo() {
        return space.undo(path, null, false);
    }

    /// Takes back that change of this peer: one that [Written#version] named.
    public Written undo(String change) {
        return space.undo(path, Objects.requireNonNull(change, "change"), false);
    }

    /// Does again what the last [#undo] took back, unless this peer has written here since.
    public Written redo() {
        return space.undo(path, null, true);
    }

    private Written write(Writing.Edit edit) {
        return space.write(List.of(edit), List.of());
    }

    // Observing

    /// Tells `observer` of every change at this cell and below, from now on. What is here already
    /// is not told: read it after this call, and nothing is missed.
    ///
    /// Where neither the space nor its board is there yet, that is no mistake and founds nothing:
    /// it is told when they are.
    public Watch observe(Consumer<? super Changes> observer) {
        return observe(space.observers().executor(), observer);
    }

    /// The same, on threads of this executor.
    public Watch observe(Executor on, Consumer<? super Changes> observer) {
        Objects.requireNonNull(on, "on");
        Objects.requireNonNull(observer, "observer");
        return Following.begin(space, path, on, observer);
    }

    /// What is here, as a signal. Each value costs what [#value] does.
    public Signal<Optional<Value>> signal() {
        return new Signal<>(
                space.observers(),
                List.of(new Shows()),
                () -> {
                    Optional<Value> now = space.value(path);
                    return () -> now;
                });
    }

    /// How many cells are right below this one.
    public Signal<Long> count() {
        return below().count();
    }

    /// The sum of the numbers right below this one.
    public Signal<Double> sum() {
        return below().sum();
    }

    /// The smallest of them.
    public Signal<Optional<Double>> min() {
        return below().min();
    }

    /// The largest of them.
    public Signal<Optional<Double>> max() {
        return below().max();
    }

    /// Their average.
    public Signal<Optional<Double>> average() {
        return below().average();
    }

    private Below below() {
        return new Below(space, path, Over.CHILDREN);
    }

    /// All cells further down that show a value, as a whole.
    public Below leaves() {
        return new Below(space, path, Over.LEAVES);
    }

    private final class Shows implements Signal.Source {
        @Override
        public Space space() {
            return space;
        }

        @Override
        public Watch watch(Runnable poke) {
            return space.opened().observe(path, Reach.SUBTREE, changes -> poke.run(), Cell::thrown)
                    ::close;
        }
    }

    /// What only pokes does not throw.
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
