/// What must hold in a world, each promise a class of its own: a promise that nobody checks is a
/// wish.
///
/// A checker uses as little as it can of what it judges: [CausalOrder] reads the log from the disk
/// itself and works out from the hashes alone what every author had seen.
@NullMarked
package kith.lab.check;

import org.jspecify.annotations.NullMarked;
