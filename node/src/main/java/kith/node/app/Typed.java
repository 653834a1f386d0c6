package kith.node.app;

import java.util.Objects;
import kith.value.Value;

/// A cell that is read as one type, with what to take where nothing is or something else.
///
/// ```java
/// Typed<Long> port = settings.at("port").as(Kind.LONG, 8080L);
/// System.out.println(port.value());             // 8080
/// port.signal().observe(now -> System.out.println("listening on " + now));
/// port.set(9090L);                              // the observer is told of it
/// settings.at("port").set("eighty");            // prints listening on 8080
/// System.out.println(port.isOfAnotherKind());   // true
/// ```
public final class Typed<T> {
    private final Cell cell;
    private final Kind<T> kind;
    private final T fallback;

    Typed(Cell cell, Kind<T> kind, T fallback) {
        this.cell = cell;
        this.kind = Objects.requireNonNull(kind, "kind");
        this.fallback = Objects.requireNonNull(fallback, "fallback");
    }

    /// What the cell shows, or the fallback.
    public T value() {
        return cell.value().flatMap(kind::maybe).orElse(fallback);
    }

    /// Whether the cell shows something that is of another kind, for which the fallback stands.
    public boolean isOfAnotherKind() {
        return cell.value().filter(value -> !isOurs(value)).isPresent();
    }

    private boolean isOurs(Value value) {
        return kind.maybe(value).isPresent();
    }

    /// Writes it.
    public Written set(T value) {
        return cell.set(Objects.requireNonNull(value, "value"));
    }

    /// The value as a signal.
    public Signal<T> signal() {
        return cell.signal().map(value -> value.flatMap(kind::maybe).orElse(fallback));
    }
}
