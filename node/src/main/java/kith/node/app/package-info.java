/// What Java applications see of Kith: a tree that they read, write and observe, and that others
/// have too. Read [kith.node.app.Peer] first.
///
/// ```java
/// import kith.node.app.Peer;
///
/// try (var peer = Peer.open(home)) {
///     var tasks = peer.board("home").space("tasks");
///     tasks.at("groceries/milk").set("2 litres");
///     System.out.println(tasks.at("groceries/milk").value());   // Optional["2 litres"]
/// }
/// ```
///
/// # What holds everywhere
///
/// - *Reading never waits* for the network or the disk: it reads this process's own memory.
/// - *Writing is applied when it returns*; who wrote reads what it wrote. That it is safe on this
///   disk, or on others', is awaited separately: see [kith.node.app.Written].
/// - *Observers run on threads of the application's choosing* (virtual ones, if it does not
///   choose), each in order and never twice at once. One that is slow is told of the latest state
///   and costs the others nothing. In an observer everything is allowed: to write, to block, to
///   throw, to close the peer.
/// - *No code of the application runs while the engine is owned*: what it gives (observers,
///   functions of signals, bodies of transactions, constructors of records) is called by threads
///   that may wait.
/// - *What is not there is empty*: a space, a board that nobody has founded. Reading and observing
///   make nothing; writing does.
/// - *What is refused has changed nothing*, and says why with a code: [kith.node.app.Refused]. A
///   null where none is meant is a `NullPointerException`; null as a value is JSON's.
///
/// Every object here may be used by any thread. `docs/guide.md` is the way in; each type has an
/// example, which a test runs.
package kith.node.app;
