/// The commands about a peer as a whole: its life, how it is, and whether its store is sound.
///
/// `up` is the one command that *is* the peer ([UpCommand][kith.node.cli.peer.UpCommand]); `status`
/// shows the cells of `.peer` ([StatusView][kith.node.cli.peer.StatusView]), which any program can
/// read and watch.
@NullMarked
package kith.node.cli.peer;

import org.jspecify.annotations.NullMarked;
