/// What a user would store cells in instead, with equal durability, and the bare file.
@NullMarked
package kith.lab.bench.store;

import org.jspecify.annotations.NullMarked;
