/// What the lab does with the core in a browser tab: the core's own tests, recorded steps of whole
/// engines, and benchmarks.
///
/// *The problem.* The core is one set of classes, and a browser runs a translation of them, by a
/// compiler and on a class library that are not the JVM's. Where those are wrong they are so
/// silently: a map in another order, a division that gives 0, a number that wraps round. No review
/// finds that. So what is true on the JVM is shown again on what the browser runs: each of the
/// core's tests that needs no JVM, and the effects of whole engines, byte by byte.
///
/// Read [kith.lab.tab.TabModule] first, which translates; [kith.lab.tab.Tab] runs it.
@NullMarked
package kith.lab.tab;

import org.jspecify.annotations.NullMarked;
