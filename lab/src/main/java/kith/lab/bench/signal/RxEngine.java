package kith.lab.bench.signal;

import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.subjects.BehaviorSubject;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/// RxJava: a subject that keeps its last value, and `combineLatest` for what depends on several.
/// There is no batch, and where two paths meet every path is told on its own.
public final class RxEngine implements SignalEngine<BehaviorSubject<Object>> {
    @Override
    public BehaviorSubject<Object> signal(Object value) {
        return BehaviorSubject.createDefault(value);
    }

    @Override
    public BehaviorSubject<Object> computed(
            List<BehaviorSubject<Object>> sources, Supplier<Object> function) {
        BehaviorSubject<Object> result = BehaviorSubject.create();
        Observable<Object> values =
                sources.size() == 1
                        ? sources.getFirst().map(any -> function.get())
                        : Observable.combineLatest(sources, any -> function.get());
        values.distinctUntilChanged().subscribe(result);
        return result;
    }

    @Override
    public void effect(List<BehaviorSubject<Object>> sources, Runnable body) {
        Observable<?> values =
                sources.size() == 1
                        ? sources.getFirst()
                        : Observable.combineLatest(sources, any -> any);
        var _ = values.subscribe(any -> body.run());
    }

    @Override
    public void batch(Runnable body) {
        body.run();
    }

    @Override
    public Object read(BehaviorSubject<Object> node) {
        return Objects.requireNonNull(node.getValue());
    }

    @Override
    public void write(BehaviorSubject<Object> signal, Object value) {
        signal.onNext(value);
    }

    @Override
    public List<BehaviorSubject<Object>> sources(BehaviorSubject<Object> node) {
        return List.of(node);
    }
}
