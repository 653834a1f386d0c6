@NullMarked
package kith.crdt.sequence;

import org.jspecify.annotations.NullMarked;
