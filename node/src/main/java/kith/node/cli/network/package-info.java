/// The commands that show the network of a board as one of its peers sees it.
@NullMarked
package kith.node.cli.network;

import org.jspecify.annotations.NullMarked;
