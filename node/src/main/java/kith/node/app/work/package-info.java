/// Work that an application does for the peers of a board: what [kith.node.app.Board#serve] takes
/// and gives.
@NullMarked
package kith.node.app.work;

import org.jspecify.annotations.NullMarked;
