package kith.node.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A value that changes by itself: what a cell shows, what is counted or summed up below one, or
/// what a function makes of those.
///
/// ```java
/// Signal<Long> open = tasks.at("groceries").count();
/// Signal<String> title = open.map(count -> count + " open");
/// title.observe(System.out::println);
/// tasks.at("groceries/milk").set("2 litres");   // prints 1 open
/// System.out.println(open.value());             // 1
/// ```
///
/// Lazy: while nobody observes it, nothing is kept for it, and it is worked out when it is read.
/// While somebody does, an aggregate costs what changed and not what is there. What belongs to one
/// moment is read at one moment: a signal made of two others never shows one of them new and one
/// old.
public final class Signal<T> {
    private final Observers observers;
    private final List<Source> sources;
    private final Supplier<Supplier<T>> snapshot;

    /// `snapshot` is called while the engine is owned. What it gives is called afterwards, and may
    /// run the application's functions.
    Signal(Observers observers, List<Source> sources, Supplier<Supplier<T>> snapshot) {
        this.observers = observers;
        this.sources = sources;
        this.snapshot = snapshot;
    }

    /// What its value depends on.
    List<Source> sources() {
        return sources;
    }

    /// What a signal's value depends on.
    interface Source {
        Space space();

        /// Called while the engine is owned: `poke` whenever the value may be another one.
        Watch watch(Runnable poke);
    }

    /// The value now.
    public T value() {
        refresh();
        return observers.look(engine -> snapshot.get()).get();
    }

    private void refresh() {
        sources.forEach(source -> source.space().refresh());
    }

    /// What a function makes of this value. It is called on the threads of who reads and who
    /// observes, and must be pure.
    public <R> Signal<R> map(Function<? super T, ? extends R> function) {
        Objects.requireNonNull(function, "function");
        return new Signal<>(
                observers,
                sources,
                () -> {
                    Supplier<T> value = snapshot.get();
                    return () -> function.apply(value.get());
                });
    }

    /// What a function makes of this value and that of another signal of the same peer.
    public <U, R> Signal<R> with(
            Signal<U> other, BiFunction<? super T, ? super U, ? extends R> function) {
        Objects.requireNonNull(function, "function");
        if (other.observers != observers) {
            throw new IllegalArgumentException("the other signal is of another peer");
        }
        var both = new ArrayList<Source>(sources);
        both.addAll(other.sources);
        return new Signal<>(
                observers,
                List.copyOf(both),
                () -> {
                    Supplier<T> one = snapshot.get();
                    Supplier<U> two = other.snapshot.get();
                    return () -> function.apply(one.get(), two.get());
                });
    }

    /// Tells `observer` the value now and whenever it is another one. Values that were gone before
    /// its turn came are left out.
    public Watch observe(Consumer<? super T> observer) {
        return observe(observers.executor(), observer);
    }

    /// The same, on threads of this executor.
    public Watch observe(Executor on, Consumer<? super T> observer) {
        Objects.requireNonNull(on, "on");
        Objects.requireNonNull(observer, "observer");
        return new Observing(on, observer).begin();
    }

    /// One observer, and what it was told last.
    private final class Observing {
        private final Consumer<? super T> observer;
        private final Observers.Turns turns;
        private final List<Watch> upstream = new ArrayList<>();
        private boolean ended;
        private boolean toldAny;
        private @Nullable T told;

        Observing(Executor on, Consumer<? super T> observer) {
            this.observer = observer;
            this.turns = observers.turns(on, this::turn, this::end);
        }

        Watch begin() {
            try {
                for (Source source : sources) {
                    observers.begin(turns, source.space(), waited -> feed(source, waited));
                }
            } catch (RuntimeException refused) {
                turns.close();
                throw refused;
            }
            turns.poke();
            return turns;
        }

        private void feed(Source source, boolean waited) {
            observers.release(
                    () -> {
                        if (!ended) {
                            upstream.add(source.watch(turns::poke));
                        }
                    });
            if (waited) {
                turns.poke();
            }
        }

        /// What was written after the watch was closed is not told, also when a turn was under way.
        private void turn() {
            refresh();
            Supplier<T> taken =
                    observers
                            .look(engine -> Optional.ofNullable(ended ? null : snapshot.get()))
                            .orElse(null);
            if (taken == null) {
                return;
            }
            T now = taken.get();
            if (!toldAny || !Objects.equals(told, now)) {
                toldAny = true;
                told = now;
                observer.accept(now);
            }
        }

        private void end() {
            observers.release(
                    () -> {
                        ended = true;
                        upstream.forEach(Watch::close);
                    });
        }
    }

    @Override
    public String toString() {
        return "signal " + value();
    }
}
