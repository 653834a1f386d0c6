/// What a link may have on its way ([kith.sync.flow.Credit]), and when what is new goes over it
/// ([kith.sync.flow.Flow]).
///
/// Used by the owner of the engine only.
package kith.sync.flow;
