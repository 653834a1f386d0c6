package kith.node.app;

import java.util.List;
import java.util.Optional;
import kith.value.Path;
import kith.value.Value;

/// What an observer is told: the cells that show something else than when it was told last, each
/// once, with what they show now.
///
/// An observer that keeps up is told once for each transaction; one that is slow is told of several
/// at once. One that is very slow is told everything there is, anew: `fresh`, in one or more
/// pieces of which the first says so, and what it knew before is void.
///
/// ```java
/// tasks.root().observe(changes -> changes.list().forEach(change ->
///         System.out.println(change.path() + ": " + change.value())));
/// ```
public record Changes(boolean fresh, List<Change> list) {
    /// One cell, by its path in the space. `value` is what it shows by itself, and empty when it
    /// only has children, or when nothing is there any more.
    public record Change(Path path, Optional<Value> value, boolean gone) {
        @Override
        public String toString() {
            return path + (gone ? " gone" : value.map(shown -> " = " + shown).orElse(" has cells"));
        }
    }

    public Changes {
        list = List.copyOf(list);
    }
}
