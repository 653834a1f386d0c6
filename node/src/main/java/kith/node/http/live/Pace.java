package kith.node.http.live;

/// How long things may take where somebody waits.
///
/// @param heartbeatMillis how often a quiet subscription shows that it lives
/// @param writeMillis how long a client may take for what was sent to it
/// @param lingerMillis how long changes are remembered for those who may come back
public record Pace(int heartbeatMillis, int writeMillis, int lingerMillis) {}
