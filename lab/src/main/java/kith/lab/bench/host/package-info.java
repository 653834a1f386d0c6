/// What the benchmarks of the engine run it on: a host that keeps nothing, and disks that count.
@NullMarked
package kith.lab.bench.host;

import org.jspecify.annotations.NullMarked;
