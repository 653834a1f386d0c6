/// The lab: what stands in for the world when Kith is tried out, and what judges the outcome.
///
/// A simulator may replace only ports, so everything here implements one: the engine under test is
/// the one that ships. Everything is deterministic from a seed.
@NullMarked
package kith.lab;

import org.jspecify.annotations.NullMarked;
