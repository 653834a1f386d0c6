/// The commands about a board as a network.
///
/// `peers` shows the cells of `.peer/network`: who is there, how near, in which cluster, and who
/// leads it ([PeersView][kith.node.cli.network.PeersView]); `find` asks the directory, `doctor`
/// looks for what keeps others from reaching this peer.
@NullMarked
package kith.node.cli.network;

import org.jspecify.annotations.NullMarked;
