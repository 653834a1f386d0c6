package kith.signal;

import java.util.List;

/// Watchers write what makes each other run, again and again. The rounds were stopped; the writes
/// stand, the watchers that were still due were not run and will be at the next change.
public final class UnsettledException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<String> path;

    UnsettledException(String message, List<String> path) {
        super(message);
        this.path = path;
    }

    /// Names along the loop: a watcher, the signal it wrote, the watcher that this made run, ...,
    /// and the first watcher again.
    public List<String> path() {
        return path;
    }
}
