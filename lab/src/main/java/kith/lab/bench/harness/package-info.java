/// What all benchmarks share: options, rounds that alternate between the competitors, tables, and
/// the page they are written to. Read [kith.lab.bench.harness.Rounds] first.
@NullMarked
package kith.lab.bench.harness;

import org.jspecify.annotations.NullMarked;
