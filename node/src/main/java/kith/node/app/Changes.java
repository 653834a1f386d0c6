package kith.node.app;

import java.util.List;
import java.util.Optional;
import kith.value.Path;
import kith.value.Value;

/// What an observer is told: the cells that show something else than when it was told last, each
/// once, with what they show now. A cell that begins or ceases to have cells below it is among
/// them, also the root.
///
/// An observer that keeps up is told once for each transaction; one that is slow is told of several
/// at once. One that is very slow is told everything there is, anew: `fresh`, in one or more
/// pieces of which the first says so, and what it knew before is void.
///
/// ```java
/// tasks.root().observe(changes -> {
///     for (Changes.Change change : changes.list()) {
///         System.out.println(change);
///     }
/// });
/// tasks.at("milk").set("2 litres");   // prints milk = "2 litres"
/// ```
public record Changes(boolean fresh, List<Change> list) {
    /// One cell, by its path in the space. `value` is what it shows by itself, and empty when it
    /// only has children, or when it is `gone`. `contested`: more lives there than is shown; see
    /// [Cell#conflicts].
    ///
    /// ```java
    /// tasks.root().observe(changes -> changes.list().forEach(change ->
    ///         System.out.println(change.path() + " is now " + change.read(Kind.LONG))));
    /// tasks.at("left").set(3);            // prints left is now Optional[3]
    /// ```
    public record Change(Path path, Optional<Value> value, boolean gone, boolean contested) {
        /// The value as a Java type.
        ///
        /// @throws WrongKind when it is something else
        public <T> Optional<T> read(Kind<T> kind) {
            return value.map(shown -> kind.of(shown, path));
        }

        @Override
        public String toString() {
            String shows = value.map(shown -> " = " + shown).orElse(" has cells");
            return path + (gone ? " gone" : shows) + (contested ? " (contested)" : "");
        }
    }

    public Changes {
        list = List.copyOf(list);
    }
}
