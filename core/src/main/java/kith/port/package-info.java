/// What the core asks of the world, as far as the network's protocols need it.
///
/// A protocol gets an event and the time, and writes what it wants done into [Effects]; it never
/// does anything itself. So the simulator can run it, recorded events replay it, and a browser can
/// host it. All times are nanoseconds of a monotonic clock unless a name says
/// otherwise.
package kith.port;
