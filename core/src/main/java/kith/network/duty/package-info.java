/// What applications have the leaders of a board do for them.
///
/// *The problem.* A thousand peers each know a number (how busy they are, which version they run,
/// how many wait in a queue) and somebody wants to know what they come to. As cells they would be
/// written into a log that everybody keeps for ever, each time one changes; and everybody would add
/// up the same.
///
/// *The idea.* A number has a name, a value and no history. Leaders put together what their members
/// give ([kith.cluster]), and everybody reads the result as cells.
///
/// *Trust.* A peer gives a few names and bounded values, and counts once. See `docs/network.md`,
/// "Numbers of applications".
///
/// Begin with [Given], then [AggregateCells]. Work that leaders hand out is [kith.cluster.work];
/// here is how it looks from one peer ([WorkCells]).
@NullMarked
package kith.network.duty;

import org.jspecify.annotations.NullMarked;
