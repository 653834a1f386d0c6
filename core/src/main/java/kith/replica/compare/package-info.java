/// What two peers show and have of one space, held against each other. Read
/// [kith.replica.compare.Comparison] first.
///
/// Versions say which changes only one of the two has. That equal versions mean equal cells is
/// Kith's promise; here it is checked, by digests of cells from the top down into what differs.
/// [kith.replica.compare.Comparing] asks and answers the questions that this takes.
///
/// Used by the owner of the engine only.
package kith.replica.compare;
