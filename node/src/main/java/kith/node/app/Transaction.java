package kith.node.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kith.state.Writing;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// Several writes that are one change. Only [Space#transaction] makes it, and it is over when its
/// body returns.
///
/// What the body *reads* counts as seen: when somebody else wrote the same cell meanwhile, both
/// writes stay, as a conflict, instead of one that was never seen being lost.
///
/// ```java
/// tasks.transaction(t -> {
///     long left = t.at("left").read(Kind.LONG).orElse(0L);
///     t.at("left").set(left - 1);
///     t.at("taken").add(1);
/// });
/// ```
public final class Transaction {
    private final Space space;
    private final List<Writing.Edit> edits = new ArrayList<>();
    private @Nullable List<String> seen;

    Transaction(Space space) {
        this.space = space;
    }

    List<Writing.Edit> edits() {
        return edits;
    }

    /// The version that the body read; empty when it read nothing.
    List<String> seen() {
        return seen == null ? List.of() : seen;
    }

    public Part at(String path) {
        return at(Space.path(path));
    }

    public Part at(Path path) {
        return new Part(path);
    }

    /// One cell of the transaction.
    public final class Part {
        private final Path path;

        private Part(Path path) {
            this.path = path;
        }

        /// What the cell shows now, without what this transaction writes.
        public Optional<Value> value() {
            if (seen == null) {
                seen = space.version();
            }
            return Optional.ofNullable(space.value(path));
        }

        /// The same, as that kind of value.
        public <T> Optional<T> read(Kind<T> kind) {
            return value().map(value -> kind.of(value, path));
        }

        public void set(@Nullable Object value) {
            edits.add(new Writing.Put(path, Values.of(value)));
        }

        public void remove() {
            edits.add(new Writing.Remove(path));
        }

        public void add(long delta) {
            edits.add(new Writing.Add(path, delta));
        }

        public void insert(@Nullable Object element) {
            edits.add(new Writing.Insert(path, Values.of(element)));
        }

        public void take(@Nullable Object element) {
            edits.add(new Writing.Take(path, Values.of(element)));
        }
    }
}
