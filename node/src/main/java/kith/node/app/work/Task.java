package kith.node.app.work;

import kith.value.Value;

/// Something to be done.
///
/// ```java
/// Worker told = task -> "done: " + task.id();
/// System.out.println(told.done(new Task("7f", Value.Null.NULL)));   // done: 7f
/// ```
///
/// @param id the same each time that it is done, here or elsewhere: who must not do something twice
///     keeps it
/// @param value what its submitter gave
public record Task(String id, Value value) {}
