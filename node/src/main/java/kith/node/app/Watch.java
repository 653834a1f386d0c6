package kith.node.app;

/// An observer that is registered. Closing it ends it: it is not called again, but for a call that
/// is under way on another thread. Closing twice is closing once.
///
/// ```java
/// try (Watch watch = tasks.root().observe(changes -> System.out.println(changes))) {
///     tasks.at("groceries/milk").set("2 litres");   // is told
/// }
/// tasks.at("groceries/eggs").set(12);               // is not
/// ```
public interface Watch extends AutoCloseable {
    @Override
    void close();
}
