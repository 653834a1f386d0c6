package kith.node.app;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import kith.lang.Malformed;
import kith.state.Writing;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// Several writes that are one change. Only [Space#transaction] makes it, and it is over when its
/// body returns.
///
/// ```java
/// tasks.at("left").set(10);
/// tasks.transaction(t -> {
///     long left = t.at("left").read(Kind.LONG).orElse(0L);
///     t.at("left").set(left - 1);
///     t.at("taken").add(1);
/// });
/// System.out.println(tasks.root().value());   // Optional[{"left":9,"taken":1}]
/// ```
///
/// *What the body reads holds when it writes.* When another thread of this program, or another
/// peer, was faster, the body is run again: so it should do nothing but read and write here. One
/// that others overtake a hundred times in a row is refused, and has written nothing. What another
/// peer writes at the same time and is not here yet cannot be known: then both writes stay, as a
/// conflict, and none that was never seen is lost.
///
/// Its reads show what was there before it, so a cell is read before it is written.
public final class Transaction {
    private final Space space;
    private final List<Writing.Edit> edits = new ArrayList<>();
    private final Map<Path, Optional<Value>> read = new LinkedHashMap<>();
    private boolean over;

    Transaction(Space space) {
        this.space = space;
    }

    List<Writing.Edit> edits() {
        return edits;
    }

    boolean hasRead() {
        return !read.isEmpty();
    }

    /// Whether all that was read is so now; the engine is owned.
    boolean isCurrent() {
        for (Map.Entry<Path, Optional<Value>> one : read.entrySet()) {
            if (!space.value(one.getKey()).equals(one.getValue())) {
                return false;
            }
        }
        return true;
    }

    void over() {
        over = true;
    }

    /// The cell at that path.
    ///
    /// @throws Refused when the text is no path
    public Part at(String path) {
        try {
            return at(Path.parse(path));
        } catch (Malformed malformed) {
            throw Refused.address(malformed);
        }
    }

    /// The cell at the path of these names, which may be any texts.
    public Part at(Path path) {
        return new Part(Objects.requireNonNull(path, "path"));
    }

    private void checkOpen() {
        if (over) {
            throw new IllegalStateException("the transaction is over: its body has returned");
        }
    }

    private Optional<Value> valueAt(Path path) {
        checkOpen();
        for (Writing.Edit edit : edits) {
            if (edit.path().startsWith(path) || path.startsWith(edit.path())) {
                throw new IllegalStateException(
                        "the transaction has written "
                                + edit.path()
                                + " already: read "
                                + path
                                + " before");
            }
        }
        return read.computeIfAbsent(path, space::value);
    }

    private void write(Writing.Edit edit) {
        checkOpen();
        edits.add(edit);
    }

    /// One cell of the transaction.
    ///
    /// ```java
    /// tasks.transaction(t -> {
    ///     Transaction.Part owner = t.at("owner");
    ///     if (owner.value().isEmpty()) {
    ///         owner.set("Ada");
    ///     }
    /// });
    /// System.out.println(tasks.at("owner").value());   // Optional["Ada"]
    /// ```
    public final class Part {
        private final Path path;

        private Part(Path path) {
            this.path = path;
        }

        /// What the cell showed before this transaction.
        ///
        /// @throws IllegalStateException when the transaction has written it
        public Optional<Value> value() {
            return valueAt(path);
        }

        /// The same, as that kind of value.
        ///
        /// @throws WrongKind when something else is there
        public <T> Optional<T> read(Kind<T> kind) {
            return value().map(value -> kind.of(value, path));
        }

        /// See [Cell#set].
        public void set(@Nullable Object value) {
            write(new Writing.Put(path, Values.of(value)));
        }

        /// See [Cell#remove].
        public void remove() {
            write(new Writing.Remove(path));
        }

        /// See [Cell#add].
        public void add(long delta) {
            write(new Writing.Add(path, delta));
        }

        /// See [Cell#editList].
        public void editList(int at, int delete, List<?> elements) {
            write(new Writing.ListSplice(path, at, delete, Values.each(elements)));
        }

        /// See [Cell#move].
        public void move(int from, int to) {
            write(new Writing.ListMove(path, from, to));
        }

        /// See [Cell#setText].
        public void setText(String text) {
            write(new Writing.PutText(path, Objects.requireNonNull(text, "text")));
        }

        /// See [Cell#edit]. Positions are those after what this transaction edited before.
        public void edit(int at, int delete, String insert) {
            Objects.requireNonNull(insert, "insert");
            write(new Writing.Splice(path, at, delete, insert));
        }

        /// See [Cell#insert].
        public void insert(@Nullable Object element) {
            write(new Writing.Insert(path, Values.of(element)));
        }

        /// See [Cell#take].
        public void take(@Nullable Object element) {
            write(new Writing.Take(path, Values.of(element)));
        }
    }
}
