package kith.node.app.work;

import kith.value.Value;

/// Something to be done.
///
/// ```java
/// var task = new Task("7f", new Value.Text("a.png"));
/// System.out.println(task.value());   // "a.png"
/// ```
///
/// @param id the same each time that it is done, here or elsewhere: who must not do something twice
///     keeps it
/// @param value what its submitter gave
public record Task(String id, Value value) {}
