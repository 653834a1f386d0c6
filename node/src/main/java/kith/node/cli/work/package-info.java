/// `kith work`: has things done by the peers of a board, and does them.
///
/// Begin with [kith.node.cli.work.WorkCommand].
@NullMarked
package kith.node.cli.work;

import org.jspecify.annotations.NullMarked;
