/// Whole engines, as many as fit into one process, with links as long as those of the crowds: what
/// the machines cost together, and how an update spreads where everything else runs beside it.
@NullMarked
package kith.lab.crowd.engine;

import org.jspecify.annotations.NullMarked;
