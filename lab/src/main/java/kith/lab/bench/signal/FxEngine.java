package kith.lab.bench.signal;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import javafx.beans.InvalidationListener;
import javafx.beans.Observable;
import javafx.beans.binding.ObjectBinding;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.value.ObservableValue;
import org.jspecify.annotations.Nullable;

/// JavaFX: a property, and a binding that declares all it may read. Bindings have no batch of their
/// own, so effects wait in a queue until the batch ends; nor do they stop at equal values.
public final class FxEngine implements SignalEngine<ObservableValue<Object>> {
    private @Nullable Effect[] queue = new Effect[16];
    private int queued;

    private static final class Binding extends ObjectBinding<Object> {
        private final Supplier<Object> function;

        Binding(Supplier<Object> function, List<ObservableValue<Object>> sources) {
            this.function = function;
            bind(sources.toArray(new Observable[0]));
        }

        @Override
        protected Object computeValue() {
            return function.get();
        }
    }

    private final class Effect implements InvalidationListener {
        private final Runnable body;
        private boolean waits;

        Effect(Runnable body) {
            this.body = body;
        }

        @Override
        public void invalidated(Observable source) {
            if (!waits) {
                waits = true;
                if (queued == queue.length) {
                    queue = Arrays.copyOf(queue, 2 * queued);
                }
                queue[queued++] = this;
            }
        }

        void run() {
            waits = false;
            body.run();
        }
    }

    @Override
    public ObservableValue<Object> signal(Object value) {
        return new SimpleObjectProperty<>(value);
    }

    @Override
    public ObservableValue<Object> computed(
            List<ObservableValue<Object>> sources, Supplier<Object> function) {
        return new Binding(function, sources);
    }

    @Override
    public void effect(List<ObservableValue<Object>> sources, Runnable body) {
        var effect = new Effect(body);
        for (var source : sources) {
            source.addListener(effect);
        }
        body.run();
    }

    @Override
    public void batch(Runnable body) {
        body.run();
        for (int i = 0; i < queued; i++) {
            var due = queue[i];
            queue[i] = null;
            if (due != null) {
                due.run();
            }
        }
        queued = 0;
    }

    @Override
    public Object read(ObservableValue<Object> node) {
        return node.getValue();
    }

    @Override
    public void write(ObservableValue<Object> signal, Object value) {
        ((SimpleObjectProperty<Object>) signal).set(value);
    }

    @Override
    public List<ObservableValue<Object>> sources(ObservableValue<Object> node) {
        return List.of(node);
    }
}
