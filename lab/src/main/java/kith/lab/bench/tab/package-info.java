/// Benchmarks of the core in a browser tab: what of them is compiled for the tab, and what is made
/// of the figures. What is measured, and with which traces, is in `lab/tab/bench.mjs`, which runs
/// Kith and Yjs in the same page.
@NullMarked
package kith.lab.bench.tab;

import org.jspecify.annotations.NullMarked;
