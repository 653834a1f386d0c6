/// Pairs of ends that send each other frames, by plain sockets and by links, so that a link can be
/// measured beside what it is made of.
@NullMarked
package kith.lab.bench.wire;

import org.jspecify.annotations.NullMarked;
