/// The state of a space: where changes become cells that can be read, observed and summed up.
///
/// Read [Space] first. The life of a change here: [Merge] carries its operations out on the tree of
/// [Cell]s and notes what each touched cell showed before; settling compares, makes one list of
/// what is shown otherwise now ([Changes]), and leads it past everybody who watches ([Watches]):
/// aggregates first, then subscriptions, then observers. The other way round, [Writing] turns what
/// a user wants into operations.
///
/// The problems here are not those of merging (`kith.crdt`) but of size. A million cells must fit
/// into memory and be found in a fraction of a microsecond: see [Cell] and [Children]. A write must
/// cost its path and those who watch it, not the space: nothing here walks the space for a write,
/// but for the two things that are about a whole subtree, removing it, and choosing between it and
/// a concurrent value. A checkpoint must not stop the writer: see [StateImage]. A reader who stops
/// reading must cost the others nothing: see [Subscription].
///
/// Everything here is a state machine for the owner of the engine: no threads, no clock, no
/// callback but observers, which are called from [Space#settle] only and must not write.
///
/// Which slot of a cell is shown, and all other rules that replicas must agree on, are normative in
/// `docs/protocol/state.md`.
package kith.state;
