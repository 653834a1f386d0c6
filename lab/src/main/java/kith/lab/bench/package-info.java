/// Benchmarks: each runs beside what a user would choose instead, in the same run, and prints the
/// ratio.
@NullMarked
package kith.lab.bench;

import org.jspecify.annotations.NullMarked;
