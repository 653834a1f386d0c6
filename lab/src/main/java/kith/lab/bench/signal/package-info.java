/// The 25 workloads of signals, and an adapter for each library that is measured on them.
@NullMarked
package kith.lab.bench.signal;

import org.jspecify.annotations.NullMarked;
