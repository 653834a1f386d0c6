/// Keyed values: 100,000 numbers in maps of maps, written, saved, loaded, and brought to the same
/// state on two sides. Read [kith.lab.bench.keys.KithKeys] first. And what one keystroke in a text
/// is on the line between them.
@NullMarked
package kith.lab.bench.keys;

import org.jspecify.annotations.NullMarked;
