/// What a peer is in the network of its boards: commands that look at it.
@NullMarked
package kith.node.cli.network;

import org.jspecify.annotations.NullMarked;
