package kith.node.app.work;

import org.jspecify.annotations.Nullable;

/// Does tasks of one kind, several at once if that was said.
///
/// ```java
/// Worker seven = task -> 7;
/// System.out.println(seven.done(new Task("7f", Value.Null.NULL)));   // 7
/// ```
public interface Worker {
    /// What comes of it: whatever a cell may hold. What is thrown is told to the submitter, as its
    /// message; a task that takes longer than was said is given to somebody else, and what comes of
    /// it then counts for nothing.
    @Nullable Object done(Task task) throws Exception;
}
