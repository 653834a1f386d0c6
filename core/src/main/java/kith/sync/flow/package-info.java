/// What a link may have on its way: [kith.sync.flow.Credit].
///
/// Used by the owner of the engine only.
package kith.sync.flow;
