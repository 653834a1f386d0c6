/// What a change means: the operations that a change holds, and the cells' contents that they merge
/// into, the same on every replica whatever the order in which changes came.
///
/// The problem is that two people write one cell and neither knew of the other. "The last one wins"
/// loses an edit without a word; keeping every version for ever, or a tombstone for everything
/// deleted, makes memory grow with history (the most frequent complaint about such systems). We
/// keep the *living* marks only. Each write carries its [stamp][kith.log.Stamp]; each change says
/// what its author had [seen][kith.log.Seen]; and a change hides exactly those marks that its
/// author had seen. Delivery is causal, so whatever is hidden has arrived before and is simply
/// dropped: nothing of it has to be remembered. This is the observed-remove idea of Bieniusa et
/// al., *An optimized conflict-free replicated set* (2012), with the log's causal order in the
/// place of their version vectors; Baquero, Almeida and Shoker, *Pure Operation-Based Replicated
/// Data Types* (2017), say it for all types (their "redundancy" is our "hides").
///
/// - [Op] is one operation, [Content] the bytes of many: what stands in a change.
/// - [Viewpoint] is what decides: a change and what its author had seen.
/// - [Register], [Counter] and [AddWinsSet] are the slots that a cell can have today.
/// - `Text` and `ListOf` will be two more: an event graph over the same stamps. The kinds of their
///   operations have reserved numbers ([Content]); their place in a cell is one more slot.
///
/// One exception is told where it stands: a [Counter] that was deleted keeps a row of five numbers
/// for each chain that counted there.
///
/// Pure, for the owner of the engine only. A cost is said at each type, in living marks.
package kith.crdt;
