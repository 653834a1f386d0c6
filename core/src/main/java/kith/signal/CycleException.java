package kith.signal;

import java.util.List;

/// A computed needs its own value. The message names the nodes in the order in which each reads the
/// next; [#path] has them.
///
/// Every node on the cycle fails with it until one of the inputs changes that led them there.
public final class CycleException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<Reactive<?>> path;

    CycleException(String message, List<Reactive<?>> path) {
        super(message);
        this.path = path;
    }

    /// The nodes, each reading the next, the last reading the first.
    public List<Reactive<?>> path() {
        return path;
    }
}
