package kith.node.app;

import java.util.Objects;
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
/// try (var watch = title.observe(System.out::println)) {
///     tasks.at("groceries/milk").set("2 litres");
/// }
/// ```
///
/// Lazy: while nobody observes it, nothing is kept for it, and it is worked out when it is read.
/// While somebody does, an aggregate costs what changed and not what is there. What belongs to one
/// moment is read at one moment: a signal made of two others never shows one of them new and one
/// old.
public final class Signal<T> {
    private final Observers observers;
    private final Origin<T> origin;

    Signal(Observers observers, Origin<T> origin) {
        this.observers = observers;
        this.origin = origin;
    }

    /// Where a signal's value comes from.
    interface Origin<T> {
        /// Makes sure that there is something to watch.
        void open();

        /// Called while the engine is owned; what it gives is called afterwards, and may run the
        /// application's functions.
        Supplier<T> snapshot();

        /// Called while the engine is owned: `poke` whenever the value may be another one.
        Watch watch(Runnable poke);
    }

    /// The value now.
    public T value() {
        return observers.look(engine -> origin.snapshot()).get();
    }

    /// What a function makes of this value. It is called on the threads of who reads and who
    /// observes, and must be pure.
    public <R> Signal<R> map(Function<? super T, ? extends R> function) {
        return new Signal<>(
                observers,
                new Origin<>() {
                    @Override
                    public void open() {
                        origin.open();
                    }

                    @Override
                    public Supplier<R> snapshot() {
                        Supplier<T> value = origin.snapshot();
                        return () -> function.apply(value.get());
                    }

                    @Override
                    public Watch watch(Runnable poke) {
                        return origin.watch(poke);
                    }
                });
    }

    /// What a function makes of this value and that of another signal of the same peer.
    public <U, R> Signal<R> with(
            Signal<U> other, BiFunction<? super T, ? super U, ? extends R> function) {
        return new Signal<>(
                observers,
                new Origin<>() {
                    @Override
                    public void open() {
                        origin.open();
                        other.origin.open();
                    }

                    @Override
                    public Supplier<R> snapshot() {
                        Supplier<T> one = origin.snapshot();
                        Supplier<U> two = other.origin.snapshot();
                        return () -> function.apply(one.get(), two.get());
                    }

                    @Override
                    public Watch watch(Runnable poke) {
                        Watch one = origin.watch(poke);
                        Watch two = other.origin.watch(poke);
                        return () -> {
                            one.close();
                            two.close();
                        };
                    }
                });
    }

    /// Tells `observer` the value now and whenever it is another one. Values that were gone before
    /// its turn came are left out.
    public Watch observe(Consumer<? super T> observer) {
        var observing = new Observing(observer);
        Observers.Turns turns = observers.turns(observing::turn, observing::end);
        origin.open();
        observers.release(() -> observing.upstream = origin.watch(turns::poke));
        turns.poke();
        return turns;
    }

    /// One observer, and what it was told last.
    private final class Observing {
        private final Consumer<? super T> observer;
        private @Nullable Watch upstream;
        private boolean toldAny;
        private @Nullable T told;

        Observing(Consumer<? super T> observer) {
            this.observer = observer;
        }

        void turn() {
            T now = value();
            if (!toldAny || !Objects.equals(told, now)) {
                toldAny = true;
                told = now;
                observer.accept(now);
            }
        }

        void end() {
            observers.release(
                    () -> {
                        if (upstream != null) {
                            upstream.close();
                        }
                    });
        }
    }

    @Override
    public String toString() {
        return "signal " + value();
    }
}
