package kith.node.app;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import kith.state.Aggregate;
import kith.state.Aggregate.Fold;
import kith.state.Aggregate.Over;
import kith.state.Shown;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// The cells below a cell as a whole: how many there are, and what their numbers come to. What
/// shows something else than a number is counted, and otherwise left out.
///
/// ```java
/// tasks.at("house/kitchen/celsius").set(21.5);
/// tasks.at("house/cellar/celsius").set(12);
/// Cell house = tasks.at("house");
/// System.out.println(house.count().value());              // 2
/// System.out.println(house.leaves().average().value());   // Optional[16.75]
/// ```
///
/// A signal that is observed costs what changed, whatever is there; one that is only read walks
/// over all of it.
public final class Below {
    private final Space space;
    private final Path path;
    private final Over over;

    Below(Space space, Path path, Over over) {
        this.space = space;
        this.path = path;
        this.over = over;
    }

    /// How many cells there are.
    public Signal<Long> count() {
        return signal(Fold::count);
    }

    /// The sum of all numbers: the double next to the exact sum, whatever their order.
    public Signal<Double> sum() {
        return signal(Fold::sum).map(Below::number);
    }

    /// The smallest number, if there is any.
    public Signal<Optional<Double>> min() {
        return signal(() -> Fold.combining(Below::maybeNumber, Below::smaller)).map(Below::flat);
    }

    /// The largest number, if there is any.
    public Signal<Optional<Double>> max() {
        return signal(() -> Fold.combining(Below::maybeNumber, Below::larger)).map(Below::flat);
    }

    /// The sum of all numbers divided by how many there are, if there are any.
    public Signal<Optional<Double>> average() {
        return signal(Mean::new);
    }

    private static double number(Value sum) {
        return maybeNumber(sum).orElse(0.0);
    }

    private static Optional<Double> maybeNumber(Value value) {
        return Kind.DOUBLE.maybe(value);
    }

    private static Optional<Double> smaller(Optional<Double> a, Optional<Double> b) {
        return a.isEmpty() || b.isPresent() && b.get() < a.get() ? b : a;
    }

    private static Optional<Double> larger(Optional<Double> a, Optional<Double> b) {
        return a.isEmpty() || b.isPresent() && b.get() > a.get() ? b : a;
    }

    private static Optional<Double> flat(Optional<Optional<Double>> maybe) {
        return maybe.orElse(Optional.empty());
    }

    /// The sum, and how many numbers it is of.
    private static final class Mean implements Fold<Optional<Double>> {
        private final Fold<Value> sum = Fold.sum();
        private long count;

        @Override
        public void add(Path at, Shown shown) {
            sum.add(at, shown);
            count += numbers(shown);
        }

        @Override
        public void remove(Path at, Shown shown) {
            sum.remove(at, shown);
            count -= numbers(shown);
        }

        private static int numbers(Shown shown) {
            return shown.value() != null && maybeNumber(shown.value()).isPresent() ? 1 : 0;
        }

        @Override
        public Optional<Double> result() {
            return count == 0 ? Optional.empty() : Optional.of(number(sum.result()) / count);
        }
    }

    private <R> Signal<R> signal(Supplier<Fold<R>> fold) {
        var folded = new Folded<>(fold);
        return new Signal<>(space.observers(), List.of(folded), folded::snapshot);
    }

    /// Kept up to date while somebody watches, worked out anew for who only reads. Touched only
    /// while the engine is owned.
    private final class Folded<R> implements Signal.Source {
        private final Supplier<Fold<R>> fold;
        private @Nullable Aggregate<R> live;
        private final Set<Watcher> watchers = new LinkedHashSet<>();

        Folded(Supplier<Fold<R>> fold) {
            this.fold = fold;
        }

        @Override
        public Space space() {
            return space;
        }

        Supplier<R> snapshot() {
            R now = live == null ? once() : live.value();
            return () -> now;
        }

        private R once() {
            kith.state.Space state = space.state();
            if (state == null) {
                return fold.get().result();
            }
            try (Aggregate<R> made = state.aggregate(path, over, fold.get(), Below::thrown)) {
                return made.value();
            }
        }

        @Override
        public Watch watch(Runnable poke) {
            Aggregate<R> running = live;
            if (running == null) {
                running = space.opened().aggregate(path, over, fold.get(), Below::thrown);
                live = running;
                running.observe(now -> watchers.forEach(Watcher::poke));
            }
            var watcher = new Watcher(poke);
            watchers.add(watcher);
            return watcher;
        }

        /// One of those that the aggregate's only listener pokes: an aggregate keeps its listeners
        /// until it is closed, and those who watch come and go.
        private final class Watcher implements Watch {
            private final Runnable poke;

            Watcher(Runnable poke) {
                this.poke = poke;
            }

            void poke() {
                poke.run();
            }

            @Override
            public void close() {
                if (watchers.remove(this) && watchers.isEmpty() && live != null) {
                    live.close();
                    live = null;
                }
            }
        }
    }

    /// These folds do not throw.
    private static void thrown(RuntimeException failure) {
        throw failure;
    }
}
