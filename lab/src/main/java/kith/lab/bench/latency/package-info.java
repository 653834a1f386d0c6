/// Where the time of one edit goes, read from the events that the peers write for JDK Flight
/// Recorder.
@NullMarked
package kith.lab.bench.latency;

import org.jspecify.annotations.NullMarked;
