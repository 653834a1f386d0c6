/// Pruning: contents that nobody needs any more are dropped, and a snapshot that members vouch for
/// takes their place. What a snapshot is, and why it can be believed, is in [kith.replica.base].
///
/// *When.* A space that has a lease in its cell `.pruning` is pruned. What may go is what every
/// member has who wrote within the lease, as far as the deps of its changes or its acknowledgements
/// over a link show. Of several who could propose, the one with the smallest key does first;
/// whoever finds the same snapshot vouches too. With as many vouches as are wanted here the
/// snapshot becomes the [base][kith.replica.base.Baseline], and the contents in it are left out the
/// next time that old segments are written anew.
///
/// *Who comes later* and lacks what was dropped is offered the snapshot with its vouches, checks
/// them, fetches the pieces, and then takes the bare headers like any run. What it has written
/// itself meanwhile is merged on top.
///
/// Bounds: one snapshot of a space is made or fetched at a time; contents of 64 MiB at most go into
/// one; one vouch of each member is remembered.
///
/// Owner only.
package kith.replica.snapshot;
