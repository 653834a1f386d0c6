/// The commands that look at what was and take it back: an editor on a text, differences, names of
/// versions, undoing.
///
/// A version is said as `kith log` prints it, or as the name that somebody gave it; the peer finds
/// out which. Whoever edits writes against the version that was opened
/// ([EditCommand][kith.node.cli.history.EditCommand]), so that merging is the peer's, not ours.
@NullMarked
package kith.node.cli.history;

import org.jspecify.annotations.NullMarked;
