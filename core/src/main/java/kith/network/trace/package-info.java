/// Which way one change went through all peers of a board, asked from one of them.
///
/// *The problem.* Each peer remembers of a change from whom it came and to whom it went
/// ([kith.network.spread]), and nobody has all of it. Collected at one place all the time it would
/// cost as much as the changes themselves.
///
/// *The idea.* It is asked for when somebody wants to see it: first whom it came from and went to
/// here, then the same of those, and so on, until nobody is named who was not asked.
///
/// *Trust.* A peer is believed about itself only: that it has the change, from whom, and who
/// brought it again. What it says of others is told as what it says, where those do not say the
/// same.
///
/// Begin with [Tracing], then [Tree], which makes one picture of what all said.
@NullMarked
package kith.network.trace;

import org.jspecify.annotations.NullMarked;
