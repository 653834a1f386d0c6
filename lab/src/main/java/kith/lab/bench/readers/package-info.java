/// Many readers of one server and one writer, in a process of their own, so that what they cost is
/// not the server's.
@NullMarked
package kith.lab.bench.readers;

import org.jspecify.annotations.NullMarked;
