/// Whole small programs on the library, a page each, to be read and copied from. `README.md` in
/// the folder of the module says how to run them and what they print.
///
/// Each takes the folder of its home as its first argument and keeps what it wrote there, as any
/// application does.
@NullMarked
package kith.examples;

import org.jspecify.annotations.NullMarked;
