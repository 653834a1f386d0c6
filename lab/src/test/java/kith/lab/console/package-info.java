/// The console as a person meets it: driven by a real browser on two real peers, and its models
/// tested without one.
@NullMarked
package kith.lab.console;

import org.jspecify.annotations.NullMarked;
