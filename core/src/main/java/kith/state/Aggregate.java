package kith.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.Function;
import kith.lang.ExactSum;
import kith.lang.SummaryTree;
import kith.log.ChainOrder;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// A value made of many cells, kept up to date by what changed and never by looking at all of them
/// again.
///
/// It is over the children of a cell, or over the leaves below it: the cells that show a value. It
/// counts what lives, also what stands below a value that hides it. At its beginning it walks its
/// cells once; from then on a change costs what its [Fold] says, times the cells that changed. It
/// is brought up to date before anybody is told of the change, so no observer sees it half done.
///
/// A fold's functions belong to whoever made them. When one throws, the aggregate closes, because
/// its state is lost, and the owner is told.
public final class Aggregate<R> implements AutoCloseable, Watches.Watch {
    /// Which cells count.
    public enum Over {
        /// The children of the cell, whatever they show.
        CHILDREN,
        /// Every cell below that shows a value.
        LEAVES
    }

    /// How to make one value of many. `add` and `remove` get what each cell shows.
    public interface Fold<R> {
        void add(Path at, Shown shown);

        void remove(Path at, Shown shown);

        R result();

        /// How many cells there are.
        static Fold<Long> count() {
            return new Counted();
        }

        /// The sum of all numbers, exact: an [Int][Value.Int] while there are only those and the
        /// sum fits, else the nearest finite double. What is no number is left out.
        static Fold<Value> sum() {
            return new Summed();
        }

        /// The smallest value in the order of [#order], if there is any.
        static Fold<Optional<Value>> min() {
            return new Combined<>(value -> value, (a, b) -> order(a, b) <= 0 ? a : b);
        }

        /// The largest value.
        static Fold<Optional<Value>> max() {
            return new Combined<>(value -> value, (a, b) -> order(a, b) >= 0 ? a : b);
        }

        /// Any function that has an inverse: `remove` takes off what `add` put on, in any order.
        static <S> Fold<S> of(S zero, BiFunction<S, Value, S> add, BiFunction<S, Value, S> remove) {
            return new Inverted<>(zero, add, remove);
        }

        /// Any associative function; values are combined in the order of their paths. Empty
        /// when there is none. Cost: log n calls of `combine` for each cell that changed.
        static <S> Fold<Optional<S>> combining(Function<Value, S> lift, BinaryOperator<S> combine) {
            return new Combined<>(lift, combine);
        }

        /// Values as people order them: nothing and truth values, then numbers by size, then texts
        /// by UTF-16 units, then the rest by encoding.
        static int order(Value a, Value b) {
            if (a instanceof Value.Text textA && b instanceof Value.Text textB) {
                return textA.value().compareTo(textB.value());
            }
            int byKind = kind(a) - kind(b);
            if (byKind != 0 || kind(a) != NUMBER) {
                return byKind != 0 ? byKind : Value.compare(a, b);
            }
            int bySize = numbers(a, b);
            return bySize != 0 ? bySize : Value.compare(a, b);
        }
    }

    private static final int NUMBER = 1;

    private final Space space;
    private final Path path;
    private final Over over;
    private final Fold<R> fold;
    private final Consumer<RuntimeException> owner;
    private final List<Listener<R>> listeners = new ArrayList<>();
    private R result;
    private boolean open = true;

    Aggregate(Space space, Path path, Over over, Fold<R> fold, Consumer<RuntimeException> owner) {
        this.space = space;
        this.path = path;
        this.over = over;
        this.fold = fold;
        this.owner = owner;
        space.join(path, this);
        walk(space.cell(path), path, space.order());
        this.result = fold.result();
    }

    /// Somebody who is told of each new result.
    private record Listener<R>(long number, Consumer<R> to) {}

    public Path path() {
        return path;
    }

    /// The value as of the last settling.
    public R value() {
        return result;
    }

    public boolean isOpen() {
        return open;
    }

    /// Tells `listener` each new value, once for each transaction that changed it. What it throws
    /// goes to the owner of the aggregate.
    public void observe(Consumer<R> listener) {
        listeners.add(new Listener<>(space.nextNumber(), listener));
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            listeners.clear();
            space.leave(path, this);
        }
    }

    private void walk(@Nullable Cell cell, Path at, ChainOrder order) {
        if (cell == null || cell.children == null) {
            return;
        }
        for (Cell child : cell.children.ordered()) {
            if (child.isAlive()) {
                Path below = at.child(child.name);
                Shown shown = child.shown(order);
                if (counts(below, shown)) {
                    fold.add(below, shown);
                }
                if (over == Over.LEAVES) {
                    walk(child, below, order);
                }
            }
        }
    }

    private boolean counts(Path at, Shown shown) {
        int below = at.size() - path.size();
        return switch (over) {
            case CHILDREN -> below == 1 && !shown.isNothing();
            case LEAVES -> below >= 1 && shown.value() != null;
        };
    }

    /// Takes in what changed, and says whether the value is another one now. What the fold throws
    /// is told to the owner like what an observer throws.
    boolean feed(Changes changes, Watches.Tellings tellings) {
        if (!open) {
            return false;
        }
        try {
            for (Changes.Entry entry : changes.entries()) {
                if (counts(entry.path(), entry.before())) {
                    fold.remove(entry.path(), entry.before());
                }
                if (counts(entry.path(), entry.after())) {
                    fold.add(entry.path(), entry.after());
                }
            }
            R now = fold.result();
            boolean changed = !Objects.equals(now, result);
            result = now;
            return changed;
        } catch (RuntimeException failure) {
            close();
            tellings.add(
                    space.nextNumber(),
                    owner,
                    () -> {
                        throw failure;
                    });
            return false;
        }
    }

    /// What is to be told, each under the number of who is told.
    void collect(Watches.Tellings tellings) {
        R value = result;
        for (Listener<R> listener : listeners) {
            tellings.add(listener.number(), owner, () -> listener.to().accept(value));
        }
    }

    private static int kind(Value value) {
        return switch (value) {
            case Value.Null _ -> 0;
            case Value.Bool _ -> 0;
            case Value.Int _ -> NUMBER;
            case Value.Real _ -> NUMBER;
            case Value.Text _ -> 2;
            case Value.Blob _ -> 3;
            case Value.Array _ -> 3;
            case Value.Obj _ -> 3;
        };
    }

    private static int numbers(Value a, Value b) {
        if (a instanceof Value.Int intA && b instanceof Value.Int intB) {
            return Long.compare(intA.value(), intB.value());
        }
        var difference = new ExactSum();
        count(difference, a, true);
        count(difference, b, false);
        return Double.compare(difference.toDouble(), 0);
    }

    /// Adds a number or takes it off. False when the value is none.
    private static boolean count(ExactSum sum, Value value, boolean on) {
        if (value instanceof Value.Int number) {
            if (on) {
                sum.add(number.value());
            } else {
                sum.subtract(number.value());
            }
            return true;
        }
        if (value instanceof Value.Real real) {
            if (on) {
                sum.add(real.value());
            } else {
                sum.subtract(real.value());
            }
            return true;
        }
        return false;
    }

    private static final class Counted implements Fold<Long> {
        private long count;

        @Override
        public void add(Path at, Shown shown) {
            count++;
        }

        @Override
        public void remove(Path at, Shown shown) {
            count--;
        }

        @Override
        public Long result() {
            return count;
        }
    }

    private static final class Summed implements Fold<Value> {
        private final ExactSum sum = new ExactSum();
        private long reals;

        /// The sum of the integers alone, in 128 bits: while there are only those, it is the sum.
        private long low;

        private long high;

        @Override
        public void add(Path at, Shown shown) {
            count(shown.value(), true);
        }

        @Override
        public void remove(Path at, Shown shown) {
            count(shown.value(), false);
        }

        private void count(@Nullable Value value, boolean on) {
            if (value == null || !Aggregate.count(sum, value, on)) {
                return;
            }
            if (value instanceof Value.Int number) {
                addWhole(on ? number.value() : ~number.value());
                addWhole(on ? 0 : 1); // -n is ~n + 1, also for the smallest
            } else {
                reals += on ? 1 : -1;
            }
        }

        private void addWhole(long more) {
            low += more;
            boolean carry = Long.compareUnsigned(low, more) < 0;
            high += (more >> 63) + (carry ? 1 : 0);
        }

        @Override
        public Value result() {
            if (reals == 0 && high == low >> 63) {
                return Value.Int.of(low);
            }
            double nearest = sum.toDouble();
            return new Value.Real(Math.max(-Double.MAX_VALUE, Math.min(nearest, Double.MAX_VALUE)));
        }
    }

    private static final class Inverted<S> implements Fold<S> {
        private final BiFunction<S, Value, S> add;
        private final BiFunction<S, Value, S> remove;
        private S state;

        Inverted(S zero, BiFunction<S, Value, S> add, BiFunction<S, Value, S> remove) {
            this.state = zero;
            this.add = add;
            this.remove = remove;
        }

        @Override
        public void add(Path at, Shown shown) {
            if (shown.value() != null) {
                state = add.apply(state, shown.value());
            }
        }

        @Override
        public void remove(Path at, Shown shown) {
            if (shown.value() != null) {
                state = remove.apply(state, shown.value());
            }
        }

        @Override
        public S result() {
            return state;
        }
    }

    private static final class Combined<S> implements Fold<Optional<S>> {
        private final Function<Value, S> lift;
        private final SummaryTree<Path, S> tree;

        Combined(Function<Value, S> lift, BinaryOperator<S> combine) {
            this.lift = lift;
            this.tree = new SummaryTree<>(combine);
        }

        @Override
        public void add(Path at, Shown shown) {
            if (shown.value() != null) {
                tree.put(at, lift.apply(shown.value()));
            }
        }

        @Override
        public void remove(Path at, Shown shown) {
            if (shown.value() != null) {
                tree.remove(at);
            }
        }

        @Override
        public Optional<S> result() {
            return Optional.ofNullable(tree.all());
        }
    }
}
