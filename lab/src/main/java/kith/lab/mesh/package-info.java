/// What the host of a simulated tab does to be linked with another: signals, as real ones have
/// them.
@NullMarked
package kith.lab.mesh;

import org.jspecify.annotations.NullMarked;
