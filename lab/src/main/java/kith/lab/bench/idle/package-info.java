/// What an idle link costs the peer that has a thousand of them.
///
/// [Hub] is the process that is measured: a peer as `./kith up` runs it. [Members] is the process
/// with the other ends, which are cheap and not measured.
@NullMarked
package kith.lab.bench.idle;

import org.jspecify.annotations.NullMarked;
