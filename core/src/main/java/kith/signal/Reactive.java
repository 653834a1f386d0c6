package kith.signal;

/// A value that can be read and depended upon: a [Signal] or a [Computed].
public sealed interface Reactive<T> permits Signal, Computed {
    /// The value now. Read inside a computed or a watcher, it becomes one of its sources.
    T value();

    /// The value now, without becoming a source of whoever reads.
    T peek();
}
