/// The network that a board is, as one peer of it sees it: where the machines of [kith.broadcast]
/// meet what sync sends.
///
/// *The problem.* A machine that decides who passes what on to whom knows neither logs nor links;
/// sync, which knows both, has one link before it and does not see the others. Whoever decides in
/// sync decides for one link at a time, and everybody gets everything from everybody.
///
/// *The idea.* Sync holds back what is new on a link until it is passed ([kith.sync.flow.Flow]),
/// and tells what becomes known here and there ([kith.sync.flow.Spreading]). Between the two, for
/// each board, one broadcast decides.
///
/// Begin with [Spreader].
package kith.network.spread;
