package kith.port;

/// Something that must stay within a bound, as it is at this moment: for the lab, which checks it.
///
/// @param name what it is, and of which link or space
/// @param max what it may be at most
public record Gauge(String name, long value, long max) {}
