package kith.lab.bench.signal;

import com.vaadin.signals.ReferenceSignal;
import com.vaadin.signals.Signal;
import com.vaadin.signals.SignalEnvironment;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Supplier;

/// Vaadin's signals in their quickest form, a reference that only one thread uses. Effects wait in
/// a queue until the batch ends, as in a session of a user interface; run at once, the dense graphs
/// end in an "infinite loop".
public final class VaadinEngine implements SignalEngine<Signal<Object>> {
    private final ArrayDeque<Runnable> due = new ArrayDeque<>();

    public VaadinEngine() {
        var _ = SignalEnvironment.register(new Queue());
    }

    private final class Queue extends SignalEnvironment {
        @Override
        protected boolean isActive() {
            return true;
        }

        @Override
        protected java.util.concurrent.Executor getResultNotifier() {
            return Runnable::run;
        }

        @Override
        protected java.util.concurrent.Executor getEffectDispatcher() {
            return due::add;
        }
    }

    private void settle() {
        for (var next = due.poll(); next != null; next = due.poll()) {
            next.run();
        }
    }

    @Override
    public Signal<Object> signal(Object value) {
        return new ReferenceSignal<>(value);
    }

    @Override
    public Signal<Object> computed(List<Signal<Object>> sources, Supplier<Object> function) {
        return Signal.computed(function);
    }

    @Override
    public void effect(List<Signal<Object>> sources, Runnable body) {
        var _ = Signal.effect(body);
        settle();
    }

    @Override
    public void batch(Runnable body) {
        body.run();
        settle();
    }

    @Override
    public Object read(Signal<Object> node) {
        return node.value();
    }

    @Override
    public void write(Signal<Object> signal, Object value) {
        var _ = ((ReferenceSignal<Object>) signal).value(value);
    }

    @Override
    public List<Signal<Object>> sources(Signal<Object> node) {
        return List.of();
    }
}
