/// `kith swarm`: several peers on this machine, on one board, each a process as `kith up` starts
/// it.
///
/// Nobody leads them, and nothing runs beside them: a swarm is a folder with a home for each, and a
/// file that says where they listen. Every other command works on each of those homes.
@NullMarked
package kith.node.cli.swarm;

import org.jspecify.annotations.NullMarked;
